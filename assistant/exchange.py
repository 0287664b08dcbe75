"""The exchange format: events in, decisions out, one JSON object a line (docs/formats.md).

Reading never stops at a bad line: it yields a `Refused` with the line number and the reason, and goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import Field, ValidationError, model_validator

from assistant.domain import LANG, MARKET, Comment, Decision, Remark, Room, Utterance, Value

MAX_LINE = 64 * 1024  # bytes
MAX_TEXT = 2000  # code points of a remark that are read


class Refused(Value):
    """A line that cannot be used. `kind` is counted, `detail` says what and what to do."""

    line: int
    kind: str
    detail: str
    id: str | None = None


class _Event(Value):
    """One event as written; unknown keys are ignored so that a newer sender does no harm."""

    model_config = {"extra": "ignore", "frozen": True}

    id: str = Field(min_length=1, max_length=200)
    type: str = Field(pattern="^(comment|host)$")
    t: float = Field(ge=0, allow_inf_nan=False)
    text: str
    user: str | None = None
    market: str | None = Field(None, pattern=MARKET)
    room: str | None = Field(None, min_length=1)
    lang: str | None = Field(None, pattern=LANG)
    voice: bool = False
    prev: str | None = None
    reply_to: str | None = None
    end: float | None = None
    audio: str | None = None
    asr_confidence: float | None = Field(None, ge=0, le=1)

    @model_validator(mode="after")
    def _kind(self) -> _Event:
        if self.type == "comment" and not self.user:
            raise ValueError("a comment needs a user")
        return self


class _Header(Room):
    model_config = {"extra": "ignore", "frozen": True}

    type: str = "session"


class EventReader:
    """Reads one stream: remembers its session line, its rooms, its ids and its clock."""

    def __init__(self, default: Room | None = None) -> None:
        self.header = default
        self.counts: dict[str, int] = {}
        self._seen: dict[tuple[str, str], str] = {}
        self._last_t: dict[str, float] = {}

    def read(self, lines: Iterable[str | bytes]) -> Iterator[Room | Remark | Refused]:
        """Rooms (from session lines), remarks in order, and what was refused."""
        for number, line in enumerate(lines, 1):
            made = self._line(number, line)
            if isinstance(made, Refused):
                self.counts[made.kind] = self.counts.get(made.kind, 0) + 1
            if made is not None:
                yield made

    def _line(self, number: int, line: str | bytes) -> Room | Remark | Refused | None:
        raw = line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line
        if not raw.strip():
            return None
        if len(raw) > MAX_LINE:
            return Refused(line=number, kind="too_long", detail=f"{len(raw)} bytes; a line may have {MAX_LINE}")
        try:
            value = json.loads(raw.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return Refused(line=number, kind="not_utf8", detail="not UTF-8; write the file as UTF-8")
        except (ValueError, RecursionError) as error:
            return Refused(line=number, kind="not_json", detail=f"not JSON: {str(error)[:120]}")
        if not isinstance(value, dict):
            return Refused(line=number, kind="not_an_object", detail="each line is one JSON object")
        return self._object(number, value)

    def _object(self, number: int, value: dict[str, Any]) -> Room | Remark | Refused | None:
        kind = value.get("type")
        if kind == "labels":
            return None
        try:
            if kind == "session":
                header = _Header.model_validate(value)
                self.header = Room(**header.model_dump(exclude={"type"}))
                return self.header
            return self._remark(number, _Event.model_validate(value))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "line"
            given = value.get("id")
            return Refused(line=number, kind="invalid", detail=f"{where}: {first['msg']}", id=given if isinstance(given, str) else None)

    def _remark(self, number: int, event: _Event) -> Remark | Refused:
        room = event.room or (self.header.room if self.header else None)
        market = event.market or (self.header.market if self.header else None)
        if room is None or market is None:
            return Refused(line=number, kind="no_room", detail="without a session line every event needs room and market", id=event.id)
        body = event.model_dump_json()
        earlier = self._seen.get((room, event.id))
        if earlier is not None:
            same = earlier == body
            detail = "the same event again" if same else "this id was used for another event; ids are unique in a session"
            return Refused(line=number, kind="repeat" if same else "conflict", detail=detail, id=event.id)
        self._seen[room, event.id] = body
        t = max(event.t, self._last_t.get(room, 0.0))
        if t > event.t:
            self.counts["out_of_order"] = self.counts.get("out_of_order", 0) + 1
        self._last_t[room] = t
        text = event.text[:MAX_TEXT]
        if len(event.text) > MAX_TEXT:
            self.counts["shortened"] = self.counts.get("shortened", 0) + 1
        shared = {"id": event.id, "room": room, "market": market, "t": t, "text": text, "lang": event.lang}
        if event.type == "comment":
            return Comment(**shared, user=event.user or "", voice=event.voice, prev=event.prev, reply_to=event.reply_to)
        return Utterance(**shared, end=event.end, audio=event.audio, asr_confidence=event.asr_confidence)


def decision_line(decision: Decision) -> str:
    """One decision as one JSON line. All fields are present; `alert` only where there is one."""
    value = decision.model_dump(mode="json")
    if value["alert"] is None:
        del value["alert"]
    return json.dumps(value, ensure_ascii=False)
