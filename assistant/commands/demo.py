"""`assistant demo`: a recorded live with voice through the whole product, at live speed, with the console."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from assistant.answering.decide import Policy
from assistant.build import build_session
from assistant.clock import WallClock
from assistant.commands.air import heard, line, recorded, remedy, say, served
from assistant.console.options import ConsoleOptions
from assistant.domain import Room
from assistant.errors import AssistantError
from assistant.knowledge import knowledge_root, load_knowledge
from assistant.live import LiveRoom
from assistant.market.sheet import load_sheet
from assistant.platforms import Tools
from assistant.platforms import recorded as recorded_platform
from assistant.ports import SpeechSource
from assistant.voice.capture import FileAudio
from assistant.voice.recording import Recording, SuppliedSpeech, read_recording


async def demo(arguments: argparse.Namespace) -> int:
    """Runs until the recording ends (with `--exit`) or an interrupt. Returns 0."""
    root = knowledge_root()
    folder = arguments.recording or root / "recordings" / "bandung_evening"
    say(f"loading the recording {folder.name} …")
    recording = read_recording(folder)
    sheet = load_sheet(root / "shops" / recording.sheet.shop / "shop.toml")
    say(f"loading {sheet.get('shop.name')} and the languages …")
    knowledge = load_knowledge(root)
    room = recording.room
    with tempfile.TemporaryDirectory(prefix="live-assistant-") as scratch:
        path = (arguments.data or Path(scratch)) / "demo.sqlite3"
        async with AsyncExitStack() as stack:
            journal = await stack.enter_async_context(recorded(path))
            # The stream's clock starts when everything is ready.
            loading = WallClock()
            session = build_session(sheet, room, knowledge, journal, loading, policy=Policy(), sink="recording")
            say(
                f"ready in {loading.now():.1f} s: {len(recording.comments)} comments, {len(recording.utterances)} host lines, {recording.sheet.seconds:.0f} s"
            )
            clock = WallClock(speed=arguments.speed)
            session.clock = clock
            voice = await _voice(stack, recording, room, arguments, clock)
            clock = WallClock(speed=arguments.speed)
            session.clock = clock
            await session.open()
            platform = await stack.enter_async_context(
                recorded_platform.connect(recorded_platform.Options(folder=folder), Tools(room, clock))
            )
            live = LiveRoom(session, journal, clock, [platform], [voice], observe=line)
            address = await stack.enter_async_context(served(live, journal, room, ConsoleOptions(port=arguments.port)))
            print(f"console: {address}", flush=True)
            await live.run()
            await session.close()
            say("the recording has ended")
            if not arguments.exit:
                say("the console stays open; Ctrl-C ends it")
                await asyncio.Event().wait()
    return 0


async def _voice(stack: AsyncExitStack, recording: Recording, room: Room, arguments: argparse.Namespace, clock: WallClock) -> SpeechSource:
    """The voice recognised where a model can be had; else the recording's transcript, labelled as supplied."""
    supplied = SuppliedSpeech(recording.utterances, clock)
    if arguments.model == "none" or recording.audio is None:
        say("voice: the recording's own transcript is used (transcript supplied)")
        return supplied
    audio = FileAudio(recording.audio, room=room.room, clock=clock)
    try:
        return await stack.enter_async_context(
            heard(
                audio,
                room,
                model=arguments.model or "small",
                lang=recording.sheet.host_lang,
                device="cpu",
                compute_type=None,
                download=arguments.download,
            )
        )
    except AssistantError as error:
        say(f"voice: {remedy(error)}; the recording's own transcript is used (transcript supplied)")
        return supplied
