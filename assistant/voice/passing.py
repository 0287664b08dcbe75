"""Sound on its way from a web handler to the listener: bounded; when full the oldest is lost and said as one Gap."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from assistant.domain import Gap
from assistant.ports import PcmFrame
from assistant.voice.pcm import RATE_HZ

LATE = "sound arrived faster than it was taken"


class Passing:
    """One task puts, one takes, on the same event loop. `gap` makes a Gap of a start, an end (stream seconds) and a reason."""

    def __init__(self, limit: int, gap: Callable[[float, float, str], Gap]) -> None:
        self._limit, self._gap = limit, gap
        self._waiting: deque[PcmFrame | Gap] = deque()
        self._hole: tuple[float, float] | None = None  # what was lost in front of the first that waits
        self._news = asyncio.Event()
        self.lost = 0  # frames

    def put(self, item: PcmFrame | Gap) -> None:
        self._waiting.append(item)
        while len(self._waiting) > self._limit:
            self._lose(self._waiting.popleft())
        self._news.set()

    async def take(self) -> PcmFrame | Gap:
        """The next one, or what was lost before it."""
        while not self._waiting:
            self._news.clear()
            await self._news.wait()
        if self._hole is not None:
            (start, end), self._hole = self._hole, None
            return self._gap(start, end, LATE)
        return self._waiting.popleft()

    def _lose(self, item: PcmFrame | Gap) -> None:
        if isinstance(item, Gap):
            start, end = item.start, item.end
        else:
            start, end = item.t, item.t + len(item.samples) / 4 / RATE_HZ
            self.lost += 1
        self._hole = (start if self._hole is None else self._hole[0], end)
