"""What every platform keeps to, found through the table of kinds."""

import asyncio
import os
import sys

import pytest
from aiohttp.test_utils import unused_port

from assistant.build import PLATFORMS, connect_platform
from assistant.clock import EventClock
from assistant.domain import Health, Outgoing, Room, Value
from assistant.errors import BadSettings, Unavailable
from assistant.platforms import Platform, Tools, read_source
from assistant.ports import SinkLimits
from tests.conftest import ROOT

EVENING = str(ROOT / "knowledge" / "recordings" / "bandung_evening")
NEEDED = {"recorded": {"folder": EVENING}}
KINDS = sorted(PLATFORMS)


@pytest.fixture
def settings(kind):
    """The least that a session file gives."""
    port = {"port": unused_port()} if kind == "ingest" else {}
    return {"kind": kind, **NEEDED.get(kind, {}), **port}


@pytest.fixture
def tools():
    return Tools(Room(room="r", market="ID"), EventClock(), {"LIVE_ASSISTANT_INGEST_TOKEN": "a-long-enough-token"})


@pytest.fixture(autouse=True)
def piped(monkeypatch):
    """Standard input is a pipe that nobody writes to."""
    read, write = os.pipe()
    with os.fdopen(read, "rb", buffering=0) as end:
        monkeypatch.setattr(sys, "stdin", end)
        yield
    os.close(write)


def test_every_platform_file_is_in_the_table():
    files = {f"assistant.platforms.{p.stem}" for p in (ROOT / "assistant" / "platforms").glob("[!_]*.py")}
    assert set(PLATFORMS.values()) == files


@pytest.mark.parametrize("kind", KINDS)
def test_options_are_a_frozen_value_that_says_what_it_is(settings):
    module, options = read_source(PLATFORMS, settings)
    assert isinstance(options, Value)
    assert (module.Options.__doc__ or "") not in ("", Value.__doc__)
    assert module.__doc__
    assert module.Options.model_config["frozen"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "wrong",
    [pytest.param({"nonsense": 1}, id="unknown key"), pytest.param({"name": 7}, id="wrong type"), pytest.param({"kind": "none"}, id="unknown kind")],
)  # fmt: skip
async def test_wrong_options_are_refused(settings, tools, wrong):
    with pytest.raises(BadSettings, match=r"one of|it takes"):
        read_source(PLATFORMS, {**settings, **wrong})
    with pytest.raises(BadSettings, match=r"one of|it takes"):
        async with connect_platform({**settings, **wrong}, tools):
            pass


@pytest.mark.parametrize("kind", KINDS)
async def test_it_connects_waits_and_ends_when_cancelled(settings, tools):
    async with asyncio.timeout(10), connect_platform(settings, tools) as platform:
        assert isinstance(platform, Platform)
        assert isinstance(platform.source.health(), Health)
        listening = asyncio.create_task(_listen(platform))
        await asyncio.sleep(0)
        listening.cancel()
        assert isinstance((await asyncio.gather(listening, return_exceptions=True))[0], asyncio.CancelledError)


async def _listen(platform):
    async for _ in platform.source.comments():
        await asyncio.Event().wait()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_sink_says_its_limits_and_gives_a_receipt(settings, tools, capsys):
    async with asyncio.timeout(10), connect_platform(settings, tools) as platform:
        assert isinstance(platform.sink.limits, SinkLimits)
        reply = Outgoing(key="k1", room="r", sink=platform.name, text="Rp9.500", lang="id")
        if platform.name == "ingest":
            with pytest.raises(Unavailable, match="connect by WebSocket"):
                await platform.sink.post(reply)
            return
        assert (await platform.sink.post(reply)).model_dump(include={"key", "status"}) == {"key": "k1", "status": "sent"}
