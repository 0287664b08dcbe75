"""The tables of the record, the pragmas in force, and how an older file is brought up to date.

`PRAGMA user_version` counts the steps a file has seen. A step, once released, is never edited: a change is a new step.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from assistant.errors import StoreError

Step = tuple[str, ...]

APPLICATION_ID = 0x4C41_0001  # "LA": tells a record from any other SQLite file
BUSY_MS = 2_000
WAL_BYTES = 64 * 1024 * 1024

STEPS: tuple[Step, ...] = (
    (
        """CREATE TABLE log (
             seq  INTEGER PRIMARY KEY,
             at   REAL NOT NULL,
             room TEXT NOT NULL,
             kind TEXT NOT NULL,
             body TEXT NOT NULL
           )""",
        "CREATE INDEX log_by_room ON log (room, seq)",
        """CREATE TABLE seen (
             source    TEXT NOT NULL,
             source_id TEXT NOT NULL,
             digest    TEXT NOT NULL,
             PRIMARY KEY (source, source_id)
           ) WITHOUT ROWID""",
        """CREATE TABLE outbox (
             id          INTEGER PRIMARY KEY,
             key         TEXT NOT NULL UNIQUE,
             room        TEXT NOT NULL,
             status      TEXT NOT NULL CHECK (status IN ('pending', 'sending', 'sent', 'uncertain', 'failed', 'expired')),
             attempt     INTEGER NOT NULL DEFAULT 0,
             life        INTEGER,
             lease_until REAL,
             platform_id TEXT,
             detail      TEXT NOT NULL DEFAULT '',
             payload     TEXT NOT NULL
           )""",
        "CREATE INDEX outbox_pending ON outbox (room, id) WHERE status = 'pending'",
        "CREATE INDEX outbox_sending ON outbox (id) WHERE status = 'sending'",
        # One row: how often the file was opened for writing. A lease of an earlier life is void whatever the clocks say.
        "CREATE TABLE life (only INTEGER PRIMARY KEY CHECK (only = 1), number INTEGER NOT NULL)",
        "INSERT INTO life VALUES (1, 0)",
    ),
    (
        # Letters to an outside desk lie beside the replies. Those of one thread (a case's episode) go out in order.
        "ALTER TABLE outbox ADD COLUMN kind TEXT NOT NULL DEFAULT 'reply' CHECK (kind IN ('reply', 'letter'))",
        "ALTER TABLE outbox ADD COLUMN thread TEXT",
        "ALTER TABLE outbox ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0",
        "DROP INDEX outbox_pending",
        "CREATE INDEX outbox_pending ON outbox (kind, room, id) WHERE status = 'pending'",
        "CREATE INDEX outbox_thread ON outbox (room, thread, id) WHERE thread IS NOT NULL",
        "CREATE INDEX outbox_unfinished ON outbox (id) WHERE kind = 'letter' AND status <> 'sent'",
    ),
)


def connect(path: Path | None, *, busy_ms: int = BUSY_MS) -> sqlite3.Connection:
    """A connection in autocommit (transactions are spelled out); `None` is a private database in memory.

    Used by one thread at a time, not by the one that opened it, hence `check_same_thread`.
    """
    name = ":memory:" if path is None else str(path)
    connection = sqlite3.connect(name, timeout=busy_ms / 1000, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def make_durable(connection: sqlite3.Connection) -> None:
    """Write-ahead log, synced at every commit: what is committed outlives the process and the power."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA journal_size_limit = {WAL_BYTES}")


def migrate(
    connection: sqlite3.Connection,
    where: str,
    steps: tuple[Step, ...] = STEPS,
    failpoint: Callable[[str], None] = lambda _: None,
    *,
    application: int = APPLICATION_ID,
    what: str = "record",
    before: Callable[[sqlite3.Connection], None] = lambda _: None,
) -> None:
    """Bring the file to `len(steps)`; each step commits with its number. Raises StoreError for a foreign or newer file.

    `application` and `what` tell other kinds of files than records apart; `before` sees the connection once the file is known to be ours."""
    version = _version(connection, where, len(steps), application, what)
    before(connection)
    for number, step in enumerate(steps[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if int(connection.execute("PRAGMA user_version").fetchone()[0]) >= number:  # another process was quicker
                connection.execute("ROLLBACK")
                continue
            for statement in step:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {application}")
            connection.execute(f"PRAGMA user_version = {number}")
            failpoint("before_migrated")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _version(connection: sqlite3.Connection, where: str, known: int, application: int, what: str) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    found = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = int(connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0])
    if tables and found != application:
        raise StoreError(f"this SQLite file is not a {what}", where=where, remedy=f"point the {what} at another file")
    if version > known:
        raise StoreError(
            f"the {what} has schema version {version}, this program knows up to {known}",
            where=where,
            remedy="upgrade the program, or restore the backup made before the upgrade",
        )
    return version


def prepare(connection: sqlite3.Connection, where: str, *, failpoint: Callable[[str], None] = lambda _: None) -> None:
    """Make a connection fit for writing. A foreign or newer file is refused (StoreError) before anything in it changes."""
    migrate(connection, where, failpoint=failpoint, before=make_durable)
