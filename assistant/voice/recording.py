"""A recorded live session on disk: `recording.toml`, `session.jsonl` in the exchange format, and the sound.

Its host lines are a supplied transcript. They are given as such (`origin` "supplied") and never passed off as recognised.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import tomli as tomllib
from pydantic import Field, ValidationError

from assistant.domain import LANG, Comment, Room, Utterance, Value
from assistant.errors import BadEvent, BadInput

MOST_BYTES = 64 * 2**20
EVENTS_FILE, SHEET_FILE = "session.jsonl", "recording.toml"


class Sheet(Value):
    """`recording.toml`."""

    title: str
    room: str
    market: str = Field(pattern=r"^[A-Z]{2}$")
    local_start: str
    langs: tuple[str, ...]
    host_lang: str = Field(pattern=LANG)
    shop: str  # folder name under knowledge/shops
    audio: str | None = None  # file in the same folder
    seconds: float = Field(gt=0)
    made: str = ""  # how it came about


class Recording(Value):
    """A recorded session: comments and host lines in order of time."""

    folder: Path
    sheet: Sheet
    comments: tuple[Comment, ...]
    utterances: tuple[Utterance, ...]  # supplied

    @property
    def room(self) -> Room:
        s = self.sheet
        return Room(room=s.room, market=s.market, local_start=s.local_start, langs=s.langs)

    @property
    def audio(self) -> Path | None:
        return self.folder / self.sheet.audio if self.sheet.audio else None


class _Event(Value):
    """One line of the exchange format: a comment or a host line."""

    id: str
    type: Literal["comment", "host"]
    t: float
    text: str
    user: str | None = None
    market: str | None = None
    room: str | None = None
    lang: str | None = None
    voice: bool = False
    prev: str | None = None
    reply_to: str | None = None
    end: float | None = None
    audio: str | None = None
    asr_confidence: float | None = None


def read_recording(folder: Path) -> Recording:
    """Raises BadInput for a folder, sheet or sound that is missing or wrong, BadEvent (with its line) for an event that is."""
    sheet = _sheet(folder)
    if sheet.audio and (Path(sheet.audio).name != sheet.audio or not (folder / sheet.audio).is_file()):
        what = f"audio {sheet.audio!r} is not a file beside it"
        raise BadInput(what, where=str(folder / SHEET_FILE), remedy="copy the sound into the folder")
    comments: list[Comment] = []
    utterances: list[Utterance] = []
    for remark in _events(folder / EVENTS_FILE, sheet):
        (comments if isinstance(remark, Comment) else utterances).append(remark)  # type: ignore[arg-type]
    return Recording(folder=folder, sheet=sheet, comments=tuple(comments), utterances=tuple(utterances))


def _sheet(folder: Path) -> Sheet:
    path = folder / SHEET_FILE
    try:
        return Sheet.model_validate(tomllib.loads(_text(path)))
    except tomllib.TOMLDecodeError as e:
        raise BadInput(f"is not TOML ({e})", where=str(path), remedy="mend the line it names") from e
    except ValidationError as e:
        raise BadInput(_first(e), where=str(path), remedy="mend that key") from e


def _events(path: Path, sheet: Sheet) -> list[Comment | Utterance]:
    found: list[Comment | Utterance] = []
    seen: set[str] = set()
    last_t = 0.0
    for number, line in enumerate(_text(path).splitlines(), 1):
        where = f"{path}:{number}"
        event = _event(line, where)
        if event is None:
            continue
        if event.id in seen or event.t < last_t:
            what = f"id {event.id!r} comes twice" if event.id in seen else f"t {event.t} is before the line above"
            raise BadEvent(what, kind="order", where=where, remedy="ids are unique and times never decrease")
        seen.add(event.id)
        last_t = event.t
        found.append(_remark(event, sheet, where))
    return found


def _event(line: str, where: str) -> _Event | None:
    """None for the session line, the labels line and empty lines."""
    if not line.strip():
        return None
    try:
        row: Any = json.loads(line)
        if isinstance(row, dict) and row.get("type") in ("session", "labels"):
            return None
        return _Event.model_validate(row)
    except json.JSONDecodeError as e:
        raise BadEvent(f"is not JSON ({e.msg})", kind="json", where=where, remedy="one object per line") from e
    except ValidationError as e:
        raise BadEvent(_first(e), kind="field", where=where, remedy="see the exchange format") from e


def _remark(event: _Event, sheet: Sheet, where: str) -> Comment | Utterance:
    own: tuple[str, ...] = ("audio", "asr_confidence", "end") if event.type == "host" else ("user", "voice", "prev", "reply_to")
    fields: dict[str, Any] = {key: getattr(event, key) for key in ("id", "t", "text", "lang", *own)}
    fields |= {"room": event.room or sheet.room, "market": event.market or sheet.market}
    try:
        return Utterance.model_validate(fields) if event.type == "host" else Comment.model_validate(fields)
    except ValidationError as e:
        raise BadEvent(_first(e), kind="field", where=where, remedy="see the exchange format") from e


def _text(path: Path) -> str:
    if not path.is_file():
        raise BadInput("there is no such file", where=str(path), remedy="a recording holds recording.toml and session.jsonl")
    if path.stat().st_size > MOST_BYTES:
        raise BadInput(f"larger than {MOST_BYTES} bytes", where=str(path), remedy="split the recording")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as e:
        raise BadInput("is not UTF-8", where=str(path), remedy="save it as UTF-8") from e


def _first(error: ValidationError) -> str:
    fault = error.errors()[0]
    return f"{'.'.join(str(x) for x in fault['loc']) or 'the line'}: {fault['msg']}"
