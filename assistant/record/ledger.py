"""The SQL of each act on the record. Every act runs inside a transaction that the writer opened and will commit.

An act takes the connection and the tally of what is committed so far, and returns the tally after it with its outcome.
Nothing here commits, waits or knows of threads.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from assistant.domain import Entry, Outgoing, Receipt, Recorded
from assistant.errors import StoreError
from assistant.ports import Batch, Dedupe, Written

STATUSES = ("pending", "sending", "sent", "uncertain", "failed", "expired")


class Tally(NamedTuple):
    """What the record holds: the last `seq`, replies and letters by status, and batches written since it was opened."""

    seq: int
    outbox: Mapping[str, int]
    letters: Mapping[str, int]
    written: int = 0

    def moved(self, count: int, *, come: str, go: str | None = None, kind: str = "reply") -> Tally:
        counts = dict(self.letters if kind == "letter" else self.outbox)
        counts[come] += count
        if go is not None:
            counts[go] -= count
        return self._replace(letters=counts) if kind == "letter" else self._replace(outbox=counts)


Act = Callable[[sqlite3.Connection, Tally], tuple[Tally, Any]]


class Line(NamedTuple):
    """A log line made ready for the table."""

    room: str
    kind: str
    body: str


class Post(NamedTuple):
    """A reply or a letter made ready for the table."""

    key: str
    room: str
    payload: str
    kind: str = "reply"
    thread: str | None = None


class Ready(NamedTuple):
    """A batch made ready for the table."""

    lines: tuple[Line, ...]
    posts: tuple[Post, ...]
    dedupe: Dedupe | None


def line(entry: Entry) -> Line:
    """Raises StoreError when the body is not JSON."""
    try:
        body = json.dumps(entry.body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        remedy = 'hand in plain JSON values, as model_dump(mode="json") gives'
        raise StoreError(f"the body of a {entry.kind} line is not JSON: {error}", where=entry.room, remedy=remedy) from error
    if not body.isascii():
        try:
            body.encode()
        except UnicodeEncodeError:  # a lone surrogate has no UTF-8 form; its escape comes back as it was
            body = json.dumps(entry.body, separators=(",", ":"))
    return Line(entry.room, entry.kind, body)


def ready(batch: Batch) -> Ready:
    """Raises StoreError when a line cannot be written; the batch is then refused before it is queued."""
    posts = [Post(o.key, o.room, o.model_dump_json()) for o in batch.outgoing]
    posts += [Post(letter.key, letter.room, letter.model_dump_json(), "letter", letter.thread) for letter in batch.letters]
    return Ready(tuple(line(e) for e in batch.entries), tuple(posts), batch.dedupe)


def last_seq(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT COALESCE(MAX(seq), 0) FROM log").fetchone()[0])


def read_tally(connection: sqlite3.Connection) -> Tally:
    rows = connection.execute("SELECT kind, status, COUNT(*) FROM outbox GROUP BY kind, status").fetchall()
    counts = {(kind, status): count for kind, status, count in rows}
    replies, letters = ({status: counts.get((kind, status), 0) for status in STATUSES} for kind in ("reply", "letter"))
    return Tally(last_seq(connection), replies, letters)


def begin_life(connection: sqlite3.Connection) -> int:
    """Number of this opening of the file; leases of smaller numbers are void."""
    return int(connection.execute("UPDATE life SET number = number + 1 RETURNING number").fetchall()[0][0])


def log(connection: sqlite3.Connection, tally: Tally, lines: tuple[Line, ...], at: float) -> Tally:
    rows = [(seq, at, *item) for seq, item in enumerate(lines, start=tally.seq + 1)]
    connection.executemany("INSERT INTO log (seq, at, room, kind, body) VALUES (?, ?, ?, ?, ?)", rows)
    return tally._replace(seq=tally.seq + len(rows))


def append(connection: sqlite3.Connection, tally: Tally, batch: Ready, at: float) -> tuple[Tally, Written]:
    """Lines, replies and identity together; nothing of them when the identity was seen before."""
    if batch.dedupe is not None and (seen := _seen(connection, batch.dedupe)) is not None:
        return tally, Written(status="repeat" if seen == batch.dedupe.digest else "conflict")
    first = tally.seq + 1 if batch.lines else 0
    tally = log(connection, tally, batch.lines, at)
    last = tally.seq if batch.lines else 0
    for post in batch.posts:
        done = connection.execute(
            "INSERT INTO outbox (key, room, status, payload, kind, thread) VALUES (?, ?, 'pending', ?, ?, ?) ON CONFLICT (key) DO NOTHING", post
        )
        if done.rowcount:
            tally = tally.moved(1, come="pending", kind=post.kind)
    return tally._replace(written=tally.written + 1), Written(status="written", first_seq=first, last_seq=last)


def _seen(connection: sqlite3.Connection, dedupe: Dedupe) -> str | None:
    """The digest under which this identity was written before; None when it is new (and is noted)."""
    identity = (dedupe.source, dedupe.source_id)
    done = connection.execute("INSERT INTO seen VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (*identity, dedupe.digest))
    if done.rowcount:
        return None
    return str(connection.execute("SELECT digest FROM seen WHERE source = ? AND source_id = ?", identity).fetchone()[0])


def claim(
    connection: sqlite3.Connection, tally: Tally, room: str, limit: int, life: int, until: float, but: tuple[str, ...] = ()
) -> tuple[Tally, list[Outgoing]]:
    """`but`: keys that stay where they are."""
    passed = "".join(" AND key <> ?" for _ in but)
    rows = connection.execute(
        f"SELECT id, payload FROM outbox WHERE kind = 'reply' AND status = 'pending' AND room = ?{passed} ORDER BY id LIMIT ?",  # noqa: S608 - a fixed phrase
        (room, *but, limit),
    ).fetchall()
    connection.executemany(
        "UPDATE outbox SET status = 'sending', attempt = attempt + 1, life = ?, lease_until = ? WHERE id = ?",
        [(life, until, number) for number, _ in rows],
    )
    claimed = [Outgoing.model_validate_json(payload) for _, payload in rows]
    return tally.moved(len(rows), come="sending", go="pending"), claimed


def put_back(connection: sqlite3.Connection, tally: Tally, key: str) -> tuple[Tally, None]:
    """A claimed reply that was not tried waits again, in its old place."""
    done = connection.execute("UPDATE outbox SET status = 'pending', attempt = attempt - 1, lease_until = NULL WHERE key = ? AND kind = 'reply' AND status = 'sending'", (key,))
    return (tally.moved(1, come="pending", go="sending") if done.rowcount else tally), None


def mark(connection: sqlite3.Connection, tally: Tally, receipt: Receipt, entry: Line | None, at: float) -> tuple[Tally, int]:
    """Close a reply that is being sent, or settle one in doubt. The same end twice is written once.

    Returns the last `seq` written, 0 for none.
    """
    row = connection.execute("SELECT status FROM outbox WHERE key = ? AND kind = 'reply'", (receipt.key,)).fetchone()
    was = row[0] if row else "unknown"
    if was == receipt.status:
        return tally, 0
    if was not in ("sending", "uncertain"):
        remedy = "claim a reply before closing it; a closed one stays as it is"
        raise StoreError(f"reply {receipt.key} is {was} and cannot become {receipt.status}", where="outbox", remedy=remedy)
    connection.execute(
        "UPDATE outbox SET status = ?, platform_id = ?, detail = ?, lease_until = NULL WHERE key = ?",
        (receipt.status, receipt.platform_id, receipt.detail, receipt.key),
    )
    tally = tally.moved(1, come=receipt.status, go=was)
    if entry is None:
        return tally, 0
    tally = log(connection, tally, (entry,), at)
    return tally, tally.seq


def receipt_entry(outgoing: Outgoing, receipt: Receipt, text: str | None = None) -> Entry:
    """The log line of a receipt: the receipt, which comment it answers, and `text` as posted when it had to be shortened."""
    body = receipt.model_dump(mode="json") | {"in_reply_to": outgoing.in_reply_to}
    if text is not None and text != outgoing.text:
        body["text"] = text
    return Entry(room=outgoing.room, kind="receipt", body=body)


def recover(connection: sqlite3.Connection, tally: Tally, life: int, now: float, at: float) -> tuple[Tally, list[Outgoing]]:
    """Replies whose sender is gone (an earlier life, or a lease that ran out) become `uncertain`, each with its log line."""
    rows = connection.execute(
        "SELECT id, payload FROM outbox WHERE kind = 'reply' AND status = 'sending' AND (life < ? OR lease_until <= ?) ORDER BY id", (life, now)
    ).fetchall()
    lost = [Outgoing.model_validate_json(payload) for _, payload in rows]
    detail = "the process ended while this was being sent"
    connection.executemany(
        "UPDATE outbox SET status = 'uncertain', detail = ?, lease_until = NULL WHERE id = ?", [(detail, number) for number, _ in rows]
    )
    receipts = [(o, Receipt(key=o.key, status="uncertain", detail=detail)) for o in lost]
    tally = log(connection, tally, tuple(line(receipt_entry(o, r)) for o, r in receipts), at)
    return tally.moved(len(lost), come="uncertain", go="sending"), lost


def since(connection: sqlite3.Connection, seq: int, room: str | None, limit: int) -> list[Recorded]:
    chosen, values = ("", (seq, limit)) if room is None else (" AND room = ?", (seq, room, limit))
    rows = connection.execute(
        f"SELECT seq, at, room, kind, body FROM log WHERE seq > ?{chosen} ORDER BY seq LIMIT ?",  # noqa: S608 - a fixed phrase, no input
        values,
    ).fetchall()
    return [Recorded(seq=s, at=at, room=r, kind=kind, body=json.loads(body)) for s, at, r, kind, body in rows]
