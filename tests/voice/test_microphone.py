"""A page's microphone: what arrives is timed by its samples, what does not is said, and one page speaks at a time."""

import asyncio
import struct

import numpy as np
import pytest

from assistant.domain import Gap
from assistant.errors import BadInput
from assistant.ports import AudioSource, PcmFrame
from assistant.voice.microphone import Microphone, Taken, unpacked
from assistant.voice.pcm import FRAME_SAMPLES, RATE_HZ

PACKET_S = FRAME_SAMPLES / RATE_HZ
CAPTURE, OTHER = "a" * 16, "b" * 16


def packet(before, value=0.1, samples=FRAME_SAMPLES):
    return struct.pack("<Q", before) + np.full(samples, round(value * 32768), "<i2").tobytes()


class Page:
    """Speaks into a microphone: each packet when its last sample has been said, unless told otherwise."""

    def __init__(self, microphone, clock, who="dina", capture=CAPTURE, **how):
        self.microphone, self.clock = microphone, clock
        self.turn = microphone.open(who, capture, **how)
        self.sent = 0

    def say(self, packets, value=0.1, *, lost=False, takes_s=PACKET_S):
        for _ in range(packets):
            self.clock.t += takes_s
            if not lost:
                self.turn.push(packet(self.sent, value))
            self.sent += FRAME_SAMPLES
        return self


@pytest.fixture
def microphone(clock):
    return Microphone(room="r", clock=clock, name="host", langs=("id", "ms"), queue_s=60.0)


async def waiting(microphone):
    """All that can be taken now."""
    frames, items = microphone.frames(), []
    while True:
        take = asyncio.ensure_future(anext(frames))
        await asyncio.sleep(0)
        if not take.done():
            take.cancel()
            return items
        items.append(take.result())


def spans(items):
    """(start, end) of each run of sound, and the gaps, in order."""
    found = []
    for item in items:
        if isinstance(item, Gap):
            found.append((item.start, item.end, item.reason))
        elif found and len(found[-1]) == 2 and found[-1][1] == pytest.approx(item.t):
            found[-1] = (found[-1][0], item.t + len(item.array()) / RATE_HZ)
        else:
            found.append((item.t, item.t + len(item.array()) / RATE_HZ))
    return [tuple(round(x, 3) if isinstance(x, float) else x for x in span) for span in found]


async def test_sound_is_timed_by_its_samples_from_the_arrival_of_the_first(microphone, clock):
    clock.t = 100.0
    source: AudioSource = microphone
    Page(microphone, clock).say(3).say(2, takes_s=0.11).say(3, takes_s=0.0)  # the network stalls and catches up
    items = await waiting(source)
    assert spans(items) == [(100.0, 100.32)]
    assert items[0] == PcmFrame(t=100.0, samples=np.full(640, 3277 / 32768, "<f4").tobytes())


async def test_packets_the_page_did_not_send_are_a_gap(microphone, clock):
    Page(microphone, clock).say(10).say(5, lost=True).say(10)
    assert spans(await waiting(microphone)) == [
        (0.0, 0.4),
        (0.4, 0.6, "the connection of the microphone was too slow or broken"),
        (0.6, 1.0),
    ]


async def test_after_a_broken_connection_the_same_capture_goes_on(microphone, clock):
    page = Page(microphone, clock).say(10)
    page.turn.leave()
    page.say(50, lost=True)
    page.turn = microphone.open("dina", CAPTURE)
    page.say(10)
    assert spans(await waiting(microphone)) == [
        (0.0, 0.4),
        (0.4, 2.4, "the connection of the microphone was too slow or broken"),
        (2.4, 2.8),
    ]


@pytest.mark.parametrize(
    ("stopped", "expected"),
    [
        pytest.param(True, [(0.0, 0.4), (10.4, 10.8)], id="stopped by the person: nothing was missed"),
        pytest.param(False, [(0.0, 0.4), (0.4, 10.4, "the microphone was away"), (10.4, 10.8)], id="gone"),
    ],
)
async def test_a_new_capture_starts_at_the_clock(microphone, clock, stopped, expected):
    Page(microphone, clock).say(10).turn.leave(stopped=stopped)
    clock.t += 10
    Page(microphone, clock, capture=OTHER).say(10)
    assert spans(await waiting(microphone)) == expected


async def test_sound_that_was_paused_on_the_page_does_not_fall_behind(microphone, clock):
    page = Page(microphone, clock).say(10)
    clock.t += 30  # a locked phone: no sample is made, so the count does not tell
    page.say(100)
    items = await waiting(microphone)
    assert [span[2] for span in spans(items) if len(span) == 3] == ["the microphone was paused"]
    assert items[-1].t + PACKET_S == pytest.approx(clock.t)


async def test_a_capture_that_comes_back_late_stands_at_the_clock_at_once(microphone, clock):
    page = Page(microphone, clock).say(10)
    page.turn.leave()
    clock.t += 30
    page.turn = microphone.open("dina", CAPTURE)
    page.say(5)
    assert spans(await waiting(microphone)) == [(0.0, 0.4), (0.4, 30.4, "the microphone was paused"), (30.4, 30.6)]


