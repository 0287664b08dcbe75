"""A process killed at any step of a letter's way loses no case, and sends none twice unnoticed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from assistant.record.store import SqliteStore

CHILD = Path(__file__).with_name("courier_child.py")
ROOT = CHILD.parents[2]
COUNT = 20
POINTS = ("before_commit", "after_commit", "before_ack", "after_claim_letter", "before_post", "after_post", "before_mark_letter", "after_mark_letter")


def live(folder, kind, *death):
    """One life; the numbers of the cases it said were recorded."""
    command = [sys.executable, str(CHILD), str(folder), str(COUNT), kind, *death]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == (-signal.SIGKILL if death else 0), done.stderr
    return {int(line) for line in done.stdout.split()}


@pytest.mark.parametrize("kind", ["reads_back", "dedupes", "neither"])
async def test_killed_at_each_step(kind, tmp_path):
    acknowledged = set()
    for point in POINTS:
        acknowledged |= live(tmp_path, kind, point, "3")
    acknowledged |= live(tmp_path, kind)
    store = SqliteStore.open(tmp_path / "record.db")
    cases = {line.body["id"] for line in await store.since(0) if line.kind == "case"}
    figures, left = store.figures().letters, await store.letters()
    await store.close()
    arrived = Counter((tmp_path / "desk.log").read_text().split())
    uncertain = {row.key for row in left if row.status == "uncertain"}

    assert {f"case-{n}" for n in acknowledged} == cases == {f"case-{n}" for n in range(COUNT)}
    assert set(arrived.values()) == {1}
    assert figures["failed"] == 0
    if kind == "neither":
        assert 0 < len(uncertain) <= len(POINTS)
        waiting = {row.key for row in left if row.status == "pending"}
        assert waiting <= {key.replace("/open", "/note") for key in uncertain}  # behind a hand-over that a person must look after
        return
    assert (uncertain, sum(figures.values()), figures["sent"]) == (set(), 2 * COUNT, 2 * COUNT)
    assert set(arrived) == {f"case-{n}/{what}" for n in range(COUNT) for what in ("open", "note")}
    order = (tmp_path / "desk.log").read_text().split()
    assert all(order.index(f"case-{n}/open") < order.index(f"case-{n}/note") for n in range(COUNT))
