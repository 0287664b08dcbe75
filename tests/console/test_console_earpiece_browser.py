"""The earpiece in a real browser: off until it is pressed, heard on that page, silent at once."""

import asyncio
import io
import wave

import numpy as np
from playwright.async_api import expect

from assistant.ports import Sound
from assistant.voice.cues import Cue
from tests.console.pages import BROWSER, opened, until
from tests.console.show import Show

CUE = Cue(id="u1/promise", kind="promise", text="It is twenty.", lang="en", t=1.0)
pytestmark = BROWSER


def tone(seconds):
    """A WAV."""
    pcm = (0.1 * 32767 * np.sin(2 * np.pi * 440 * np.arange(int(16_000 * seconds)) / 16_000)).astype("<i2")
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(pcm.tobytes())
    return Sound(data=held.getvalue())


TONE = tone(4.0)


class Spoken(Show):
    """A show whose console has an earpiece."""

    def console(self, people=None, **options):
        return super().console(people, earpiece=True, **options)


async def listened(ear, whether):
    """The server knows where cues are heard."""
    async with asyncio.timeout(10):
        while ear.listened() is not whether:
            await asyncio.sleep(0.01)


PLAYER = "(await import('/static/earpiece.mjs')).player"


async def test_a_page_plays_where_it_was_switched_on_and_stops_when_somebody_speaks():
    async with opened(Spoken()) as (show, page):
        ear = show.console_open.ear
        button = page.get_by_role("button", name="Earpiece")
        await expect(button).to_have_text("Earpiece: off")
        fetched = []
        page.on("request", lambda request: fetched.append(request.url.rpartition("/api/")[2]) if "/api/earpiece" in request.url else None)
        ear.play(CUE, TONE)
        assert not ear.listened()
        await button.click()
        await expect(button).to_have_attribute("aria-pressed", "true")
        await listened(ear, True)
        ear.play(CUE, TONE)
        await until(page, f"!{PLAYER}.paused && {PLAYER}.currentTime > 0")
        ear.hush()
        await until(page, f"{PLAYER}.paused")
        await page.reload()
        await expect(button).to_have_text("Earpiece: on")
        await listened(ear, True)
        await button.click()
        await listened(ear, False)
        await expect(button).to_have_text("Earpiece: off")
        assert set(fetched) == {"earpiece/2"}, "only what came while it was on"


async def test_there_is_no_button_where_nothing_is_spoken():
    async with opened() as (_, page):
        await expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        await expect(page.get_by_role("button", name="Earpiece")).to_have_count(0)
