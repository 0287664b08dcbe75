"""Where a session's time comes from: the wall for a live, the events' own `t` for a replay."""

from __future__ import annotations

import asyncio
import time

from assistant.ports import Clock


class WallClock:
    """Seconds since the stream began, on the monotonic clock, `speed` times as fast as life."""

    def __init__(self, *, offset_s: float = 0.0, speed: float = 1.0) -> None:
        self._start = time.monotonic()
        self._offset, self._speed = offset_s, speed

    def now(self) -> float:
        return self._offset + (time.monotonic() - self._start) * self._speed

    async def sleep_until(self, t: float) -> None:
        while (left := t - self.now()) > 0:
            await asyncio.sleep(left / self._speed)


class EventClock:
    """Stands where the last event put it. Nothing waits: a replay runs as fast as the machine allows."""

    def __init__(self, t: float = 0.0) -> None:
        self._t = t

    def now(self) -> float:
        return self._t

    def advance(self, t: float) -> None:
        self._t = max(self._t, t)

    async def sleep_until(self, t: float) -> None:
        self.advance(t)
        await asyncio.sleep(0)


async def time_or_news(clock: Clock, t: float, news: asyncio.Event) -> None:
    """Until the stream's time has reached `t`, or `news` is set."""
    sleep, told = asyncio.ensure_future(clock.sleep_until(t)), asyncio.ensure_future(news.wait())
    try:
        await asyncio.wait((sleep, told), return_when=asyncio.FIRST_COMPLETED)
    finally:
        sleep.cancel()
        told.cancel()
        await asyncio.wait((sleep, told))
    if not sleep.cancelled():
        sleep.result()  # a broken clock is not news
