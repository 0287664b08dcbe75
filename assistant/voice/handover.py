"""Samples on their way from the decoding thread to the event loop: bounded, and honest about what did not fit."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

WhenFull = Literal["wait", "drop_oldest"]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Little-endian float32 `samples`; `at` counts the samples before it."""

    at: int
    samples: bytes

    @property
    def end(self) -> int:
        return self.at + len(self.samples) // 4


@dataclass(frozen=True, slots=True)
class Lost:
    """Samples `at` to `end` that were dropped because the taker was late."""

    at: int
    end: int


class Handover:
    """One thread puts, one task takes. At most `limit` chunks wait; then the thread waits, or the oldest chunk is lost and reported."""

    def __init__(self, loop: asyncio.AbstractEventLoop, limit: int, when_full: WhenFull) -> None:
        self._loop, self._limit, self._when_full = loop, limit, when_full
        self._waiting: deque[Chunk] = deque()
        self._lost: Lost | None = None
        self._changed = threading.Condition()
        self._news = asyncio.Event()
        self._finished = self._stopped = False
        self._fault: Exception | None = None
        self.dropped = 0  # chunks, so far

    def put(self, chunk: Chunk) -> bool:
        """Called by the thread. False when nobody takes any more."""
        with self._changed:
            while len(self._waiting) >= self._limit and not self._stopped:
                if self._when_full == "drop_oldest":
                    self._drop_oldest()
                else:
                    self._changed.wait()
            if self._stopped:
                return False
            self._waiting.append(chunk)
        self._tell()
        return True

    def finish(self, fault: Exception | None = None) -> None:
        """Called by the thread once, at the end; `fault` is raised to the taker after the chunks before it."""
        with self._changed:
            self._finished, self._fault = True, fault
        self._tell()

    async def take(self) -> Chunk | Lost | None:
        """The next chunk, or what was lost before it; None at the end. Raises the fault the thread ended with."""
        while True:
            with self._changed:
                if self._lost is not None:
                    lost, self._lost = self._lost, None
                    return lost
                if self._waiting:
                    self._changed.notify()
                    return self._waiting.popleft()
                if self._finished:
                    if self._fault is not None:
                        raise self._fault
                    return None
                self._news.clear()
            await self._news.wait()

    def stop(self) -> None:
        """Called by the taker: the thread's next put returns False."""
        with self._changed:
            self._stopped = True
            self._waiting.clear()
            self._changed.notify_all()

    def _drop_oldest(self) -> None:
        oldest = self._waiting.popleft()
        self._lost = Lost(self._lost.at if self._lost else oldest.at, oldest.end)
        self.dropped += 1

    def _tell(self) -> None:
        with suppress(RuntimeError):  # the loop has closed: there is nobody left to tell
            self._loop.call_soon_threadsafe(self._news.set)
