"""What an overloaded recogniser costs the comments: `python -m evals.bench_voice`.

Comments are judged at a steady rate in one event loop, in turns without voices and with many more than the cores carry: each a recorded
evening in real time, recognised by a model of tiny's exact dimensions (random weights: the time is real, the text is not).
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path

from assistant.build import build_judge
from assistant.clock import WallClock
from assistant.domain import Comment, Hearing, Room
from assistant.judging import RoomJudge
from assistant.knowledge import knowledge_root, load_knowledge
from assistant.market.sheet import load_sheet
from assistant.shelf import Shelf
from assistant.voice.activity import Activity, load_silero
from assistant.voice.bench.weights import random_model
from assistant.voice.capture import FileAudio
from assistant.voice.decoder.pool import Pool
from assistant.voice.listen import Listener, Options
from assistant.voice.models import ModelSearch
from assistant.voice.recording import read_recording
from assistant.voice.transcribers import whisper
from evals.bench import percentile

ROOM = Room(room="bench", market="ID", langs=("id",))
RATE_PER_S = 40.0  # a p99 over few comments is one comment's luck
TURNS = 6  # each way: the machine's own ups and downs must show
OVERLOADED_S = 3.0  # of speech, until the voices press
MOST_SLOWER = 1.10  # p99 with the voices, of that without


class Search:
    """Where models are: the one made here is named by its folder."""

    models = ModelSearch()


async def judged(judge: RoomJudge, texts: Sequence[str], seconds: float, start: int) -> list[float]:
    """Seconds that each comment's decision took."""
    times, clock = [], WallClock()
    for i in range(int(seconds * RATE_PER_S)):
        await clock.sleep_until(i / RATE_PER_S)
        number = start + i
        comment = Comment(id=f"c{number}", room="bench", market="ID", t=number / RATE_PER_S, user=f"u{number % 97}", text=texts[number % len(texts)])
        began = time.perf_counter()
        judge.comment(comment)
        times.append(time.perf_counter() - began)
    return times


async def spoken(pool: Pool, sound: Path, number: int, seen: list[Listener]) -> None:
    """One voice, until cancelled."""
    clock = WallClock()
    voice = pool.voice(role="host" if number == 0 else "guest", name=f"voice {number}")
    options = Options(name=f"voice {number}", role="host" if number == 0 else "guest", lang="id", partials=True)
    listener = Listener(FileAudio(sound, room="bench", clock=clock), Activity(load_silero()), voice, ROOM, options, clock=clock)
    seen.append(listener)
    async with aclosing(listener.utterances()) as items:
        async for item in items:
            assert not isinstance(item, Hearing) or item.room == "bench"


async def measured(voices: int, seconds: float, like: Path) -> None:
    root = knowledge_root()
    recording = read_recording(root / "recordings" / "bandung_evening")
    judge = build_judge(load_sheet(root / "shops" / recording.sheet.shop / "shop.toml"), ROOM, load_knowledge(root))
    texts = [c.text for c in recording.comments]
    await judged(judge, texts, 5, 0)
    model = random_model("tiny", Shelf.default().folder, like)
    alone: list[list[float]] = []
    beside: list[list[float]] = []
    if recording.audio is None:
        raise SystemExit("the recording has no sound")
    async with whisper.connect_pool(whisper.Options(model=str(model)), Search(), voices=voices) as pool:
        carried = pool.capacity.admitted(Options().step_s)
        for turn in range(TURNS):
            alone.append(await judged(judge, texts, seconds, 10_000 * (2 * turn + 1)))
            seen: list[Listener] = []
            speaking = [asyncio.create_task(spoken(pool, recording.audio, n, seen)) for n in range(voices)]
            await asyncio.sleep(OVERLOADED_S)
            beside.append(await judged(judge, texts, seconds, 10_000 * (2 * turn + 2)))
            rungs = [listener.rung.name.lower() for listener in seen]
            for task in speaking:
                task.cancel()
            await asyncio.gather(*speaking, return_exceptions=True)
    print(f"{voices} voices, {carried} are carried; a call takes {pool.capacity.seconds_per_call:.2f} s; at the end: {', '.join(rungs)}")
    for name, turns in (("alone", alone), ("beside the voices", beside)):
        times = [took for turn in turns for took in turn]
        each = ", ".join(f"{1000 * percentile(turn, 0.99):.1f}" for turn in turns)
        print(f"{name:18} p50 {_ms(times, 0.5)}   p95 {_ms(times, 0.95)}   p99 {_ms(times, 0.99)}   n {len(times)}   p99 of each turn: {each}")
    ratios = sorted(percentile(b, 0.99) / percentile(a, 0.99) for a, b in zip(alone, beside, strict=True))
    spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
    print(f"p99 beside : alone, median of the turns {percentile(ratios, 0.5):.2f} ({spread})   goal at most {MOST_SLOWER}")


def _ms(times: Sequence[float], share: float) -> str:
    return f"{1000 * percentile(times, share):6.2f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=15, help="of each of the twelve turns")
    parser.add_argument("--like", type=Path, default=Path("tests/data/whisper-micro/model"), help="a model folder whose vocabulary is taken")
    arguments = parser.parse_args()
    asyncio.run(measured(arguments.voices, arguments.seconds, arguments.like))


if __name__ == "__main__":
    main()
