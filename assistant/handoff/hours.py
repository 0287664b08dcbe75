"""When the shop's people answer, by the market's clock, and the time by which somebody must have picked up a case.

Hours come from the facts sheet (`markets.<M>.service`). Days off and special hours stand there as free text and are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal, NamedTuple

from pydantic import Field

from assistant.domain import Room, Urgency, Value
from assistant.market.plain_text import times_of_day, working_days
from assistant.market.rendering import WEEKDAYS
from assistant.market.sheet import Sheet

Span = tuple[float, float]  # hours of a day; the end lies above 24 where it is after midnight
LOOK_AHEAD = 14  # days; nobody is closed for longer
_SOME_DAY = date(2001, 1, 1)  # where only the time of day is known
_FRIDAY = 4


class Limits(Value):
    """How long a case may wait for a person, in seconds of service time. After it the case goes up a level; after the same time again,
    by its new urgency, it expires."""

    now_s: float = Field(120.0, gt=0)
    soon_s: float = Field(900.0, gt=0)
    later_s: float = Field(14_400.0, gt=0)

    def of(self, urgency: Urgency) -> float:
        return {"now": self.now_s, "soon": self.soon_s, "later": self.later_s}[urgency]


class Back(NamedTuple):
    """When people are back: on which day seen from now, and the time."""

    day: Literal["today", "tomorrow", "weekday"]
    at: datetime


class ServiceHours:
    """The spans in which people answer, by weekday (0 = Monday). Without any they always do."""

    def __init__(self, spans: Mapping[int, Span]) -> None:
        self._spans = dict(spans)

    @classmethod
    def of(cls, sheet: Sheet, market: str, *, dated: bool = True) -> ServiceHours:
        """`dated`: the weekday is known; else every day counts as a working day."""
        hours = _span(sheet.get(f"markets.{market}.service.hours"))
        if hours is None:
            return cls({})
        named = sheet.text(f"markets.{market}.service.days", "en")
        working = working_days(named.text) if named and dated else None
        spans = {day: hours for day, name in enumerate(WEEKDAYS) if working is None or name in working}
        friday = _span(sheet.get(f"markets.{market}.service.friday"))
        if friday is not None and dated and _FRIDAY in spans:
            spans[_FRIDAY] = friday
        return cls(spans)

    def is_open(self, at: datetime) -> bool:
        return not self._spans or any(start <= at < end for start, end in self._around(at))

    def opens(self, at: datetime) -> datetime | None:
        """The next opening after `at`; None where people always answer."""
        return next((start for start, _ in self._around(at) if start > at), None)

    def after(self, at: datetime, seconds: float) -> datetime:
        """The moment at which so much service time has passed."""
        left = timedelta(seconds=seconds)
        if not self._spans:
            return at + left
        for start, end in self._around(at):
            begin = max(start, at)
            if end <= begin:
                continue
            if left <= end - begin:
                return begin + left
            left -= end - begin
        return at + timedelta(days=LOOK_AHEAD)

    def between(self, start: datetime, end: datetime) -> float:
        """Service time between two moments, in seconds."""
        if not self._spans:
            return max(0.0, (end - start).total_seconds())
        spent = (min(close, end) - max(open_, start) for open_, close in self._around(start))
        return sum(max(0.0, part.total_seconds()) for part in spent)

    def _around(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The spans from the day before `at` on, in order."""
        for n in range(-1, LOOK_AHEAD):
            day = at.date() + timedelta(days=n)
            if (span := self._spans.get(day.weekday())) is not None:
                midnight = datetime.combine(day, time(), at.tzinfo)
                yield midnight + timedelta(hours=span[0]), midnight + timedelta(hours=span[1])


class ServiceClock:
    """Stream time against the market's clock and the shop's hours."""

    def __init__(self, hours: ServiceHours, start: datetime, limits: Limits | None = None) -> None:
        """`start`: the market's time at t = 0, aware."""
        self.hours, self.limits = hours, limits or Limits()
        self._start = start

    @classmethod
    def of(cls, sheet: Sheet, room: Room, limits: Limits | None = None) -> ServiceClock:
        """For a room. A start without a date is some day on which people work."""
        dated = "T" in room.local_start
        zone = _zone(sheet, room.market)
        local = datetime.fromisoformat(room.local_start) if dated else datetime.combine(_SOME_DAY, time.fromisoformat(room.local_start))
        return cls(ServiceHours.of(sheet, room.market, dated=dated), local.replace(tzinfo=zone), limits)

    def local(self, t: float) -> datetime:
        """The market's time at stream time `t`."""
        return (self._start.astimezone(UTC) + timedelta(seconds=t)).astimezone(self._start.tzinfo)

    def is_open(self, t: float) -> bool:
        return self.hours.is_open(self.local(t))

    def due_t(self, t: float, urgency: Urgency) -> float:
        """Stream time by which a case of this urgency must be picked up, counted from `t` in service time."""
        now = self.local(t)
        due = self.hours.after(now, self.limits.of(urgency))
        return t + (due.astimezone(UTC) - now.astimezone(UTC)).total_seconds()

    def wait_s(self, since_t: float, until_t: float) -> float:
        """Service time between two stream times, in seconds."""
        return self.hours.between(self.local(since_t), self.local(until_t))

    def back(self, t: float) -> Back | None:
        """When people are back, outside service hours; None within them."""
        now = self.local(t)
        opens = None if self.hours.is_open(now) else self.hours.opens(now)
        if opens is None:
            return None
        days = (opens.date() - now.date()).days
        return Back("today" if days == 0 else "tomorrow" if days == 1 else "weekday", opens)


def _span(hours: object) -> Span | None:
    found = times_of_day(hours) if isinstance(hours, str) else ()
    if len(found) != 2:
        return None
    start, end = found
    return start, end if end > start else end + 24


def _zone(sheet: Sheet, market: str) -> tzinfo:
    zone = sheet.zone(market)
    if zone is not None:
        return zone
    offset = sheet.utc_offset(market)
    return timezone(offset) if offset is not None else UTC


ALWAYS = ServiceClock(ServiceHours({}), datetime.combine(_SOME_DAY, time(12), UTC))
