"""Which files a record opens: older ones are brought up to date, newer and foreign ones are refused untouched."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from assistant.errors import StoreError
from assistant.record import schema
from assistant.record.store import SqliteStore

NEXT = (*schema.STEPS, ("ALTER TABLE log ADD COLUMN show TEXT NOT NULL DEFAULT ''", "CREATE INDEX log_by_show ON log (show)"))


def version(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("PRAGMA user_version").fetchone()[0]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "record.db"


async def test_an_older_file_is_brought_up_to_date_with_its_lines(path, line):
    store = SqliteStore.open(path)
    await store.write(line("kept"))
    await store.close()
    with closing(schema.connect(path)) as db:
        schema.migrate(db, "record.db", NEXT)
        assert db.execute("SELECT seq, show FROM log").fetchall() == [(1, "")]
    assert version(path) == len(schema.STEPS) + 1


def test_a_migration_that_dies_leaves_the_older_file_whole(path):
    def die(_: str) -> None:
        raise KeyboardInterrupt

    with closing(schema.connect(path)) as db:
        schema.migrate(db, "record.db")
        before = list(db.iterdump())
        with pytest.raises(KeyboardInterrupt):
            schema.migrate(db, "record.db", NEXT, failpoint=die)
    with closing(schema.connect(path)) as db:
        assert (list(db.iterdump()), version(path)) == (before, len(schema.STEPS))
        schema.migrate(db, "record.db", NEXT)
    assert version(path) == len(NEXT)


def test_a_newer_file_is_refused_untouched(path):
    with closing(schema.connect(path)) as db:
        schema.migrate(db, "record.db", NEXT)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"record.db: the record has schema version 3, this program knows up to 2 \(upgrade the program"):
        SqliteStore.open(path)
    assert path.read_bytes() == before


def test_another_programs_file_is_refused_untouched(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
        db.commit()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"this SQLite file is not a record \(point the record at another file\)"):
        SqliteStore.open(path)
    assert path.read_bytes() == before
