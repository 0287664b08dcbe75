"""Partial results: what is known of the sentence that somebody is still saying. One draft at a time, always of the newest sound.

The last draft before the end of a sentence often covers all of it; then it is the sentence's text, and nothing is recognised twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from assistant.domain import Word
from assistant.errors import AssistantError
from assistant.ports import Transcript
from assistant.voice.activity import Stretch
from assistant.voice.agreement import Agreement
from assistant.voice.decoder.capacity import BREATH
from assistant.voice.ladder import Rung

FIRST_S = 0.6  # sound before the first draft of a sentence
PAUSE_S = 0.2  # of silence, after which the sentence may be at its end: drafted at once
COVERED_S = 0.15  # a draft with so much silence behind the voice has heard the sentence to its end


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The open stretch: its number, and (stream seconds) where its sound and its voice begin, the voice was last heard, the sound ends."""

    number: int
    start: float
    voice_start: float
    voice_end: float
    until: float


@dataclass(frozen=True, slots=True)
class Draft:
    """What the recogniser made of a stretch up to `until`."""

    number: int
    until: float
    transcript: Transcript


class Drafting:
    """Decides when the open stretch is drafted, and keeps what two drafts agree on. `now`: seconds of the stream."""

    def __init__(self, step_s: float, now: Callable[[], float]) -> None:
        self._step_s, self._now = step_s, now
        self._agreements: dict[int, Agreement] = {}
        self._latest: Draft | None = None
        self._looked_at: Unfinished | None = None
        self._running: asyncio.Future[None] | None = None
        self._ended = 0  # number of the last sentence whose sound is over
        self.running_until: float | None = None  # end of the sound of the draft that is being made
        self.cost_s = 0.0  # of a draft, exponential mean, stream seconds
        self.made = self.skipped = self.faults = 0

    def due(self, open_: Unfinished, rung: Rung) -> bool:
        """Whether the open stretch should be drafted now."""
        if rung >= Rung.FINALS or open_.until - open_.start < FIRST_S:
            return False
        last = self._looked_at.until if self._looked_at and self._looked_at.number == open_.number else open_.start
        at_pause = open_.until - open_.voice_end >= PAUSE_S and last < open_.voice_end + COVERED_S
        step = max(self._step_s, BREATH * self.cost_s) * (2 if rung is Rung.RARER else 1)
        if not (at_pause or open_.until - last >= step):
            return False
        if self._running is not None:
            self.skipped += 1
            return False
        return True

    async def draft(self, stretch: Stretch, recognise: Callable[[], Awaitable[Transcript]]) -> tuple[Word, ...] | None:
        """Words of the sentence so far, stream seconds; None when nothing came of it. A fault is counted: the final text may still come."""
        self._looked_at = Unfinished(stretch.number, stretch.start, stretch.voice_start, stretch.voice_end, stretch.end)
        self._running, self.running_until = asyncio.get_running_loop().create_future(), stretch.end
        began = self._now()
        try:
            transcript = await recognise()
        except AssistantError:
            self.faults += 1
            return None
        finally:
            self.cost_s += 0.3 * (self._now() - began - self.cost_s)
            self._running.set_result(None)
            self._running, self.running_until = None, None
        self.made += 1
        self._latest = Draft(stretch.number, stretch.end, transcript)
        if transcript.rejected is not None or stretch.number <= self._ended:
            return None
        agreement = self._agreements.setdefault(stretch.number, Agreement(transcript.lang))
        agreement.hear(placed(transcript, stretch.start), stretch.end)
        return agreement.words

    @property
    def lang(self) -> str | None:
        """Language of the latest draft."""
        return self._latest.transcript.lang if self._latest else None

    def end(self, stretch: Stretch) -> None:
        """The sound of a sentence is over. Where it was cut, what is stable behind the cut belongs to the next one."""
        self._ended = stretch.number
        if stretch.cut and stretch.number in self._agreements:
            self._agreements[stretch.number + 1] = self._agreements[stretch.number].split(stretch.end)

    def stable(self, number: int) -> tuple[Word, ...]:
        """The words of a sentence that will not be taken back."""
        return self._agreements[number].stable if number in self._agreements else ()

    async def covering(self, stretch: Stretch) -> Transcript | None:
        """The draft that has heard this whole sentence, if one has or is about to."""
        if stretch.cut:
            return None
        looked = self._looked_at
        if self._running is not None and looked is not None and _covers(looked.number, looked.until, stretch):
            await asyncio.wait([self._running])
        latest = self._latest
        return latest.transcript if latest is not None and _covers(latest.number, latest.until, stretch) else None

    def close(self, number: int) -> Agreement | None:
        """The sentence is over: what was agreed on, for the last time."""
        for old in [n for n in self._agreements if n < number]:
            del self._agreements[old]
        return self._agreements.pop(number, None)


def placed(transcript: Transcript, start: float) -> tuple[Word, ...]:
    """A transcript's words in stream seconds."""
    return tuple(w.model_copy(update={"start": w.start + start, "end": w.end + start}) for w in transcript.words)


def _covers(number: int, until: float, stretch: Stretch) -> bool:
    return number == stretch.number and until >= stretch.voice_end + COVERED_S
