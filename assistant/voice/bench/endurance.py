"""Long runs: words invented where nobody speaks, and memory over hours. Sound is fed as fast as it is taken."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from assistant.domain import Value
from assistant.ports import SpeechSource, Transcriber
from assistant.voice.bench.committed import Committed
from assistant.voice.bench.figures import Growth, growth
from assistant.voice.bench.metered import Metered
from assistant.voice.bench.playing import Played, Stopwatch
from assistant.voice.bench.policies import Policy
from assistant.voice.bench.processes import Memory, memory
from assistant.voice.bench.setting import Setting
from assistant.voice.bench.sounds import SOUNDS, seconds_of
from assistant.voice.bench.streams import Stream
from assistant.voice.bench.trial import ROOM, TELL_S, Tell, nobody
from assistant.voice.pcm import RATE_HZ

WARMING = 0.2  # of the samples of memory are not looked at: caches fill
CURVE = 60  # points kept
SAMPLE_S = 5.0  # of sound, between two looks at the memory


class Invented(Value):
    """What a policy heard in sound without speech."""

    policy: str
    sound: str
    audio_s: float
    words: int  # said, or promised while drafting
    drafted: int  # shown at any time
    calls: int  # of the recogniser: voice activity let something pass
    text: str  # the beginning of what was said


class Soak(Value):
    """Memory over a long run. `children`: processes that were started, the decoder's."""

    policy: str
    audio_s: float
    wall_s: float
    samples: int
    own_mb: float  # at the end
    children_mb: float
    own_growth: Growth  # MB an hour of sound
    children_growth: Growth
    taken_back: int
    gaps: int
    lost_s: float
    lag_peak_s: float | None  # None: not in real time
    curve: tuple[tuple[float, float, float], ...] = ()  # (second of sound, own MB, children's MB), about CURVE points


async def invented(
    policy: Policy, transcriber: Transcriber, lang: str | None, minutes: float, extra: Mapping[str, np.ndarray], *, tell: Tell = nobody
) -> list[Invented]:
    """`minutes` of all kinds of sound together, in equal shares. `extra`: recordings without speech, by name, repeated to their share."""
    share_s = minutes * 60 / (len(SOUNDS) + len(extra))
    made = [(name, seconds_of(make(np.random.default_rng(seed)), share_s)) for seed, (name, make) in enumerate(SOUNDS.items())]
    made += [(name, _repeated(pcm, share_s)) for name, pcm in extra.items()]
    return [await _heard_in(name, pieces, policy, transcriber, lang, share_s, tell) for name, pieces in made]


async def _heard_in(
    name: str, pieces: Iterable[np.ndarray], policy: Policy, transcriber: Transcriber, lang: str | None, seconds: float, tell: Tell
) -> Invented:
    metered, committed = Metered(transcriber), Committed()
    sound, source, clock = await _ready(policy, pieces, metered, lang, paced=False)
    telling = asyncio.create_task(_tell(sound, seconds, f"{policy.name} · {name}", tell))
    async for item in source.utterances():
        committed.take(item, clock.now())
    telling.cancel()
    words, text = len(committed.promises()) + committed.taken_back, " | ".join(committed.texts)[:80]
    said = {"policy": policy.name, "sound": name, "audio_s": round(sound.heard_s, 1)}
    return Invented.model_validate({**said, "words": words, "drafted": committed.drafted, "calls": len(metered.took_s), "text": text})


async def soak(
    policy: Policy, transcriber: Transcriber, streams: Sequence[Stream], minutes: float, *, paced: bool = False, tell: Tell = nobody
) -> Soak:
    """The streams over and over. In real time with `paced`, else as fast as it is taken."""
    committed, seconds = Committed(), minutes * 60
    langs = {stream.lang for stream in streams}
    pieces = _repeated(np.concatenate([stream.pcm for stream in streams]), seconds)
    sound, source, clock = await _ready(policy, pieces, transcriber, langs.pop() if len(langs) == 1 else None, paced=paced)
    looks: list[tuple[float, Memory, float]] = []  # (second of sound, memory, lag)
    telling = asyncio.create_task(_tell(sound, seconds, f"{policy.name} · soak", tell))
    looking = asyncio.create_task(_look(sound, source, looks))
    async for item in source.utterances():
        committed.take(item, clock.now())
        committed.forget()
    telling.cancel()
    looking.cancel()
    warm = looks[int(WARMING * len(looks)) :]
    hours = [at / 3600 for at, _, _ in warm]
    end = memory()
    return Soak(
        policy=policy.name,
        audio_s=round(sound.heard_s, 1),
        wall_s=round(clock.now(), 1),
        samples=len(warm),
        own_mb=round(end.own_mb, 1),
        children_mb=round(end.children_mb, 1),
        own_growth=growth(hours, [had.own_mb for _, had, _ in warm]),
        children_growth=growth(hours, [had.children_mb for _, had, _ in warm]),
        taken_back=committed.taken_back,
        gaps=len(committed.gaps),
        lost_s=round(committed.lost_s, 2),
        lag_peak_s=round(max((lag for _, _, lag in looks), default=0.0), 2) if paced else None,
        curve=tuple(
            (round(at, 1), round(had.own_mb, 2), round(had.children_mb, 2)) for at, had, _ in looks[:: max(1, len(looks) // CURVE)]
        ),
    )


async def _ready(
    policy: Policy, pieces: Iterable[np.ndarray], transcriber: Transcriber, lang: str | None, *, paced: bool
) -> tuple[Played, SpeechSource, Stopwatch]:
    clock = Stopwatch()
    sound = Played(pieces, clock=clock if paced else None)
    setting = Setting(transcriber, ROOM, "stream", lang, clock, "drop_oldest" if paced else "wait")
    source = await asyncio.to_thread(policy.listen, sound, setting)
    clock.start()
    return sound, source, clock


def _repeated(pcm: np.ndarray, seconds: float) -> Iterator[np.ndarray]:
    left = round(seconds * RATE_HZ)
    while left > 0:
        yield pcm[:left]
        left -= len(pcm)


async def _look(sound: Played, source: SpeechSource, looks: list[tuple[float, Memory, float]]) -> None:
    while True:
        await asyncio.sleep(0.05)
        if sound.heard_s - (looks[-1][0] if looks else -SAMPLE_S) >= SAMPLE_S:
            looks.append((sound.heard_s, memory(), source.health().lag_s or 0.0))


async def _tell(sound: Played, seconds: float, what: str, tell: Tell) -> None:
    while True:
        await asyncio.sleep(TELL_S)
        tell(f"{what} · {sound.heard_s:.0f} of {seconds:.0f} s")
