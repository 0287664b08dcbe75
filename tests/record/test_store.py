"""The contract of a store: what every implementation of the `Store` port owes, on a file and in memory."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from assistant.domain import Entry, Receipt
from assistant.errors import StoreError
from assistant.ports import Batch, Store, Written


def statuses(store: Store) -> dict[str, int]:
    return {status: count for status, count in store.figures().outbox.items() if count}


async def test_lines_come_back_as_written_numbered_without_holes(fresh, line):
    store = fresh(wall=lambda: 1_700_000_000.5)
    written = [await store.write(line("ราคาเท่าไหร่", count=2)), await store.write(line("كم السعر؟"))]
    assert written == [Written(status="written", first_seq=1, last_seq=2), Written(status="written", first_seq=3, last_seq=3)]
    assert [(r.seq, r.at, r.room, r.kind, r.body["text"], r.body["n"]) for r in await store.since(0)] == [
        (1, 1_700_000_000.5, "live-1", "comment", "ราคาเท่าไหร่", 0),
        (2, 1_700_000_000.5, "live-1", "comment", "ราคาเท่าไหร่", 1),
        (3, 1_700_000_000.5, "live-1", "comment", "كم السعر؟", 0),
    ]
    assert isinstance(store, Store)


async def test_reading_from_a_place_in_one_room_a_page_at_a_time(store, line):
    for number in range(6):
        await store.write(line(room=f"live-{number % 2}"))
    assert [r.seq for r in await store.since(2)] == [3, 4, 5, 6]
    assert [r.seq for r in await store.since(1, room="live-1", limit=2)] == [2, 4]
    assert await store.last_seq() == 6


@pytest.mark.parametrize(
    ("digest", "status"), [pytest.param("same", "repeat", id="redelivered"), pytest.param("other", "conflict", id="same-id-other-words")]
)
async def test_a_remark_seen_before_writes_nothing(store, remark, digest, status):
    await store.write(remark(1))
    assert await store.write(remark(1, digest)) == Written(status=status)
    assert (await store.last_seq(), statuses(store)) == (1, {"pending": 1})


async def test_copies_of_a_remark_committed_together_are_written_once(store, remark):
    outcomes = await asyncio.gather(*(store.write(remark(n // 3)) for n in range(30)))
    assert sorted(o.status for o in outcomes) == ["repeat"] * 20 + ["written"] * 10
    assert (await store.last_seq(), statuses(store), store.figures().written) == (10, {"pending": 10}, 10)


async def test_one_key_is_one_reply(store, reply):
    await store.write(Batch(outgoing=(reply("r-1", "first"), reply("r-1", "second"))))
    await store.write(Batch(outgoing=(reply("r-1", "third"), reply("r-2"))))
    assert [(o.key, o.text) for o in await store.claim(room="live-1", lease_s=60)] == [("r-1", "first"), ("r-2", "It is 300 baht.")]


async def test_claims_go_oldest_first_and_never_twice(store, reply):
    await store.write(Batch(outgoing=tuple(reply(f"r-{n}", room=f"live-{n % 2}") for n in range(6))))
    claimed = [await store.claim(room="live-1", lease_s=60, limit=2) for _ in range(3)]
    assert [[o.key for o in some] for some in claimed] == [["r-1", "r-3"], ["r-5"], []]
    assert statuses(store) == {"pending": 3, "sending": 3}


@pytest.mark.parametrize("status", ["sent", "uncertain", "failed", "expired"])
async def test_closing_a_reply_writes_its_line_with_it(store, reply, status):
    await store.write(Batch(outgoing=(reply(),)))
    await store.claim(room="live-1", lease_s=60)
    receipt = Receipt(key="r-1", status=status, platform_id="p-9")
    for _ in range(2):  # the same end twice is one end
        await store.mark(receipt, Entry(room="live-1", kind="receipt", body=receipt.model_dump()))
    assert ([r.body["status"] for r in await store.since(0)], statuses(store)) == ([status], {status: 1})


@pytest.mark.parametrize(
    ("claim", "first", "then"),
    [
        pytest.param(False, None, "sent", id="not-claimed"),
        pytest.param(True, "sent", "failed", id="sent-already"),
        pytest.param(True, "expired", "sent", id="expired-already"),
    ],
)
async def test_a_reply_that_is_not_being_sent_cannot_be_closed(store, reply, claim, first, then):
    await store.write(Batch(outgoing=(reply(),)))
    if claim:
        await store.claim(room="live-1", lease_s=60)
        await store.mark(Receipt(key="r-1", status=first))
    before = statuses(store)
    with pytest.raises(StoreError, match=r"r-1 is .* \(claim a reply before closing it"):
        await store.mark(Receipt(key="r-1", status=then))
    assert (statuses(store), store.figures().fault) == (before, None)


async def test_a_reply_in_doubt_can_be_settled_later(store, reply):
    await store.write(Batch(outgoing=(reply(),)))
    await store.claim(room="live-1", lease_s=60)
    await store.mark(Receipt(key="r-1", status="uncertain"))
    await store.mark(Receipt(key="r-1", status="sent"))
    assert statuses(store) == {"sent": 1}


async def test_a_lease_that_ran_out_leaves_the_reply_in_doubt(fresh, reply):
    steady = [100.0]
    store = fresh(steady=lambda: steady[0])
    await store.write(Batch(outgoing=(reply(),)))
    await store.claim(room="live-1", lease_s=60)
    steady[0] = 159.0
    assert await store.recover() == []
    steady[0] = 160.0
    assert [o.key for o in await store.recover()] == ["r-1"]
    assert await store.claim(room="live-1", lease_s=60) == []
    assert [(r.kind, r.body["key"], r.body["status"]) for r in await store.since(0)] == [("receipt", "r-1", "uncertain")]


def _nested() -> list[Any]:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    return deep


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"users": {"a"}}, id="a-set"),
        pytest.param({"price": float("nan")}, id="not-a-number"),
        pytest.param({"deep": _nested()}, id="nested-without-end"),
    ],
)
async def test_a_body_that_is_not_json_is_refused_before_it_is_queued(store, body):
    with pytest.raises(StoreError, match=r"live-1: the body of a comment line is not JSON: .* \(hand in plain JSON values"):
        await store.write(Batch(entries=(Entry(room="live-1", kind="comment", body=body),)))
    assert store.figures().peak == 0


async def test_half_an_emoji_comes_back_as_it_was(store):
    body = {"text": "ok \ud83d", "lang": "th"}
    await store.write(Batch(entries=(Entry(room="live-1", kind="comment", body=body),)))
    assert [r.body for r in await store.since(0)] == [body]


async def test_one_bad_batch_fails_alone_among_those_committed_with_it(store, line):
    unwritable = Entry(room="live-\ud83d", kind="comment", body={})
    batches = [line(count=2) for _ in range(10)]
    batches[5] = batches[5].model_copy(update={"entries": (*batches[5].entries, unwritable)})
    outcomes = await asyncio.gather(*(store.write(b) for b in batches), return_exceptions=True)
    assert [type(o) for o in outcomes] == [Written] * 5 + [StoreError] + [Written] * 4
    assert [r.seq for r in await store.since(0)] == list(range(1, 19))


async def test_a_full_queue_refuses_at_once_and_keeps_what_it_took(fresh, line):
    reached, go_on = threading.Event(), threading.Event()

    def hold(point: str) -> None:
        if point == "before_commit":
            reached.set()
            assert go_on.wait(10)

    store = fresh(limit=3, failpoint=hold)
    first = asyncio.create_task(store.write(line()))
    await asyncio.to_thread(reached.wait, 10)
    waiting = [asyncio.create_task(store.write(line())) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(StoreError, match=r"3 batches wait to be written \(keep this one"):
        await store.write(line())
    figures = store.figures()
    go_on.set()
    await asyncio.gather(first, *waiting)
    assert (figures.waiting, figures.peak, figures.limit, figures.refused) == (3, 3, 3, 1)
    assert (store.figures().written, store.figures().waiting, await store.last_seq()) == (4, 0, 4)


async def test_a_caller_that_leaves_does_not_take_its_batch_along(store, line):
    leaving = asyncio.create_task(store.write(line()))
    await asyncio.sleep(0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert (await store.write(line())).last_seq == 2


async def test_closing_commits_what_is_queued_and_refuses_the_rest(store, line):
    queued = [asyncio.create_task(store.write(line())) for _ in range(50)]
    await asyncio.sleep(0)
    await store.close()
    await store.close()
    assert [w.last_seq for w in await asyncio.gather(*queued)] == list(range(1, 51))
    with pytest.raises(StoreError, match=r"the record is closed \(write before closing\)"):
        await store.write(line())
    with pytest.raises(StoreError, match="the record is closed"):
        await store.since(0)
