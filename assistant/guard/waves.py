"""Coordinated hostility: near-identical attacks from several accounts within seconds, reported once a wave.

A pure state machine over the comments' own times. It is fed every comment but keeps only hostile ones, so praise,
questions, giveaway keywords and claims never make a wave, however alike they are. Memory is bounded.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field

from assistant.domain import Alert

WINDOW_S = 10.0
ACCOUNTS_MIN = 3
SIMILAR_MIN = 0.5  # share of the shorter text's letter pairs found in the other
RECENT_MAX = 256  # hostile comments kept; the oldest goes first
MEMBERS_MAX = 4096  # ids remembered as members


@dataclass(frozen=True, slots=True)
class _Attack:
    event_id: str
    t: float
    user: str
    pairs: frozenset[str]


@dataclass(slots=True)
class _Wave:
    last_t: float
    seeds: list[_Attack] = field(default_factory=list)


class Waves:
    """The waves of one room."""

    def __init__(self, *, window_s: float = WINDOW_S, accounts: int = ACCOUNTS_MIN) -> None:
        self._window_s, self._accounts = window_s, accounts
        self._recent: deque[_Attack] = deque(maxlen=RECENT_MAX)
        self._waves: list[_Wave] = []
        self._members: OrderedDict[str, None] = OrderedDict()

    def feed(self, event_id: str, t: float, user: str, match: str, hostile: bool) -> Alert | None:
        """Take one comment in order of time. An alert when it completes a wave; later members join silently."""
        if not hostile:
            return None
        attack = _Attack(event_id, t, user, _pairs(match))
        self._forget(t)
        for wave in self._waves:
            if any(_alike(attack, seed) for seed in wave.seeds):
                wave.last_t = t
                self._remember(event_id)
                return None
        self._recent.append(attack)
        return self._alert(attack)

    def is_member(self, event_id: str) -> bool:
        """Whether this comment belongs to a wave that has been reported."""
        return event_id in self._members

    def _alert(self, attack: _Attack) -> Alert | None:
        group = [other for other in self._recent if other is attack or _alike(attack, other)]
        if len({a.user for a in group}) < self._accounts:
            return None
        self._waves.append(_Wave(attack.t, group))
        for member in group:
            self._remember(member.event_id)
        kept = [a for a in self._recent if a not in group]
        self._recent.clear()
        self._recent.extend(kept)
        return Alert(kind="brigading", since=group[0].t, event_ids=tuple(a.event_id for a in group))

    def _forget(self, t: float) -> None:
        while self._recent and t - self._recent[0].t > self._window_s:
            self._recent.popleft()
        self._waves = [w for w in self._waves if t - w.last_t <= self._window_s]

    def _remember(self, event_id: str) -> None:
        self._members[event_id] = None
        while len(self._members) > MEMBERS_MAX:
            self._members.popitem(last=False)


def _pairs(match: str) -> frozenset[str]:
    letters = "".join(c for c in match if c.isalnum() or ord(c) > 0x0E00)
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1)) or frozenset({letters})


def _alike(a: _Attack, b: _Attack) -> bool:
    return len(a.pairs & b.pairs) >= SIMILAR_MIN * min(len(a.pairs), len(b.pairs))
