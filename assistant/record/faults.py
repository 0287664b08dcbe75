"""What SQLite reports, as a StoreError with a remedy.

StoreError        the request cannot be met (a closed record, a line that is not JSON)
  StoreDown       the surroundings are at fault (lock, disk, rights): the same request may succeed later
"""

from __future__ import annotations

import sqlite3

from assistant.errors import StoreError

_FOLDER = "make the folder and the file writable for this user, or point the record at another folder"
_DISK = "check the disk and its mount; restore the file from a backup if it stays damaged"

# primary result code -> (what, remedy). These come from around the file, not from what was asked of it:
# they fail every batch of the transaction and go away without a restart.
_AROUND: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: ("locked by another program", "end what holds the file (a backup, a database browser), then send again"),
    sqlite3.SQLITE_LOCKED: ("locked by another connection", "end what holds the file, then send again"),
    sqlite3.SQLITE_FULL: ("the disk or the size allowed for the file is full", "free some space; writing resumes without a restart"),
    sqlite3.SQLITE_READONLY: ("cannot be written", _FOLDER),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", _FOLDER),
    sqlite3.SQLITE_PERM: ("access is refused", _FOLDER),
    sqlite3.SQLITE_IOERR: ("the disk reports an error", _DISK),
    sqlite3.SQLITE_CORRUPT: ("the file is damaged", "restore it from a backup"),
    sqlite3.SQLITE_NOTADB: ("the file is not a record", "point the record at another file, or restore it from a backup"),
}


class StoreDown(StoreError):
    """Writing or reading fails for reasons around the file; it may be tried again without a restart."""


def code(error: BaseException) -> int:
    """SQLite's primary result code; 0 when the error did not come from the library."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def is_around(error: BaseException) -> bool:
    """True when the surroundings are at fault (lock, disk, rights) and not the one batch."""
    return code(error) in _AROUND


def explain(error: BaseException, where: str) -> StoreError:
    """`where` is the file the record lies in."""
    if isinstance(error, StoreError):
        return error
    if known := _AROUND.get(code(error)):
        return StoreDown(known[0], where=where, remedy=known[1])
    return StoreError(f"{type(error).__name__}: {error}", where=where)
