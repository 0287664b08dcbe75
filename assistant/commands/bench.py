"""`assistant bench asr`: how late, how wrong and how costly speech becomes text on this machine, with the user's model and sound."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from assistant.commands.air import recogniser
from assistant.knowledge import knowledge_root
from assistant.shelf import Shelf
from assistant.voice.bench.costly import Costly, load_cost
from assistant.voice.bench.endurance import invented, soak
from assistant.voice.bench.figures import Row, error_rate, row_of, truth
from assistant.voice.bench.policies import POLICIES, Policy, find_policy
from assistant.voice.bench.report import About, Report, text_of
from assistant.voice.bench.streams import Stream, arranged, read_streams
from assistant.voice.bench.trial import Voices, offline, run_trial
from assistant.voice.bench.weights import random_model
from assistant.voice.models import ModelSearch, find_model

SECONDS, QUICK_SECONDS = 30.0, 8.0
MORE_AT_ONCE = (2, 4)  # streams for the first policy
PACKAGES = ("faster-whisper", "ctranslate2")


async def bench_asr(arguments: argparse.Namespace) -> int:
    """Prints the figures; returns 0. Raises `BadInput`, `Unavailable` for a model or a sound that cannot be had."""
    progress = Progress()
    policies = [find_policy(name) for name in arguments.policy or POLICIES]
    seconds = arguments.seconds or (QUICK_SECONDS if arguments.quick else SECONDS)
    audio = arguments.audio or knowledge_root() / "recordings" / "bandung_evening"
    streams = await asyncio.to_thread(read_streams, audio, lang=arguments.lang, seconds=seconds)
    async with _voices(arguments) as voices:
        report = Report(about=_about(arguments, streams))
        if arguments.silence:
            report = await _silence(report, policies, voices, streams, arguments, progress)
        if arguments.soak:
            soaked = [
                await soak(policy, voices(), streams, arguments.soak, paced=arguments.paced, tell=progress.tell) for policy in policies[:1]
            ]
            report = report.model_copy(update={"soaks": tuple(soaked)})
        if not (arguments.silence or arguments.soak):
            report = await _compared(report, _plan(policies, arguments), voices, streams, seconds, progress)
    report = report.model_copy(update={"about": report.about.model_copy(update={"load": _load()})})
    progress.done()
    if arguments.json:
        arguments.json.write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    print(text_of(report))
    return 0


class Progress:
    """One line on standard error that is written over; where nobody looks, one line for each new thing that is done."""

    def __init__(self) -> None:
        self._at = ""

    def tell(self, text: str) -> None:
        what = text.rpartition(" · ")[0]
        if sys.stderr.isatty():
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
        elif what != self._at:
            print(what, file=sys.stderr, flush=True)
        self._at = what

    def done(self) -> None:
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _plan(policies: Sequence[Policy], arguments: argparse.Namespace) -> list[tuple[Policy, int]]:
    """Each policy with one stream, the first also with more at once; or each with as many as were asked for."""
    if arguments.streams:
        return [(policy, count) for policy in policies for count in arguments.streams]
    more = () if arguments.quick else MORE_AT_ONCE
    return [*((policy, 1) for policy in policies), *((policies[0], count) for count in more)]


async def _compared(
    report: Report, plan: Sequence[tuple[Policy, int]], voices: Voices, streams: Sequence[Stream], seconds: float, progress: Progress
) -> Report:
    most = arranged(streams, max(count for _, count in plan), seconds)
    texts: dict[str, str] = {}
    for stream in most:
        if stream.name not in texts:
            progress.tell(f"offline decoding of {stream.name} · {stream.seconds:.0f} s")
            texts[stream.name] = await offline(stream, voices())
    rows: list[Row] = []
    for policy, count in plan:
        trial = await run_trial(policy, most[:count], voices, tell=progress.tell)
        rows.append(row_of(trial, texts))
    scripted = [stream for stream in most if stream.script]
    itself = error_rate([(texts[stream.name], truth(stream)) for stream in scripted])
    sound = tuple(f"{stream.name} ({stream.seconds:.0f} s)" for stream in most)
    about = report.about.model_copy(update={"sound": sound, "offline_error_true": itself})
    return report.model_copy(update={"about": about, "rows": tuple(rows)})


async def _silence(
    report: Report, policies: Sequence[Policy], voices: Voices, streams: Sequence[Stream], arguments: argparse.Namespace, progress: Progress
) -> Report:
    """Recordings that were named and have no transcript are taken for sound without speech."""
    extra = {stream.name: stream.pcm for stream in streams if arguments.audio and not stream.script}
    lang = arguments.lang or next((stream.lang for stream in streams if stream.lang), None)
    found = [one for policy in policies for one in await invented(policy, voices(), lang, arguments.silence, extra, tell=progress.tell)]
    return report.model_copy(update={"invented": tuple(found)})


@asynccontextmanager
async def _voices(arguments: argparse.Namespace) -> AsyncIterator[Voices]:
    """A recogniser for each stream; with --random, each pays for the bigger model too."""
    loading = recogniser(model=arguments.model, lang=None, device="cpu", compute_type=None, download=arguments.download)
    async with loading as transcriber:
        if not arguments.random:
            yield lambda: transcriber
            return
        folder = await asyncio.to_thread(_random_weights, arguments)
        async with load_cost(folder, workers=_cores()) as cost:
            yield lambda: Costly(transcriber, cost)


def _random_weights(arguments: argparse.Namespace) -> Path:
    like = find_model(arguments.model, ModelSearch.from_environment(os.environ))
    return random_model(arguments.random, Shelf.default().folder, like)


def _about(arguments: argparse.Namespace, streams: Sequence[Stream]) -> About:
    sound = tuple(f"{stream.name} ({stream.seconds:.0f} s)" for stream in streams)
    versions = {package: version(package) for package in PACKAGES}
    model = "/".join(Path(arguments.model).parts[-2:])
    return About(model=model, cost=arguments.random, cores=_cores(), load=None, sound=sound, versions=versions)


def _load() -> float | None:
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def _cores() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
