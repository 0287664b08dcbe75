"""A process killed at any moment loses no comment it acknowledged and posts no reply twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from assistant.record.store import SqliteStore

CHILD = Path(__file__).with_name("seller_child.py")
COUNT = 40


class Killing:
    """One record through several lives of the process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.acknowledged: set[int] = set()
        self.kills = 0
        self.ended_well = False

    def live(self, *death: str, after_acks: int | None = None) -> None:
        """One life. It ends by itself, at the failpoint `death`, or once it acknowledged `after_acks` comments."""
        command = [sys.executable, str(CHILD), str(self.folder), str(COUNT), *death]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            for line in child.stdout:
                if line.strip() != "ready":
                    self.acknowledged.add(int(line))
                    after_acks = after_acks - 1 if after_acks is not None else None
                if after_acks is not None and after_acks <= 0:
                    child.kill()
        killed = child.returncode == -signal.SIGKILL
        assert killed or child.returncode == 0
        assert killed or not death, f"the process never came to {death}"
        self.kills += killed
        self.ended_well = not killed

    async def check(self) -> None:
        store = SqliteStore.open(self.folder / "record.db")
        lines = await store.since(0)
        outbox = dict(store._opened.reading.execute("SELECT key, status FROM outbox").fetchall())
        await store.close()
        log = self.folder / "platform.log"
        posts = Counter(log.read_text().split() if log.exists() else [])
        recorded = Counter(r.body["id"] for r in lines if r.kind == "comment")
        ends = [(r.body["key"], r.body["status"]) for r in lines if r.kind == "receipt"]

        assert [r.seq for r in lines] == list(range(1, len(lines) + 1))
        assert {f"c-{n}" for n in self.acknowledged} <= set(recorded)
        assert set(recorded.values()) <= {1}
        assert set(posts.values()) <= {1}
        assert {f"r{c[1:]}" for c in recorded} == set(outbox)
        assert sorted(ends) == sorted((k, s) for k, s in outbox.items() if s not in ("pending", "sending"))
        assert {k for k, s in outbox.items() if s == "sent"} <= set(posts)
        assert set(posts) <= {k for k, s in outbox.items() if s in ("sent", "sending", "uncertain")}
        assert sum(s in ("sending", "uncertain") for s in outbox.values()) <= self.kills
        if self.ended_well:
            assert set(outbox.values()) <= {"sent", "uncertain"}


@pytest.fixture
def killing(tmp_path):
    return Killing(tmp_path)


async def test_killed_at_each_failpoint(killing):
    """Lives of one record, one after the other: each dies at another point, the next redelivers every comment."""
    points = ["before_migrated", "before_commit", "after_commit", "before_ack", "after_claim"]
    points += ["before_post", "after_post", "before_mark", "after_mark"]
    for number, point in enumerate(points):
        killing.live(point, "1" if number == 0 else "2")
        await killing.check()
    killing.live()
    await killing.check()
    assert (killing.kills, killing.acknowledged) == (len(points), set(range(COUNT)))


@pytest.mark.parametrize("seed", [11, 12])
async def test_killed_at_random_moments(killing, seed):
    rng = random.Random(seed)
    for _ in range(3):
        killing.live(after_acks=rng.randint(1, COUNT // 2))
    await killing.check()
    killing.live()
    await killing.check()
    assert killing.acknowledged == set(range(COUNT))
    assert killing.kills >= 1


async def test_a_killed_owner_does_not_hold_the_record(killing):
    killing.live("after_commit", "1")
    store = SqliteStore.open(killing.folder / "record.db")
    await store.close()
    assert killing.kills == 1
