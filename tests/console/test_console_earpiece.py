"""The host's earpiece on the console: who gets a cue's sound, when a page plays it, and what silences it."""

import asyncio

import pytest

from assistant.console.earpiece import KEPT, CueSounds
from assistant.console.passing import KEPT as FRAMES
from assistant.console.passing import Passing
from assistant.ports import Sound
from assistant.voice.cues import Cue
from tests.console.show import browser, on_air

CUE = Cue(id="u1/promise", kind="promise", text="It is twenty.", lang="en", t=1.0)


async def frames(socket, most=1):
    """The next frames of the earpiece."""
    found = []
    while len(found) < most:
        message = await socket.receive_json(timeout=10)
        found += [message] if message["type"] == "earpiece" else []
    return found


async def begun(socket):
    while (await socket.receive_json(timeout=10))["type"] not in ("snapshot", "resumed"):
        pass


async def test_the_open_pages_are_told_and_may_fetch_the_sound():
    async with on_air(earpiece=True) as (_, console, base), browser(base) as page:
        await page.enter()
        async with page.live() as socket:
            await begun(socket)
            console.ear.play(CUE, Sound(data=b"ID3sound", type="audio/mpeg"))
            console.ear.hush()
            assert await frames(socket, 2) == [
                {"type": "earpiece", "do": "play", "id": "1", "kind": "promise"},
                {"type": "earpiece", "do": "hush"},
            ]
        async with page.http.get(f"{base}/api/earpiece/1") as answer:
            assert (answer.status, await answer.read(), answer.content_type) == (200, b"ID3sound", "audio/mpeg")
            assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
        async with page.http.get(f"{base}/api/earpiece/2") as answer:
            assert answer.status == 404


async def test_a_page_that_opens_later_hears_nothing_of_before():
    async with on_air(earpiece=True) as (_, console, base), browser(base) as page:
        await page.enter()
        console.ear.play(CUE, Sound(data=b"RIFF"))
        async with page.live() as socket:
            await begun(socket)
            console.ear.hush()
            assert [frame["do"] for frame in await frames(socket)] == ["hush"]


async def test_cues_are_listened_to_where_a_page_says_so_and_as_long_as_it_is_open():
    async with on_air(earpiece=True) as (_, console, base), browser(base) as page:
        await page.enter()
        heard = [console.ear.listened()]

        async def until(listened):
            async with asyncio.timeout(10):
                while console.ear.listened() is not listened:
                    await asyncio.sleep(0.001)
            heard.append(listened)

        async with page.live() as socket:
            await begun(socket)
            for said, listened in (("nonsense", False), ('{"earpiece":true}', True), ('{"earpiece":false}', False), ('{"earpiece":true}', True)):
                await socket.send_str(said)
                await until(listened)
        await until(False)
        assert heard == [False, False, True, False, True, False]


async def test_who_is_not_signed_in_hears_nothing():
    async with on_air(earpiece=True) as (_, console, base), browser(base) as page:
        console.ear.play(CUE, Sound(data=b"RIFF"))
        async with page.http.get(f"{base}/api/earpiece/1") as answer:
            assert answer.status == 401


@pytest.mark.parametrize("on", [True, False])
async def test_a_page_learns_whether_there_is_an_earpiece(on):
    async with on_air(earpiece=on) as (_, _, base), browser(base) as page:
        await page.enter()
        async with page.http.get(f"{base}/api/session") as answer:
            assert (await answer.json())["earpiece"] is on


def test_only_the_last_cues_are_kept():
    told = []
    sounds = CueSounds(lambda **frame: told.append(frame), lambda: True)
    for n in range(KEPT + 2):
        sounds.play(CUE, Sound(data=bytes([n])))
    kept = [sounds.get(frame["id"]) for frame in told]
    assert [sound and sound.data for sound in kept] == [None, None, *(bytes([n + 2]) for n in range(KEPT))]


def test_frames_pass_by_each_page_once_and_the_oldest_are_missed():
    passing = Passing()
    assert passing.after(0) == ([], 0)
    for n in range(3):
        passing.add(f"f{n}")
    assert passing.after(1) == (["f1", "f2"], 3)
    assert passing.after(3) == ([], 3)
    for n in range(3, FRAMES + 10):
        passing.add(f"f{n}")
    missed, place = passing.after(3)
    assert (len(missed), missed[-1], place) == (FRAMES, f"f{FRAMES + 9}", FRAMES + 10)
