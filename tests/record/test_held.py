"""Replies that wait: put back, passed by the others, sent or withheld when the wait is over, pending after a crash."""

import asyncio

import pytest

from assistant.domain import Wait
from assistant.ports import Batch
from assistant.record.feed import Journal
from assistant.record.outbox import Postman
from tests.record.test_outbox import Platform

TALKING = Wait(why="the host is speaking", until=1000.0)


class StandingClock:
    """A clock that moves when a test moves it."""

    def __init__(self):
        self.t = 0.0
        self._moved = asyncio.Condition()

    def now(self):
        return self.t

    async def sleep_until(self, t):
        async with self._moved:
            await self._moved.wait_for(lambda: self.t >= t)

    async def move(self, t):
        async with self._moved:
            self.t = t
            self._moved.notify_all()


@pytest.fixture
def clock():
    return StandingClock()


@pytest.fixture
def words():
    """key -> what `may_send` says."""
    return {}


@pytest.fixture
def platform():
    return Platform()


@pytest.fixture
def journal(store):
    return Journal(store)


@pytest.fixture
def sender(journal, platform, clock, words):
    return Postman(journal, platform, clock, room="live-1", may_send=lambda o: words.get(o.key))


async def lines(watched, count):
    found = [await anext(watched) for _ in range(count)]
    return [(line.kind, line.body["key"], line.body.get("state") or line.body["status"], line.body.get("why") or line.body.get("detail")) for line in found]


async def test_a_held_reply_lets_the_others_pass_and_goes_out_when_released(journal, sender, platform, words, reply):
    words["r-1"] = TALKING
    async with asyncio.TaskGroup() as tasks, journal.watch(0) as watched:
        tasks.create_task(sender.run())
        await journal.write(Batch(outgoing=(reply("r-1"), reply("r-2"))))
        assert await lines(watched, 2) == [("hold", "r-1", "held", TALKING.why), ("receipt", "r-2", "sent", "")]
        assert (sender.figures().held, journal.store.figures().outbox["pending"]) == (1, 1)
        del words["r-1"]
        sender.look_again()
        assert await lines(watched, 2) == [("hold", "r-1", "released", TALKING.why), ("receipt", "r-1", "sent", "")]
        await sender.stop()
    assert [key for key, _ in platform.posted] == ["r-2", "r-1"]
    assert (sender.figures().held, sender.figures().holds) == (0, 1)


async def test_a_held_reply_may_be_withheld_for_good(journal, sender, platform, words, reply):
    words["r-1"] = TALKING
    async with asyncio.TaskGroup() as tasks, journal.watch(0) as watched:
        tasks.create_task(sender.run())
        await journal.write(Batch(outgoing=(reply("r-1"),)))
        await lines(watched, 1)
        words["r-1"] = "the host has said it on air"
        sender.look_again()
        assert await lines(watched, 1) == [("receipt", "r-1", "expired", "withheld: the host has said it on air")]
        await sender.stop()
    assert platform.posted == []


async def test_it_is_asked_about_again_when_its_time_is_up_without_news(journal, platform, clock, reply):
    sender = Postman(journal, platform, clock, room="live-1", may_send=lambda _: Wait(why="x", until=15.0) if clock.t < 15 else None)
    async with asyncio.TaskGroup() as tasks, journal.watch(0) as watched:
        tasks.create_task(sender.run())
        await journal.write(Batch(outgoing=(reply("r-1"),)))
        await lines(watched, 1)
        await clock.move(15.0)
        assert [found[2] for found in await lines(watched, 2)] == ["released", "sent"]
        await sender.stop()


async def test_a_stop_leaves_a_held_reply_pending_for_the_next_start(journal, sender, platform, words, reply):
    words["r-1"] = TALKING
    async with asyncio.TaskGroup() as tasks, journal.watch(0) as watched:
        tasks.create_task(sender.run())
        await journal.write(Batch(outgoing=(reply("r-1"),)))
        await lines(watched, 1)
        await sender.stop()
    assert journal.store.figures().outbox["pending"] == 1
    assert await journal.recover("live-1") == [], "nothing is in doubt"


async def test_one_that_grew_stale_while_it_waited_is_not_sent(journal, sender, platform, clock, words, reply):
    words["r-1"] = Wait(why="x", until=30.0)
    async with asyncio.TaskGroup() as tasks, journal.watch(0) as watched:
        tasks.create_task(sender.run())
        await journal.write(Batch(outgoing=(reply("r-1", expires_t=20.0),)))
        await lines(watched, 1)
        await clock.move(30.0)
        assert await lines(watched, 1) == [("receipt", "r-1", "expired", "stale by 10.0 s")]
        await sender.stop()
    assert platform.posted == []
