"""Stretches of speech waiting for the recogniser: bounded in seconds of sound; when full the oldest is lost, or the hearer waits."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Literal

from assistant.voice.activity import Stretch

WhenFull = Literal["drop_oldest", "wait"]


class Backlog:
    """One task puts, one takes. A live stream drops the oldest (old promises help nobody); a recording that nobody waits for waits."""

    def __init__(self, limit_s: float, when_full: WhenFull) -> None:
        self._limit_s, self._when_full = limit_s, when_full
        self._waiting: deque[Stretch] = deque()
        self._ended = False
        self._changed = asyncio.Condition()
        self.peak_s = 0.0

    @property
    def seconds(self) -> float:
        """Sound waiting now."""
        return sum(stretch.seconds for stretch in self._waiting)

    @property
    def oldest_end(self) -> float | None:
        return self._waiting[0].end if self._waiting else None

    async def put(self, stretch: Stretch) -> tuple[Stretch, ...]:
        """The stretches lost to make room, oldest first."""
        lost: list[Stretch] = []
        async with self._changed:
            while self._waiting and self.seconds + stretch.seconds > self._limit_s:
                if self._when_full == "wait":
                    await self._changed.wait()
                else:
                    lost.append(self._waiting.popleft())
            self._waiting.append(stretch)
            self.peak_s = max(self.peak_s, self.seconds)
            self._changed.notify_all()
        return tuple(lost)

    async def shed(self, before: float) -> tuple[Stretch, ...]:
        """Give up what ended before `before` (stream seconds), oldest first; the newest always stays."""
        shed: list[Stretch] = []
        async with self._changed:
            while len(self._waiting) > 1 and self._waiting[0].end < before:
                shed.append(self._waiting.popleft())
            self._changed.notify_all()
        return tuple(shed)

    async def take(self) -> Stretch | None:
        """The oldest; None when there will be no more."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._waiting or self._ended)
            self._changed.notify_all()
            return self._waiting.popleft() if self._waiting else None

    async def end(self) -> None:
        """Nothing more will be put."""
        async with self._changed:
            self._ended = True
            self._changed.notify_all()
