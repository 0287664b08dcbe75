"""What `demo` and `run` share: open the record, build the session, hear the voice, serve the console."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.console.app import Console
from assistant.console.options import ConsoleOptions
from assistant.domain import Comment, Remark, Room
from assistant.errors import AssistantError
from assistant.judging import Judged
from assistant.live import LiveRoom
from assistant.ports import AudioSource, SpeechSource
from assistant.record.feed import Journal
from assistant.record.store import SqliteStore
from assistant.voice.activity import Activity, load_silero
from assistant.voice.listen import Listener
from assistant.voice.listen import Options as ListenOptions
from assistant.voice.models import ModelSearch, find_model
from assistant.voice.transcribers import whisper


def say(text: str) -> None:
    """One line for the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def line(remark: Remark, judged: Judged) -> None:
    """One line per decision."""
    decision = judged.judgement.decision
    who = remark.user if isinstance(remark, Comment) else "HOST"
    what = decision.action if isinstance(remark, Comment) else (decision.promise.verdict if decision.promise else "heard")
    notes = [str(decision.reason)] if decision.reason else []
    notes += [f"!{f.category}" for f in decision.flags]
    said = f" -> {decision.reply}" if decision.reply else ""
    print(f"{remark.t:7.1f}  {what:<12} {' '.join(notes):<18} {who}: {judged.text}{said}", flush=True)


@asynccontextmanager
async def recorded(path: Path | None) -> AsyncIterator[Journal]:
    """The record, open; closed in good order."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    store = SqliteStore.open(path)
    journal = Journal(store)
    try:
        yield journal
    finally:
        journal.close()
        await store.close()


@dataclass(frozen=True, slots=True)
class _Tools:
    models: ModelSearch


@asynccontextmanager
async def heard(
    source: AudioSource, room: Room, *, model: str, lang: str | None, device: str, compute_type: str | None, download: bool
) -> AsyncIterator[SpeechSource]:
    """The host's voice, recognised. Raises `Unavailable` or `BadInput` when the model cannot be had."""
    search = ModelSearch.from_environment(os.environ, allow_download=download)
    say(f"voice: loading the Whisper model {model} …")
    folder = find_model(model, search)
    options = whisper.Options(model=str(folder), device=device, compute_type=compute_type, languages=(lang,) if lang else ())
    async with whisper.connect(options, _Tools(search)) as transcriber:
        say(f"voice: {transcriber.name} is listening")
        yield Listener(source, Activity(load_silero()), transcriber, room, ListenOptions(lang=lang))


@asynccontextmanager
async def served(live: LiveRoom, journal: Journal, room: Room, options: ConsoleOptions) -> AsyncIterator[str]:
    """The console; yields its address with the sign-in token."""
    console = Console(journal.store, journal, live.resolve, live.health, live.figures, room, options)
    async with console.serve() as address:
        yield address


def remedy(error: AssistantError) -> str:
    return f"{error.what}" + (f" ({error.remedy})" if error.remedy else "")
