"""`assistant models list | get NAME | check NAME|DIR`: the speech models on offer, fetching one, and whether one is sound."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.commands.progress import Bar
from assistant.errors import AssistantError, BadInput
from assistant.voice.checksums import altered
from assistant.voice.decoder.capacity import cores
from assistant.voice.models import FOLDER_VARIABLE, ModelSearch, find_model, get_model, in_cache, in_folder, lacking, models_folder
from assistant.voice.pcm import RATE_HZ
from assistant.voice.published import LICENCE, PUBLISHED, SOURCE, Fit, Published, fit
from assistant.voice.soundness import sound
from assistant.voice.transcribers import whisper

PACES = {"drafts": "drafts every second", "slow drafts": "drafts every 2 s", "sentences": "whole sentences"}
HEADS = ("NAME", "DOWNLOAD", "MEMORY", "LANGUAGES", "LICENCE", "LIVE ON {cores} CORES", "ON THIS MACHINE")


def models(arguments: argparse.Namespace) -> int:
    """One of the three. Exit status: 0 fine, 1 the model is not sound, 2 it cannot be had."""
    match arguments.what:
        case "list":
            return show(ModelSearch.from_environment(os.environ), cores())
        case "get":
            return get(arguments.name, _asked(arguments))
        case _:
            return check(arguments.model, ModelSearch.from_environment(os.environ))


def _asked(arguments: argparse.Namespace) -> ModelSearch:
    search = ModelSearch.from_environment(os.environ, allow_download=True)
    return search.model_copy(update={"endpoint": arguments.endpoint, "folder": arguments.folder or search.folder})


# ------------------------------------------------------------------ list


def show(search: ModelSearch, cpu_cores: int) -> int:
    """The table of published models, to standard output."""
    rows = [tuple(head.format(cores=cpu_cores) for head in HEADS)]
    rows += [_row(model, search, cpu_cores) for model in PUBLISHED.values()]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADS))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print(f"""
MEMORY and LIVE are for int8 on the CPU with every draft computed in full; "about" is an estimate. A GPU was not looked at.
Source: {SOURCE}:
Systran/faster-whisper-NAME; {PUBLISHED["large-v3-turbo"].repository}.
Models folder: {search.folder} (for another one set {FOLDER_VARIABLE})""")
    return 0


def _row(model: Published, search: ModelSearch, cpu_cores: int) -> tuple[str, ...]:
    return (
        model.name,
        f"{model.disk_mb} MB",
        f"{'' if model.cost.measured else 'about '}{model.cost.memory_mb} MB",
        "English only" if model.english_only else str(model.languages),
        LICENCE,
        paced(fit(model.cost, cpu_cores)),
        _where(model.name, search),
    )


def paced(found: Fit) -> str:
    """A fit in words."""
    return f"{PACES[found.pace]}, {found.voices} voice{'s' * (found.voices != 1)}" if found.pace else "too slow"


def _where(name: str, search: ModelSearch) -> str:
    if here := in_folder(name, search.folder):
        return f"folder {here}" + (", incomplete" if lacking(here) else "")
    return f"cache {cached}" if (cached := in_cache(name, search.cache)) else "-"


# ------------------------------------------------------------------ get


def get(name: str, search: ModelSearch) -> int:
    """Downloads the model unless it is there. Raises BadInput for an unknown name or a folder in the way, Unavailable."""
    if name not in PUBLISHED:
        raise BadInput(f"no model {name!r} is published", remedy=f"one of {', '.join(PUBLISHED)}")
    here = in_folder(name, search.folder)
    if here is not None:
        if wrong := lacking(here) or altered(here):
            raise BadInput(f"the folder is there, but not whole: {', '.join(wrong)}", where=str(here), remedy="move it away, then get it again")
        print(f"{name} is already in {here}")
        return 0
    bar = Bar(name, sys.stderr)
    try:
        folder = get_model(name, search, bar)
    except KeyboardInterrupt:
        bar.end()
        print("stopped; the same command goes on from here", file=sys.stderr)
        raise
    finally:
        bar.end()
    print(f"{name} is in {folder}, every file as the hub declares it")
    if search.folder != models_folder(os.environ):
        print(f'use it with model = "{folder}", or set {FOLDER_VARIABLE}={search.folder}')
    return 0


# ------------------------------------------------------------------ check


@dataclass(frozen=True, slots=True)
class _Tools:
    models: ModelSearch


def check(name: str, search: ModelSearch) -> int:
    """Prints what was found, one line a matter; 1 with the remedy at the first that is wrong."""
    try:
        folder = find_model(name, search)
        found = sound(folder)
        _say("files", f"{folder}: all that is needed")
        heard = "English only" if found.languages == 1 else f"{found.languages} languages"
        _say("vocabulary", f"{found.vocabulary} tokens, {heard}, {found.n_mels} mel bands; the tokenizer fits")
        hashes = f"{found.verified} files as downloaded" if found.verified else "no checksums are kept beside it: its files cannot be compared"
        _say("hashes", hashes, "ok" if found.verified else "info")
        load_s, text, call_s = asyncio.run(_tried(folder, search))
        _say("loads", f"in {load_s:.1f} s")
        if text:
            remedy = "use another model; this one invents words where nobody speaks"
            raise BadInput(f"one second of silence was heard as {text[:80]!r}", where=str(folder), remedy=remedy)
        _say("silence", "is heard as no text")
        _say("speed", f"{call_s:.2f} s a call on one thread")
    except AssistantError as error:
        print(f"error {error}")
        return 1
    return 0


def _say(matter: str, text: str, word: str = "ok") -> None:
    print(f"{word:<5} {matter:<10} {text}", flush=True)


async def _tried(folder: Path, search: ModelSearch) -> tuple[float, str, float]:
    """Seconds to load, what silence was heard as, seconds of the second call."""
    began = time.perf_counter()
    silence = np.zeros(RATE_HZ, dtype=np.float32)
    async with whisper.connect(whisper.Options(model=str(folder)), _Tools(search)) as recogniser:
        loaded = time.perf_counter()
        first = await recogniser.transcribe(silence, "en")
        warm = time.perf_counter()
        await recogniser.transcribe(silence, "en")
        ended = time.perf_counter()
    return loaded - began, "" if first.rejected else first.text.strip(), ended - warm
