"""What `demo` and `run` share: open the record, build the session, hear the voice, serve the console."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TextIO

from assistant.commands.progress import Bar
from assistant.console.app import Console
from assistant.console.letterbox import Letters
from assistant.console.options import ConsoleOptions
from assistant.console.sheet_file import SheetFile
from assistant.domain import Comment, Health, Remark, Room, VoiceRole
from assistant.errors import AssistantError
from assistant.judged import Judged
from assistant.live import LiveRoom
from assistant.people.people import People
from assistant.ports import AudioSource, Clock, Transcriber
from assistant.record.feed import Journal
from assistant.record.store import SqliteStore
from assistant.voice.activity import Activity, load_silero
from assistant.voice.decoder.pool import Pool
from assistant.voice.earpiece import Earpiece
from assistant.voice.listen import Listener
from assistant.voice.listen import Options as ListenOptions
from assistant.voice.microphone import Microphone
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
async def recogniser(
    *,
    model: str,
    languages: Sequence[str],
    device: Literal["auto", "cpu", "cuda"] = "cpu",
    compute_type: str | None = None,
    workers: int | None = None,
    threads: int | None = None,
    voices: int = 1,
    window_s: float = 30.0,
    download: bool = False,
) -> AsyncIterator[Pool]:
    """The loaded speech model, for all `voices` of a room. `languages`: of all together; empty = any.
    Raises `Unavailable`, `BadInput` or `BadSettings` when it cannot be had."""
    search = ModelSearch.from_environment(os.environ, allow_download=download)
    say(f"voice: loading the Whisper model {model} …")
    bar = Bar(model, sys.stderr)
    folder = await asyncio.to_thread(find_model, model, search, bar)
    bar.end()
    options = whisper.Options(
        model=str(folder),
        device=device,
        compute_type=compute_type,
        workers=workers,
        threads=threads,
        window_s=window_s,
        languages=tuple(languages),
    )
    async with whisper.connect_pool(options, _Tools(search), voices=voices) as pool:
        say(f"voice: {pool.name} is listening, {pool.capacity.seconds_per_call:.2f} s a call")
        yield pool


def heard(source: AudioSource, transcriber: Transcriber, room: Room, clock: Clock, options: ListenOptions) -> Listener:
    """One voice, recognised."""
    return Listener(source, Activity(load_silero()), transcriber, room, options, clock=clock)


def listening(name: str, clock: Clock, *, role: VoiceRole = "host", lang: str | None = None, partials: bool = True) -> ListenOptions:
    """How one voice is heard. Its ids differ from other voices' and from those of an earlier run of the room."""
    began = int(clock.now())
    return ListenOptions(name=name, id_prefix=f"{name}:{began}:" if began else f"{name}:", role=role, lang=lang, partials=partials)


@asynccontextmanager
async def served(
    live: LiveRoom,
    journal: Journal,
    room: Room,
    options: ConsoleOptions,
    earpiece: Earpiece | None = None,
    microphones: Sequence[Microphone] = (),
    people: People | None = None,
    sheet: SheetFile | None = None,
    letters: Letters | None = None,
) -> AsyncIterator[str]:
    """The console, which lets the host's cues be heard and shows the facts; yields the address to open."""

    def lights() -> list[Health]:
        return [*live.health(), *([earpiece.health()] if earpiece else [])]

    console = Console(
        journal.store,
        journal,
        live.resolve,
        lights,
        live.figures,
        room,
        options,
        microphones=microphones,
        typing=live.typing,
        moment=live.moment,
        sheet=sheet,
        people=people,
        letters=letters,
    )
    async with console.serve() as address:
        if earpiece is None:
            yield address
            return
        after = await journal.store.last_seq()
        cueing = asyncio.create_task(earpiece.run(journal, after, console.ear), name="earpiece")
        cueing.add_done_callback(_told_if_broken)
        try:
            yield address
        finally:
            cueing.cancel()
            with suppress(asyncio.CancelledError, Exception):  # told already
                await cueing


def _told_if_broken(task: asyncio.Task[None]) -> None:
    """A watcher must not end a show; nobody awaits it before the end."""
    if not task.cancelled() and (error := task.exception()) is not None:
        say(f"earpiece: it broke off ({type(error).__name__}); the live goes on without it")


def remedy(error: AssistantError) -> str:
    return f"{error.what}" + (f" ({error.remedy})" if error.remedy else "")
