"""Sound as an AudioSource: in real time, or as fast as it is taken."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Iterable, Iterator

import numpy as np

from assistant.domain import Gap, Health
from assistant.ports import Clock, PcmFrame
from assistant.voice.pcm import FRAME_SAMPLES, RATE_HZ

BREATH_FRAMES = 25  # unpaced: others get their turn after so many frames


class Stopwatch:
    """A Clock on the monotonic clock that stands at zero until it is started: loading must not count as lateness."""

    def __init__(self) -> None:
        self._started: float | None = None

    def start(self) -> None:
        self._started = time.monotonic()

    def now(self) -> float:
        return 0.0 if self._started is None else time.monotonic() - self._started

    async def sleep_until(self, t: float) -> None:
        while (left := t - self.now()) > 0:
            await asyncio.sleep(left)


class Played:
    """Pieces of any length, float32 (n,), as frames of 40 ms. With a clock a frame comes when its last sample would be heard."""

    def __init__(self, pieces: Iterable[np.ndarray], *, clock: Clock | None = None, name: str = "bench") -> None:
        self._pieces, self._clock, self._name = pieces, clock, name
        self.heard_s = 0.0
        self._ended = False

    async def frames(self) -> AsyncGenerator[PcmFrame | Gap]:
        at = 0
        for samples in _even(self._pieces):
            end = (at + len(samples)) / RATE_HZ
            if self._clock is not None:
                await self._clock.sleep_until(end)
            elif at // FRAME_SAMPLES % BREATH_FRAMES == 0:
                await asyncio.sleep(0)
            yield PcmFrame(t=at / RATE_HZ, samples=samples.astype("<f4").tobytes())
            at, self.heard_s = at + len(samples), end
        self._ended = True

    def health(self) -> Health:
        return Health(name=self._name, kind="voice", state="ended" if self._ended else "ok", last_t=self.heard_s)


def _even(pieces: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    rest = np.zeros(0, np.float32)
    for piece in pieces:
        begin = 0
        if len(rest):
            begin = FRAME_SAMPLES - len(rest)
            rest = np.concatenate((rest, piece[:begin]))
            if len(rest) < FRAME_SAMPLES:
                continue
            yield rest
        end = begin + (len(piece) - begin) // FRAME_SAMPLES * FRAME_SAMPLES
        for at in range(begin, end, FRAME_SAMPLES):
            yield piece[at : at + FRAME_SAMPLES]
        rest = piece[end:].copy()  # a view would keep the whole piece
    if len(rest):
        yield rest
