"""One policy hears some streams at once, in real time or as fast as it takes them, and everything that can be seen from outside is noted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.domain import Health, Room
from assistant.ports import SpeechSource, Transcriber
from assistant.voice.activity import WINDOW, Activity, Bounds, load_silero
from assistant.voice.backlog import WhenFull
from assistant.voice.bench.committed import Committed
from assistant.voice.bench.metered import Metered
from assistant.voice.bench.playing import Played, Stopwatch
from assistant.voice.bench.policies import Policy
from assistant.voice.bench.processes import cpu_s
from assistant.voice.bench.setting import Setting
from assistant.voice.bench.streams import Stream
from assistant.voice.pcm import RATE_HZ

ROOM = Room(room="bench", market="ID")
LOOK_S = 0.1  # between looks at the lag
TELL_S = 1.0
OFFLINE_LONGEST_S = 28.0  # offline decoding cuts no sentence that a recogniser can take as a whole
APART_S = 53 * WINDOW / RATE_HZ  # streams heard at once begin so much after each other: whole windows, so that sentences are found alike

Tell = Callable[[str], None]

Voices = Callable[[], Transcriber]  # a recogniser for one more stream


@dataclass
class Heard:
    """What one stream gave."""

    stream: Stream
    committed: Committed = field(default_factory=Committed)
    lags_s: list[float] = field(default_factory=list)
    health: Health | None = None


@dataclass
class Trial:
    """`cpu_s`: of this process and of those it started. `took_s`: of each call of the recogniser, as its caller saw it."""

    policy: str
    heard: list[Heard]
    cpu_s: float
    wall_s: float
    took_s: list[float]
    decoded_s: float  # sound handed to the recogniser

    @property
    def audio_s(self) -> float:
        return sum(one.stream.seconds for one in self.heard)


def nobody(_: str) -> None:
    """Progress that is not shown."""


async def run_trial(policy: Policy, streams: Sequence[Stream], voices: Voices, *, paced: bool = True, tell: Tell = nobody) -> Trial:
    """Raises what the policy's sources raise. `tell` is called with the progress about once a second."""
    clock = Stopwatch()
    metered = [Metered(voices()) for _ in streams]
    heard = [Heard(stream.later(number * APART_S)) for number, stream in enumerate(streams)]
    listened: list[tuple[Played, SpeechSource]] = []
    for number, one in enumerate(heard):
        sound = Played([one.stream.pcm], clock=clock if paced else None)
        when_full: WhenFull = "drop_oldest" if paced else "wait"
        setting = Setting(metered[number], ROOM, f"stream{number + 1}", one.stream.lang, clock, when_full)
        listened.append((sound, await asyncio.to_thread(policy.listen, sound, setting)))
    spent = cpu_s()
    clock.start()
    async with asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(_watch(listened, heard, tell, f"{policy.name} · {len(heard)} at once"))
        async with asyncio.TaskGroup() as listening:
            for one, (_, source) in zip(heard, listened, strict=True):
                listening.create_task(_follow(source, one, clock))
        watching.cancel()
    for one, (_, source) in zip(heard, listened, strict=True):
        one.health = source.health()
    took_s = [seconds for one in metered for seconds in one.took_s]
    return Trial(policy.name, heard, cpu_s() - spent, clock.now(), took_s, sum(one.sound_s for one in metered))


async def offline(stream: Stream, transcriber: Transcriber) -> str:
    """The text with all the time in the world: whole sentences as voice activity finds them, each decoded once, nothing in a hurry."""
    activity = Activity(load_silero(), Bounds(longest_s=OFFLINE_LONGEST_S))
    stretches = await asyncio.to_thread(lambda: [*activity.push(stream.pcm, 0.0), *activity.flush()])
    said = [await transcriber.transcribe(stretch.pcm, stream.lang) for stretch in stretches]
    return " ".join(one.text for one in said if one.rejected is None)


async def _follow(source: SpeechSource, heard: Heard, clock: Stopwatch) -> None:
    async for item in source.utterances():
        heard.committed.take(item, clock.now())


async def _watch(listened: list[tuple[Played, SpeechSource]], heard: list[Heard], tell: Tell, what: str) -> None:
    longest = max(one.stream.seconds for one in heard)
    told = 0.0
    while True:
        await asyncio.sleep(LOOK_S)
        for one, (sound, source) in zip(heard, listened, strict=True):
            if 0 < sound.heard_s < one.stream.seconds:
                one.lags_s.append(source.health().lag_s or 0.0)
        at = max(sound.heard_s for sound, _ in listened)
        if at - told >= TELL_S:
            told = at
            tell(f"{what} · {at:.0f} of {longest:.0f} s")
