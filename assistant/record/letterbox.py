"""The SQL of letters to an outside desk: the outbox of `ledger`, with an order within each thread and doubt that survives a crash.

Acts as in `ledger`: they run inside the writer's transaction, and nothing here commits or waits.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from assistant.domain import Entry
from assistant.errors import StoreError
from assistant.letters import Claimed, Delivery, Letter, LetterRow, Ticket
from assistant.record.ledger import Line, Tally, log

# A letter waits for what comes before it in its thread: all that is not finished, and a hand-over that did not arrive.
_BLOCKED = """EXISTS (SELECT 1 FROM outbox AS before WHERE before.room = o.room AND before.thread = o.thread AND before.id < o.id
  AND (before.status IN ('pending', 'sending')
       OR (before.status IN ('failed', 'uncertain') AND json_extract(before.payload, '$.kind') = 'hand_over')))"""


def claim(
    connection: sqlite3.Connection, tally: Tally, room: str, life: int, until: float, but: Sequence[str] = ()
) -> tuple[Tally, Claimed | None]:
    """The oldest letter that may go. `but`: threads that are passed over."""
    passed = "".join(" AND thread <> ?" for _ in but)
    row = connection.execute(
        f"SELECT id, payload, attempt, doubtful, thread FROM outbox AS o WHERE kind = 'letter' AND status = 'pending' AND room = ?{passed}"  # noqa: S608 - fixed phrases
        f" AND NOT {_BLOCKED} ORDER BY id LIMIT 1",
        (room, *but),
    ).fetchone()
    if row is None:
        return tally, None
    number, payload, attempt, doubtful, thread = row
    connection.execute(
        "UPDATE outbox SET status = 'sending', attempt = attempt + 1, life = ?, lease_until = ? WHERE id = ?", (life, until, number)
    )
    letter = Letter.model_validate_json(payload)
    ticket = None if letter.kind == "hand_over" else _ticket(connection, room, thread)
    claimed = Claimed(letter=letter, attempt=attempt + 1, doubtful=bool(doubtful), ticket=ticket)
    return tally.moved(1, come="sending", go="pending", kind="letter"), claimed


def _ticket(connection: sqlite3.Connection, room: str, thread: str) -> Ticket | None:
    row = connection.execute(
        "SELECT platform_id FROM outbox WHERE room = ? AND thread = ? AND platform_id IS NOT NULL ORDER BY id LIMIT 1", (room, thread)
    ).fetchone()
    return Ticket.model_validate_json(row[0]) if row else None


def put_back(connection: sqlite3.Connection, tally: Tally, key: str, detail: str, doubtful: bool) -> tuple[Tally, None]:
    """Not delivered: pending again in its old place. Doubt, once there, stays until a read-back or a person ends it."""
    done = connection.execute(
        "UPDATE outbox SET status = 'pending', lease_until = NULL, detail = ?, doubtful = ? WHERE key = ? AND kind = 'letter' AND status = 'sending'",
        (detail, int(doubtful), key),
    )
    return (tally.moved(1, come="pending", go="sending", kind="letter") if done.rowcount else tally), None


def mark(connection: sqlite3.Connection, tally: Tally, delivery: Delivery, entry: Line | None, at: float) -> tuple[Tally, int]:
    """Close a letter. The same end twice is written once. Returns the last `seq` written, 0 for none."""
    row = connection.execute("SELECT status FROM outbox WHERE key = ? AND kind = 'letter'", (delivery.key,)).fetchone()
    was = row[0] if row else "unknown"
    if was == delivery.status:
        return tally, 0
    if was not in ("sending", "uncertain", "failed"):
        remedy = "claim a letter before closing it; a delivered one stays as it is"
        raise StoreError(f"letter {delivery.key} is {was} and cannot become {delivery.status}", where="outbox", remedy=remedy)
    ticket = delivery.ticket.model_dump_json() if delivery.ticket else None
    connection.execute(
        "UPDATE outbox SET status = ?, platform_id = ?, detail = ?, lease_until = NULL, doubtful = 0 WHERE key = ?",
        (delivery.status, ticket, delivery.detail, delivery.key),
    )
    tally = tally.moved(1, come=delivery.status, go=was, kind="letter")
    if entry is None:
        return tally, 0
    tally = log(connection, tally, (entry,), at)
    return tally, tally.seq


def letter_entry(letter: Letter, delivery: Delivery) -> Entry:
    """The log line of a letter's end: which case, what became of it, and the desk's own id as proof."""
    about = letter.model_dump(mode="json", include={"desk", "case", "episode", "kind"})
    return Entry(room=letter.room, kind="letter", body=about | delivery.model_dump(mode="json"))


def recover(connection: sqlite3.Connection, tally: Tally, life: int, now: float) -> tuple[Tally, int]:
    """Letters whose sender is gone (an earlier life, or a lease that ran out) wait again, and are in doubt."""
    done = connection.execute(
        "UPDATE outbox SET status = 'pending', doubtful = 1, lease_until = NULL, detail = 'the process ended while this was being sent'"
        " WHERE kind = 'letter' AND status = 'sending' AND (life < ? OR lease_until <= ?)",
        (life, now),
    )
    return tally.moved(done.rowcount, come="pending", go="sending", kind="letter"), done.rowcount


def retry(connection: sqlite3.Connection, tally: Tally, key: str) -> tuple[Tally, bool]:
    """A dead or uncertain letter goes out once more, by a person's word, which also ends the doubt."""
    row = connection.execute("SELECT status FROM outbox WHERE key = ? AND kind = 'letter'", (key,)).fetchone()
    if row is None or row[0] not in ("failed", "uncertain"):
        return tally, False
    connection.execute("UPDATE outbox SET status = 'pending', doubtful = 0 WHERE key = ?", (key,))
    return tally.moved(1, come="pending", go=row[0], kind="letter"), True


def unfinished(connection: sqlite3.Connection, room: str | None, limit: int) -> list[LetterRow]:
    """Letters that are not delivered, oldest first."""
    chosen, values = ("", (limit,)) if room is None else (" AND room = ?", (room, limit))
    rows = connection.execute(
        f"SELECT key, payload, status, attempt, detail FROM outbox WHERE kind = 'letter' AND status <> 'sent'{chosen} ORDER BY id LIMIT ?",  # noqa: S608 - a fixed phrase
        values,
    ).fetchall()
    return [_row(*row) for row in rows]


def _row(key: str, payload: str, status: str, attempt: int, detail: str) -> LetterRow:
    letter = json.loads(payload)
    about = {name: letter[name] for name in ("room", "desk", "case", "kind")}
    return LetterRow(key=key, status=status, attempt=attempt, detail=detail, **about)
