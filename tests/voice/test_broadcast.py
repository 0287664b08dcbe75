"""Live sound from a real media server: RTMP, HLS and HTTP-FLV are heard in time, and a publisher that leaves is missed and found again."""

import asyncio
import json
from contextlib import aclosing, asynccontextmanager, suppress

import numpy as np
import pytest
from aiohttp.test_utils import unused_port

from assistant.clock import WallClock
from assistant.domain import Gap, Room, Utterance
from assistant.ports import PcmFrame
from assistant.voice.capture import FileAudio, Limits, UrlAudio
from assistant.voice.listen import Listener, Options
from assistant.voice.pcm import RATE_HZ
from tests.voice.broadcast import media_server, needed, on_air

PATIENT = Limits(open_s=15.0, read_s=2.0, backoff_s=0.2, backoff_max_s=0.5)
ROOM = Room(room="r", market="ID", langs=("id",))
LOUD = 0.05

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _packages():
    needed()


class Hearer:
    """Takes a source's frames and notes when each came, by the loop's time; `epoch` is that time when the stream's was 0."""

    def __init__(self, make, **where):
        clock = WallClock()
        self.epoch = asyncio.get_running_loop().time() - clock.now()
        self.source = make(clock=clock, room="r", **where)
        self.came = []  # (time, item)

    async def frames(self):
        async for item in self.source.frames():
            self.came.append((asyncio.get_running_loop().time(), item))
            yield item

    def health(self):
        return self.source.health()

    async def run(self):
        async for _ in self.frames():
            pass

    async def until(self, wanted):
        """(when it came, the item): the first for which `wanted(item)` is true."""
        looked = 0
        async with asyncio.timeout(30):
            while True:
                for at, item in self.came[looked:]:
                    looked += 1
                    if wanted(item):
                        return at, item
                await asyncio.sleep(0.005)

    def forget(self):
        self.came = []


def is_sound(item):
    return isinstance(item, PcmFrame)


def is_loud(item):
    return is_sound(item) and np.abs(item.array()).max() > LOUD


async def delays(publisher, hearer, tone, count):
    """Seconds from when a tone is said to when it is heard, the least of `count`; and how far its stream time is off at most."""
    late, off = [], []
    for _ in range(count):
        hearer.forget()
        saying = asyncio.create_task(publisher.say(tone(0.2)))
        at, frame = await hearer.until(is_loud)
        began = await saying
        late.append(at - began)
        off.append(abs(frame.t - (began - hearer.epoch)))
        hearer.forget()
        await hearer.until(lambda item: is_sound(item) and not is_loud(item))
    return min(late), max(off)


def in_order(items):
    times = [item.start if isinstance(item, Gap) else item.t for item in items]
    return times == sorted(times)


@asynccontextmanager
async def heard(**where):
    """What arrives from a live address."""
    hearer = Hearer(UrlAudio, limits=PATIENT, **where)
    hearing = asyncio.create_task(hearer.run())
    try:
        await hearer.until(is_sound)
        yield hearer
    finally:
        hearing.cancel()
        with suppress(asyncio.CancelledError):
            await hearing


async def test_rtmp_is_heard_in_time_and_whole(tmp_path, tone):
    async with media_server(tmp_path) as server, on_air(server.rtmp) as publisher, heard(url=server.rtmp) as hearer:
        late, off = await delays(publisher, hearer, tone, 4)
        assert (late < 0.5, off < 0.8) == (True, True), (late, off)
        hearer.forget()
        began = asyncio.get_running_loop().time()
        await publisher.say(tone(2.0))
        took = asyncio.get_running_loop().time() - began
        frames = [item for _, item in hearer.came]
        assert sum(len(item.array()) for item in frames) / RATE_HZ == pytest.approx(took, abs=0.4)
        assert hearer.health().state == "ok"
    assert [frame.t for frame in frames] == pytest.approx([frames[0].t + n * 0.04 for n in range(len(frames))])


async def test_the_sound_beside_a_picture_is_found(tmp_path, tone):
    async with media_server(tmp_path) as server, on_air(server.rtmp, picture=True) as publisher:
        for _ in range(2):  # whichever comes first, sound or picture
            async with heard(url=server.rtmp) as hearer:
                late, _ = await delays(publisher, hearer, tone, 1)
                assert late < 2.0


async def test_a_sentence_on_air_becomes_an_utterance_and_what_was_missed_a_gap(tmp_path, micro, activity, recogniser):
    clip = next(one for one in json.loads((micro / "perfect.json").read_text("utf-8")) if one["file"] == "clips/id_host_05.ogg")
    sentence = np.concatenate([frame.array() async for frame in FileAudio(micro / clip["file"], room="r").frames()])
    async with media_server(tmp_path) as server:
        hearer = Hearer(UrlAudio, url=server.rtmp, limits=PATIENT.model_copy(update={"read_s": 1.2}))
        async with aclosing(Listener(hearer, activity, recogniser, ROOM, Options(lang="id")).utterances()) as items, asyncio.timeout(60):
            saying = asyncio.create_task(said(server.rtmp, hearer, sentence))
            heard = await wanted(items, Utterance)
            saying.cancel()
            await asyncio.gather(saying, return_exceptions=True)
            await missing(hearer)
            again = asyncio.create_task(said(server.rtmp, hearer, sentence))
            missed = await wanted(items, Gap)
            later = await wanted(items, Utterance)
            again.cancel()
            await asyncio.gather(again, return_exceptions=True)
    assert (heard.text, later.text) == (clip["text"], clip["text"])
    assert (missed.reason, missed.source) == ("the stream was away", "audio")
    assert heard.end <= missed.start < missed.end <= later.t


async def missing(hearer):
    """Until the source says that the publisher is gone."""
    async with asyncio.timeout(10):
        while hearer.health().state != "degraded":
            await asyncio.sleep(0.02)


async def said(url, hearer, sentence):
    """On air until cancelled: the sentence once somebody hears."""
    async with on_air(url) as publisher:
        hearer.forget()
        await hearer.until(is_sound)
        await publisher.say(sentence)
        await asyncio.Event().wait()


async def wanted(items, kind):
    async for item in items:
        if isinstance(item, kind):
            return item
    raise AssertionError(f"no {kind.__name__} came")


async def test_hls_is_heard_some_seconds_later_without_a_hole(tmp_path, tone):
    async with media_server(tmp_path) as server, on_air(server.rtmp) as publisher:
        async with asyncio.timeout(20):
            while not (tmp_path / "hls" / "room.m3u8").exists():
                await asyncio.sleep(0.05)
        async with heard(url=server.hls) as hearer:
            late, _ = await delays(publisher, hearer, tone, 1)
            items = [item for _, item in hearer.came]
    assert late < 8.0
    assert in_order(items)
    assert not [item for item in items if isinstance(item, Gap)]


async def test_http_flv_is_heard_in_time(tone):
    url = f"http://127.0.0.1:{unused_port()}/live.flv"
    async with on_air(url, "-listen", "1") as publisher, heard(url=url) as hearer:
        late, off = await delays(publisher, hearer, tone, 4)
    assert (late < 0.5, off < 0.8) == (True, True), (late, off)
