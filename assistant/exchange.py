"""The exchange format: events in, decisions out, one JSON object a line (docs/formats.md).

Reading never stops at a bad line: it yields a `Refused` with the line number and the reason, and goes on.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from assistant.domain import LANG, MARKET, Comment, Decision, Deleted, News, OnScreen, Remark, Room, Utterance, Value
from assistant.guard.reach import READ

MAX_LINE = 64 * 1024  # bytes
MAX_TEXT = READ  # code points of a remark that are read
MAX_NAME = 200  # code points of an id, a handle or a room's name
MAX_T = 366 * 86_400.0  # seconds; no live lasts longer, and one such time would hold all later events back to it
SEEN_LIMIT = 50_000  # ids remembered to tell repeats; the record still knows those that are forgotten here


class Refused(Value):
    """A line that cannot be used. `kind` is counted, `detail` says what and what to do."""

    line: int
    kind: str
    detail: str
    id: str | None = None


class _Event(Value):
    """One event as written; unknown keys are ignored so that a newer sender does no harm."""

    model_config = {"extra": "ignore", "frozen": True}

    id: str = Field(min_length=1, max_length=MAX_NAME)
    type: str = Field(pattern="^(comment|host)$")
    t: float = Field(ge=0, le=MAX_T, allow_inf_nan=False)
    text: str
    user: str | None = Field(None, max_length=MAX_NAME)
    market: str | None = Field(None, pattern=MARKET)
    room: str | None = Field(None, min_length=1, max_length=MAX_NAME)
    lang: str | None = Field(None, pattern=LANG)
    voice: bool = False
    prev: str | None = Field(None, max_length=MAX_NAME)
    reply_to: str | None = Field(None, max_length=MAX_NAME)
    end: float | None = Field(None, ge=0, le=MAX_T, allow_inf_nan=False)
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


class _Product(Value):
    """The platform says what is on screen. `item_id`: as the platform counts, `product`: as the facts sheet does; one of them."""

    model_config = {"extra": "ignore", "frozen": True}

    state: Literal["shown", "hidden"]
    product: str | None = Field(None, max_length=MAX_NAME)
    item_id: str | None = Field(None, max_length=MAX_NAME)
    t: float = Field(ge=0, le=MAX_T, allow_inf_nan=False)
    room: str | None = Field(None, min_length=1, max_length=MAX_NAME)
    market: str | None = Field(None, pattern=MARKET)
    id: str | None = Field(None, max_length=MAX_NAME)


class _Deleted(Value):
    """A comment was taken back, by its viewer or a moderator. `id` names the comment."""

    model_config = {"extra": "ignore", "frozen": True}

    id: str = Field(min_length=1, max_length=MAX_NAME)
    t: float = Field(ge=0, le=MAX_T, allow_inf_nan=False)
    room: str | None = Field(None, min_length=1, max_length=MAX_NAME)
    market: str | None = Field(None, pattern=MARKET)


FindProduct = Callable[[str], str | None]
"""A platform's item or a product's name or id -> its id in the facts sheet, None for what the sheet does not hold."""


class EventReader:
    """Reads one stream: remembers its session line, its rooms, its ids and its clock.

    With `now` it reads what arrives for the live room `default`: nothing that names another room is taken, a comment needs
    neither `type` nor `t`, and no time is later than `now`, since senders' clocks and senders themselves may be wrong.
    """

    def __init__(self, default: Room | None = None, *, now: Callable[[], float] | None = None, find_product: FindProduct | None = None) -> None:
        """`find_product`: without it nothing is known of what is on screen, and product events are passed over."""
        self.header = default
        self.counts: dict[str, int] = {}
        self._now, self._find_product = now, find_product
        self._seen: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._last_t: dict[str, float] = {}

    def forget(self, remark: Remark) -> None:
        """Take a remark back that could not be kept, so that it may come again."""
        self._seen.pop((remark.room, remark.id), None)

    def read(self, lines: Iterable[str | bytes]) -> Iterator[Room | Remark | News | Refused]:
        """Rooms (from session lines), remarks and platforms' news in order, and what was refused."""
        for number, line in enumerate(lines, 1):
            made = self._counted(self._line(number, line))
            if made is not None:
                yield made

    def event(self, value: Any) -> Room | Remark | News | Refused | None:
        """One line that is no longer text. None for what is neither a remark nor news."""
        return self._counted(self._object(1, value))

    def _counted(self, made: Room | Remark | News | Refused | None) -> Room | Remark | News | Refused | None:
        if isinstance(made, Refused):
            self._count(made.kind)
        return made

    def _line(self, number: int, line: str | bytes) -> Room | Remark | News | Refused | None:
        raw = line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line
        if not raw.strip():
            return None
        if len(raw) > MAX_LINE:
            return Refused(line=number, kind="too_long", detail=f"longer than {MAX_LINE} bytes; shorten it")
        try:
            value = json.loads(raw.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return Refused(line=number, kind="not_utf8", detail="not UTF-8; write the file as UTF-8")
        except json.JSONDecodeError as error:
            return Refused(line=number, kind="not_json", detail=f"not JSON: {error.msg} at character {error.pos + 1}; see docs/formats.md")
        except (ValueError, RecursionError):
            return Refused(line=number, kind="not_json", detail="not JSON that can be read: nested too deep, or a number too long")
        return self._object(number, value)

    def _object(self, number: int, value: Any) -> Room | Remark | News | Refused | None:
        if not isinstance(value, dict):
            return Refused(line=number, kind="not_an_object", detail="each line is one JSON object; see docs/formats.md")
        if self._now is not None:
            value = {**value, "type": value.get("type", "comment"), "t": self._now() if value.get("t") is None else value["t"]}
        kind = value.get("type")
        if kind == "labels" or (kind == "product" and self._find_product is None):
            return None
        try:
            if kind == "session":
                return self._session(number, _Header.model_validate(value))
            if kind == "deleted":
                return self._deleted(number, _Deleted.model_validate(value))
            if kind == "product":
                return self._on_screen(number, _Product.model_validate(value))
            return self._remark(number, _Event.model_validate(_readable(value)))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "line"
            given = value.get("id")
            return Refused(line=number, kind="invalid", detail=f"{where}: {first['msg']}", id=given if isinstance(given, str) else None)

    def _on_screen(self, number: int, event: _Product) -> OnScreen | Refused:
        elsewhere = self.header is None or (event.room or self.header.room, event.market or self.header.market) != (self.header.room, self.header.market)
        if self.header is None or elsewhere:
            return Refused(line=number, kind="other_room", detail=self._other(), id=event.id)
        named = event.product or event.item_id
        known = self._find_product(named) if named and self._find_product else None
        if known is None:
            detail = f"there is no product {named!r} in the facts sheet; name it by its id there, its model number or its name" if named else "product or item_id is needed"
            return Refused(line=number, kind="unknown_product", detail=detail, id=event.id)
        return OnScreen(room=self.header.room, product=known, state=event.state, t=self._time(self.header.room, event.t), source="replay")

    def _deleted(self, number: int, event: _Deleted) -> Deleted | Refused:
        room = event.room or (self.header.room if self.header else None)
        elsewhere = self._now is not None and self.header is not None and room != self.header.room
        if room is None or elsewhere:
            return Refused(line=number, kind="other_room" if elsewhere else "no_room", detail=self._other(), id=event.id)
        return Deleted(room=room, event_id=event.id, t=self._time(room, event.t), source="replay")

    def _session(self, number: int, header: _Header) -> Room | Refused | None:
        if self._now is None:
            self.header = Room(**header.model_dump(exclude={"type"}))
            return self.header
        own = self.header is not None and (header.room, header.market) == (self.header.room, self.header.market)
        return None if own else Refused(line=number, kind="other_room", detail=self._other())

    def _other(self) -> str:
        known = f"{self.header.room} ({self.header.market})" if self.header else ""
        return f"this is the room {known}; leave room and market out, or name this one"

    def _remark(self, number: int, event: _Event) -> Remark | Refused:
        room = event.room or (self.header.room if self.header else None)
        market = event.market or (self.header.market if self.header else None)
        if room is None or market is None:
            return Refused(line=number, kind="no_room", detail="without a session line every event needs room and market", id=event.id)
        if self._now is not None and self.header is not None and (room, market) != (self.header.room, self.header.market):
            return Refused(line=number, kind="other_room", detail=self._other(), id=event.id)
        if known := self._known(number, room, event):
            return known
        return self._made(room, market, self._time(room, event.t), event)

    def _known(self, number: int, room: str, event: _Event) -> Refused | None:
        """Why an id is refused that came before: the same event again (whenever it says it was), or another one."""
        digest = hashlib.blake2b(event.model_dump_json(exclude={"t", "end"}).encode(), digest_size=16).digest()
        earlier = self._seen.get((room, event.id))
        if earlier is not None:
            same = earlier == digest
            detail = "the same event again" if same else "this id was used for another event; ids are unique in a session"
            return Refused(line=number, kind="repeat" if same else "conflict", detail=detail, id=event.id)
        self._seen[room, event.id] = digest
        if len(self._seen) > SEEN_LIMIT:
            self._seen.popitem(last=False)
        return None

    def _time(self, room: str, t: float) -> float:
        """The event's `t`, never before the last event's and, live, never later than now."""
        now = self._now() if self._now else MAX_T
        if t > now:
            self._count("ahead_of_time")
        kept = max(min(t, now), self._last_t.get(room, 0.0))
        if kept > t:
            self._count("out_of_order")
        self._last_t[room] = kept
        return kept

    def _count(self, kind: str) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def _made(self, room: str, market: str, t: float, event: _Event) -> Remark:
        left_out = max(0, len(event.text) - MAX_TEXT)
        if left_out:
            self._count("shortened")
        shared = {"id": event.id, "room": room, "market": market, "t": t, "text": event.text[:MAX_TEXT], "left_out": left_out, "lang": event.lang}
        if event.type == "comment":
            return Comment(**shared, user=event.user or "", voice=event.voice, prev=event.prev, reply_to=event.reply_to)
        return Utterance(**shared, end=event.end, audio=event.audio, asr_confidence=event.asr_confidence)


def _readable(value: dict[str, Any]) -> dict[str, Any]:
    """The event with halves of characters in its text replaced: a platform that cuts an emoji in two must not cost the comment."""
    text = value.get("text")
    if not isinstance(text, str):
        return value
    return {**value, "text": text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")}


def decision_line(decision: Decision) -> str:
    """One decision as one JSON line. All fields are present; `alert` only where there is one."""
    value = decision.model_dump(mode="json")
    if value["alert"] is None:
        del value["alert"]
    return json.dumps(value, ensure_ascii=False)
