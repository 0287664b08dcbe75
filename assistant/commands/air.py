"""What `demo` and `run` share: open the record, build the session, hear the voice, serve the console."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from assistant.console.app import Console
from assistant.console.options import ConsoleOptions
from assistant.domain import Comment, Remark, Room
from assistant.errors import AssistantError
from assistant.judged import Judged
from assistant.live import LiveRoom
from assistant.ports import AudioSource, SpeechSource, Transcriber
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


def line(remark: Remark, judged: Judged, *, to: TextIO | None = None) -> None:
    """One line per decision, to standard output unless said otherwise; nobody reading it does not matter to the live."""
    decision = judged.judgement.decision
    who = remark.user if isinstance(remark, Comment) else "HOST"
    what = decision.action if isinstance(remark, Comment) else (decision.promise.verdict if decision.promise else "heard")
    notes = [str(decision.reason)] if decision.reason else []
    notes += [f"!{f.category}" for f in decision.flags]
    said = f" -> {decision.reply}" if decision.reply else ""
    with suppress(OSError):
        print(f"{remark.t:7.1f}  {what:<12} {' '.join(notes):<18} {who}: {judged.text}{said}", file=to or sys.stdout, flush=True)


class Stop:
    """Whether a person or the system asked this process to end, and how."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.status = 0  # 130 after an interrupt (Ctrl-C), else 0

    def ask(self, status: int = 0) -> None:
        self.status = self.status or status
        self.asked.set()


@contextmanager
def stoppable() -> Iterator[Stop]:
    """SIGTERM and Ctrl-C ask for an end in good order instead of breaking off; a second Ctrl-C breaks off."""
    stop, loop = Stop(), asyncio.get_running_loop()

    def interrupt() -> None:
        stop.ask(130)
        loop.remove_signal_handler(signal.SIGINT)

    with suppress(NotImplementedError):  # a system without signals in its event loop: Ctrl-C breaks off
        loop.add_signal_handler(signal.SIGTERM, stop.ask)
        loop.add_signal_handler(signal.SIGINT, interrupt)
    try:
        yield stop
    finally:
        with suppress(NotImplementedError):  # as above: nothing was added there
            loop.remove_signal_handler(signal.SIGTERM)
            loop.remove_signal_handler(signal.SIGINT)


async def aired(live: LiveRoom, stop: Stop) -> None:
    """The live until its sources end or somebody asks to stop."""
    running, asked = asyncio.create_task(live.run()), asyncio.create_task(stop.asked.wait())
    try:
        await asyncio.wait((running, asked), return_when=asyncio.FIRST_COMPLETED)
        live.stop()
        await running
    finally:
        running.cancel()
        asked.cancel()


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
async def recogniser(*, model: str, lang: str | None, device: str, compute_type: str | None, download: bool) -> AsyncIterator[Transcriber]:
    """The loaded speech model. Raises `Unavailable` or `BadInput` when it cannot be had."""
    search = ModelSearch.from_environment(os.environ, allow_download=download)
    say(f"voice: loading the Whisper model {model} …")
    folder = await asyncio.to_thread(find_model, model, search)
    options = whisper.Options(model=str(folder), device=device, compute_type=compute_type, languages=(lang,) if lang else ())
    async with whisper.connect(options, _Tools(search)) as transcriber:
        say(f"voice: {transcriber.name} is listening")
        yield transcriber


def heard(source: AudioSource, transcriber: Transcriber, room: Room, lang: str | None) -> SpeechSource:
    """The host's voice, recognised."""
    return Listener(source, Activity(load_silero()), transcriber, room, ListenOptions(lang=lang))


@asynccontextmanager
async def served(live: LiveRoom, journal: Journal, room: Room, options: ConsoleOptions) -> AsyncIterator[str]:
    """The console; yields its address with the sign-in token."""
    console = Console(journal.store, journal, live.resolve, live.health, live.figures, room, options, typing=live.typing, moment=live.moment)
    async with console.serve() as address:
        yield address


def remedy(error: AssistantError) -> str:
    return f"{error.what}" + (f" ({error.remedy})" if error.remedy else "")
