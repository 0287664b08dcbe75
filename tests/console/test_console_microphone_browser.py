"""The microphone's page in a real browser with a device that plays a file: what is spoken there arrives, and what goes wrong is said."""

import asyncio
import json
import wave
from collections import deque
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import expect

from assistant.clock import WallClock
from assistant.domain import Gap, Utterance
from assistant.ports import PcmFrame
from assistant.voice.activity import Activity, load_silero
from assistant.voice.capture import FileAudio
from assistant.voice.listen import Listener, Options
from assistant.voice.microphone import Microphone
from assistant.voice.models import ModelSearch
from assistant.voice.pcm import RATE_HZ
from assistant.voice.transcribers import whisper
from tests.console.pages import BROWSER, PHONE, opened
from tests.console.show import ROOM, TOKEN, Show

MICRO = Path(__file__).parent.parent / "data" / "whisper-micro"
CLIP = next(clip for clip in json.loads((MICRO / "perfect.json").read_text("utf-8")) if clip["file"] == "clips/id_host_05.ogg")
DEVICE_HZ = 48_000
AGREE = "I agree, open the microphone"

pytestmark = BROWSER


class Tools:
    models = ModelSearch()


async def clip():
    """The sentence as 16 kHz float32."""
    return np.concatenate([frame.array() async for frame in FileAudio(MICRO / CLIP["file"], room="r").frames()])


