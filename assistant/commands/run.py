"""`assistant run SESSION.toml`: a real live."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from assistant.build import build_session, connect_desk, connect_earpiece, connect_encoder, connect_platform
from assistant.clock import WallClock
from assistant.commands.air import aired, line, recorded, remedy, say, served, stoppable
from assistant.commands.voices import Voices, hear
from assistant.console.options import ConsoleOptions
from assistant.console.sheet_file import SheetFile
from assistant.domain import Room
from assistant.errors import BadSettings, Unavailable
from assistant.handoff.desks import DeskTools
from assistant.knowledge import knowledge_root, load_knowledge
from assistant.live import LiveRoom
from assistant.market.sheet import Sheet, load_sheet
from assistant.on_air.products import product_finder
from assistant.people.people import People
from assistant.platforms import Platform, Tools
from assistant.ports import Clock
from assistant.record.feed import Journal
from assistant.settings import ConsoleSettings, Settings, load_settings
from assistant.voice.earpiece import Earpiece


async def run(path: Path) -> int:
    """Runs until every source has ended (0), SIGTERM (0) or an interrupt (130). Standard output is left to the sources."""
    settings = load_settings(path)
    sheet = load_sheet(settings.shop)
    with stoppable() as stop:
        async with AsyncExitStack() as stack:
            journal = await stack.enter_async_context(recorded(settings.record))
            room, clock = await _stream(journal, settings, sheet)
            tools = Tools(room, clock, os.environ, product_finder(sheet))
            platforms = [await stack.enter_async_context(connect_platform(source, tools)) for source in settings.sources]
            sink = _sink(platforms)
            tools_of_desk = DeskTools(room, clock, time.time, os.environ)
            desk = await stack.enter_async_context(connect_desk(settings.desk, tools_of_desk, journal))
            encoder = await stack.enter_async_context(connect_encoder(settings.encoder, os.environ))
            session = build_session(
                sheet,
                room,
                load_knowledge(needed=[lang.split("-")[0] for lang in room.langs]),
                desk or journal,
                clock,
                policy=settings.policy,
                sink=sink or "console",
                can_post=sink is not None,
                encoder=encoder,
                limits=settings.handoff,
            )
            voices = await hear(stack, settings.speaking, settings.recogniser, session.room, clock, sheet, lambda: session.judge.showing)
            earpiece = await _earpiece(stack, settings.earpiece, session.room, clock, voices)
            await session.open()
            hearing = earpiece.hearing if earpiece else None
            live = LiveRoom(session, journal, clock, platforms, voices.sources, observe=partial(line, to=sys.stderr), hear=hearing, desk=desk)
            options = _console(settings.console, earpiece=earpiece is not None)
            people = stack.enter_context(closing(People.open(settings.console.people)))
            address = await stack.enter_async_context(served(live, journal, room, options, earpiece, voices.microphones, people, SheetFile(settings.shop, editable=True), desk.courier if desk else None))
            say(f"console: {address}")
            if not people.owned:
                say("console: nobody owns it yet; whoever opens this address sets the owner, once")
            await aired(live, stop)
            await session.close()
    return stop.status


async def _stream(journal: Journal, settings: Settings, sheet: Sheet) -> tuple[Room, WallClock]:
    """The room and its clock. After a restart both go on from when the room was first opened: times in the record stay in order."""
    now = datetime.now(sheet.zone(settings.room.market) or UTC)
    room = settings.room.at(now)
    lines = await journal.since(0, room=room.room, limit=1000)
    if not lines:
        return room, WallClock()
    started = settings.room.local_start or lines[0].body.get("local_start", room.local_start)
    began = min([lines[0].at, *(line.at - line.body["t"] for line in lines if line.kind == "comment")])
    return room.model_copy(update={"local_start": started}), WallClock(offset_s=max(0.0, time.time() - began))


def _sink(platforms: Sequence[Platform]) -> str | None:
    """Name of the first source that can post. Raises `BadSettings` for two sources of one name."""
    names = [platform.name for platform in platforms]
    if twice := {name for name in names if names.count(name) > 1}:
        raise BadSettings(f"two are named {min(twice)}", where="sources", remedy="give each its own name")
    return next((platform.name for platform in platforms if platform.sink is not None), None)


def _console(settings: ConsoleSettings, *, earpiece: bool) -> ConsoleOptions:
    token = os.environ.get(settings.token_env)
    return ConsoleOptions(
        host=settings.host,
        port=settings.port,
        token=SecretStr(token) if token else None,
        origins=settings.origins,
        proxies=settings.proxies,
        earpiece=earpiece,
    )


async def _earpiece(
    stack: AsyncExitStack, settings: dict[str, Any] | None, room: Room, clock: Clock, voices: Voices
) -> Earpiece | None:
    """The host's earpiece, or None with a line saying why. Nothing is said into the ear of somebody who may be speaking."""

    if settings is not None and not voices.hosts:
        say("earpiece: off, since nobody hears whether the host speaks")
        return None
    try:
        return await stack.enter_async_context(connect_earpiece(settings, os.environ, room, clock, knowledge_root(), voices.heard))
    except Unavailable as error:
        say(f"earpiece: {remedy(error)}; the live goes on without it")
        return None
