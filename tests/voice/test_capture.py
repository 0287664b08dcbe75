import asyncio
import struct
import time

import numpy as np
import pytest
from aiohttp import web

from assistant.domain import Gap
from assistant.errors import BadInput, Unavailable
from assistant.ports import PcmFrame
from assistant.voice import decoding
from assistant.voice.capture import DeviceAudio, FileAudio, Limits, UrlAudio
from assistant.voice.decoding import place_of
from assistant.voice.pcm import RATE_HZ

QUICK = Limits(open_s=2.0, read_s=0.3, backoff_s=1.0, give_up_s=20.0)


async def all_of(source):
    return [item async for item in source.frames()]


def seconds(items):
    return sum(len(item.array()) for item in items if isinstance(item, PcmFrame)) / RATE_HZ


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (11025, 1), (22050, 2), (44100, 2), (48000, 1), (96000, 2), (12345, 1)])
async def test_any_rate_becomes_16_khz_mono_in_40_ms_frames(wav, tone, rate, channels):
    frames = await all_of(FileAudio(wav(tone(1.3, rate), rate, channels), room="r"))
    assert seconds(frames) == pytest.approx(1.3, abs=0.01)
    assert {len(f.array()) for f in frames[:-1]} == {640}
    assert [f.t for f in frames] == pytest.approx([0.04 * i for i in range(len(frames))])
    heard = np.concatenate([f.array() for f in frames])
    assert np.argmax(np.abs(np.fft.rfft(heard[:RATE_HZ]))) == 440


async def test_a_paced_file_gives_a_frame_when_it_has_been_heard(wav, tone, clock):
    heard_at = [(item.t, clock.now()) async for item in FileAudio(wav(tone(0.4)), room="r", clock=clock).frames()]
    assert [at for _, at in heard_at] == pytest.approx([t + 0.04 for t, _ in heard_at])


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        pytest.param(None, "no such file", id="missing"),
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"this is a shopping list, not a sound" * 50, "not readable as sound", id="a text"),
        pytest.param(bytes(range(256)) * 40, "not readable as sound", id="random bytes"),
        pytest.param(
            b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://192.0.2.1/a.ts\n", "not readable", id="a playlist that leads elsewhere"
        ),
    ],
)
async def test_a_broken_file_is_named_with_a_remedy(tmp_path, content, complaint):
    path = tmp_path / "live.ogg"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=complaint) as fault:
        await all_of(FileAudio(path, room="r"))
    assert fault.value.where == str(path)
    assert fault.value.remedy


async def test_a_folder_is_not_a_sound(tmp_path):
    with pytest.raises(BadInput, match="not a file"):
        await all_of(FileAudio(tmp_path, room="r"))


async def test_a_file_without_a_sample_is_refused(wav):
    with pytest.raises(BadInput, match=r"not one sample|not readable"):
        await all_of(FileAudio(wav(np.zeros(0, np.float32)), room="r"))


async def test_a_file_larger_than_allowed_is_not_opened(wav, tone):
    with pytest.raises(BadInput, match="at most 1000 are read"):
        await all_of(FileAudio(wav(tone(1.0)), room="r", limits=Limits(max_bytes=1000)))


async def test_a_file_longer_than_allowed_is_read_to_the_limit_and_the_rest_is_said(wav, tone):
    items = await all_of(FileAudio(wav(tone(5.0)), room="r", limits=Limits(max_s=2.0)))
    assert seconds(items) == 2.0
    assert items[-1] == Gap(room="r", source="audio", start=2.0, end=5.0, reason="only the first 2 s are read")


