"""The record against a small model of it: whatever is written, claimed, closed, restarted or torn away, both agree."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from assistant.domain import Entry, Outgoing, Receipt
from assistant.errors import StoreError
from assistant.ports import Batch, Dedupe
from assistant.record.store import SqliteStore

KEYS = [f"r-{n}" for n in range(6)]
ENDS = ["sent", "uncertain", "failed", "expired"]


class RecordMachine(RuleBasedStateMachine):
    """The model: lines in order, digests by identity, replies by key in order of arrival."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.copies = 0
        self.path = Path(self.folder.name) / "record-0.db"
        self.store = SqliteStore.open(self.path)
        self.lines: list[tuple[str, object]] = []
        self.seen: dict[str, str] = {}
        self.replies: dict[str, str] = {}

    def teardown(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()
        self.folder.cleanup()

    @rule(
        texts=st.lists(st.sampled_from(["ราคา", "size?", "\ud83d"]), max_size=3),
        keys=st.lists(st.sampled_from(KEYS), max_size=2),
        identity=st.none() | st.tuples(st.sampled_from(["c-1", "c-2", "c-3"]), st.sampled_from(["x", "y"])),
    )
    def write(self, texts, keys, identity):
        batch = Batch(
            entries=tuple(Entry(room="live-1", kind="comment", body={"text": t}) for t in texts),
            outgoing=tuple(Outgoing(key=k, room="live-1", sink="fake", text="ok", lang="en") for k in keys),
            dedupe=identity and Dedupe(source="fake", source_id=identity[0], digest=identity[1]),
        )
        written = self.runner.run(self.store.write(batch))
        if identity and identity[0] in self.seen:
            assert written.status == ("repeat" if self.seen[identity[0]] == identity[1] else "conflict")
            return
        if identity:
            self.seen[identity[0]] = identity[1]
        assert (written.status, written.last_seq) == ("written", len(self.lines) + len(texts) if texts else 0)
        self.lines += [("comment", t) for t in texts]
        for key in keys:
            self.replies.setdefault(key, "pending")

    @rule(limit=st.integers(1, 3))
    def claim(self, limit):
        expected = [k for k, status in self.replies.items() if status == "pending"][:limit]
        assert [o.key for o in self.runner.run(self.store.claim(room="live-1", lease_s=60, limit=limit))] == expected
        self.replies |= dict.fromkeys(expected, "sending")

    @rule(key=st.sampled_from(KEYS), end=st.sampled_from(ENDS), logged=st.booleans())
    def mark(self, key, end, logged):
        was = self.replies.get(key)
        entry = Entry(room="live-1", kind="receipt", body={"text": end}) if logged else None
        try:
            self.runner.run(self.store.mark(Receipt(key=key, status=end), entry))
        except StoreError:
            assert was not in ("sending", "uncertain", end)
            return
        assert was in ("sending", "uncertain", end)
        if was != end:
            self.lines += [("receipt", end)] * logged
        self.replies[key] = end

    @rule()
    def recover(self):
        """Within a life every lease holds."""
        assert self.runner.run(self.store.recover()) == []

    @rule()
    def restart(self):
        self.runner.run(self.store.close())
        self.reopen()

    @rule()
    def crash(self):
        """The files as they lie are all that is left."""
        self.copies += 1
        copy = self.path.with_name(f"record-{self.copies}.db")
        for suffix in ("", "-wal"):
            shutil.copy(f"{self.path}{suffix}", f"{copy}{suffix}")
        self.runner.run(self.store.close())
        self.path = copy
        self.reopen()

    def reopen(self) -> None:
        self.store = SqliteStore.open(self.path)
        lost = [k for k, status in self.replies.items() if status == "sending"]
        assert [o.key for o in self.runner.run(self.store.recover())] == lost
        self.replies |= dict.fromkeys(lost, "uncertain")
        self.lines += [("receipt", None)] * len(lost)

    @invariant()
    def same_lines(self):
        found = self.runner.run(self.store.since(0))
        assert [(r.seq, r.kind, r.body.get("text")) for r in found] == [(n, *item) for n, item in enumerate(self.lines, start=1)]

    @invariant()
    def same_replies(self):
        counted = {status: count for status, count in self.store.figures().outbox.items() if count}
        assert counted == {s: list(self.replies.values()).count(s) for s in self.replies.values()}

    @precondition(lambda self: self.lines)
    @rule(data=st.data())
    def page(self, data):
        after = data.draw(st.integers(0, len(self.lines)))
        assert [r.seq for r in self.runner.run(self.store.since(after, limit=2))] == list(range(after + 1, len(self.lines) + 1))[:2]


TestRecord = RecordMachine.TestCase
TestRecord.settings = settings(max_examples=25, stateful_step_count=25, deadline=None, derandomize=True)
