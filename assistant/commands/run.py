"""`assistant run SESSION.toml`: a real live."""

from __future__ import annotations

import os
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from assistant.build import build_session, connect_platform
from assistant.clock import WallClock
from assistant.commands.air import heard, line, recorded, remedy, say, served
from assistant.console.options import ConsoleOptions
from assistant.domain import Room
from assistant.errors import AssistantError, BadSettings
from assistant.knowledge import load_knowledge
from assistant.live import LiveRoom
from assistant.market.sheet import load_sheet
from assistant.platforms import Tools
from assistant.ports import AudioSource, Clock, SpeechSource
from assistant.settings import ConsoleSettings, VoiceSettings, load_settings
from assistant.voice.capture import FileAudio, UrlAudio


async def run(path: Path) -> int:
    """Runs until every source has ended or an interrupt. Returns 0."""
    settings = load_settings(path)
    sheet = load_sheet(settings.shop)
    zone = sheet.zone(settings.room.market) or UTC
    room = settings.room.at(datetime.now(zone))
    knowledge = load_knowledge()
    clock = WallClock()
    async with AsyncExitStack() as stack:
        journal = await stack.enter_async_context(recorded(settings.record))
        tools = Tools(room, clock, os.environ)
        platforms = [await stack.enter_async_context(connect_platform(source, tools)) for source in settings.sources]
        can_post = any(p.sink is not None for p in platforms)
        session = build_session(sheet, room, knowledge, journal, clock, policy=settings.policy, sink=platforms[0].name, can_post=can_post)
        voices = [await _voice(stack, settings.voice, room, clock)] if settings.voice else []
        await session.open()
        live = LiveRoom(session, journal, clock, platforms, [v for v in voices if v is not None], observe=line)
        address = await stack.enter_async_context(served(live, journal, room, _console(settings.console)))
        say(f"console: {address}")
        await live.run()
        await session.close()
    return 0


def _console(settings: ConsoleSettings) -> ConsoleOptions:
    token = os.environ.get(settings.token_env)
    return ConsoleOptions(host=settings.host, port=settings.port, token=SecretStr(token) if token else None, origins=settings.origins)


async def _voice(stack: AsyncExitStack, settings: VoiceSettings, room: Room, clock: Clock) -> SpeechSource | None:
    """The host's voice, or None with a line saying why: comments go on without it."""
    source: AudioSource
    if settings.file is not None:
        source = FileAudio(settings.file, room=room.room, clock=clock)
    elif settings.url is not None:
        source = UrlAudio(settings.url, room=room.room, clock=clock)
    else:
        raise BadSettings("give exactly one of url, file", where="voice")
    try:
        return await stack.enter_async_context(
            heard(
                source,
                room,
                model=settings.model,
                lang=settings.lang,
                device=settings.device,
                compute_type=settings.compute_type,
                download=settings.download,
            )
        )
    except AssistantError as error:
        say(f"voice: {remedy(error)}; the live goes on without the host's voice")
        return None
