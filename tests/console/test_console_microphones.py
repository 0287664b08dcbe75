"""The door for sound: who may speak, what is understood, and how a turn ends."""

import asyncio
import struct
from contextlib import asynccontextmanager

import aiohttp
import pytest

from assistant.domain import Gap
from assistant.ports import PcmFrame
from assistant.voice.microphone import Microphone
from tests.console.show import ROOM, Show, browser, on_air

HELLO = {
    "type": "hello",
    "voice": "host",
    "agreed": True,
    "capture": "a" * 32,
    "lang": "th",
    "rate": 44100,
    "settings": {"echoCancellation": True},
}
SECOND = 25


class StoppedClock:
    t = 0.0

    def now(self):
        return self.t

    async def sleep_until(self, t):
        self.t = max(self.t, t)


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def show(clock):
    made = Show()
    made.microphones = [
        Microphone(room=ROOM.room, clock=clock, name="host", langs=("th", "en")),
        Microphone(room=ROOM.room, clock=clock, name="guest", role="guest"),
    ]
    return made


@asynccontextmanager
async def speaking(page, **hello):
    async with page.http.ws_connect(f"{page.base}/api/microphone", headers={"Origin": page.base}) as socket:
        await socket.send_json({**HELLO, **hello})
        yield socket


async def said(socket):
    """The next message, or the code it was closed with."""
    message = await socket.receive(timeout=5)
    return message.json() if message.type is aiohttp.WSMsgType.TEXT else message.data


def packet(n, samples=640):
    return struct.pack("<Q", 640 * n) + struct.pack("<h", 8192) * samples


async def heard(microphone, count):
    frames = microphone.frames()
    async with asyncio.timeout(5):
        return [await anext(frames) for _ in range(count)]


async def test_a_page_says_hello_is_told_ready_and_is_heard(show, clock):
    async with on_air(show) as (_, _, base), browser(base) as page:
        await page.enter(name="Dina")
        async with speaking(page) as socket:
            assert await said(socket) == {"type": "ready", "lang": "th"}
            for n in range(SECOND):
                clock.t = 10 + 0.04 * n
                await socket.send_bytes(packet(n))
            assert await said(socket) == {"type": "heard", "packets": SECOND, "lost": 0}
            items = await heard(show.microphones[0], SECOND)
            assert show.microphones[0].health().detail == "Dina, 44100 Hz, echo cancelled"
            async with page.http.get(f"{base}/api/session") as answer:
                assert (await answer.json())["microphones"] == [
                    {"name": "host", "role": "host", "langs": ["th", "en"], "taken": "Dina"},
                    {"name": "guest", "role": "guest", "langs": [], "taken": None},
                ]
    assert all(isinstance(item, PcmFrame) and set(item.array()) == {0.25} for item in items)
    assert show.microphones[0].lang == "th"


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        pytest.param({"agreed": False}, 4000, id="nobody agreed"),
        pytest.param({"capture": "x"}, 4000, id="no name of the capture"),
        pytest.param({"rate": 0}, 4000, id="no rate"),
        pytest.param({"lang": "id"}, 4000, id="a language that is not spoken here"),
        pytest.param({"lang": "Thai!"}, 4000, id="a language in words"),
        pytest.param({"settings": {"x": ["y"]}}, 4000, id="settings that are no settings"),
        pytest.param({"voice": "chorus"}, 4404, id="no such voice"),
        pytest.param({"extra": 1}, 4000, id="an unknown key"),
    ],
)
async def test_a_hello_that_is_not_one_opens_nothing(show, hello, code):
    async with on_air(show) as (_, _, base), browser(base) as page:
        await page.enter()
        async with speaking(page, **hello) as socket:
            assert await said(socket) == code
    assert [microphone.turn for microphone in show.microphones] == [None, None]


@pytest.mark.parametrize("first", [b"\0" * 1288, "", "[]", "x" * 9000], ids=["sound", "nothing", "a list", "too long"])
async def test_sound_before_the_hello_is_not_heard(show, first):
    async with on_air(show) as (_, _, base), browser(base) as page:
        await page.enter()
        async with page.http.ws_connect(f"{base}/api/microphone", headers={"Origin": base}) as socket:
            await (socket.send_bytes if isinstance(first, bytes) else socket.send_str)(first)
            assert (await socket.receive(timeout=5)).data in {4000, 1009}
    assert show.microphones[0].health().received == 0


@pytest.mark.parametrize(
    "then",
    [b"", b"\0" * 9, b"\0" * 1290, '{"type": "sing"}', '{"type": "state", "muted": 3}', "{"],
    ids=["nothing", "half a sample", "too long", "unknown", "a wrong state", "cut"],
)
async def test_what_is_not_understood_ends_the_turn(show, then):
    async with on_air(show) as (_, _, base), browser(base) as page:
        await page.enter()
        async with speaking(page) as socket:
            assert (await said(socket))["type"] == "ready"
            await (socket.send_bytes if isinstance(then, bytes) else socket.send_str)(then)
            assert await said(socket) == 4000
        await gone(show.microphones[0])


