"""A seller's process for the kill tests: accepts comments, answers them on a platform that is a file, dies where it is told to.

    python seller_child.py FOLDER COUNT [POINT NTH]

For each of COUNT comments it writes identity, line and reply in one batch and prints the comment's number once that is
committed; after the last it waits until the outbox is empty. At the NTH passing of the failpoint POINT it kills itself.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from assistant.domain import Entry, Health, Outgoing, Receipt
from assistant.ports import Batch, Dedupe, SinkLimits
from assistant.record.feed import Journal
from assistant.record.outbox import Postman
from assistant.record.store import SqliteStore

Failpoint = Callable[[str], None]


def dies_at(point: str, nth: int) -> Failpoint:
    passed: Counter[str] = Counter()

    def failpoint(name: str) -> None:
        passed[name] += 1
        if name == point and passed[name] == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return failpoint


class FilePlatform:
    """One line for each post that reached the audience; it cannot dedupe."""

    limits = SinkLimits(rate_per_s=1e6, burst=10_000)

    def __init__(self, path: Path, failpoint: Failpoint) -> None:
        self._file = path.open("ab", buffering=0)
        self._failpoint = failpoint

    async def post(self, outgoing: Outgoing) -> Receipt:
        self._failpoint("before_post")
        await asyncio.sleep(0)
        self._file.write(f"{outgoing.key}\n".encode())
        self._failpoint("after_post")
        return Receipt(key=outgoing.key, status="sent")

    def health(self) -> Health:
        return Health(name="file", kind="sink", state="ok")


class WallClock:
    def now(self) -> float:
        return time.monotonic()

    async def sleep_until(self, t: float) -> None:
        await asyncio.sleep(t - self.now())


def remark(number: int) -> Batch:
    return Batch(
        entries=(Entry(room="live-1", kind="comment", body={"id": f"c-{number}"}),),
        outgoing=(Outgoing(key=f"r-{number}", room="live-1", sink="file", text="It is 300 baht.", lang="en"),),
        dedupe=Dedupe(source="fake", source_id=f"c-{number}", digest="same"),
    )


async def sell(folder: Path, count: int, failpoint: Failpoint) -> None:
    store = SqliteStore.open(folder / "record.db", failpoint=failpoint)
    journal = Journal(store)
    platform = FilePlatform(folder / "platform.log", failpoint)
    postman = Postman(journal, platform, WallClock(), room="live-1", may_send=lambda _: None)
    print("ready", flush=True)

    async def accept(number: int) -> None:
        await journal.write(remark(number))
        print(number, flush=True)

    async with asyncio.TaskGroup() as group:
        group.create_task(postman.run())
        for start in range(0, count, 4):
            await asyncio.gather(*(accept(n) for n in range(start, min(start + 4, count))))
        await postman.stop()
    await store.close()


if __name__ == "__main__":
    chosen = dies_at(sys.argv[3], int(sys.argv[4])) if len(sys.argv) > 3 else lambda _: None
    asyncio.run(sell(Path(sys.argv[1]), int(sys.argv[2]), chosen))
