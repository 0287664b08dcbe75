"""A recogniser that is watched: how often it is asked, about how much sound, and how long it takes."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.ports import Transcriber, Transcript
from assistant.voice.pcm import RATE_HZ


class Metered:
    """A Transcriber around another one. `took_s`: seconds of each call as its caller saw it, waiting for others included."""

    def __init__(self, inner: Transcriber) -> None:
        self._inner = inner
        self.name = inner.name
        self.took_s: list[float] = []
        self.sound_s = 0.0  # handed over, all calls together

    async def transcribe(
        self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = (), *, draft: bool = False, brief: bool = False
    ) -> Transcript:
        """As the inner one."""
        began = time.perf_counter()
        try:
            return await self._inner.transcribe(pcm, lang, hotwords, draft=draft, brief=brief)
        finally:
            self.took_s.append(time.perf_counter() - began)
            self.sound_s += len(pcm) / RATE_HZ

    async def detect(self, pcm: np.ndarray) -> Mapping[str, float]:
        """As the inner one."""
        return await self._inner.detect(pcm)

    async def close(self) -> None:
        """The inner one belongs to whoever connected it."""
