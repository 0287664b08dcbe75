"""The simplest way to transcribe a stream: every few seconds of sound decoded on their own. What the others are compared with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress

import numpy as np

from assistant.domain import Gap, Health, Utterance, Word
from assistant.errors import AssistantError
from assistant.ports import AudioSource
from assistant.voice.activity import Stretch
from assistant.voice.backlog import Backlog
from assistant.voice.bench.setting import Setting
from assistant.voice.pcm import RATE_HZ, SHORTEST_S

BACKLOG_S = 30.0
CHUNK_S = 5.0


class Chunks:
    """A SpeechSource without voice activity. Losses as in the listener: the oldest sound, said as a Gap."""

    def __init__(self, sound: AudioSource, setting: Setting) -> None:
        self._sound, self._setting = sound, setting
        self._backlog = Backlog(BACKLOG_S, setting.when_full)
        self._heard_t, self._done_t = 0.0, 0.0
        self._given = 0

    async def utterances(self) -> AsyncGenerator[Utterance | Gap]:
        lost: asyncio.Queue[Gap] = asyncio.Queue()
        hearing = asyncio.create_task(self._hear(lost), name=self._setting.name)
        try:
            while (chunk := await self._backlog.take()) is not None:
                item = await self._text_of(chunk)
                while not lost.empty():
                    yield lost.get_nowait()
                if item is not None:
                    yield item
            await hearing
            while not lost.empty():
                yield lost.get_nowait()
        finally:
            hearing.cancel()
            with suppress(asyncio.CancelledError, Exception):  # its fault was raised above, or nobody listens any more
                await hearing

    def health(self) -> Health:
        """`lag_s`: sound of a chunk that is due but has no text yet."""
        waiting = self._heard_t - self._done_t
        return Health(name=self._setting.name, kind="voice", state="ok", received=self._given, lag_s=max(0.0, waiting))

    async def _hear(self, lost: asyncio.Queue[Gap]) -> None:
        parts: list[np.ndarray] = []
        start = 0.0
        try:
            async for item in self._sound.frames():
                if isinstance(item, Gap):
                    continue
                parts.append(item.array())
                self._heard_t = item.t + len(parts[-1]) / RATE_HZ
                if self._heard_t - start >= CHUNK_S:
                    await self._put(parts, start, lost)
                    parts, start = [], self._heard_t
            if parts and self._heard_t - start >= SHORTEST_S:
                await self._put(parts, start, lost)
        finally:
            await self._backlog.end()

    async def _put(self, parts: list[np.ndarray], start: float, lost: asyncio.Queue[Gap]) -> None:
        chunk = Stretch(np.concatenate(parts), start, self._heard_t, start, self._heard_t)
        for old in await self._backlog.put(chunk):
            lost.put_nowait(self._gap(old, "the recogniser is late"))

    async def _text_of(self, chunk: Stretch) -> Utterance | Gap | None:
        try:
            said = await self._setting.transcriber.transcribe(chunk.pcm, self._setting.lang)
        except AssistantError as e:
            return self._gap(chunk, e.what)
        finally:
            self._done_t = chunk.end
        if said.rejected is not None:
            return None
        self._given += 1
        words = tuple(
            Word(text=w.text, start=w.start + chunk.start, end=w.end + chunk.start, probability=w.probability) for w in said.words
        )
        told = {"id": f"{self._setting.name}-{self._given}", "room": self._setting.room.room, "market": self._setting.room.market}
        times = {"t": chunk.start, "end": chunk.end}
        return Utterance.model_validate({**told, **times, "text": said.text, "lang": said.lang, "words": words, "origin": "recognised"})

    def _gap(self, chunk: Stretch, why: str) -> Gap:
        return Gap(room=self._setting.room.room, source=self._setting.name, start=chunk.start, end=chunk.end, reason=why)
