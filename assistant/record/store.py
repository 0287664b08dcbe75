"""SqliteStore: the record in one SQLite file, or in memory for replay and evals."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TypeVar

from assistant.domain import Entry, Outgoing, Receipt, Recorded
from assistant.errors import StoreError
from assistant.letters import Claimed, Delivery, LetterRow
from assistant.ports import Batch, StoreFigures, Written
from assistant.record import faults, ledger, letterbox, schema
from assistant.record.opening import Opened, open_record
from assistant.record.writer import Writer

T = TypeVar("T")


def _live_on(_: str) -> None:
    """The failpoint of a store that is not to die."""


class SqliteStore:
    """The `Store` port. `open` it; `close` commits what is queued and lets go of the file.

    Queue: up to `limit` batches wait for the writer; a further one is refused at once with StoreError and counted, and
    stays with its caller. Claims and marks are exempt: there are never more than replies in hand.
    Reads have a connection and a thread of their own, and go on while writing fails.
    """

    def __init__(
        self,
        opened: Opened,
        *,
        wall: Callable[[], float],
        steady: Callable[[], float],
        limit: int,
        failpoint: Callable[[str], None],
    ) -> None:
        self._opened, self._wall, self._steady, self._limit, self._failpoint = opened, wall, steady, limit, failpoint
        self._turn = threading.Lock()
        self._writer = Writer(opened.writing, opened.tally, opened.where, turn=self._turn, failpoint=failpoint)
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="record-reader")
        self._peak = self._refused = 0
        self._closed = False

    @classmethod
    def open(
        cls,
        path: Path | None,
        *,
        wall: Callable[[], float] = time.time,
        limit: int = 10_000,
        failpoint: Callable[[str], None] = _live_on,
        steady: Callable[[], float] = time.monotonic,
        busy_ms: int = schema.BUSY_MS,
    ) -> SqliteStore:
        """Open or create the record at `path`; `None` keeps it in memory. Blocks for migrations; needs no event loop.

        `wall` stamps the lines (seconds since the epoch), `steady` measures leases; both are also called on the writer's thread.
        `busy_ms` is how long a write waits for another program's lock. `failpoint` is called at named points, for kill tests.
        Raises StoreError: written by another process, newer or foreign file, folder not writable.
        """
        opened = open_record(path, busy_ms=busy_ms, failpoint=failpoint)
        return cls(opened, wall=wall, steady=steady, limit=limit, failpoint=failpoint)

    async def write(self, batch: Batch) -> Written:
        """See `Store.write`. The batch is durable when this returns; a repeat or conflict has written nothing."""
        prepared = ledger.ready(batch)
        waiting = self._writer.waiting
        if waiting >= self._limit:
            self._refused += 1
            remedy = "keep this one and send it again shortly"
            raise StoreError(f"{waiting} batches wait to be written", where=self._opened.where, remedy=remedy)
        self._peak = max(self._peak, waiting + 1)
        wall = self._wall
        written: Written = await self._writer.submit(lambda db, tally: ledger.append(db, tally, prepared, wall()))
        return written

    async def since(self, seq: int, *, room: str | None = None, limit: int = 1000) -> list[Recorded]:
        return await self._read(lambda db: ledger.since(db, seq, room, limit))

    async def last_seq(self) -> int:
        """Read from the file like the lines themselves: never behind a line that `since` has shown."""
        return await self._read(ledger.last_seq)

    async def claim(self, *, room: str, lease_s: float, limit: int = 10, but: Sequence[str] = ()) -> list[Outgoing]:
        act = partial(ledger.claim, room=room, limit=limit, life=self._opened.life, until=self._steady() + lease_s, but=tuple(but))
        claimed: list[Outgoing] = await self._writer.submit(act)
        if claimed:
            self._failpoint("after_claim")
        return claimed

    async def put_back(self, key: str) -> None:
        await self._writer.submit(lambda db, tally: ledger.put_back(db, tally, key))

    async def mark(self, receipt: Receipt, entry: Entry | None = None) -> None:
        """See `Store.mark`. A reply in doubt may be settled too; the same end twice is written once.

        Raises StoreError for a reply that is not being sent.
        """
        self._failpoint("before_mark")
        prepared = None if entry is None else ledger.line(entry)
        wall = self._wall
        await self._writer.submit(lambda db, tally: ledger.mark(db, tally, receipt, prepared, wall()))
        self._failpoint("after_mark")

    async def recover(self) -> list[Outgoing]:
        """See `Store.recover`: replies left by an earlier process, or whose lease ran out. Their log lines are written with it."""
        life, now, wall = self._opened.life, self._steady(), self._wall
        lost: list[Outgoing] = await self._writer.submit(lambda db, tally: ledger.recover(db, tally, life, now, wall()))
        return lost

    async def claim_letter(self, *, room: str, lease_s: float, but: Sequence[str] = ()) -> Claimed | None:
        act = partial(letterbox.claim, room=room, life=self._opened.life, until=self._steady() + lease_s, but=tuple(but))
        claimed: Claimed | None = await self._writer.submit(act)
        if claimed is not None:
            self._failpoint("after_claim_letter")
        return claimed

    async def put_back_letter(self, key: str, detail: str, *, doubtful: bool) -> None:
        await self._writer.submit(lambda db, tally: letterbox.put_back(db, tally, key, detail, doubtful))

    async def mark_letter(self, delivery: Delivery, entry: Entry | None = None) -> None:
        """See `Store.mark_letter`. Raises StoreError for a letter that is not being sent."""
        self._failpoint("before_mark_letter")
        prepared, wall = None if entry is None else ledger.line(entry), self._wall
        await self._writer.submit(lambda db, tally: letterbox.mark(db, tally, delivery, prepared, wall()))
        self._failpoint("after_mark_letter")

    async def recover_letters(self) -> int:
        life, now = self._opened.life, self._steady()
        count: int = await self._writer.submit(lambda db, tally: letterbox.recover(db, tally, life, now))
        return count

    async def retry_letter(self, key: str) -> bool:
        found: bool = await self._writer.submit(lambda db, tally: letterbox.retry(db, tally, key))
        return found

    async def letters(self, *, room: str | None = None, limit: int = 200) -> list[LetterRow]:
        return await self._read(lambda db: letterbox.unfinished(db, room, limit))

    def figures(self) -> StoreFigures:
        tally = self._writer.tally
        return StoreFigures(
            waiting=self._writer.waiting,
            peak=self._peak,
            limit=self._limit,
            written=tally.written,
            refused=self._refused,
            last_seq=tally.seq,
            outbox=dict(tally.outbox),
            letters=dict(tally.letters),
            fault=self._writer.fault,
        )

    async def close(self) -> None:
        """Commit what is queued and let go of the file. May be called twice."""
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._shut)

    def _shut(self) -> None:
        self._readers.shutdown()
        if not self._opened.single:
            self._opened.reading.close()
        self._writer.close()
        if self._opened.owner is not None:
            self._opened.owner.release()

    async def _read(self, ask: Callable[[sqlite3.Connection], T]) -> T:
        if self._closed:
            raise StoreError("the record is closed", where=self._opened.where, remedy="read before closing")
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._ask, ask)

    def _ask(self, ask: Callable[[sqlite3.Connection], T]) -> T:
        with self._turn if self._opened.single else nullcontext():
            try:
                return ask(self._opened.reading)
            except (sqlite3.Error, OverflowError) as error:
                raise faults.explain(error, self._opened.where) from error
