"""A live room goes on: a source that fails is tried again and shown, a record that fails holds its source, an end is in good order."""

import asyncio
import logging

import pytest

from assistant.clock import EventClock
from assistant.domain import Comment, Gap, Health, Hearing, Receipt
from assistant.errors import StoreError, Unavailable
from assistant.live import FIRST_PAUSE_S, LONGEST_PAUSE_S, LiveRoom
from assistant.platforms import Platform
from assistant.ports import SinkLimits
from tests.conftest import comment

SECRET = "0812-0000-1234"


class Clock(EventClock):
    """A clock that jumps, and remembers how far."""

    def __init__(self):
        super().__init__()
        self.slept = []

    async def sleep_until(self, t):
        self.slept.append(t - self.now())
        await super().sleep_until(t)


class Scripted:
    """A CommentSource that plays one act a connection: comments, gaps, and exceptions, which it raises. The last act is its end."""

    def __init__(self, *acts, name="script", on_open=lambda: None):
        self.name, self._acts, self._on_open = name, list(acts), on_open
        self.received = 0

    async def comments(self):
        self._on_open()
        for item in self._acts.pop(0):
            if isinstance(item, Exception):
                raise item
            self.received += isinstance(item, Comment)
            yield item

    def health(self):
        return Health(name=self.name, kind="comments", state="ok", received=self.received)


class Endless(Scripted):
    """Goes quiet after its first act, as a live does; `quiet` is set then."""

    def __init__(self, *acts, **kw):
        super().__init__(*acts, **kw)
        self.quiet = asyncio.Event()

    async def comments(self):
        async for item in super().comments():
            yield item
        self.quiet.set()
        await asyncio.Event().wait()


class Platformed:
    """A ReplySink that keeps what it is given."""

    limits = SinkLimits(rate_per_s=1000, burst=1000)

    def __init__(self):
        self.posted = []

    async def post(self, outgoing):
        self.posted.append(outgoing)
        return Receipt(key=outgoing.key, status="sent")

    def health(self):
        return Health(name="sink", kind="sink", state="ok", received=len(self.posted))


@pytest.fixture
async def air(rooms):
    rooms.clock = Clock()
    return rooms, await rooms.open()


def live_room(air, *sources, sink=None, **kw):
    rooms, session = air
    platforms = [Platform(s.name, s, sink if s is sources[0] else None) for s in sources]
    return LiveRoom(session, rooms.journal, rooms.clock, platforms, **kw)


async def lines(rooms, kind):
    return [r.body for r in await rooms.journal.since(0) if r.kind == kind]


async def test_a_source_that_fails_is_tried_again_with_growing_pauses_and_loses_nothing(air):
    rooms, _ = air
    acts = [[comment("c1", "ongkir brp"), Unavailable("the platform hung up")], *[[RuntimeError(SECRET)]] * 8, [comment("c2", "cod bisa?", t=2.0)]]
    lights = []
    source = Scripted(*acts, on_open=lambda: lights.append(live.health()[0]))
    live = live_room(air, source, Scripted([comment("d1", "halo", user="budi")], name="other"))
    await live.run()
    assert {b["id"] for b in await lines(rooms, "comment")} == {"c1", "c2", "d1"}
    assert rooms.clock.slept == [FIRST_PAUSE_S * 2**n for n in range(6)] + [LONGEST_PAUSE_S] * 3
    assert [light.state for light in lights] == ["ok"] + ["degraded"] * 9
    assert live.health()[0].state == "ok"
    assert len(await lines(rooms, "gap")) == 9


class Voice(Scripted):
    """A SpeechSource that plays its acts."""

    utterances = Scripted.comments


async def test_what_is_being_said_is_passed_on_and_not_recorded(air):
    rooms, session = air
    hearings = [Hearing(id="v1", room=session.room.room, source="voice", role="host", state=s, t=0.0, until=1.0) for s in ("started", "nothing")]
    heard = []
    live = live_room(air, voices=[Voice(hearings, name="voice")], hear=heard.append)
    await live.run()
    assert heard == hearings
    assert {line.kind for line in await rooms.journal.since(0)} == {"session"}


async def test_what_a_failing_source_said_is_shown_without_viewers_words(air, caplog):
    rooms, _ = air
    seen = []
    source = Scripted([RuntimeError(f"cannot parse {SECRET}")], [Unavailable("the platform hung up", remedy="sign in again")], [])
    live = live_room(air, source)
    jump = rooms.clock.sleep_until

    async def watching(t):
        seen.append(live.health()[0])
        await jump(t)

    rooms.clock.sleep_until = watching
    with caplog.at_level(logging.DEBUG):
        await live.run()
    assert [light.state for light in seen] == ["down", "down"]
    assert "RuntimeError at test_live.py" in seen[0].detail
    assert "the platform hung up (sign in again); trying again in" in seen[1].detail
    assert SECRET not in caplog.text + str(seen) + str(await lines(rooms, "gap"))


async def test_a_record_that_fails_for_a_while_holds_the_source_and_says_so(air, monkeypatch):
    rooms, _ = air
    write, refusals, lights = rooms.journal.write, iter(range(4)), []

    async def failing(batch):
        if next(refusals, None) is not None:
            raise StoreError("the disk is full", remedy="free some space")
        return await write(batch)

    jump = rooms.clock.sleep_until

    async def watching(t):
        lights.append(live.health()[-1].state)
        await jump(t)

    rooms.clock.sleep_until = watching
    live = live_room(air, Scripted([Gap(room="r", source="script", start=0, end=1, reason="x"), comment("c1", "ongkir brp")]))
    monkeypatch.setattr(rooms.journal, "write", failing)
    await live.run()
    assert lights == ["down"] * 4
    assert (live.health()[-1].state, len(await lines(rooms, "gap")), [b["id"] for b in await lines(rooms, "comment")]) == ("ok", 1, ["c1"])


async def test_a_judgement_that_breaks_is_logged_without_viewers_words(air, caplog, monkeypatch):
    rooms, session = air

    def broken(*_, **__):
        raise ValueError(f"cannot read {SECRET}")

    monkeypatch.setattr(session.judge, "comment", broken)
    await live_room(air, Scripted([comment("c1", f"wa {SECRET}")])).run()
    assert ("judging remark c1 failed: ValueError" in caplog.text, SECRET in caplog.text) == (True, False)
    assert [b["reason"] for b in await lines(rooms, "case")] == ["broken"]


async def test_asked_to_stop_it_posts_what_waits_and_ends(air):
    rooms, _ = air
    sink, source = Platformed(), Endless([comment("c1", "ongkir brp kak")])
    live = live_room(air, source, sink=sink)
    async with asyncio.timeout(10):
        running = asyncio.create_task(live.run())
        await source.quiet.wait()
        live.stop()
        await running
    assert [o.in_reply_to for o in sink.posted] == ["c1"]
    assert [b["status"] for b in await lines(rooms, "receipt")] == ["sent"]


async def test_asked_to_stop_before_it_began(air):
    source = Endless([comment("c1", "ongkir brp kak")])
    live = live_room(air, source, sink=Platformed())
    live.stop()
    async with asyncio.timeout(10):
        await live.run()
    assert source.received == 0


async def test_observers_see_each_judgement_once(air):
    seen = []
    live = live_room(air, Scripted([comment("c1", "halo"), comment("c1", "halo")]), observe=lambda remark, judged: seen.append(remark.id))
    await live.run()
    assert (seen, live.figures()["repeats"]) == (["c1"], 1)
