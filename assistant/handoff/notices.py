"""What a viewer is told about their case, in their language: that a person will look, when people are back, that nobody came in time."""

from __future__ import annotations

from collections.abc import Callable

from assistant.answering.facts import Desk
from assistant.domain import Cause, Reason
from assistant.guard.plain import plain
from assistant.handoff.hours import ServiceClock
from assistant.language.hanzi import traditional
from assistant.market.rendering import WEEKDAYS


class Notices:
    """Writes the notices of one room."""

    def __init__(self, desk_of: Callable[[str], Desk | None], clock: ServiceClock) -> None:
        """`desk_of`: what answers in a language, by its tag."""
        self._desk_of, self._clock = desk_of, clock

    def opening(self, reply: str | None, lang: str, reason: Reason | Cause, t: float) -> str | None:
        """`reply` (None: the judgement broke and has none), with when people are back where nobody is there at `t`. None in a language that
        we do not speak."""
        desk = self._desk_of(lang)
        if desk is None:
            return None
        text = reply or _written(desk.line("hold.unknown_fact"), lang)
        back = self._back(desk, lang, t)
        if back is None:
            return text
        if reason == Reason.SAFETY:  # that somebody looks right away would not be true
            text = text.replace(_written(desk.line("hold.safety"), lang), _written(desk.line("advice.safety"), lang))
        return f"{text} {back}"

    def expired(self, lang: str, t: float) -> str | None:
        """That nobody was free in time. None in a language that we do not speak."""
        desk = self._desk_of(lang)
        if desk is None:
            return None
        back = self._back(desk, lang, t)
        return " ".join(filter(None, (_written(desk.line("case.expired"), lang), back)))

    def _back(self, desk: Desk, lang: str, t: float) -> str | None:
        back = self._clock.back(t)
        if back is None:
            return None
        time = desk.renderer.time(back.at.time())
        blanks = {"weekday": desk.renderer.weekday(WEEKDAYS[back.at.weekday()])} if back.day == "weekday" else {}
        return _written(desk.line("case.back", when=desk.line(f"when.{back.day}", time=time, **blanks)), lang)


def _written(line: str, lang: str) -> str:
    return traditional(plain(line)) if lang.endswith("-Hant") else plain(line)
