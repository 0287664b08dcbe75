"""Calls that wait for a worker: in order, bounded; when full, the last in the order is turned away."""

from __future__ import annotations

import asyncio
from bisect import insort
from dataclasses import dataclass

from assistant.domain import VoiceRole
from assistant.voice.decoder.messages import Heard, Request

RANK: dict[VoiceRole, int] = {"host": 0, "cohost": 1, "guest": 2}


@dataclass(eq=False, slots=True)
class Call:
    """One call of one voice. `number` grows with time. `answer` is what the voice waits for."""

    request: Request
    sound: bytes
    seconds: float
    role: VoiceRole
    draft: bool
    number: int
    answer: asyncio.Future[Heard]
    tries: int = 0  # begun so often
    expiry: asyncio.TimerHandle | None = None  # of its wait

    @property
    def order(self) -> tuple[bool, int, bool, int]:
        """Smallest first: calls whose process died under them, then host before co-host before guest, finals before drafts, oldest."""
        return (self.tries == 0, RANK[self.role], self.draft, self.number)

    def stop_waiting(self) -> None:
        if self.expiry is not None:
            self.expiry.cancel()


class Line:
    """At most `limit` calls."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._calls: list[Call] = []

    def __len__(self) -> int:
        return len(self._calls)

    def put(self, call: Call) -> Call | None:
        """The call turned away for it, perhaps itself."""
        insort(self._calls, call, key=lambda c: c.order)
        return self._calls.pop() if len(self._calls) > self._limit else None

    def first(self) -> Call | None:
        """Whose turn it is; it stays."""
        return self._calls[0] if self._calls else None

    def drop(self, call: Call) -> bool:
        """Whether it waited."""
        if call not in self._calls:
            return False
        self._calls.remove(call)
        return True

    def clear(self) -> list[Call]:
        """All that waited."""
        waited, self._calls = self._calls, []
        return waited
