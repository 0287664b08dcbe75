"""A live room with voices: sending waits as soon as somebody speaks, and warnings come with their correction in time."""

import asyncio
import time

import pytest

from assistant.domain import Gap, Health, Hearing, Receipt, Word
from assistant.errors import Unavailable
from assistant.live import LiveRoom
from assistant.platforms import Platform
from assistant.ports import SinkLimits
from tests.conftest import comment, host
from tests.record.test_held import StandingClock

PATIENT_S = 60  # a busy machine is slow, not wrong
COD = "bisa cod ya kak bayar di tempat aman"


class Voice:
    """A SpeechSource that says what it is handed. `None` ends it, an exception is raised."""

    def __init__(self, name="host"):
        self.name, self.said = name, asyncio.Queue()

    def say(self, *items):
        for item in items:
            self.said.put_nowait(item)

    async def utterances(self):
        while (item := await self.said.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item

    def health(self):
        return Health(name=self.name, kind="voice", state="ok")


class Chat(Voice):
    """A CommentSource of the same sort."""

    comments = Voice.utterances


class Posts:
    """A ReplySink that says when something is posted."""

    limits = SinkLimits(rate_per_s=1000, burst=1000)

    def __init__(self):
        self.posted = asyncio.Queue()

    async def post(self, outgoing):
        self.posted.put_nowait(outgoing)
        return Receipt(key=outgoing.key, status="sent")

    def health(self):
        return Health(name="posts", kind="sink", state="ok")


def hearing(state="started", *, id="h1", role="host", source="host", words="", t=0.0):
    made = tuple(Word(text=text, start=t + n, end=t + n + 0.9) for n, text in enumerate(words.split()))
    return Hearing(id=id, room="r", source=source, role=role, state=state, t=t, until=t + 5, words=made, stable=len(made), lang="id")


class Aired:
    """A room on air, and what it records."""

    def __init__(self, rooms, session):
        self.session, self.journal = session, rooms.journal
        self.chat, self.voice, self.posts = Chat("chat"), Voice(), Posts()
        self.live = LiveRoom(session, rooms.journal, rooms.clock, [Platform("chat", self.chat, self.posts)], [self.voice])

    async def line(self, kind, after=0, **fields):
        """The next recorded line of this kind with these values in its body."""
        async with asyncio.timeout(PATIENT_S), self.journal.watch(after) as lines:
            async for line in lines:
                if line.kind == kind and all(line.body.get(k) == v for k, v in fields.items()):
                    return line
        return None


@pytest.fixture
async def aired(rooms):
    rooms.clock = StandingClock()  # however slow the machine, no hold runs out by itself
    made = Aired(rooms, await rooms.open())
    running = asyncio.create_task(made.live.run())
    yield made
    made.live.stop()
    await asyncio.wait_for(running, PATIENT_S)


async def spoken(aired, *items):
    """Handed to the voice, and taken by the room."""
    aired.voice.say(*items)
    while not aired.voice.said.empty():
        await asyncio.sleep(0)
    await asyncio.sleep(0)


async def test_a_reply_is_held_from_the_moment_speech_starts(aired):
    began = time.perf_counter()
    aired.live._hear(hearing())
    (first,) = [r for r in [aired.session.on_air._holding._now.get("host")] if r]
    held_after_s = time.perf_counter() - began
    assert first.id == "h1"
    assert held_after_s < 0.3, "it is a matter of microseconds within the process"
    aired.chat.say(comment("c1", "bisa cod ga kak"))
    held = await aired.line("hold", state="held")
    assert held.body["why"] == "the host is speaking"
    assert aired.posts.posted.empty()
    await spoken(aired, hearing("nothing"))
    assert (await asyncio.wait_for(aired.posts.posted.get(), PATIENT_S)).in_reply_to == "c1"
    await aired.line("hold", state="released")


async def test_the_host_answers_the_held_reply_never_goes_out(aired):
    await spoken(aired, hearing())
    aired.chat.say(comment("c1", "bisa cod ga kak"))
    await aired.line("hold", state="held")
    await spoken(aired, hearing("going_on", words=COD), hearing("ended", words=COD))
    assert aired.session.on_air.moment.captions()[0].stable == COD
    aired.voice.say(host("h1", COD, t=0.0, end=1e6))
    receipt = await aired.line("receipt")
    assert (receipt.body["status"], receipt.body["detail"]) == ("expired", "withheld: the host has said it on air")
    assert aired.posts.posted.empty()
    assert aired.session.on_air.moment.captions() == []


async def test_words_about_something_else_let_it_go_before_the_sentence_ends(aired):
    await spoken(aired, hearing())
    aired.chat.say(comment("c1", "bisa cod ga kak"))
    await aired.line("hold", state="held")
    await spoken(aired, hearing("going_on", words="sepatu ini ringan banget dipakai lari"))
    assert (await asyncio.wait_for(aired.posts.posted.get(), PATIENT_S)).in_reply_to == "c1"


async def test_a_voice_that_breaks_holds_nothing(aired):
    await spoken(aired, hearing())
    aired.chat.say(comment("c1", "bisa cod ga kak"))
    await aired.line("hold", state="held")
    aired.voice.say(Unavailable("the stream is gone"))
    assert (await asyncio.wait_for(aired.posts.posted.get(), PATIENT_S)).in_reply_to == "c1"


async def test_what_a_person_sends_is_not_held(aired):
    from assistant.domain import Resolution

    await spoken(aired, hearing())
    aired.chat.say(comment("c1", "bisa cod ga kak"))
    await aired.line("hold", state="held")
    await aired.live.resolve(Resolution(kind="edit_send", by="dina", group="cod", text="Bisa ya kak"))
    assert (await asyncio.wait_for(aired.posts.posted.get(), PATIENT_S)).text == "Bisa ya kak"


async def test_a_wrong_promise_is_warned_of_with_its_correction_within_two_seconds(aired):
    aired.voice.say(host("h0", "halo semuanya"))  # the first sentence of a room loads what reads them
    first = await aired.line("judgement")
    began = time.perf_counter()
    aired.voice.say(host("h1", "ongkirnya cuma lima ribu aja kak"))
    line = await aired.line("judgement", after=first.seq)
    assert line.body["decision"]["promise"]["verdict"] == "contradicted"
    assert "9.500" in line.body["correction"]
    assert time.perf_counter() - began < 2.0


async def test_a_guest_and_a_gap_take_their_own_roads(aired):
    aired.voice.say(comment("g1", "bisa cod ga kak", voice=True, user="guest"), Gap(room="r", source="host", start=0, end=1, reason="lost"))
    heard = await aired.line("comment")
    assert heard.body["voice"] is True
    assert (await asyncio.wait_for(aired.posts.posted.get(), PATIENT_S)).user == "guest"
    await aired.line("gap")
