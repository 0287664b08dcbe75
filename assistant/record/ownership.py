"""One writing process per record.

The owner keeps a write transaction open on a small SQLite file beside the record. The lock lives in the kernel and goes
with the process, so a killed owner never blocks its successor; it is not inherited by child processes either.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from assistant.errors import StoreError
from assistant.record import faults

PATIENCE_S = 0.25  # covers two starters meeting, not an owner at work


class Ownership:
    """The right to write one record. Take it, keep it while writing, release it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def take(cls, record: Path) -> Ownership:
        """Raises StoreError when another process (or another store of this one) writes the record, or the folder is not writable."""
        lock = record.with_name(record.name + ".lock")
        try:
            record.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(lock, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            remedy = "make the folder writable for this user, or point the record at another folder"
            raise StoreError(f"the folder cannot be used: {error}", where=str(record), remedy=remedy) from error
        try:
            _sign(connection)
        except sqlite3.Error as error:
            refusal = _held(connection, record) if faults.code(error) == sqlite3.SQLITE_BUSY else faults.explain(error, str(lock))
            connection.close()
            raise refusal from error
        return cls(connection)

    def release(self) -> None:
        self._connection.close()


def _sign(connection: sqlite3.Connection) -> None:
    """Write down who owns the record where others can read it, then hold the lock for good."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("CREATE TABLE IF NOT EXISTS owner (pid INTEGER NOT NULL)")
    connection.execute("DELETE FROM owner")
    connection.execute("INSERT INTO owner VALUES (?)", (os.getpid(),))
    connection.execute("COMMIT")
    connection.execute("BEGIN IMMEDIATE")


def _held(connection: sqlite3.Connection, record: Path) -> StoreError:
    try:
        row = connection.execute("SELECT pid FROM owner").fetchone()
    except sqlite3.Error:
        row = None
    who = f"process {row[0]}" if row else "another process"
    return StoreError(f"{who} is writing this record", where=str(record), remedy="stop that process, or give this one a file of its own")
