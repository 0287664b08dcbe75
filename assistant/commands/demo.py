"""`assistant demo`: a recorded live with voice through the whole product, at live speed, with the console."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from pydantic import SecretStr

from assistant.build import build_judge
from assistant.clock import WallClock
from assistant.commands.air import aired, heard, line, listening, recogniser, recorded, remedy, say, served, stoppable
from assistant.commands.voices import believed, catalogue_of
from assistant.console.options import ConsoleOptions
from assistant.console.sheet_file import SheetFile
from assistant.domain import Room
from assistant.errors import AssistantError
from assistant.handoff.hours import ServiceClock
from assistant.knowledge import knowledge_root, load_knowledge
from assistant.live import LiveRoom
from assistant.market.sheet import load_sheet
from assistant.platforms import Tools
from assistant.platforms import recorded as recorded_platform
from assistant.ports import Clock, SpeechSource, Transcriber
from assistant.session import Session
from assistant.voice.capture import FileAudio
from assistant.voice.recording import Recording, read_recording
from assistant.voice.supplied import SuppliedSpeech


async def demo(arguments: argparse.Namespace) -> int:
    """Runs until the recording ends (with `--exit`), SIGTERM (0) or an interrupt (130)."""
    root = knowledge_root()
    folder = arguments.recording or root / "recordings" / "bandung_evening"
    say(f"loading the recording {folder.name} …")
    recording = read_recording(folder)
    facts = root / "shops" / recording.sheet.shop / "shop.toml"
    sheet = load_sheet(facts)
    say(f"loading {sheet.get('shop.name')} and the languages …")
    began = time.monotonic()
    judge = build_judge(sheet, recording.room, load_knowledge(root))
    length = f"{len(recording.comments)} comments, {len(recording.utterances)} host lines, {recording.sheet.seconds:.0f} s"
    say(f"ready in {time.monotonic() - began:.1f} s: {length}")
    with tempfile.TemporaryDirectory(prefix="live-assistant-") as scratch, stoppable() as stop:
        async with AsyncExitStack() as stack:
            journal = await stack.enter_async_context(recorded((arguments.data or Path(scratch)) / "demo.sqlite3"))
            transcriber = await _recogniser(stack, recording, arguments)
            clock, room = WallClock(speed=arguments.speed), recording.room  # the stream starts when everything is ready
            service = ServiceClock.of(sheet, room)
            session = Session(room, judge, journal, clock, shop=str(sheet.get("shop.name")), sink="recording", service=service)
            await session.open()
            platform = await stack.enter_async_context(
                recorded_platform.connect(recorded_platform.Options(folder=folder), Tools(room, clock))
            )
            if transcriber is not None:
                catalogue = await asyncio.to_thread(catalogue_of, sheet, (recording.sheet.host_lang,), lambda: judge.showing)
                transcriber = believed(transcriber, clock, catalogue, room.langs, recording.sheet.host_lang)
            live = LiveRoom(session, journal, clock, [platform], [_voice(recording, transcriber, room, clock)], observe=line)
            address = await stack.enter_async_context(served(live, journal, room, _console(arguments.port), sheet=SheetFile(facts, editable=False)))
            print(f"console: {address}", flush=True)
            await aired(live, stop)
            await session.close()
            if not (arguments.exit or stop.asked.is_set()):
                say("the recording has ended; the console stays open, Ctrl-C ends it")
                await stop.asked.wait()
    return stop.status


def _console(port: int) -> ConsoleOptions:
    """On this machine only, opened as owner with one click: the link's token is new at every start."""
    return ConsoleOptions(port=port, token=SecretStr(secrets.token_urlsafe(32)), one_click=True)


async def _recogniser(stack: AsyncExitStack, recording: Recording, arguments: argparse.Namespace) -> Transcriber | None:
    """The speech model where one can be had; None means the recording's transcript, labelled as supplied."""
    if arguments.model == "none" or recording.audio is None:
        say("voice: the recording's own transcript is used (transcript supplied)")
        return None
    try:
        pool = await stack.enter_async_context(
            recogniser(
                model=arguments.model or "small",
                languages=(recording.sheet.host_lang,),
                download=arguments.download,
            )
        )
        return pool.voice(role="host", name="voice", languages=(recording.sheet.host_lang,))
    except AssistantError as error:
        say(f"voice: {remedy(error)}; the recording's own transcript is used (transcript supplied)")
        return None


def _voice(recording: Recording, transcriber: Transcriber | None, room: Room, clock: Clock) -> SpeechSource:
    if transcriber is None or recording.audio is None:
        return SuppliedSpeech(recording.utterances, clock)
    options = listening("voice", clock, lang=recording.sheet.host_lang)
    return heard(FileAudio(recording.audio, room=room.room, clock=clock), transcriber, room, clock, options)
