"""Hostile waves: near-identical attacks from several accounts within seconds. One alert a wave."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from assistant.domain import Alert

WINDOW_S = 12.0
LEAST_USERS = 3
ALIKE = 0.5  # Dice coefficient of character trigrams
REMEMBER = 400  # recent comments


@dataclass(slots=True)
class _Seen:
    event_id: str
    t: float
    user: str
    grams: frozenset[str]
    wave: _Wave | None = None


@dataclass(slots=True)
class _Wave:
    last_t: float
    members: set[str] = field(default_factory=set)


class Waves:
    """State of one room. Feed only comments that are no question, praise, claim or giveaway entry."""

    def __init__(self) -> None:
        self._recent: deque[_Seen] = deque(maxlen=REMEMBER)
        self._members: deque[str] = deque(maxlen=10 * REMEMBER)

    def feed(self, event_id: str, t: float, user: str, match: str, hostile: bool) -> Alert | None:
        """The alert, at the comment that makes it a wave; None before and after. `hostile`: it attacks the shop or people."""
        if not hostile:
            return None
        seen = _Seen(event_id, t, user, _grams(match))
        alike = [s for s in self._recent if t - s.t <= WINDOW_S and _dice(s.grams, seen.grams) >= ALIKE]
        self._recent.append(seen)
        wave = next((s.wave for s in reversed(alike) if s.wave is not None), None)
        if wave is not None:
            self._join(seen, wave)
            return None
        if len({s.user for s in (*alike, seen)}) < LEAST_USERS:
            return None
        wave = _Wave(t)
        for member in (*alike, seen):
            self._join(member, wave)
        return Alert(kind="brigading", since=alike[0].t, event_ids=tuple(s.event_id for s in (*alike, seen)))

    def is_member(self, event_id: str) -> bool:
        """True for a comment that was counted into a wave."""
        return event_id in self._members

    def _join(self, seen: _Seen, wave: _Wave) -> None:
        seen.wave = wave
        wave.last_t = seen.t
        self._members.append(seen.event_id)


def _grams(text: str) -> frozenset[str]:
    padded = f" {text} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
