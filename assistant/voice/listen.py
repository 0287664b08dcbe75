"""The host's voice as utterances: sound -> stretches of speech -> a recogniser, in stream seconds, with a bounded backlog.

Hearing and recognising are two tasks, so that a slow recogniser never holds up the sound. What is lost is said as a Gap.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from pydantic import Field

from assistant.domain import Gap, Health, Room, Utterance, Value, Word
from assistant.errors import AssistantError
from assistant.ports import AudioSource, PcmFrame, Transcriber, Transcript
from assistant.voice.activity import Activity, Stretch
from assistant.voice.backlog import Backlog, WhenFull
from assistant.voice.pcm import LONGEST_S, RATE_HZ, SHORTEST_S

READY_LIMIT = 64  # utterances waiting for the session; then recognising waits and the backlog fills


class Options(Value):
    """How one host is heard."""

    name: str = "voice"  # of this source, on utterances and health
    id_prefix: str = "v"  # of utterance ids; must differ between runs of a room
    lang: str | None = None  # BCP-47 of the speaker; None = the recogniser detects it
    backlog_s: float = Field(30.0, gt=0)  # speech waiting for the recogniser
    when_full: WhenFull = "drop_oldest"


class Listener:
    """A SpeechSource. `activity` and `transcriber` belong to it alone; whoever connected the transcriber closes it."""

    def __init__(
        self, source: AudioSource, activity: Activity, transcriber: Transcriber, room: Room, options: Options | None = None
    ) -> None:
        self._source, self._activity, self._transcriber, self._room = source, activity, transcriber, room
        self._options = options or Options()
        self._backlog = Backlog(self._options.backlog_s, self._options.when_full)
        self._hotwords: tuple[str, ...] = ()
        self._heard_t = 0.0  # end of the last frame
        self._working_at: float | None = None  # start of the stretch in the recogniser
        self._emitted = self._rejected = self._faults = self._lost = 0
        self._fault = self._rejection = ""

    def expect(self, names: Sequence[str]) -> None:
        """Names the host is likely to say from now on: the products on screen, best first."""
        self._hotwords = tuple(names)

    async def utterances(self) -> AsyncGenerator[Utterance | Gap]:
        """Ends with the sound. Raises what the source raises (Unavailable, BadInput), after what was heard before."""
        self._backlog = Backlog(self._options.backlog_s, self._options.when_full)
        ready: asyncio.Queue[Utterance | Gap | None] = asyncio.Queue(READY_LIMIT)
        work = asyncio.create_task(self._work(ready), name=f"{self._options.name} {self._room.room}")
        try:
            while (item := await ready.get()) is not None:
                yield item
            await work
        finally:
            work.cancel()
            with suppress(asyncio.CancelledError, Exception):  # its fault was raised above, or nobody listens any more
                await work

    def health(self) -> Health:
        """The source's health with the recogniser's: `received` utterances, `lost` stretches, `lag_s` behind the sound."""
        source = self._source.health()
        notes = [source.detail] if source.detail else []
        if self._fault:
            notes.append(f"{self._faults} recogniser faults, last: {self._fault}")
        if self._rejected:
            notes.append(f"{self._rejected} texts not believed, last: {self._rejection}")
        if self._lost:
            notes.append(f"{self._lost} stretches lost")
        waiting = self._working_at if self._working_at is not None else self._backlog.oldest_start
        return Health(
            name=self._options.name,
            kind="voice",
            state="degraded" if self._fault and source.state in ("ok", "ended") else source.state,
            detail="; ".join(notes),
            received=self._emitted,
            lost=self._lost + self._faults,
            lag_s=0.0 if waiting is None else max(0.0, self._heard_t - waiting),
            last_t=source.last_t,
        )

    async def _work(self, ready: asyncio.Queue[Utterance | Gap | None]) -> None:
        fault: Exception | None
        try:
            async with asyncio.TaskGroup() as tasks:
                hearing = tasks.create_task(self._hear(ready))
                tasks.create_task(self._recognise(ready))
            fault = hearing.result()
        except ExceptionGroup as e:  # a fault nobody foresaw: the taker must see it, not wait for ever
            fault = e.exceptions[0]
        self._working_at = None
        await ready.put(None)
        if fault is not None:
            raise fault

    async def _hear(self, ready: asyncio.Queue[Utterance | Gap | None]) -> AssistantError | None:
        """Sound into the backlog. Returns the source's fault instead of raising it, so that what was heard before is still recognised."""
        fault: AssistantError | None = None
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="activity") as worker:
            frames = self._source.frames()
            try:
                async for item in frames:
                    if isinstance(item, Gap):
                        await self._wait_in_line(self._activity.flush(), ready)
                        await ready.put(item)
                    else:
                        await self._wait_in_line(await loop.run_in_executor(worker, self._find, item), ready)
            except AssistantError as e:
                fault = e
            finally:
                if isinstance(frames, AsyncGenerator):
                    await frames.aclose()
        await self._wait_in_line(self._activity.flush(), ready)
        await self._backlog.end()
        return fault

    def _find(self, frame: PcmFrame) -> list[Stretch]:
        samples = frame.array()
        found = self._activity.push(samples, frame.t)
        self._heard_t = frame.t + len(samples) / RATE_HZ
        return found

    async def _wait_in_line(self, found: list[Stretch], ready: asyncio.Queue[Utterance | Gap | None]) -> None:
        for stretch in found:
            for lost in await self._backlog.put(stretch):
                self._lost += 1
                await ready.put(self._gap(lost, f"the recogniser is late: {self._options.backlog_s:.0f} s of speech were waiting"))

    async def _recognise(self, ready: asyncio.Queue[Utterance | Gap | None]) -> None:
        while (stretch := await self._backlog.take()) is not None:
            self._working_at = stretch.start
            item = await self._text_of(stretch)
            self._working_at = None
            if item is not None:
                await ready.put(item)

    async def _text_of(self, stretch: Stretch) -> Utterance | Gap | None:
        if not SHORTEST_S <= stretch.seconds <= LONGEST_S:
            return self._gap(stretch, "a piece of sound too short to recognise")
        try:
            transcript = await self._transcriber.transcribe(stretch.pcm, self._options.lang, self._hotwords)
        except AssistantError as e:
            self._faults, self._fault = self._faults + 1, e.what
            return self._gap(stretch, f"the recogniser failed: {e.what}")
        self._fault = ""
        if transcript.rejected is not None:
            self._rejected, self._rejection = self._rejected + 1, transcript.rejected
            return None
        return self._utterance(stretch, transcript)

    def _utterance(self, stretch: Stretch, transcript: Transcript) -> Utterance:
        words = tuple(
            Word(text=w.text, start=w.start + stretch.start, end=w.end + stretch.start, probability=w.probability) for w in transcript.words
        )
        self._emitted += 1
        return Utterance(
            id=f"{self._options.id_prefix}{self._emitted:04d}",
            room=self._room.room,
            market=self._room.market,
            t=round(stretch.voice_start, 3),
            end=round(stretch.voice_end, 3),
            text=transcript.text,
            lang=transcript.lang,
            asr_confidence=transcript.confidence,
            words=words,
            source=self._options.name,
            origin="recognised",
        )

    def _gap(self, stretch: Stretch, why: str) -> Gap:
        return Gap(room=self._room.room, source=self._options.name, start=stretch.start, end=stretch.end, reason=why)
