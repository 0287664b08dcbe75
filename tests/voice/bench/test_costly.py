import asyncio

import pytest

from assistant.voice.bench.costly import Turns


async def test_finals_come_before_drafts_and_older_before_newer():
    turns, order, busy = Turns(1), [], asyncio.Event()

    async def call(name, draft):
        async with turns.one(draft=draft):
            order.append(name)
            await busy.wait()

    async with asyncio.TaskGroup() as tasks:
        for name, draft in (("first", True), ("draft", True), ("old final", False), ("new final", False)):
            tasks.create_task(call(name, draft))
            await asyncio.sleep(0)
        assert order == ["first"]
        busy.set()
    assert order == ["first", "old final", "new final", "draft"]


@pytest.mark.parametrize("workers", [1, 2])
async def test_as_many_at_once_as_there_are_workers(workers):
    turns, now, most = Turns(workers), 0, 0

    async def call():
        nonlocal now, most
        async with turns.one(draft=False):
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1

    async with asyncio.TaskGroup() as tasks:
        for _ in range(6):
            tasks.create_task(call())
    assert (most, now) == (workers, 0)


async def test_a_caller_who_gave_up_does_not_keep_its_turn():
    turns = Turns(1)
    async with turns.one(draft=False):
        waiting = asyncio.create_task(hold(turns))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.sleep(0)
    async with asyncio.timeout(1), turns.one(draft=True):
        pass


async def hold(turns):
    async with turns.one(draft=False):
        pass
