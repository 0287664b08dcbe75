"""Speed and memory, each beside a limit measured in the same run: `make bench`."""

from __future__ import annotations

import asyncio
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.build import build_session
from assistant.clock import EventClock
from assistant.domain import Comment, Room
from assistant.knowledge import knowledge_root, load_knowledge
from assistant.market.sheet import load_sheet
from assistant.record.feed import Journal
from assistant.record.store import SqliteStore
from assistant.voice.recording import read_recording

COMMENTS = 1500


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def raw_commits(folder: Path, rows: int = 500) -> float:
    """Single-row FULL commits per second of bare SQLite on the same disk: the limit of a durable record."""
    database = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)")
    began = time.perf_counter()
    for _ in range(rows):
        database.execute("INSERT INTO t (body) VALUES (?)", ("x" * 400,))
    taken = time.perf_counter() - began
    database.close()
    return rows / taken


async def sustained(folder: Path) -> tuple[list[float], float, float]:
    """(decision times in s, comments per second with the durable record, CPU seconds per comment)."""
    root = knowledge_root()
    recording = read_recording(root / "recordings" / "bandung_evening")
    sheet = load_sheet(root / "shops" / recording.sheet.shop / "shop.toml")
    store = SqliteStore.open(folder / "bench.sqlite3")
    journal, clock = Journal(store), EventClock()
    knowledge = load_knowledge(root)
    session = build_session(sheet, Room(room="bench", market="ID", langs=recording.sheet.langs), knowledge, journal, clock)
    session.judge._reader.warm(tuple(knowledge.packs))  # every language, as in a room where all of them were heard
    await session.open()
    texts = [c.text for c in recording.comments]
    texts += [phrases[0] for pack in knowledge.packs.values() for phrases in list(pack.phrases.asks.values())[::9]]
    for number, text in enumerate(texts):  # glossaries and finders are made at a language's first comments
        session.judge.comment(Comment(id=f"w{number}", room="bench", market="ID", t=0.0, user=f"w{number}", text=text))
    times = []
    began, cpu = time.perf_counter(), time.process_time()
    for number in range(COMMENTS):
        remark = Comment(
            id=f"b{number}", room="bench", market="ID", t=float(number), user=f"u{number % 97}", text=texts[number % len(texts)]
        )
        clock.advance(remark.t)
        start = time.perf_counter()
        session.judge.comment(remark)
        times.append(time.perf_counter() - start)
    judged_only = time.perf_counter() - began
    began = time.perf_counter()
    for number in range(COMMENTS):
        await session.take(
            Comment(id=f"d{number}", room="bench", market="ID", t=float(number), user=f"v{number % 97}", text=texts[number % len(texts)])
        )
    rate = COMMENTS / (time.perf_counter() - began)
    used = (time.process_time() - cpu) / (2 * COMMENTS)
    journal.close()
    await store.close()
    del judged_only
    return times, rate, used


def first_decision() -> float:
    """Seconds from the start of a new process to its first decision."""
    code = "from assistant.cli import main; main()"
    root = knowledge_root()
    shop = root / "shops" / "tamarind_row" / "shop.toml"
    began = time.perf_counter()
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code, "ask", "ongkir brp kak", "--shop", str(shop), "--market", "ID"], check=True, capture_output=True
    )
    return time.perf_counter() - began


def main() -> None:
    """Print each figure beside its limit, and write them as JSON."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        limit = raw_commits(folder)
        times, rate, cpu = asyncio.run(sustained(folder))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = first_decision()
    figures = {
        "decision p50 (ms)": (1000 * percentile(times, 0.5), None),
        "decision p99 (ms)": (1000 * percentile(times, 0.99), 10.0),
        "comments/s, recorded one by one": (rate, 300.0),
        "of raw SQLite single commits": (rate / limit, None),
        "raw SQLite single commits/s": (limit, None),
        "CPU per comment (ms)": (1000 * cpu, None),
        "start to first decision (s)": (started, 4.0),
        "memory with every language (MB)": (memory, 400.0),
    }
    for name, (value, goal) in figures.items():
        print(f"{name:36} {value:10.2f}" + (f"   goal {goal:g}" if goal else ""))
    Path("build").mkdir(exist_ok=True)
    Path("build/bench.json").write_text(json.dumps({k: v for k, (v, _) in figures.items()}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
