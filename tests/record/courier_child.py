"""A room's process for the kill tests of letters: opens cases, hands them to a desk that is a file, dies where it is told to.

    python courier_child.py FOLDER COUNT KIND [POINT NTH]

KIND is what the desk can do about doubt: `reads_back`, `dedupes` or `neither`. A case's number is printed once it is committed; after
the last it waits until no letter is on its way. At the NTH passing of the failpoint POINT it kills itself.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from assistant.domain import Entry, Health
from assistant.letters import CaseBrief, Claimed, Letter, Ticket
from assistant.ports import Batch, DeskLimits
from assistant.record.courier import Courier
from assistant.record.feed import Journal
from assistant.record.store import SqliteStore
from tests.record.seller_child import Failpoint, dies_at


class FileDesk:
    """One line for each letter that reached the desk; `dedupes` leaves out what is there already."""

    name = "file"

    def __init__(self, path: Path, kind: str, failpoint: Failpoint) -> None:
        self.limits = DeskLimits(rate_per_s=1e6, burst=10_000, dedupes=kind == "dedupes", reads_back=kind == "reads_back")
        self._path, self._failpoint = path, failpoint

    def _keys(self) -> list[str]:
        return self._path.read_text().split() if self._path.exists() else []

    def _put(self, key: str) -> None:
        self._failpoint("before_post")
        if not (self.limits.dedupes and key in self._keys()):
            with self._path.open("ab", buffering=0) as file:
                file.write(f"{key}\n".encode())
        self._failpoint("after_post")

    async def hand_over(self, brief: CaseBrief, key: str) -> Ticket:
        self._put(key)
        return Ticket(id=f"T-{brief.case}")

    async def note(self, ticket: Ticket, text: str, key: str) -> None:
        self._put(key)

    close = note

    async def find(self, claimed: Claimed) -> Ticket | None:
        letter = claimed.letter
        return Ticket(id=f"T-{letter.case}") if letter.key in self._keys() else None

    def health(self) -> Health:
        return Health(name="file", kind="desk", state="ok")


class Quick:
    """Stream time that passes as soon as somebody waits."""

    t = 0.0

    def now(self) -> float:
        return self.t

    async def sleep_until(self, t: float) -> None:
        await asyncio.sleep(0.001)
        self.t = max(self.t, t)


def case(number: int) -> Batch:
    """A case as it is opened: its line and its letters, in one transaction."""
    name = f"case-{number}"
    brief = CaseBrief(case=name, room="live-1", market="ID", reason="complaint", user="ani", lang="id", question="rusak")
    about = {"room": "live-1", "desk": "file", "case": name, "episode": 1}
    letters = (Letter(key=f"{name}/open", kind="hand_over", brief=brief, **about), Letter(key=f"{name}/note", kind="note", text="x", **about))
    return Batch(entries=(Entry(room="live-1", kind="case", body={"id": name}),), letters=letters)


async def movable(store: SqliteStore) -> bool:
    """Whether a letter can still go: those behind a hand-over in doubt wait for a person."""
    rows = await store.letters()
    uncertain = {row.key for row in rows if row.status == "uncertain"}
    return any(row.status in ("pending", "sending") and f"{row.case}/open" not in uncertain for row in rows)


async def work(folder: Path, count: int, kind: str, failpoint: Failpoint) -> None:
    store = SqliteStore.open(folder / "record.db", failpoint=failpoint)
    journal = Journal(store)
    known = {line.body["id"] for line in await store.since(0) if line.kind == "case"}
    courier = Courier(journal, FileDesk(folder / "desk.log", kind, failpoint), Quick(), room="live-1")
    async with asyncio.TaskGroup() as group:
        group.create_task(courier.run())
        for number in range(count):
            if f"case-{number}" not in known:
                await journal.write(case(number))
            print(number, flush=True)
        while await movable(store):
            await asyncio.sleep(0.002)
        await courier.stop()
    await store.close()


if __name__ == "__main__":
    chosen = dies_at(sys.argv[4], int(sys.argv[5])) if len(sys.argv) > 4 else lambda _: None
    asyncio.run(work(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], chosen))
