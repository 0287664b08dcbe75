"""Those who read along: every line once and in order, wherever they were cut off; the slow one is let go alone."""

from __future__ import annotations

import asyncio
import random
import threading

import pytest

from assistant.domain import Receipt, Recorded
from assistant.errors import StoreError
from assistant.ports import Batch
from assistant.record.feed import Journal, SlowWatcher
from assistant.record.store import SqliteStore


class Counting:
    """A store that counts how often it is read."""

    def __init__(self, store: SqliteStore) -> None:
        self.store, self.reads = store, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    async def since(self, seq: int, *, room: str | None = None, limit: int = 1000) -> list[Recorded]:
        self.reads += 1
        return await self.store.since(seq, room=room, limit=limit)


async def read(journal: Journal, after: int, count: int) -> list[int]:
    """`seq` of the next `count` lines."""
    seen: list[int] = []
    async with journal.watch(after) as lines:
        async for line in lines:
            seen.append(line.seq)
            if len(seen) >= count:
                break
    return seen


@pytest.mark.parametrize("tail", [3, 40, 2_000], ids=["short-tail", "middling-tail", "long-tail"])
async def test_a_watcher_cut_at_any_line_goes_on_without_gap_or_repeat(store, line, tail):
    rng = random.Random(tail)
    journal = Journal(store, tail=tail)

    async def speak() -> None:
        for _ in range(150):
            await journal.write(line(count=rng.randint(1, 4)))

    async def follow() -> list[int]:
        seen: list[int] = []
        while len(seen) < 150:
            seen += await read(journal, seen[-1] if seen else 0, rng.randint(1, 12))
        return seen

    async with asyncio.TaskGroup() as group:
        group.create_task(speak())
        followers = [group.create_task(follow()) for _ in range(8)]
    for seen in (f.result() for f in followers):
        assert seen == list(range(1, len(seen) + 1))
    assert journal.figures().watchers == journal.figures().dropped == 0
    assert journal.figures().tail <= tail


async def test_lines_are_the_same_from_the_tail_and_from_the_store(store, line):
    journal = Journal(store)
    async with journal.watch(0) as lines:
        await journal.write(line("ส่งฟรีไหม", count=3))
        assert await lines.take() == await store.since(0)


async def test_a_late_watcher_catches_up_and_then_follows(store, line):
    journal = Journal(store, tail=10)
    for _ in range(30):
        await journal.write(line(count=20))
    follower = asyncio.create_task(read(journal, 100, 503))
    await asyncio.sleep(0)
    await journal.write(line(count=3))
    assert await follower == list(range(101, 604))


async def test_what_was_written_before_the_journal_is_read_too(store, line):
    await store.write(line(count=3))
    assert await read(Journal(store), 1, 2) == [2, 3]


async def test_many_watchers_read_the_store_once(store, line):
    counting = Counting(store)
    journal = Journal(counting)
    followers = [asyncio.create_task(read(journal, 0, 20)) for _ in range(50)]
    await asyncio.sleep(0)
    await journal.write(line(count=20))
    assert await asyncio.gather(*followers) == [list(range(1, 21))] * 50
    assert counting.reads == 1


async def test_a_watcher_that_stalls_is_let_go_and_the_others_are_not(store, line):
    journal = Journal(store, limit=10)
    brisk = asyncio.create_task(read(journal, 0, 15))
    async with journal.watch(0) as stalled:
        for _ in range(10):
            await journal.write(line())
        await anext(stalled)
        while journal.figures().slowest > 9:  # the brisk one reads in a thread
            await asyncio.sleep(0)
        assert (journal.figures().slowest, journal.figures().dropped) == (9, 0)
        for _ in range(5):
            await journal.write(line())
        assert journal.figures().dropped == 1
        with pytest.raises(
            SlowWatcher, match=r"feed after 1: too many lines wait for this reader \(connect again from the last line seen\)"
        ):
            await anext(stalled)
    assert await brisk == list(range(1, 16))
    assert await read(journal, stalled.place, 14) == list(range(2, 16))


async def test_a_burst_that_meets_a_waiting_watcher_does_not_drop_it(store, line):
    journal = Journal(store, limit=10)
    follower = asyncio.create_task(read(journal, 0, 500))
    await asyncio.sleep(0)
    await journal.write(line(count=500))
    assert await follower == list(range(1, 501))


async def test_a_long_past_is_not_held_against_a_watcher(store, line):
    journal = Journal(store, limit=10)
    await journal.write(line(count=600))
    async with journal.watch(0) as lines:
        await anext(lines)
        await journal.write(line(count=10))
        assert [r.seq for r in [await anext(lines) for _ in range(609)]] == list(range(2, 611))


async def test_a_place_beyond_the_record_belongs_to_another_one(store, line):
    journal = Journal(store)
    await journal.write(line())
    with pytest.raises(StoreError, match=r"feed: line 7 was asked for, the record ends at 1 \(start from a snapshot\)"):
        await read(journal, 7, 1)


async def test_a_watcher_may_start_from_a_line_that_is_not_acknowledged_yet(opened, tmp_path, line):
    committed, go_on = threading.Event(), threading.Event()

    def hold(point: str) -> None:
        if point == "after_commit":
            committed.set()
            assert go_on.wait(10)

    store = opened(tmp_path / "record.db", failpoint=hold)
    journal = Journal(store)
    writing = asyncio.create_task(journal.write(line()))
    await asyncio.to_thread(committed.wait, 10)
    assert [r.seq for r in await store.since(0)] == [1]
    async with journal.watch(1) as lines:
        go_on.set()
        await writing
        await journal.write(line())
        assert (await anext(lines)).seq == 2


async def test_closing_ends_watchers_after_the_last_line(store, line):
    journal = Journal(store)

    async def follow() -> list[int]:
        async with journal.watch(0) as lines:
            return [r.seq async for r in lines]

    followers = [asyncio.create_task(follow()) for _ in range(3)]
    await journal.write(line(count=5))
    journal.close()
    assert await asyncio.gather(*followers) == [[1, 2, 3, 4, 5]] * 3


async def test_repeats_wake_nobody_and_receipts_do(store, remark, reply):
    journal = Journal(store)
    async with journal.watch(0) as lines:
        await journal.write(remark(1))
        await journal.write(remark(1))
        (claimed,) = await journal.claim(room="live-1", lease_s=60)
        await journal.mark(Receipt(key=claimed.key, status="sent"), remark(2).entries[0])
        assert [(await anext(lines)).seq for _ in range(2)] == [1, 2]
        assert journal.figures().slowest == 0


async def test_replies_in_doubt_wait_for_their_own_room(store, reply):
    journal = Journal(store)
    await journal.write(Batch(outgoing=tuple(reply(f"r-{n}", room=f"live-{n % 2}") for n in range(4))))
    for room in ("live-0", "live-1"):
        await journal.claim(room=room, lease_s=0, limit=5)
    assert [[o.key for o in await journal.recover(room)] for room in ("live-1", "live-0", "live-1")] == [["r-1", "r-3"], ["r-0", "r-2"], []]
