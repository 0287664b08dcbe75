"""`assistant handoff RECORD.db`: how the people of a live took what was handed to them, from its record."""

from __future__ import annotations

import asyncio
from pathlib import Path

from assistant.errors import BadInput
from assistant.handoff.figures import HandoffFigures, HandoffLedger
from assistant.record.store import SqliteStore

_PAGE = 1000  # lines of the record read at once


def handoff(record: Path) -> int:
    """Prints the measures of each room, waits in seconds by the wall. Returns 0."""
    if not record.is_file():
        raise BadInput("there is no record here", where=str(record), remedy="give the .db file the live was recorded in")
    rooms = asyncio.run(_read(record))
    for room, figures in rooms.items():
        print(f"{room}: {figures.episodes} cases of {figures.questions} questions")
        for line in _lines(figures):
            print(f"  {line}")
    if not rooms:
        print("this record is empty")
    return 0


def _lines(f: HandoffFigures) -> list[str]:
    reasons = ", ".join(f"{reason} {rate:g}" for reason, rate in sorted(f.per_100_questions.items(), key=lambda r: -r[1]))
    untold = ", ".join(f"{why} {n}" for why, n in f.untold.items())
    return [
        f"per 100 questions   {reasons or '-'}",
        f"picked up           {f.accepted}, half of them within {_s(f.accept_p50_s)}, 95 % within {_s(f.accept_p95_s)}",
        f"first answer        half of them within {_s(f.reply_p50_s)}",
        f"expired             {f.expired} ({'-' if f.expired_share is None else f'{100 * f.expired_share:.0f} %'})",
        f"given back quickly  {f.returned_quickly}",
        f"viewers told        {f.told}, {f.told_waiting} on their way" + (f"; not told: {untold}" if untold else ""),
        f"after a takeover    {f.after_takeover} messages of the assistant",
    ]


def _s(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:g} s"


async def _read(record: Path) -> dict[str, HandoffFigures]:
    store, rooms, at = SqliteStore.open(record), dict[str, HandoffLedger](), 0
    try:
        while lines := await store.since(at, limit=_PAGE):
            for line in lines:
                rooms.setdefault(line.room, HandoffLedger()).add(line.kind, line.body, line.at)
            at = lines[-1].seq
    finally:
        await store.close()
    return {room: ledger.figures() for room, ledger in rooms.items()}