@pytest.fixture
async def device(tmp_path):
    """What makes the browser's microphone say the sentence once a second or so."""
    said = np.concatenate((np.zeros(RATE_HZ // 2), await clip(), np.zeros(RATE_HZ)))
    spectrum = np.zeros(3 * len(said) // 2 + 1, complex)  # three times the rate: the same spectrum, more room above
    half = np.fft.rfft(said)
    spectrum[: len(half)] = half
    finer = np.clip(np.fft.irfft(spectrum, 3 * len(said)) * 3, -1, 1)
    path = tmp_path / "talk.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(DEVICE_HZ)
        file.writeframes((finer * 32767).astype("<i2").tobytes())
    return ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", f"--use-file-for-fake-audio-capture={path}"]


@pytest.fixture
def show():
    made, clock = Show(), WallClock()
    made.microphones = [
        Microphone(room=ROOM.room, clock=clock, name="Dina", langs=("id", "ms")),
        Microphone(room=ROOM.room, clock=clock, name="tamu", role="guest", langs=("id",)),
    ]
    return made


@asynccontextmanager
async def speaking(show, args=(), **how):
    """The page, as somebody who signed in on a phone sees it."""
    how = {"permissions": ["microphone"], "viewport": PHONE, "path": f"/microphone?token={TOKEN}&name=dina", **how}
    async with opened(show, args=args, **how) as (show, page):
        await expect(page.get_by_role("button", name=AGREE)).to_be_visible()
        yield page


class Overheard:
    """An AudioSource that keeps what it passes on."""

    def __init__(self, source):
        self.source, self.items = source, []

    async def frames(self):
        async for item in self.source.frames():
            self.items.append(item)
            yield item

    def health(self):
        return self.source.health()


async def test_a_sentence_said_into_the_page_is_heard_word_for_word(show, device):
    source = Overheard(show.microphones[0])
    async with whisper.connect(whisper.Options(model=str(MICRO / "model")), Tools()) as recogniser:
        listener = Listener(source, Activity(load_silero()), recogniser, ROOM, Options(lang="id"))
        async with speaking(show, device) as page:
            await expect(page.get_by_text("the sound is not kept")).to_be_visible()
            assert show.microphones[0].turn is None, "nothing is open before somebody agrees"
            await page.get_by_label("Raw sound").check()
            await page.get_by_role("button", name=AGREE).click()
            await expect(page.get_by_role("status")).to_have_text("Dina is heard: Indonesian")
            async with asyncio.timeout(30):
                heard = [item async for item in until(listener.utterances(), lambda item: isinstance(item, Utterance))]
            assert await page.evaluate("document.activeElement.textContent") == "Mute"
    assert heard[-1].text == CLIP["text"]
    assert heard[-1].end - heard[-1].t == pytest.approx(CLIP["seconds"], abs=0.6)
    assert show.microphones[0].lang == "id"
    sound = np.concatenate([item.array() for item in source.items if isinstance(item, PcmFrame)])
    assert likeness(sound, await clip()) > 0.97


async def until(items, wanted):
    async for item in items:
        yield item
        if wanted(item):
            await items.aclose()
            return


def likeness(sound, part):
    """Correlation of `part` with where it fits best in `sound`; 1 = the same but for loudness."""
    size = len(sound) + len(part)
    along = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(part, size)), size)[: len(sound) - len(part)]
    power = np.concatenate(([0.0], np.cumsum(np.square(sound, dtype=float))))
    local = power[len(part) :][: len(along)] - power[: len(along)]
    return float(np.max(along / np.sqrt(np.maximum(local, 1e-9) * np.sum(np.square(part)))))


RESAMPLED = """async ({ rate, hz, seconds, block }) => {
  const { RATE, Resampler } = await import("/static/microphone/resample.mjs");
  const sound = Float32Array.from({ length: Math.round(rate * seconds) }, (_, n) => 0.5 * Math.sin(2 * Math.PI * hz * n / rate));
  const resampler = new Resampler(rate), out = [];
  for (let at = 0; at < sound.length; at += block) out.push(...resampler.push(sound.subarray(at, at + block)));
  return out;
}"""
INNER = slice(800, 7200)  # away from the ends, where the sound begins and breaks off


async def test_any_rate_becomes_16_khz_in_the_page(show):
    async with speaking(show) as page:

        async def made(rate, hz, seconds=0.5, block=128):
            return np.array(await page.evaluate(RESAMPLED, {"rate": rate, "hz": hz, "seconds": seconds, "block": block}))

        true = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(RATE_HZ // 2) / RATE_HZ)
        for rate in (8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000):
            out = await made(rate, 1000)
            assert len(out) == pytest.approx(RATE_HZ / 2, abs=130), rate
            assert np.abs(out[INNER] - true[INNER]).max() < 0.002, rate
        for rate, hz in ((44_100, 9000), (48_000, 8600), (48_000, 15_500), (96_000, 30_000)):
            assert np.abs((await made(rate, hz))[INNER]).max() < 0.5 * 10 ** (-55 / 20), f"{hz} Hz must not fold into what is heard"
        assert np.abs((await made(48_000, 6500))[INNER]).max() > 0.45, "consonants are kept"
        assert np.allclose(await made(44_100, 1000, block=128), await made(44_100, 1000, block=1001), rtol=0, atol=1e-5)
        assert len(await made(44_100, 1000, seconds=5, block=997)) == pytest.approx(5 * RATE_HZ, abs=60), "nothing adds up to a drift"


async def test_a_turn_is_muted_broken_resumed_taken_over_and_stopped(show, device):
    microphone, kept = show.microphones[0], deque(maxlen=5000)
    keeping = asyncio.create_task(keep(microphone, kept))
    async with speaking(show, device) as page:
        status = page.get_by_role("status")
        await page.get_by_label("The language you speak").select_option("ms")
        await page.get_by_role("button", name=AGREE).click()
        await expect(status).to_have_text("Dina is heard: Malay")
        assert microphone.lang == "ms"

        await page.keyboard.press("m")
        await expect(status).to_have_text("Muted: nobody hears you")
        await became(lambda: microphone.health().detail == "muted by dina")
        await became(lambda: peak(kept) < 0.001)
        await page.keyboard.press("m")
        await became(lambda: peak(kept) > 0.01)

        await show.console_open.microphones.close()
        await expect(status).to_have_text("Connection lost, trying again. What you say now is not heard.")
        await expect(status).to_have_text("Dina is heard: Malay")
        await became(lambda: any(isinstance(item, Gap) for item in kept))

        await page.evaluate("Object.defineProperty(WebSocket.prototype, 'bufferedAmount', { get: () => 70_000, configurable: true })")
        await expect(page.get_by_text("of sound did not get through")).to_have_count(0)
        await asyncio.sleep(1.5)  # of sound, less where the machine is too busy to make it
        await page.evaluate("Object.defineProperty(WebSocket.prototype, 'bufferedAmount', { get: () => 0, configurable: true })")
        await expect(page.get_by_text("of sound did not get through")).to_be_visible()
        await became(lambda: microphone.health().lost >= 5)

        microphone.open("Budi", "f" * 32, take_over=True)
        await expect(page.get_by_role("alert")).to_have_text("Another page took over this microphone. Open it again to take it back.")
        await page.keyboard.press("Enter")  # the button has the focus
        rival = page.get_by_role("alertdialog")
        await expect(rival).to_contain_text("Budi speaks into this microphone now.")
        await rival.get_by_role("button", name="Take over").click()
        await expect(status).to_have_text("Dina is heard: Malay")
        await became(lambda: any(item.reason == "the microphone was away" for item in kept if isinstance(item, Gap)))
        await page.get_by_role("button", name="Stop").click()
        await expect(page.get_by_role("button", name=AGREE)).to_be_visible()
        await became(lambda: microphone.turn is None)
    keeping.cancel()
    gaps = [item for item in kept if isinstance(item, Gap)]
    assert {gap.reason for gap in gaps} == {"the connection of the microphone was too slow or broken", "the microphone was away"}
    assert sum(gap.end - gap.start for gap in gaps) < 10
    times = [item.start if isinstance(item, Gap) else item.t for item in kept]
    assert times == sorted(times)


async def keep(microphone, kept):
    async for item in microphone.frames():
        kept.append(item)


def peak(kept):
    """Of the last sound."""
    return next(float(np.abs(item.array()).max()) for item in reversed(kept) if isinstance(item, PcmFrame))


async def became(true):
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("args", "context", "before", "words"),
    [
        pytest.param(
            ["--use-fake-device-for-media-stream"], {"permissions": ["geolocation"]}, "",
            ["may not use the microphone", "Allow it beside the address"], id="not allowed",
        ),
        pytest.param(["--disable-audio-input"], {}, "", ["There is no microphone.", "Connect one"], id="no device"),
        pytest.param(
            [], {}, "Object.defineProperty(window, 'isSecureContext', { value: false })",
            ["secure pages only", "over https, or on the computer that runs the program"], id="not a secure page",
        ),
        pytest.param([], {}, "delete window.AudioWorkletNode", ["This browser cannot send sound.", "Update it"], id="an old browser"),
    ],
)  # fmt: skip
async def test_what_keeps_the_microphone_closed_is_said_with_the_remedy(show, args, context, before, words):
    async with speaking(show, args, **context) as page:
        if before:
            await page.evaluate(before)
        await page.get_by_role("button", name=AGREE).click()
        for word in words:
            await expect(page.get_by_role("alert")).to_contain_text(word)
        await expect(page.get_by_role("button", name=AGREE)).to_be_enabled()
    assert show.microphones[0].turn is None


async def test_signed_out_the_page_asks_to_sign_in(show, device):
    async with speaking(show, device, forgive=("401",)) as page:
        await page.get_by_role("button", name=AGREE).click()
        await expect(page.get_by_role("status")).to_contain_text("is heard")
        show.console_open.door._holders.clear()
        await expect(page.get_by_role("button", name="Open the console")).to_be_visible()
        await page.get_by_role("button", name="Use the program's token").click()
        await page.get_by_label("Token").fill(TOKEN)
        await page.get_by_role("button", name="Open the console").click()
        await expect(page.get_by_role("button", name=AGREE)).to_be_visible()


async def test_the_page_fits_every_screen_direction_and_language(show, device):
    async with speaking(show, device) as page:
        await page.set_viewport_size({"width": 320, "height": 640})
        for opens in (False, True):
            if opens:
                await page.get_by_role("button").first.click()
                await page.get_by_role("meter").wait_for()
            for tag in ("en", "zh", "id"):
                await page.locator("header select").select_option(tag)
                for direction in ("ltr", "rtl"):
                    await page.evaluate("(dir) => { document.documentElement.dir = dir; }", direction)
                    wide = await page.evaluate("document.documentElement.scrollWidth")
                    assert wide <= 320, (opens, tag, direction)


async def test_a_show_without_microphones_says_so_and_the_console_offers_none():
    async with opened(path=f"/microphone?token={TOKEN}") as (_, page):
        await expect(page.get_by_text("microphone = true")).to_be_visible()
        await page.get_by_role("link", name="To the console").click()
        await expect(page.locator(".columns")).to_be_visible()
        await expect(page.get_by_role("link", name="Microphone")).to_have_count(0)


async def test_the_console_leads_to_the_microphone(show):
    async with opened(show) as (_, page):
        await expect(page.get_by_role("link", name="Microphone")).to_have_attribute("href", "/microphone")
