"""From the record to the ear, with a clock that stands still until it is moved."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from assistant.domain import Hearing, Reason
from assistant.errors import Unavailable
from assistant.ports import Sound
from assistant.voice.cues import Cues, Pace
from assistant.voice.earpiece import Earpiece
from tests.console.show import ROOM, Show
from tests.console.stories import case, comment, judgement

WRONG = {"verdict": "contradicted", "fact": "p", "said": "10", "truth": 20}


class StandingClock:
    """Time passes when the test says so."""

    def __init__(self):
        self.t = 100.0
        self._moved = asyncio.Event()

    def now(self):
        return self.t

    async def sleep_until(self, t):
        while self.t < t:
            await self._moved.wait()

    async def move(self, seconds):
        self.t += seconds
        self._moved.set()
        self._moved = asyncio.Event()
        await settled()


async def settled():
    for _ in range(60):
        await asyncio.sleep(0)


class Words:
    """A synthesiser whose sounds are their texts. `slow`: it waits for this first."""

    name = "words"

    def __init__(self):
        self.asked, self.slow, self.fault = [], None, None

    async def speak(self, text, lang):
        self.asked.append((text, lang))
        if self.slow is not None:
            await self.slow.wait()
        if self.fault:
            raise self.fault
        return Sound(data=text.encode())


class Ear:
    def __init__(self):
        self.heard, self.worn = [], True

    def listened(self):
        return self.worn

    def play(self, cue, sound):
        self.heard.append(sound.data.decode())

    def hush(self):
        self.heard.append("(hush)")


class Set:
    """An earpiece with all that it hangs on."""

    def __init__(self, show):
        self.show, self.clock, self.words, self.ear, self.follows = show, StandingClock(), Words(), Ear(), True
        lines = {Reason.SAFETY: "Look!"}
        self.earpiece = Earpiece(self.words, Cues(Pace()), self.clock, lines, "en", ROOM.room, lambda: self.follows)

    def hear(self, state, role="host"):
        self.earpiece.hearing(Hearing(id="v1", room=ROOM.room, source="voice", role=role, state=state, t=0.0, until=0.0))

    async def wrong(self, id, correction, room=ROOM.room):
        await self.show.log(judgement(id, "ignore", "silent", "th", promise=WRONG, correction=correction), room=room)
        async with asyncio.timeout(60):  # the record is read in a thread
            while self.show.journal.figures().slowest:
                await asyncio.sleep(0.001)
        await settled()


@asynccontextmanager
async def worn():
    show = Show()
    await show.log(judgement("u0", "ignore", "silent", "th", promise=WRONG, correction="of yesterday"))
    worn = Set(show)
    running = asyncio.create_task(worn.earpiece.run(show.journal, await show.store.last_seq(), worn.ear))
    async with asyncio.timeout(60):  # it begins to read along in a thread
        while not show.journal.figures().watchers:
            await asyncio.sleep(0.001)
    await settled()
    try:
        yield worn
    finally:
        show.journal.close()
        async with asyncio.timeout(5):
            await running
        await show.store.close()


async def test_a_correction_waits_for_the_host_to_pause_and_is_spoken_ahead():
    async with worn() as it:
        it.hear("started")
        await it.wrong("u1", "It is twenty.")
        assert it.words.asked == [("It is twenty.", "th")]
        it.hear("ended")
        await it.clock.move(0.4)
        assert it.ear.heard == []
        await it.clock.move(0.2)
        assert it.ear.heard == ["It is twenty."]
        await it.wrong("u2", "Not ten.")
        await it.clock.move(30)
        assert it.ear.heard == ["It is twenty."], "twenty seconds had not passed while it was news"
        await it.wrong("u3", "Not ten!")
        assert it.ear.heard == ["It is twenty.", "Not ten!"]
    health = it.earpiece.health()
    assert (health.state, health.received, health.lost) == ("ok", 3, 1)


async def test_speech_stops_what_is_being_heard():
    async with worn() as it:
        await it.wrong("u1", "It is twenty.")
        it.hear("started", "guest")
        assert it.ear.heard == ["It is twenty."]
        it.hear("started")
        assert it.ear.heard == ["It is twenty.", "(hush)"]
        it.hear("ended")
        it.hear("started")
        assert it.ear.heard == ["It is twenty.", "(hush)"], "once is enough"
        await it.clock.move(60)
        it.hear("ended")


async def test_speech_that_begins_while_a_cue_is_being_made():
    async with worn() as it:
        it.words.slow = asyncio.Event()
        await it.wrong("u1", "It is twenty.")
        it.hear("started")
        it.words.slow.set()
        await settled()
        assert it.ear.heard == []
        it.hear("ended")
        await it.clock.move(0.5)
        assert it.ear.heard == ["It is twenty."]


async def test_the_newest_is_made_and_said():
    async with worn() as it:
        it.hear("started")
        await it.wrong("u1", "old")
        await it.wrong("u2", "new")
        it.hear("ended")
        await it.clock.move(0.5)
        assert it.ear.heard == ["new"]


async def test_a_case_is_told_by_its_reason_alone():
    async with worn() as it:
        await it.show.log(comment("c1", "my number is 0812"), case("k1", "my number is 0812", reason="safety", urgency="now"))
        await it.wrong("u1", None)
        assert it.ear.heard == ["Look!"]
        assert it.words.asked == [("Look!", "en")]


async def test_what_belongs_to_another_room_or_to_yesterday_is_not_said():
    async with worn() as it:
        await it.wrong("u1", "elsewhere", room="another")
        assert it.words.asked == []


async def test_where_the_voice_is_not_followed_nothing_is_said():
    async with worn() as it:
        it.follows = False
        await it.wrong("u1", "It is twenty.")
        await it.clock.move(3)
        assert it.ear.heard == []
        it.follows = True
        await it.clock.move(1)
        assert it.ear.heard == ["It is twenty."]


async def test_what_nobody_listens_to_is_not_spoken():
    async with worn() as it:
        it.ear.worn = False
        await it.wrong("u1", "It is twenty.")
        await it.clock.move(3)
        assert (it.words.asked, it.ear.heard) == ([], [])
        assert it.earpiece.health().detail == "no page listens"
        it.ear.worn = True
        await it.clock.move(1)
        assert it.ear.heard == ["It is twenty."]
        assert it.earpiece.health().detail == ""


async def test_an_urgent_case_is_said_before_what_came_after_it():
    async with worn() as it:
        it.hear("started")
        await it.show.log(comment("c1", "my hand is burnt"), case("k1", "my hand is burnt", reason="safety", urgency="now"))
        for n in range(4):
            await it.wrong(f"u{n}", f"correction {n}")
        it.hear("ended")
        await it.clock.move(0.5)
        assert it.ear.heard == ["Look!"]


async def test_a_case_that_somebody_took_is_not_told():
    async with worn() as it:
        it.hear("started")
        await it.show.log(comment("c1", "my hand is burnt"), case("k1", "my hand is burnt", reason="safety", urgency="now"))
        await it.show.log(case("k1", "my hand is burnt", reason="safety", urgency="now", state="human", agent="max"))
        await it.wrong("u1", None)
        it.hear("ended")
        await it.clock.move(1)
        assert it.ear.heard == []


async def test_a_voice_that_fails_costs_the_cue_only():
    async with worn() as it:
        it.words.fault = Unavailable("there is no voice for th", where="espeak-ng")
        await it.wrong("u1", "one")
        assert it.earpiece.health().model_dump(include={"state", "detail", "lost"}) == {
            "state": "degraded", "detail": "espeak-ng: there is no voice for th", "lost": 1,
        }  # fmt: skip
        it.words.fault = None
        await it.wrong("u2", "two")
        assert it.ear.heard == ["two"]
        assert it.earpiece.health().state == "ok"


@pytest.mark.parametrize("waiting", [True, False], ids=["with a cue waiting", "idle"])
async def test_it_ends_when_it_is_told_to(waiting):
    show = Show()
    it = Set(show)
    it.hear("started")
    running = asyncio.create_task(it.earpiece.run(show.journal, 0, it.ear))
    if waiting:
        await it.wrong("u1", "one")
    await settled()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    show.journal.close()
    await show.store.close()
