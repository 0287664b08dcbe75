"""What only a file can show: it outlives the process, has one writer, and stands a locked or full disk."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter

import pytest

from assistant.errors import StoreError
from assistant.ports import Batch, Written
from assistant.record.faults import StoreDown


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shop" / "record.db"


async def test_the_pragmas_are_in_force(opened, path):
    store = opened(path)
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    in_force = {name: store._opened.writing.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
    assert in_force == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 2000}
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._opened.reading.execute("DELETE FROM log")


async def test_batches_queued_together_share_a_commit(opened, path, line):
    points: Counter[str] = Counter()
    store = opened(path, failpoint=lambda point: points.update([point]))
    await asyncio.gather(*(store.write(line()) for _ in range(1_000)))
    assert points["after_commit"] == points["before_commit"] <= 20
    assert await store.last_seq() == 1_000


async def test_a_restart_keeps_lines_identities_and_replies(opened, path, remark):
    store = opened(path)
    for number in range(3):
        await store.write(remark(number))
    before = await store.since(0)
    await store.close()
    store = opened(path)
    assert await store.since(0) == before
    assert [(await store.write(remark(1, d))).status for d in ("same", "other")] == ["repeat", "conflict"]
    assert await store.write(remark(9)) == Written(status="written", first_seq=4, last_seq=4)
    assert [o.key for o in await store.claim(room="live-1", lease_s=60)] == ["r-0", "r-1", "r-2", "r-9"]


async def test_what_was_being_sent_is_in_doubt_after_a_restart_whatever_the_clock_says(opened, path, remark):
    store = opened(path, steady=lambda: 5_000.0)
    await store.write(remark(1))
    await store.write(remark(2))
    await store.claim(room="live-1", lease_s=3_600, limit=1)
    await store.close()
    store = opened(path, steady=lambda: 0.0, wall=lambda: -1.0)
    assert [o.key for o in await store.recover()] == ["r-1"]
    assert await store.recover() == []
    assert [(r.seq, r.body["key"], r.body["status"]) for r in await store.since(2)] == [(3, "r-1", "uncertain")]
    assert [o.key for o in await store.claim(room="live-1", lease_s=60)] == ["r-2"]


async def test_a_record_has_one_writer(opened, path, line):
    store = opened(path)
    with pytest.raises(StoreError, match=r"process \d+ is writing this record \(stop that process"):
        opened(path)
    await store.write(line())
    await store.close()
    assert await opened(path).last_seq() == 1


async def test_a_lock_held_by_another_program_refuses_writes_until_it_goes(opened, path, line):
    store = opened(path, busy_ms=20)
    await store.write(line("before"))
    intruder = sqlite3.connect(path, isolation_level=None)
    try:
        intruder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreDown, match=r"record.db: locked by another program \(end what holds the file"):
            await store.write(line("during"))
        assert "locked by another program" in store.figures().fault
        assert [r.body["text"] for r in await store.since(0)] == ["before"]
    finally:
        intruder.close()
    await store.write(line("after"))
    assert ([(r.seq, r.body["text"]) for r in await store.since(0)], store.figures().fault) == ([(1, "before"), (2, "after")], None)


async def test_a_full_disk_refuses_writes_until_there_is_room(opened, path, line):
    store = opened(path)
    await store.write(line("before"))
    pages = store._opened.writing.execute("PRAGMA page_count").fetchone()[0]
    store._opened.writing.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreDown, match=r"is full \(free some space; writing resumes without a restart\)"):
        await store.write(line("x" * 100_000))
    assert "is full" in store.figures().fault
    assert [r.body["text"] for r in await store.since(0)] == ["before"]
    store._opened.writing.execute("PRAGMA max_page_count = 1000000")
    assert await store.write(line("y" * 100_000)) == Written(status="written", first_seq=2, last_seq=2)
    assert store.figures().fault is None


async def test_on_a_nearly_full_disk_small_batches_do_not_pay_for_a_large_one(opened, path, line):
    store = opened(path)
    pages = store._opened.writing.execute("PRAGMA page_count").fetchone()[0]
    store._opened.writing.execute(f"PRAGMA max_page_count = {pages + 2}")
    texts = ["a", "x" * 100_000, "b"]
    outcomes = await asyncio.gather(*(store.write(line(t)) for t in texts), return_exceptions=True)
    assert [type(o) for o in outcomes] == [Written, StoreDown, Written]
    assert [(r.seq, r.body["text"]) for r in await store.since(0)] == [(1, "a"), (2, "b")]


@pytest.mark.parametrize("spot", ["a_file/record.db", "a_folder"])
async def test_a_place_that_cannot_be_written_is_refused_with_the_remedy(opened, tmp_path, spot):
    (tmp_path / "a_file").write_text("not a folder")
    (tmp_path / "a_folder").mkdir()
    with pytest.raises(StoreError, match=r"folder"):
        opened(tmp_path / spot)
    assert await opened(tmp_path / "b_folder" / "record.db").last_seq() == 0


async def test_a_failed_opening_lets_go_of_the_record(opened, path):
    path.parent.mkdir()
    path.write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(StoreError, match=r"the file is not a record \(point the record at another file"):
        opened(path)
    path.unlink()
    assert await opened(path).write(Batch()) == Written(status="written")
