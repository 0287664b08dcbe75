"""Guessing costs time: after so many wrong secrets under one key, everything under that key waits, each time twice as long."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_KEYS = 4096


class Locked(Exception):
    """Too many wrong secrets; `wait_s` says how long."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


@dataclass(frozen=True)
class Attempts:
    """Wrong secrets since the last lock, locks so far, and until when it must wait (monotonic seconds)."""

    wrong: int = 0
    locks: int = 0
    until: float = 0.0


class Locks:
    """The attempts by key; `now` gives monotonic seconds. The keys used longest ago are forgotten beyond 4,096."""

    def __init__(self, tries: int, lock_s: float, longest_s: float, now: Callable[[], float]) -> None:
        self._tries, self._lock_s, self._longest_s, self._now = tries, lock_s, longest_s, now
        self._attempts: OrderedDict[str, Attempts] = OrderedDict()

    def __len__(self) -> int:
        return len(self._attempts)

    def wait_s(self, key: str) -> float:
        """How long this key must still wait; 0 when it need not."""
        return max(0.0, self._attempts.get(key, Attempts()).until - self._now())

    def count(self, key: str) -> bool:
        """One more attempt, taken for wrong until `forgive`: many at once are not fewer. True when it begins a wait."""
        past = self._attempts.pop(key, Attempts())
        wrong, locks, until = past.wrong + 1, past.locks, past.until
        locked = wrong >= self._tries
        if locked:
            until = self._now() + min(self._lock_s * 2**locks, self._longest_s)
            wrong, locks = 0, min(locks + 1, 16)
        self._attempts[key] = Attempts(wrong, locks, until)
        while len(self._attempts) > MOST_KEYS:
            self._attempts.popitem(last=False)
        return locked

    def forgive(self, key: str) -> None:
        """The secret was right: what was wrong before is forgotten."""
        self._attempts.pop(key, None)