async def test_a_stall_of_the_network_is_no_pause(microphone, clock):
    page = Page(microphone, clock).say(100)
    for _ in range(3):
        page.say(1, takes_s=8.0).say(199, takes_s=0.0)
    page.say(130)
    assert spans(await waiting(microphone)) == [(0.0, 33.2)]


async def test_sound_faster_than_life_is_not_kept(microphone, clock):
    page = Page(microphone, clock).say(1).say(500, takes_s=0.0)
    items = await waiting(microphone)
    assert items[-1].t < clock.t + 1.1
    assert microphone.health().lost == 501 - len(items)
    page.say(50)
    assert spans(await waiting(microphone))[-1][1] < clock.t + 1.1


@pytest.mark.parametrize("jump", [RATE_HZ * 20, RATE_HZ * 3600, 2**63], ids=["20 s", "an hour", "as far as it goes"])
async def test_a_count_from_the_future_starts_anew_at_the_clock(microphone, clock, jump):
    page = Page(microphone, clock).say(10)
    page.sent += jump
    page.say(5)
    items = await waiting(microphone)
    assert items[-1].t + PACKET_S == pytest.approx(clock.t)


async def test_a_packet_that_came_already_is_not_heard_twice(microphone, clock):
    page = Page(microphone, clock).say(3)
    page.turn.push(packet(0))
    page.say(1)
    assert spans(await waiting(microphone)) == [(0.0, 0.16)]


async def test_what_nobody_takes_is_bounded_and_the_oldest_is_lost(clock):
    microphone = Microphone(room="r", clock=clock, queue_s=0.4)
    Page(microphone, clock).say(25)
    assert spans(await waiting(microphone)) == [(0.0, 0.6, "sound arrived faster than it was taken"), (0.6, 1.0)]
    assert microphone.health().lost == 15


async def test_whoever_waits_gets_what_comes_later(microphone, clock):
    frames = microphone.frames()
    take = asyncio.ensure_future(anext(frames))
    await asyncio.sleep(0)
    Page(microphone, clock).say(1)
    assert (await take).t == 0.0


@pytest.mark.parametrize("data", [b"", b"1234567", struct.pack("<Q", 0), packet(0)[:-1], packet(0, samples=641)], ids=len)
def test_what_is_not_a_packet_is_refused(data):
    with pytest.raises(BadInput, match=r"a packet of \d+ bytes"):
        unpacked(data)


def test_the_loudest_samples_stay_in_bounds():
    before, samples = unpacked(struct.pack("<Qhhh", 7, -32768, 0, 32767))
    assert (before, samples.tolist()) == (7, [-1.0, 0.0, 32767 / 32768])


async def test_a_second_page_is_told_who_speaks_and_may_take_over(microphone, clock):
    first = Page(microphone, clock).say(10)
    with pytest.raises(Taken, match="dina speaks") as refusal:
        microphone.open("budi", OTHER)
    assert (refusal.value.who, bool(refusal.value.remedy)) == ("dina", True)
    second = Page(microphone, clock, "budi", OTHER, take_over=True)
    first.say(5)
    second.say(5)
    first.turn.leave()
    assert (first.turn.holds, second.turn.holds) == (False, True)
    items = await waiting(microphone)
    assert sum(isinstance(item, PcmFrame) for item in items) == 15, "nothing of the page that was taken over"
    assert [span[2] for span in spans(items) if len(span) == 3] == ["the microphone was away"]


def test_only_what_is_spoken_here_may_be_chosen(microphone):
    assert microphone.lang is None
    microphone.open("dina", CAPTURE, "ms")
    assert microphone.lang == "ms"
    with pytest.raises(BadInput, match=r"'th' is not spoken here.*id, ms"):
        microphone.open("dina", CAPTURE, "th")


@pytest.mark.parametrize(("langs", "lang"), [(("id",), "id"), (("id", "ms"), None), ((), None)])
def test_a_single_language_needs_no_choice(clock, langs, lang):
    microphone = Microphone(room="r", clock=clock, langs=langs)
    microphone.open("dina", CAPTURE)
    assert microphone.lang == lang


@pytest.mark.parametrize(("role", "state"), [("host", "degraded"), ("cohost", "degraded"), ("guest", "ok")])
def test_a_closed_microphone_says_where_to_open_it(clock, role, state):
    light = Microphone(room="r", clock=clock, name="m", role=role).health()
    assert (light.state, light.detail) == (state, "closed: open it on the console's microphone page")


def test_the_light_tells_what_the_page_does(microphone, clock):
    def told():
        light = microphone.health()
        return light.state, light.detail

    page = Page(microphone, clock, about="48000 Hz")
    assert told() == ("ok", "dina, 48000 Hz")
    page.say(5)
    assert told() == ("ok", "dina, 48000 Hz")
    page.say(600, value=0.0)
    assert told() == ("degraded", "silent for 24 s: check the microphone")
    page.turn.muted = True
    assert told() == ("ok", "muted by dina")
    page.turn.muted = False
    clock.t += 5
    assert told() == ("degraded", "no sound arrives from dina")
    microphone.dropped = 7
    assert microphone.health().lost >= 7