async def test_a_truncated_file_gives_what_there_is_and_a_gap(micro, tmp_path):
    whole = (micro / "streams" / "id.flac").read_bytes()
    cut = tmp_path / "cut.flac"
    cut.write_bytes(whole[: len(whole) // 2])
    source = FileAudio(cut, room="r")
    items = await all_of(source)
    assert 20 < seconds(items) < 40
    assert isinstance(items[-1], Gap)
    assert items[-1].reason == "the file ends early"
    assert source.health().lost > 0


async def test_a_silent_file_is_reported_as_silent(wav):
    source = FileAudio(wav(np.zeros(RATE_HZ, np.float32)), room="r")
    await all_of(source)
    assert "silent from beginning to end" in source.health().detail


async def test_leaving_early_stops_the_decoder(wav, tone):
    before = asyncio.all_tasks()
    frames = FileAudio(wav(tone(60.0)), room="r").frames()
    first = await anext(frames)
    await frames.aclose()
    assert first.t == 0.0
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize("url", ["file:///etc/hostname", "concat:a|b", "rtmp://", "not a url"])
def test_only_live_addresses_are_opened(url, clock):
    with pytest.raises(BadInput, match="not a live address"):
        UrlAudio(url, room="r", clock=clock)


def test_the_stream_key_stays_out_of_messages():
    assert place_of("rtmp://user:pw@live.example/app/secret-key") == "rtmp://live.example/…"


def endless_wav(pcm: np.ndarray) -> bytes:
    """A WAV whose header promises an hour, as live encoders send."""
    header = b"RIFF" + struct.pack("<I", 0x7FFFFFFF) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, RATE_HZ, RATE_HZ * 2, 2, 16)
    return header + b"data" + struct.pack("<I", 0x7FFFFF00) + (pcm * 32767).astype("<i2").tobytes()


@pytest.fixture
async def stalling(aiohttp_server, tone):
    """A server that sends one second of sound and then nothing, without closing: what a publisher that leaves looks like."""
    over = asyncio.Event()

    async def live(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "audio/wav"})
        await response.prepare(request)
        await response.write(endless_wav(tone(1.0)))
        await over.wait()
        return response

    app = web.Application()
    app.router.add_get("/live.wav", live)
    server = await aiohttp_server(app)
    yield str(server.make_url("/live.wav"))
    over.set()


async def test_a_stalled_stream_is_left_and_joined_again_with_a_gap(stalling, clock):
    source = UrlAudio(stalling, room="r", clock=clock, limits=QUICK.model_copy(update={"backoff_s": 2.0}))
    items = []
    started = time.monotonic()
    async for item in source.frames():
        items.append(item)
        if sum(isinstance(x, Gap) for x in items) == 1 and seconds(items) > 1.5:
            break
    gap = next(x for x in items if isinstance(x, Gap))
    assert (gap.reason, gap.source) == ("the stream was away", "audio")
    assert gap.end > gap.start
    times = [x.t for x in items if isinstance(x, PcmFrame)]
    assert times == sorted(times)
    assert time.monotonic() - started < 10


async def test_nobody_listening_there_is_unavailable_after_the_last_attempt(unused_tcp_port, clock):
    source = UrlAudio(f"http://127.0.0.1:{unused_tcp_port}/live/secret.flv", room="r", clock=clock, limits=QUICK)
    with pytest.raises(Unavailable) as fault:
        await all_of(source)
    assert "secret" not in str(fault.value)
    assert fault.value.remedy
    assert clock.slept[:4] == [1.0, 2.0, 4.0, 8.0]
    assert source.health().state == "down"


@pytest.mark.skipif(not decoding.ALSA_FOLDER.is_dir(), reason="no ALSA on this machine")
async def test_a_sound_card_is_heard(tmp_path, tone, clock, monkeypatch):
    (tmp_path / "talk.raw").write_bytes((tone(5.0) * 32767).astype("<i2").tobytes())
    plug = f'type file; slave.pcm "null"; file "/dev/null"; infile "{tmp_path}/talk.raw"; format "raw"'
    (tmp_path / "alsa.conf").write_text(f"<{decoding.ALSA_FOLDER}/alsa.conf>\npcm.headset {{ {plug} }}\n")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "alsa.conf"))
    frames = DeviceAudio("headset", room="r", clock=clock).frames()
    heard = np.concatenate([(await anext(frames)).array() for _ in range(25)])
    await frames.aclose()
    assert np.argmax(np.abs(np.fft.rfft(heard))) == 440


async def test_a_sound_card_that_is_not_there_is_named_with_a_remedy(clock):
    source = DeviceAudio("headset-that-is-not-there", room="r", clock=clock, limits=QUICK)
    with pytest.raises(Unavailable, match=r"sound device headset-that-is-not-there: cannot be opened") as fault:
        await all_of(source)
    assert "microphone page" in fault.value.remedy
    assert source.health().state == "down"
