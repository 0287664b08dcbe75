"""A live room's process for the kill tests: takes comments, people take and answer cases, replies go to a platform that is a file.

    python shop_child.py FOLDER [POINT NTH]

It goes through one evening step by step and prints each step once it is done. At the NTH passing of the failpoint POINT it kills itself.
Started again in the same folder it is given the same evening: what was done is done already.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from assistant.clock import EventClock
from assistant.domain import Resolution
from assistant.errors import BadInput
from assistant.record.feed import Journal
from assistant.record.outbox import Postman
from assistant.record.store import SqliteStore
from tests.conftest import comment
from tests.handoff.plain_room import plain_session
from tests.record.seller_child import FilePlatform, dies_at

EVENING = [
    ("ani", "e"), ("budi", "q"), ("budi", "e"), ("take", "case-c1"), ("ani", "q"), ("answer_case", "case-c1"), ("cici", "e"),
    ("return_case", "case-c1"), ("ani", "e"), ("wait", "1000"), ("accept", "case-c3"), ("close_case", "case-c3"), ("wait", "1500"),
]  # fmt: skip


async def evening(folder: Path, failpoint) -> None:
    store = SqliteStore.open(folder / "record.db", failpoint=failpoint)
    journal, clock = Journal(store), EventClock()
    session = plain_session(journal, clock)
    await session.open()
    async with asyncio.TaskGroup() as group:
        platform = FilePlatform(folder / "platform.log", failpoint)
        postman = Postman(journal, platform, clock, room="r", may_send=session.may_send, posted=session.posted)
        group.create_task(postman.run())
        for number, (what, about) in enumerate(EVENING, 1):
            await step(session, clock, number, what, about)
            await session.sweep()
            print(number, flush=True)
        await postman.stop()
    await store.close()


async def step(session, clock, number: int, what: str, about: str) -> None:
    if what == "wait":
        clock.advance(float(about))
    elif about.startswith("case-"):
        try:
            await session.resolve(Resolution(kind=what, by="rina", case=about, text="we looked"))
        except BadInput:  # an earlier life has done it
            return
    else:
        await session.take(comment(f"c{number}", about, user=what, t=clock.now()))


if __name__ == "__main__":
    chosen = dies_at(sys.argv[2], int(sys.argv[3])) if len(sys.argv) > 2 else lambda _: None
    asyncio.run(evening(Path(sys.argv[1]), chosen))
