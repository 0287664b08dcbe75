"""A recogniser that reads from a script: for recordings that come with their transcript, for rehearsals and for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import numpy as np

from assistant.domain import Value
from assistant.errors import Unavailable
from assistant.ports import Clock, Transcript
from assistant.voice.models import Tools
from assistant.voice.pcm import checked


class Options(Value):
    """`lines` are given in order, one a stretch of speech."""

    lines: tuple[Transcript, ...] = ()


class ScriptedTranscriber:
    """Replays `lines`; with a clock, each takes `takes_s` seconds of its time."""

    name = "scripted"

    def __init__(self, lines: Sequence[Transcript], *, clock: Clock | None = None, takes_s: float = 0.0) -> None:
        self._lines = iter(lines)
        self._next: Transcript | None = None  # looked at, not yet given
        self._clock, self._takes_s = clock, takes_s

    async def transcribe(
        self, pcm: np.ndarray, lang: str | None, hotwords: Sequence[str] = (), *, draft: bool = False, brief: bool = False
    ) -> Transcript:
        """Raises BadInput for sound that no recogniser takes, Unavailable when the script is at its end."""
        checked(pcm)
        if self._clock is not None:
            await self._clock.sleep_until(self._clock.now() + self._takes_s)
        line, self._next = self._next or next(self._lines, None), None
        if line is None:
            raise Unavailable("the script is at its end", where=self.name, remedy="give a transcript for every stretch of speech")
        return line

    async def detect(self, pcm: np.ndarray) -> Mapping[str, float]:
        """The language of the next line."""
        checked(pcm)
        if self._next is None:
            self._next = next(self._lines, None)
        return {} if self._next is None else {self._next.lang: 1.0}

    async def close(self) -> None:
        return None


@asynccontextmanager
async def connect(options: Options, tools: Tools) -> AsyncIterator[ScriptedTranscriber]:
    """Yields the recogniser."""
    yield ScriptedTranscriber(options.lines)
