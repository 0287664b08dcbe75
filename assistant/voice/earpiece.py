"""The host's earpiece: watches the record for what is worth a word, has it spoken, and hands it over when nobody speaks.

It only watches: whatever fails here costs a cue and is counted; the live does not notice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Literal, Protocol

from assistant.domain import Health, Hearing, Recorded
from assistant.errors import AssistantError
from assistant.ports import Clock, Feed, Sound, Synthesiser
from assistant.voice.cues import CaseLines, Cue, Cues, cue_of, settled

log = logging.getLogger(__name__)
DEAF_S = 1.0  # until it is looked again whether the host's voice is followed and somebody wears it
LOST_FEED_S = 1.0  # before the record is watched again
AFTERWARDS_S = 15.0  # so long after a cue somebody may still hear it, and speech stops it


class Ear(Protocol):
    """Where a spoken cue goes."""

    def play(self, cue: Cue, sound: Sound) -> None:
        """Let it be heard now."""

    def hush(self) -> None:
        """Stop what is being heard, at once."""

    def listened(self) -> bool:
        """Whether anybody would hear a cue now."""


class Earpiece:
    """One host's earpiece. `hears`: whether the host's voice is followed at all; if not, nothing is said: it might be during speech."""

    def __init__(
        self, synthesiser: Synthesiser, cues: Cues, clock: Clock, lines: CaseLines, lang: str, room: str, hears: Callable[[], bool]
    ) -> None:
        self._synthesiser, self._cues, self._clock, self._hears = synthesiser, cues, clock, hears
        self._lines, self._lang, self._room = lines, lang, room
        self._ear: Ear | None = None
        self._sounds: dict[str, Sound] = {}  # spoken ahead, by id of a cue that waits
        self._news = asyncio.Event()
        self._played_t = float("-inf")
        self._fault = ""

    def hearing(self, heard: Hearing) -> None:
        """Somebody begins, goes on or ends to speak. What is being heard stops when the host's side begins."""
        t = self._clock.now()
        if self._cues.hearing(heard, t) and self._ear is not None and t - self._played_t < AFTERWARDS_S:
            self._played_t = float("-inf")
            self._ear.hush()
        self._news.set()

    async def run(self, feed: Feed, after: int, ear: Ear) -> None:
        """Until the feed ends or the task is cancelled; from line `after` of the record on."""
        self._ear = ear
        async with asyncio.TaskGroup() as tasks:
            saying = tasks.create_task(self._say(ear))
            await self._watch(feed, after)
            saying.cancel()

    def health(self) -> Health:
        """`received` cues offered, `lost` ones that were never said."""
        numbers = self._cues.figures()
        lost = numbers.crowded_out + numbers.too_old + numbers.failed
        state = "degraded" if self._fault else "ok"
        unheard = "no page listens" if self._ear is not None and not self._ear.listened() else ""
        return Health(name="earpiece", kind="sink", state=state, detail=self._fault or unheard, received=numbers.offered, lost=lost)

    # ------------------------------------------------------------------

    async def _watch(self, feed: Feed, after: int) -> None:
        while True:
            try:
                async with feed.watch(after) as lines:
                    async for line in lines:
                        after = line.seq
                        if line.room == self._room:
                            self._note(line)
                return
            except AssistantError as error:  # a record that fails is shown elsewhere
                log.warning("earpiece: %s", error)
            await self._clock.sleep_until(self._clock.now() + LOST_FEED_S)

    def _note(self, line: Recorded) -> None:
        if (over := settled(line)) is not None:
            self._cues.withdraw(over)
        cue = cue_of(line, self._clock.now(), self._lines, self._lang)
        if cue is not None:
            self._cues.offer(cue, self._clock.now())
            self._news.set()

    async def _say(self, ear: Ear) -> None:
        while True:
            self._news.clear()
            t = self._clock.now()
            first, listened = self._cues.first(t), ear.listened()
            if first is not None and listened and first.id not in self._sounds:
                await self._speak(first)  # ahead of time: the host's pauses are short
                continue
            hears = listened and self._hears()
            cue = self._cues.next(t) if hears else None
            if cue is not None:
                self._played_t = t
                ear.play(cue, self._sounds.pop(cue.id))
                continue
            wake = self._cues.wake(t)
            await self._until(wake if hears or wake is None else t + DEAF_S)

    async def _speak(self, cue: Cue) -> None:
        try:
            sound = await self._synthesiser.speak(cue.text, cue.lang)
        except AssistantError as error:
            self._fault = str(error)
            log.warning("earpiece: %s", error)
            self._cues.give_up(cue)
            return
        self._fault = ""
        self._sounds = {cue.id: sound}  # of others there is no need: this one is said first

    async def _until(self, wake: float | None) -> None:
        """Wait for speech, a cue, or the time at which one may be said."""
        tasks = [asyncio.ensure_future(self._news.wait())]
        if wake is not None:
            tasks.append(asyncio.ensure_future(self._awake(wake)))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _awake(self, t: float) -> Literal[True]:
        await self._clock.sleep_until(t)
        return True
