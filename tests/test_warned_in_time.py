"""From the end of a wrong promise to its warning on the page: through hearing, drafting, judging, the record and the console's view.

Time is the stream's: it stands still while our own code works and passes while somebody speaks and while the recogniser recognises.
"""

import asyncio
from contextlib import suppress

import numpy as np
import pytest

from assistant.console.view import View, apply
from assistant.domain import Health, Room, Word
from assistant.live import LiveRoom
from assistant.ports import PcmFrame, Transcript
from assistant.voice.activity import Activity, Bounds
from assistant.voice.listen import Listener, Options
from assistant.voice.pcm import RATE_HZ
from tests.record.test_held import StandingClock
from tests.voice.test_listen import Loudness

FRAME = 640
WORD_S = 0.4
CALL_S = 0.5  # of the recogniser
GOAL_S = 2.0  # from the sentence's end to its warning, recognising not counted
SILENCE = [""] * 8  # after which everything has been recognised
WRONG = "ongkirnya cuma lima ribu aja kak"
TALK = ["sepatu", "ini", "ringan", "banget", "dipakai", "lari", "pagi", "warna", "putih", "biru", "masih", "banyak", "ya", "teman", "teman"] * 3


def said(words):
    """Sound that tells its words: each has its own loudness; an empty one is silence."""
    return np.concatenate([np.full(int(WORD_S * RATE_HZ), (0.1 + n / 100) if word else 0.0) for n, word in enumerate(words)])


class Recogniser:
    """Reads the words off their loudness, `CALL_S` after it was asked."""

    name = "loudness"

    def __init__(self, words, clock):
        self._words, self._clock, self.until = words, clock, 0.0

    async def transcribe(self, pcm, lang, hotwords=(), **how):
        self.until = self._clock.t + CALL_S
        await self._clock.sleep_until(self.until)
        words, at = [], 0
        for level, length in _runs(np.round(pcm * 100).astype(int) - 10):
            if level >= 0:
                words.append(Word(text=self._words[level], start=at / RATE_HZ, end=(at + length) / RATE_HZ))
            at += length
        return Transcript(text=" ".join(w.text for w in words), lang="id", confidence=0.9, words=tuple(words))


def _runs(levels):
    edges = [0, *(np.flatnonzero(np.diff(levels)) + 1), len(levels)]
    return [(int(levels[a]), int(b - a)) for a, b in zip(edges, edges[1:], strict=False)]


class Stage:
    """An AudioSource, with all that hangs on it. After each frame it waits for everybody who is not waiting for time to pass."""

    def __init__(self, rooms, session, words):
        self.clock, self.journal, self.pcm = rooms.clock, rooms.journal, said([*words, *SILENCE])
        self.recogniser = Recogniser(words, self.clock)
        self.listener = Listener(
            self, Activity(Loudness(), Bounds()), self.recogniser, Room(room="r", market="ID", langs=("id",)), Options(lang="id", partials=True), clock=self.clock
        )
        self.live = LiveRoom(session, self.journal, self.clock, [], [self.listener])
        self.view, self.warned_t = View(), {}

    async def frames(self):
        for i in range(0, len(self.pcm), FRAME):
            samples = self.pcm[i : i + FRAME].astype("<f4")
            await self.clock.move((i + len(samples)) / RATE_HZ)
            yield PcmFrame(t=i / RATE_HZ, samples=samples.tobytes())
            while self._busy():
                await asyncio.sleep(0)

    def _busy(self):
        asked = self.recogniser.until > self.clock.t
        at_work = self.listener._due.is_set() or self.listener._drafting.running_until is not None or self.listener._working_on is not None
        return (at_work and not asked) or len(self.view.utterances) < self.listener._emitted

    def health(self):
        return Health(name="stage", kind="voice", state="ok")

    async def watch(self):
        """The page."""
        async with self.journal.watch(0) as lines:
            async for line in lines:
                self.view = apply(self.view, line)
                for warning in self.view.warnings:
                    self.warned_t.setdefault(warning.text, self.clock.t)

    async def show(self):
        watching = asyncio.create_task(self.watch())
        async with asyncio.timeout(120):  # a busy machine is slow, not wrong
            await self.live.run()
            while self._busy():
                await asyncio.sleep(0)
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


@pytest.mark.parametrize(
    ("words", "end_s", "longest_s"),
    [
        pytest.param([*f"{WRONG}.".split(), *TALK], 6 * WORD_S, GOAL_S, id="the host talks on without a pause"),
        pytest.param([*TALK[:15], *f"semuanya. {WRONG}.".split(), *TALK], 22 * WORD_S, GOAL_S, id="in the middle of long speech"),
        pytest.param([*WRONG.split(), "", "", ""], 6 * WORD_S, GOAL_S, id="a pause, and no full stop"),
        pytest.param([*WRONG.split(), *TALK], 12.0, GOAL_S, id="neither pause nor full stop: after the longest stretch"),
    ],
)
async def test_a_wrong_promise_is_on_the_page_in_time(rooms, words, end_s, longest_s):
    rooms.clock = StandingClock()
    stage = Stage(rooms, await rooms.open(), words)
    await stage.show()
    [warned_t] = [t for text, t in stage.warned_t.items() if "lima ribu" in text]
    assert warned_t - end_s <= longest_s + CALL_S, "recognising counts once: the draft that agrees"
