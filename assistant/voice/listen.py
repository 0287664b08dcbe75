"""A voice as remarks: sound -> stretches of speech -> a recogniser, in stream seconds, with a bounded backlog.

Hearing, drafting and recognising are three tasks, so that a slow recogniser never holds up the sound. What is lost is said as a Gap.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from pydantic import Field

from assistant.domain import Gap, Health, Hearing, Room, Value, VoiceRole
from assistant.errors import AssistantError
from assistant.ports import AudioSource, Clock, PcmFrame, Spoken, Transcriber, Transcript
from assistant.voice.activity import Activity, Stretch
from assistant.voice.backlog import Backlog, WhenFull
from assistant.voice.drafting import Drafting, Unfinished, placed
from assistant.voice.ladder import TOLD, Ladder, Rung, Steps
from assistant.voice.pcm import LONGEST_S, RATE_HZ, SHORTEST_S
from assistant.voice.remarks import Speaker

READY_LIMIT = 64  # remarks waiting for the session; then recognising waits and the backlog fills
STEP_S = 0.6  # between partial results
Ready = asyncio.Queue[Spoken | None]


class Options(Value):
    """How one voice is heard."""

    name: str = "voice"  # of this source, on remarks and health
    role: VoiceRole = "host"
    id_prefix: str = "v"  # of ids; must differ between runs of a room
    lang: str | None = None  # BCP-47 of the speaker; None = the recogniser detects it
    partials: bool = False  # say what is being said, not only what was
    step_s: float = Field(STEP_S, ge=0.2, le=10)  # between partial results; more where the recogniser needs more
    backlog_s: float = Field(30.0, gt=0)  # speech waiting for the recogniser
    when_full: WhenFull = "drop_oldest"
    steps: Steps = Steps()


class Listener:
    """A SpeechSource. `activity` and `transcriber` belong to it alone; whoever connected the transcriber closes it.

    With `partials`, `clock` is needed: it is what recognising costs.
    """

    def __init__(
        self,
        source: AudioSource,
        activity: Activity,
        transcriber: Transcriber,
        room: Room,
        options: Options | None = None,
        *,
        clock: Clock | None = None,
    ) -> None:
        self._source, self._activity, self._transcriber = source, activity, transcriber
        self._options = options or Options()
        if self._options.partials and clock is None:
            raise ValueError("partial results need a clock")
        now = clock.now if clock else self._heard_until
        self._speaker = Speaker(room, self._options.name, self._options.role, self._options.id_prefix)
        self._backlog = Backlog(self._options.backlog_s, self._options.when_full)
        self._drafting = Drafting(self._options.step_s, now)
        self._ladder = Ladder(self._options.steps, now)
        self._hotwords: tuple[str, ...] = ()
        self._heard_t: float = 0.0  # end of the last frame
        self._working_on: Stretch | None = None  # in the recogniser
        self._speaking: int | None = None  # number of the stretch that was said to have begun
        self._due = asyncio.Event()
        self._emitted = self._rejected = self._faults = self._lost = 0
        self._fault = self._rejection = ""

    def expect(self, names: Sequence[str]) -> None:
        """Names that are likely to be said from now on: the products on screen, best first."""
        self._hotwords = tuple(names)

    @property
    def role(self) -> VoiceRole:
        return self._options.role

    @property
    def rung(self) -> Rung:
        """What is given up at the moment."""
        return self._ladder.rung

    async def utterances(self) -> AsyncGenerator[Spoken]:
        """Ends with the sound. Raises what the source raises (Unavailable, BadInput), after what was heard before."""
        self._backlog = Backlog(self._options.backlog_s, self._options.when_full)
        ready: Ready = asyncio.Queue(READY_LIMIT)
        work = asyncio.create_task(self._work(ready), name=f"{self._options.name} {self._speaker.room.room}")
        try:
            while (item := await ready.get()) is not None:
                yield item
            await work
        finally:
            work.cancel()
            with suppress(asyncio.CancelledError, Exception):  # its fault was raised above, or nobody listens any more
                await work

    def health(self) -> Health:
        """The source's health with the recogniser's: `received` remarks, `lost` stretches, `lag_s` behind the sound."""
        source = self._source.health()
        notes = [source.detail] if source.detail else []
        if self._fault:
            notes.append(f"{self._faults} recogniser faults, last: {self._fault}")
        if self._rejected:
            notes.append(f"{self._rejected} texts not believed, last: {self._rejection}")
        if self._lost:
            notes.append(f"{self._lost} stretches lost")
        if self.rung:
            notes.append(f"the recogniser is late: {TOLD[self.rung]}")
        bad = self._fault or self.rung >= Rung.FINALS
        return Health(
            name=self._options.name,
            kind="voice",
            state="degraded" if bad and source.state in ("ok", "ended") else source.state,
            detail="; ".join(notes),
            received=self._emitted,
            lost=self._lost + self._faults,
            lag_s=self.lag_s,
            last_t=source.last_t,
        )

    def _heard_until(self) -> float:
        return self._heard_t

    @property
    def lag_s(self) -> float:
        """Sound received behind what is being recognised or waits for it, seconds."""
        pending = self._working_on.end if self._working_on else self._backlog.oldest_end
        ends = [end for end in (pending, self._drafting.running_until) if end is not None]
        return max(0.0, self._heard_t - min(ends)) if ends else 0.0

    # ------------------------------------------------------------------ tasks

    async def _work(self, ready: Ready) -> None:
        fault: Exception | None
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="activity") as ear:
            drafting: asyncio.Task[None] | None = None
            try:
                async with asyncio.TaskGroup() as tasks:
                    hearing = tasks.create_task(self._hear(ready, ear))
                    recognising = tasks.create_task(self._recognise(ready))
                    if self._options.partials:
                        drafting = tasks.create_task(self._draft(ready, ear))
                        recognising.add_done_callback(lambda _: drafting.cancel())
                fault = hearing.result()
            except ExceptionGroup as e:  # a fault nobody foresaw: the taker must see it, not wait for ever
                fault = e.exceptions[0]
        self._working_on = None
        await ready.put(None)
        if fault is not None:
            raise fault

    async def _hear(self, ready: Ready, ear: ThreadPoolExecutor) -> AssistantError | None:
        """Sound into the backlog. Returns the source's fault instead of raising it, so that what was heard before is still recognised."""
        fault: AssistantError | None = None
        loop = asyncio.get_running_loop()
        frames = self._source.frames()
        try:
            async for item in frames:
                if isinstance(item, Gap):
                    await self._line_up(*await loop.run_in_executor(ear, self._flush), ready)
                    await ready.put(item)
                else:
                    await self._line_up(*await loop.run_in_executor(ear, self._find, item), ready)
                    await self._climb(ready)
        except AssistantError as e:
            fault = e
        finally:
            if isinstance(frames, AsyncGenerator):
                await frames.aclose()
        await self._line_up(*await loop.run_in_executor(ear, self._flush), ready)
        await self._backlog.end()
        return fault

    def _find(self, frame: PcmFrame) -> tuple[list[Stretch], Unfinished | None]:
        samples = frame.array()
        found = self._activity.push(samples, frame.t)
        self._heard_t = frame.t + len(samples) / RATE_HZ
        return found, self._unfinished()

    def _flush(self) -> tuple[list[Stretch], Unfinished | None]:
        return self._activity.flush(), self._unfinished()

    def _unfinished(self) -> Unfinished | None:
        number, times = self._activity.speaking, self._activity.unfinished
        return Unfinished(number, *times) if number is not None and times is not None else None

    async def _line_up(self, found: list[Stretch], open_: Unfinished | None, ready: Ready) -> None:
        """Say who began and who ended; finished stretches wait for the recogniser, unfinished ones may be drafted."""
        for stretch in found:
            await self._begin(stretch.number, stretch.voice_start, ready)
            self._drafting.end(stretch)
            self._speaking = None
            await ready.put(self._speaker.end(stretch.number, stretch.voice_end))
            for lost in await self._backlog.put(stretch):
                await self._give_up(lost, f"the recogniser is late: {self._options.backlog_s:.0f} s of speech were waiting", ready)
        if open_ is None and self._speaking is not None:  # too short to be speech
            await ready.put(self._speaker.nothing(self._speaking, self._heard_t))
            self._speaking = None
        if open_ is not None:
            await self._begin(open_.number, open_.voice_start, ready)
            if self._options.partials and self._drafting.due(open_, self.rung):
                self._due.set()

    async def _begin(self, number: int, t: float, ready: Ready) -> None:
        if self._speaking != number:
            self._speaking = number
            self._drafting.begin(number, self._options.lang)
            await ready.put(self._speaker.begin(number, t, self._heard_t))

    async def _climb(self, ready: Ready) -> None:
        """The ladder's rung for the lag of now; on the last one the oldest speech is given up."""
        if self._options.when_full == "wait":  # a recording nobody waits for
            return
        if self._ladder.lag(self.lag_s) is Rung.SHED:
            for lost in await self._backlog.shed(self._heard_t - self._options.steps.shed_s):
                await self._give_up(lost, f"the recogniser is more than {self._options.steps.shed_s:.0f} s late", ready)

    async def _draft(self, ready: Ready, ear: ThreadPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._due.wait()
            self._due.clear()
            stretch = await loop.run_in_executor(ear, self._activity.so_far)
            if stretch is None or stretch.seconds > LONGEST_S:
                continue
            words = await self._drafting.draft(stretch, partial(self._ask, stretch, draft=True))
            if not words:
                continue
            stable = len(self._drafting.stable(stretch.number))
            for item in self._speaker.go_on(stretch.number, words, stable, stretch.end, self._drafting.lang):
                if not isinstance(item, Hearing):
                    self._emitted += 1
                elif item.state == "going_on" and ready.full():  # the next one says more
                    continue
                await ready.put(item)

    async def _recognise(self, ready: Ready) -> None:
        while (stretch := await self._backlog.take()) is not None:
            self._working_on = stretch
            items = await self._remarks(stretch)
            self._working_on = None
            for item in items:
                self._emitted += not isinstance(item, Gap | Hearing)
                await ready.put(item)

    # ------------------------------------------------------------------ one stretch

    async def _remarks(self, stretch: Stretch) -> list[Spoken]:
        """What a stretch of speech becomes: a remark, or `nothing` where it is not believed; with a Gap where it was not recognised."""
        try:
            transcript = await self._transcript(stretch)
        except AssistantError as e:
            self._faults, self._fault = self._faults + 1, e.what
            return [self._speaker.gap(stretch, f"the recogniser failed: {e.what}"), self._close(stretch, None)]
        self._fault = ""
        if transcript is None:
            return [self._speaker.gap(stretch, "a piece of sound too short to recognise"), self._close(stretch, None)]
        if transcript.rejected is not None:
            self._rejected, self._rejection = self._rejected + 1, transcript.rejected
            return [self._close(stretch, None)]
        return [self._close(stretch, transcript)]

    def _close(self, stretch: Stretch, believed: Transcript | None) -> Spoken:
        """The last remark of a stretch; without a text that is believed, what was stable before is still said."""
        agreement = self._drafting.close(stretch.number)
        lang = believed.lang if believed else self._drafting.lang
        if agreement is None:
            return self._speaker.close(stretch, (), believed, lang)
        if believed is not None and (agreement.stable or self._options.partials):
            agreement.finish(placed(believed, stretch.start))
        return self._speaker.close(stretch, agreement.stable, believed, lang)

    async def _transcript(self, stretch: Stretch) -> Transcript | None:
        if not SHORTEST_S <= stretch.seconds <= LONGEST_S:
            return None
        return await self._drafting.covering(stretch) or await self._ask(stretch)

    async def _ask(self, stretch: Stretch, *, draft: bool = False) -> Transcript:
        brief = self.rung >= Rung.BRIEF
        return await self._transcriber.transcribe(stretch.pcm, self._options.lang, self._hotwords, draft=draft, brief=brief)

    async def _give_up(self, stretch: Stretch, why: str, ready: Ready) -> None:
        """A stretch that nobody will recognise any more; what was stable of it is still said."""
        self._lost += 1
        await ready.put(self._speaker.gap(stretch, why))
        await ready.put(self._close(stretch, None))
