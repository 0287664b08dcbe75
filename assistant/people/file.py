"""The people file: a small SQLite file, readable by its owner only, one thread, every change in one durable transaction."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from assistant.errors import StoreError
from assistant.record import faults, schema

APPLICATION_ID = 0x4C41_0002  # "LA" and 2: the record has 1
WAITING = 128  # changes in line; then refused
T = TypeVar("T")

STEPS: tuple[schema.Step, ...] = (
    (
        """CREATE TABLE person (
             id       TEXT PRIMARY KEY,
             name     TEXT NOT NULL,
             key      TEXT NOT NULL UNIQUE,
             role     TEXT NOT NULL CHECK (role IN ('owner', 'host', 'operator', 'agent', 'viewer', 'guest')),
             state    TEXT NOT NULL CHECK (state IN ('invited', 'active', 'disabled')),
             password TEXT,
             since    REAL NOT NULL
           )""",
        # only digests: who reads the file can neither follow a link nor be somebody
        """CREATE TABLE link (
             digest  TEXT PRIMARY KEY,
             person  TEXT NOT NULL REFERENCES person (id),
             purpose TEXT NOT NULL CHECK (purpose IN ('join', 'reset', 'pass', 'screen')),
             until   REAL NOT NULL
           ) WITHOUT ROWID""",
        """CREATE TABLE session (
             digest TEXT PRIMARY KEY,
             person TEXT NOT NULL REFERENCES person (id),
             began  REAL NOT NULL,
             seen   REAL NOT NULL
           ) WITHOUT ROWID""",
        """CREATE TABLE deed (
             seq     INTEGER PRIMARY KEY AUTOINCREMENT,
             at      REAL NOT NULL,
             who     TEXT NOT NULL,
             role    TEXT NOT NULL,
             address TEXT NOT NULL,
             what    TEXT NOT NULL,
             outcome TEXT NOT NULL,
             about   TEXT NOT NULL
           )""",
    ),
)


class File:
    """One connection and the thread that uses it. Other processes may read and change the file meanwhile."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        self._connection, self.where = connection, where
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="people")
        self._waiting = 0
        self._closed = False
        self.refused = 0  # changes turned away because too many waited

    @classmethod
    def open(cls, path: Path | None) -> File:
        """Open or create; None keeps it in memory. Raises `StoreError`: foreign or newer file, folder not writable."""
        where = str(path or "memory")
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # SQLite gives its side files the same rights
                path.chmod(0o600)
            connection = schema.connect(path)
            schema.migrate(connection, where, STEPS, application=APPLICATION_ID, what="people file", before=schema.make_durable)
        except OSError as error:
            raise StoreError(f"the file cannot be used: {error}", where=where, remedy="make its folder writable for this user") from error
        except sqlite3.Error as error:
            raise faults.explain(error, where) from error
        return cls(connection, where)

    async def run(self, act: Callable[[sqlite3.Connection], T]) -> T:
        """`act` in one transaction on the file's thread. Raises `StoreError`, and whatever `act` raises; nothing is changed then."""
        if self._closed or self._waiting >= WAITING:
            self.refused += 1
            raise StoreError("the people file takes no more at this moment", where=self.where, remedy="try again in a few seconds")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self.do, act)
        finally:
            self._waiting -= 1

    def do(self, act: Callable[[sqlite3.Connection], T]) -> T:
        """The same at once, for who has no event loop."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                done = act(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise faults.explain(error, self.where) from error
        return done

    async def version(self) -> int:
        """A number that differs after another process has changed the file. Raises `StoreError`."""
        ask = self._connection.execute
        try:
            return int(await asyncio.get_running_loop().run_in_executor(self._thread, lambda: ask("PRAGMA data_version").fetchone()[0]))
        except sqlite3.Error as error:
            raise faults.explain(error, self.where) from error

    def close(self) -> None:
        """Finish what is queued and let go of the file. May be called twice."""
        self._closed = True
        self._thread.shutdown()
        self._connection.close()
