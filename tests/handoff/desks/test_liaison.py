"""Between session and desk: nothing that was acknowledged is lost in a crash, and nothing is done twice."""

from __future__ import annotations

import asyncio

import pytest

from assistant.errors import StoreError
from assistant.letters import DeskEvent
from assistant.liaison import Liaison

BROKEN = "barang rusak kecewa banget"


@pytest.fixture
def kind():
    return "webhook"


async def test_an_event_that_was_answered_and_not_worked_is_worked_after_a_crash(airs):
    async with airs(file=True, crash=True) as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        await air.do("accepted", ticket)

        async def never(_):
            await asyncio.Event().wait()

        air.liaison.write = never
        assert await air.fake.once(air.fake.event("replied", ticket, text="Kami bantu ya kak")) == 200
        assert air.liaison.figures()["events_waiting"] == 1
    async with airs(file=True) as air:
        await air.until(lambda: air.by_people() == ["Kami bantu ya kak"])
        await air.quiet()
    async with airs(file=True) as air:
        await air.do("note", ticket, text="x")
        assert (air.by_people(), [b["text"] for b in await air.lines("outgoing") if b["by"] != "assistant"]) == ([], ["Kami bantu ya kak"])


async def test_a_case_of_before_there_was_a_desk_is_handed_over_once(airs):
    async with airs(file=True) as air:
        air.liaison._cases.letters = lambda entries: ()  # as if there were none yet
        await air.say("c1", BROKEN)
    for _ in range(2):
        async with airs(file=True) as air:
            await air.until(lambda: air.letters["sent"] == 1)
    assert len(air.fake.cases) == 1


async def test_while_the_record_fails_the_desk_is_told_to_send_again_and_nothing_is_lost(airs):
    async with airs() as air:
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        write = air.liaison._journal.write

        async def failing(batch):
            raise StoreError("disk full")

        air.liaison._journal.write = failing
        call = air.fake.event("replied", ticket, text="Kami bantu ya kak")
        assert await air.fake.once(call) == 503
        assert air.liaison.health().state == "down"
        air.liaison._journal.write = write
        await air.until_answered(call)
        await air.until(lambda: air.by_people() == ["Kami bantu ya kak"])


async def test_an_event_of_a_case_whose_ticket_is_not_known_yet_waits_for_it(airs):
    async with airs() as air:
        air.fake.fail("503", 10)
        air.clock.held = True  # the hand-over is not tried again before the event is there
        await air.say("c1", BROKEN)
        assert await air.fake.once(air.fake.event("replied", "T1", text="Kami bantu ya kak")) == 200
        await air.until(lambda: air.liaison.figures()["events_early"] == 1)
        air.clock.let_go()
        await air.until(lambda: air.by_people() == ["Kami bantu ya kak"])


async def test_a_ticket_given_before_it_reads_along_is_learned(airs, monkeypatch):
    """On a busy machine a hand-over may be through before the task that reads along has begun."""
    follow, begin = Liaison._follow, asyncio.Event()

    async def late(liaison):
        await begin.wait()
        await follow(liaison)

    monkeypatch.setattr(Liaison, "_follow", late)
    async with airs() as air:
        await air.say("c1", BROKEN)
        await air.until(lambda: air.letters["sent"] == 1)
        begin.set()
        assert await air.ticket() == "T1"


async def test_events_of_no_case_are_set_aside_and_counted(airs, monkeypatch):
    monkeypatch.setattr("assistant.liaison.EARLY", 2)
    async with airs() as air:
        for n in range(5):
            assert await air.fake.once(air.fake.event("replied", f"T9{n}", text="x")) == 200
        await air.until(lambda: not air.liaison.figures()["events_waiting"])
        assert air.liaison.figures()["events_early"] == 2
        assert [b["why"] for b in await air.lines("desk") if "worked" in b] == ["no case is known for it"] * 3


async def test_a_plug_that_breaks_is_tried_again_and_shown(airs, caplog):
    async with airs() as air:
        desk, events = air.liaison._desk, air.liaison._desk.events
        acts = [ValueError("boom")]

        async def breaking():
            if acts:
                raise acts.pop()
            yield DeskEvent(id="e1", kind="seen", case="case-c1")
            async for event in events():
                yield event

        desk.events = breaking
        await air.say("c1", BROKEN)
        ticket = await air.ticket()
        await air.do("note", ticket, text="ends the wait of the first iteration")
        assert await air.lines("desk")