async def gone(microphone):
    async with asyncio.timeout(5):
        while microphone.turn is not None:
            await asyncio.sleep(0.01)


async def test_a_second_page_is_told_who_speaks_and_takes_over_when_it_says_so(show):
    async with on_air(show) as (_, _, base), browser(base) as one, browser(base) as other:
        await one.enter(name="Dina")
        await other.enter(name="Budi")
        async with speaking(one) as first, speaking(other, capture="b" * 32) as second:
            assert (await said(first))["type"] == "ready"
            assert await said(second) == {"type": "taken", "by": "Dina"}
            await second.send_json({**HELLO, "capture": "b" * 32, "take_over": True})
            assert (await said(second))["type"] == "ready"
            await first.send_bytes(packet(0))
            assert await said(first) == 4409
            await second.send_bytes(packet(0))
            assert len(await heard(show.microphones[0], 1)) == 1
        assert show.microphones[0].health().received == 1


async def test_two_voices_are_heard_side_by_side(show):
    async with on_air(show) as (_, _, base), browser(base) as page:
        await page.enter()
        async with speaking(page) as host, speaking(page, voice="guest", capture="b" * 32, lang=None) as guest:
            assert [await said(host), await said(guest)] == [{"type": "ready", "lang": "th"}, {"type": "ready", "lang": None}]


async def test_the_sound_ends_when_its_person_is_signed_out(show):
    async with on_air(show) as (_, _, base), browser(base) as page:
        await page.enter()
        async with speaking(page) as socket:
            assert (await said(socket))["type"] == "ready"
            headers = {"Origin": base, "X-CSRF-Token": page.csrf}
            async with page.http.post(f"{base}/api/signout", json={}, headers=headers) as answer:
                assert answer.status == 204
            await socket.send_bytes(packet(0))
            assert await said(socket) == 4401
        await gone(show.microphones[0])
    assert show.microphones[0].health().received == 0


async def test_a_silent_page_is_signed_out_too(show):
    async with on_air(show) as (_, console, base), browser(base) as page:
        await page.enter()
        async with speaking(page) as socket:
            assert (await said(socket))["type"] == "ready"
            console.door._holders.clear()
            assert await said(socket) == 4401


@pytest.mark.parametrize(
    ("farewell", "gaps"), [('{"type": "stop"}', []), (None, ["the microphone was away"])], ids=["stopped", "broken off"]
)
async def test_only_what_was_not_ended_on_purpose_is_missed(show, clock, farewell, gaps):
    microphone = show.microphones[0]
    async with on_air(show) as (_, _, base), browser(base) as page:
        await page.enter()
        async with speaking(page) as socket:
            assert (await said(socket))["type"] == "ready"
            await socket.send_bytes(packet(0))
            if farewell:
                await socket.send_str(farewell)
            else:
                await heard(microphone, 1)
        await gone(microphone)
        clock.t += 60
        async with speaking(page, capture="c" * 32) as socket:
            assert (await said(socket))["type"] == "ready"
            await socket.send_bytes(packet(0))
            items = await heard(microphone, 2)
    assert [item.reason for item in items if isinstance(item, Gap)] == gaps


async def test_the_page_tells_what_it_does_with_its_sound(show):
    async with on_air(show) as (_, _, base), browser(base) as page:
        await page.enter(name="Dina")
        async with speaking(page) as socket:
            assert (await said(socket))["type"] == "ready"
            for dropped in (3, 5):
                await socket.send_json({"type": "state", "muted": True, "dropped": dropped})
            await socket.send_bytes(packet(0))
            await heard(show.microphones[0], 1)
            light = show.microphones[0].health()
    assert (light.detail, light.lost) == ("muted by Dina", 5)


async def test_when_the_console_stops_the_page_is_told(show):
    async with on_air(show) as (_, console, base), browser(base) as page:
        await page.enter()
        async with speaking(page) as socket:
            assert (await said(socket))["type"] == "ready"
            closing = asyncio.create_task(console.microphones.close())
            assert await said(socket) == 1001
            await closing


async def test_microphones_beyond_the_limit_are_refused(show, monkeypatch):
    monkeypatch.setattr("assistant.console.microphones.MOST_PAGES", 1)
    async with on_air(show) as (_, _, base), browser(base) as page:
        await page.enter()
        async with speaking(page) as socket:
            assert (await said(socket))["type"] == "ready"
            with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
                async with speaking(page, voice="guest"):
                    pass
    assert refusal.value.status == 503


async def test_the_microphone_s_page_asks_strangers_to_sign_in_and_brings_them_back(show):
    async with on_air(show) as (_, _, base), browser(base) as page:
        async with page.http.get(f"{base}/microphone") as answer:
            assert "signin.mjs" in await answer.text()
        async with page.http.get(f"{base}/microphone", params={"token": "a-token-of-some-length-42"}) as answer:
            assert (answer.url.path, "microphone/page.mjs" in await answer.text()) == ("/microphone", True)
