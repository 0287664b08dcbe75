"""`assistant bench asr`: how late, how wrong and how costly speech becomes text on this machine, with the user's model and sound."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

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
from assistant.voice.decoder.capacity import Capacity, cores
from assistant.voice.listen import Options as ListenOptions
from assistant.voice.models import ModelSearch, find_model
from assistant.voice.transcribers import whisper

SECONDS, QUICK_SECONDS = 30.0, 8.0
MORE_AT_ONCE = (2, 4)  # streams for the first policy
STEP_S = ListenOptions().step_s
TEXT_WINDOW_S = 14.0
PACKAGES = ("faster-whisper", "ctranslate2")


async def bench_asr(arguments: argparse.Namespace) -> int:
    """Prints the figures; returns 0. Raises `BadInput`, `Unavailable` for a model or a sound that cannot be had."""
    progress = Progress()
    policies = [find_policy(name) for name in arguments.policy or POLICIES]
    seconds = arguments.seconds or (QUICK_SECONDS if arguments.quick else SECONDS)
    audio = arguments.audio or knowledge_root() / "recordings" / "bandung_evening"
    streams = await asyncio.to_thread(read_streams, audio, lang=arguments.lang, seconds=seconds)
    if arguments.silence or arguments.soak:
        async with _voices(arguments, progress, 1) as (voices, capacity):
            report = Report(about=_about(arguments, streams, capacity))
            if arguments.silence:
                report = await _silence(report, policies, voices, streams, arguments, progress)
            if arguments.soak:
                run = await soak(policies[0], voices(), streams, arguments.soak, paced=arguments.paced, tell=progress.tell)
                report = report.model_copy(update={"soaks": (run,)})
    else:
        report = await _compared(_plan(policies, arguments), streams, seconds, arguments, progress)
    report = report.model_copy(update={"about": report.about.model_copy(update={"load": _load()})})
    progress.done()
    if arguments.json:
        arguments.json.write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    print(text_of(report))
    return 0


@dataclass(frozen=True, slots=True)
class Tools:
    """What the recogniser is handed."""

    models: ModelSearch


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
    plan: Sequence[tuple[Policy, int]], streams: Sequence[Stream], seconds: float, arguments: argparse.Namespace, progress: Progress
) -> Report:
    """Each number of streams with a recogniser made for as many, as a live with so many voices would have it."""
    most = arranged(streams, max(count for _, count in plan), seconds)
    texts: dict[str, str] = {}
    rows: list[Row] = []
    carried: list[Capacity] = []
    for count, part in itertools.groupby(plan, key=lambda one: one[1]):
        async with _voices(arguments, progress, count) as (voices, capacity):
            carried.append(capacity)
            if not (texts or arguments.random):
                texts = await _offline(most, voices, progress)
            for policy, _ in part:
                row = row_of(await run_trial(policy, most[:count], voices, tell=progress.tell), texts)
                row = row.model_copy(update={"workers": capacity.workers, "threads": capacity.threads})
                rows.append(row.without_errors() if arguments.random else row)
    itself = error_rate([(texts[stream.name], truth(stream)) for stream in most if stream.script and stream.name in texts])
    about = _about(arguments, most, carried[0]).model_copy(update={"offline_error_true": itself})
    return Report(about=about, rows=tuple(rows))


async def _offline(streams: Sequence[Stream], voices: Voices, progress: Progress) -> dict[str, str]:
    """Text by name of stream."""
    texts: dict[str, str] = {}
    for stream in streams:
        if stream.name not in texts:
            progress.tell(f"offline decoding of {stream.name} · {stream.seconds:.0f} s")
            texts[stream.name] = await offline(stream, voices())
    return texts


async def _silence(
    report: Report, policies: Sequence[Policy], voices: Voices, streams: Sequence[Stream], arguments: argparse.Namespace, progress: Progress
) -> Report:
    """Recordings that were named and have no transcript are taken for sound without speech."""
    extra = {stream.name: stream.pcm for stream in streams if arguments.audio and not stream.script}
    lang = arguments.lang or next((stream.lang for stream in streams if stream.lang), None)
    found = [one for policy in policies for one in await invented(policy, voices(), lang, arguments.silence, extra, tell=progress.tell)]
    return report.model_copy(update={"invented": tuple(found)})


@asynccontextmanager
async def _voices(arguments: argparse.Namespace, progress: Progress, count: int) -> AsyncIterator[tuple[Voices, Capacity]]:
    """A recogniser for each of `count` streams, and how many the cores carry. With --random each pays for the bigger model too; what the text
    itself costs is then kept low by a short window of its encoder."""
    tools = Tools(ModelSearch.from_environment(os.environ, allow_download=arguments.download))
    progress.tell(f"loading the Whisper model {arguments.model} · …")
    folder = await asyncio.to_thread(find_model, arguments.model, tools.models)
    options = whisper.Options(model=str(folder), workers=arguments.workers, threads=arguments.threads, window_s=arguments.window)
    if not arguments.random:
        async with whisper.connect_pool(options, tools, voices=count) as pool:
            yield pool.voice, pool.capacity
        return
    weights = await asyncio.to_thread(random_model, arguments.random, Shelf.default().folder, folder)
    async with whisper.connect_pool(options.model_copy(update={"model": str(weights)}), tools, voices=count) as pool:
        capacity = pool.capacity
    short = options.model_copy(update={"window_s": TEXT_WINDOW_S})
    paid = load_cost(weights, workers=capacity.workers, threads=capacity.threads, window_s=arguments.window)
    async with whisper.connect_pool(short, tools, voices=count) as pool, paid as cost:
        yield lambda: Costly(pool.voice(), cost), capacity


def _about(arguments: argparse.Namespace, streams: Sequence[Stream], capacity: Capacity) -> About:
    sound = tuple(f"{stream.name} ({stream.seconds:.0f} s)" for stream in streams)
    versions = {package: version(package) for package in PACKAGES}
    model = "/".join(Path(arguments.model).parts[-2:])
    carried = {
        "workers": capacity.workers,
        "threads": capacity.threads,
        "call_s": round(capacity.seconds_per_call, 3),
        "admitted": capacity.admitted(STEP_S),
    }
    told = {"model": model, "cost": arguments.random, "cores": cores(), "sound": sound, "versions": versions}
    return About.model_validate({**told, **carried, "window_s": arguments.window})


def _load() -> float | None:
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
