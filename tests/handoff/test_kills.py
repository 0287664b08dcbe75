"""H18: a process that is killed at any step of a case's life loses no case and tells no viewer twice."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from assistant.domain import Case
from assistant.record.store import SqliteStore

ROOT = Path(__file__).resolve().parents[2]
POINTS = [
    ("before_commit", 5), ("after_commit", 4), ("before_ack", 6), ("after_claim", 1), ("before_post", 2), ("after_post", 1), ("before_mark", 2),
    ("after_mark", 1),
]  # fmt: skip


def child(folder, *point):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "tests.handoff.shop_child", str(folder), *map(str, point)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280)


async def recorded(path):
    store = SqliteStore.open(path)
    lines = await store.since(0, limit=100_000)
    await store.close()
    return lines


def what_is_on_record(folder):
    lines = asyncio.run(recorded(folder / "record.db"))
    cases = {line.body["id"]: Case.model_validate(line.body) for line in lines if line.kind == "case"}
    notices = Counter(line.body["key"] for line in lines if line.kind == "outgoing" and line.body["key"].endswith("/notice"))
    receipts = {line.body["key"]: line.body["status"] for line in lines if line.kind == "receipt"}
    return cases, notices, receipts


@pytest.mark.parametrize(("point", "nth"), POINTS)
def test_h18_killed_anywhere_no_case_is_lost_and_nobody_is_told_twice(tmp_path, point, nth):
    died = child(tmp_path, point, nth)
    assert died.returncode == -9, died.stderr
    lived = child(tmp_path)
    assert lived.returncode == 0, lived.stderr
    cases, notices, receipts = what_is_on_record(tmp_path)
    held = {event: case.id for case in cases.values() for event in case.event_ids}
    assert {"c1", "c3", "c7", "c9"} <= set(held), "every matter is in a case"
    assert set(notices.values()) == {1}
    posted = Counter((tmp_path / "platform.log").read_text().split())
    assert set(posted.values()) == {1}, "nothing reaches the audience twice"
    unsure = {key for key, status in receipts.items() if status == "uncertain"}
    assert len(unsure) <= 1, "only what was in hand when the process died is in doubt"
    assert {key for key in notices if receipts.get(key) == "sent"} <= set(posted)
    assert not [key for key in notices if key not in receipts], "each notice has its end on record"
