"""Everything that must be in hand before the record can be used: the right to write, an up-to-date file, two connections."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from assistant.record import faults, ledger, schema
from assistant.record.ownership import Ownership


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened record. In memory there is one connection for both uses, and no owner."""

    where: str
    writing: sqlite3.Connection
    reading: sqlite3.Connection
    owner: Ownership | None
    life: int  # how often the file was opened for writing, this time included
    tally: ledger.Tally

    @property
    def single(self) -> bool:
        """True when reads and writes must take turns."""
        return self.reading is self.writing


def open_record(path: Path | None, *, busy_ms: int, failpoint: Callable[[str], None]) -> Opened:
    """Raises StoreError, and lets go of everything, when any part cannot be had."""
    where = str(path or "memory")
    with ExitStack() as undo:
        owner = None
        if path is not None:
            owner = Ownership.take(path)
            undo.callback(owner.release)
        try:
            writing = schema.connect(path, busy_ms=busy_ms)
            undo.callback(writing.close)
            schema.prepare(writing, where, failpoint=failpoint)
            life, tally = ledger.begin_life(writing), ledger.read_tally(writing)
            reading = writing
            if path is not None:
                reading = schema.connect(path, busy_ms=busy_ms)
                reading.execute("PRAGMA query_only = ON")
        except sqlite3.Error as error:
            raise faults.explain(error, where) from error
        undo.pop_all()
    return Opened(where, writing, reading, owner, life, tally)
