"""The one thread that writes: what is queued together is committed together.

Each act runs behind a savepoint, so one bad batch fails alone; a fault around the file (lock, disk) fails the whole
transaction, and nothing of it is acknowledged. The next transaction tries afresh: recovery needs no restart.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from assistant.errors import StoreError
from assistant.record import faults
from assistant.record.ledger import Act, Tally

GROUP = 512  # most acts in one transaction: bounds how long the first one waits for its commit


@dataclass(frozen=True, slots=True)
class Job:
    """An act and who waits for it."""

    act: Act
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


Outcome = tuple[bool, Any]  # (True, result) or (False, StoreError)


class Writer:
    """Owns the writing connection. `submit` is called on an event loop; everything else happens on the thread."""

    def __init__(
        self, connection: sqlite3.Connection, tally: Tally, where: str, *, turn: threading.Lock, failpoint: Callable[[str], None]
    ) -> None:
        self.tally = tally  # as committed; replaced as a whole, so any thread may read it
        self.fault: str | None = None
        self._connection, self._where, self._turn, self._failpoint = connection, where, turn, failpoint
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="record-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        return self._queue.qsize()

    def submit(self, act: Act) -> asyncio.Future[Any]:
        """Queue an act; the future ends after its commit. Raises StoreError once closed."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        with self._gate:
            if self._closed:
                raise StoreError("the record is closed", where=self._where, remedy="write before closing")
            self._queue.put(Job(act, loop, future))
        return future

    def close(self) -> None:
        """Commit what is queued, then end the thread and close the connection. Blocks; may be called twice."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        open_ = True
        while open_:
            jobs, open_ = self._take()
            if jobs:
                with self._turn:
                    outcomes = self._commit(jobs)
                self._acknowledge(jobs, outcomes)
        self._connection.close()

    def _take(self) -> tuple[list[Job], bool]:
        """Wait for one act, then take all that queued up meanwhile."""
        jobs: list[Job] = []
        item = self._queue.get()
        while item is not None:
            jobs.append(item)
            if len(jobs) == GROUP:
                return jobs, True
            try:
                item = self._queue.get_nowait()
            except Empty:
                return jobs, True
        return jobs, False

    def _commit(self, jobs: list[Job]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            tally = self.tally
            for job in jobs:
                tally, outcome = self._perform(job.act, tally)
                outcomes.append(outcome)
            self._failpoint("before_commit")
            self._connection.execute("COMMIT")
        except Exception as error:  # a thread that dies would leave every caller waiting for good
            return self._undo(jobs, error)
        self._failpoint("after_commit")
        self.tally, self.fault = tally, None
        return outcomes

    def _perform(self, act: Act, tally: Tally) -> tuple[Tally, Outcome]:
        self._connection.execute("SAVEPOINT act")
        try:
            after, result = act(self._connection, tally)
        except Exception as error:  # whatever one batch brings must not touch its neighbours
            if faults.is_around(error):
                raise
            self._connection.execute("ROLLBACK TO act")
            self._connection.execute("RELEASE act")
            return tally, (False, faults.explain(error, self._where))
        self._connection.execute("RELEASE act")
        return after, (True, result)

    def _undo(self, jobs: list[Job], error: Exception) -> list[Outcome]:
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):  # the next BEGIN then fails and comes back here
                self._connection.execute("ROLLBACK")
        if len(jobs) > 1 and faults.code(error) == sqlite3.SQLITE_FULL:
            return [self._commit([job])[0] for job in jobs]  # the small ones may still fit
        refusal = faults.explain(error, self._where)
        self.fault = str(refusal)
        return [(False, refusal) for _ in jobs]

    def _acknowledge(self, jobs: list[Job], outcomes: list[Outcome]) -> None:
        self._failpoint("before_ack")
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Outcome]]] = {}
        for job, outcome in zip(jobs, outcomes, strict=True):
            by_loop.setdefault(job.loop, []).append((job.future, outcome))
        for loop, pairs in by_loop.items():
            if not loop.is_closed():  # nobody waits on a loop that has ended
                loop.call_soon_threadsafe(_resolve, pairs)


def _resolve(pairs: list[tuple[asyncio.Future[Any], Outcome]]) -> None:
    for future, (fine, value) in pairs:
        if future.done():  # the caller was cancelled; what it asked for is committed all the same
            continue
        if fine:
            future.set_result(value)
        else:
            future.set_exception(value)
