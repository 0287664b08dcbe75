"""What many tests share: the knowledge folders, the example sheet, and a session over a real record in memory."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from assistant.answering.decide import Policy
from assistant.build import build_session
from assistant.clock import EventClock
from assistant.domain import Comment, Room, Utterance
from assistant.knowledge import load_knowledge
from assistant.market.sheet import load_sheet
from assistant.record.feed import Journal
from assistant.record.store import SqliteStore

settings.register_profile("seeded", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "seeded"))  # HYPOTHESIS_PROFILE=default looks at other examples every time

POSTS = Policy(auto_precision=0.9)  # most tests are about what happens to an answer, not about how sure it is
ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "tests" / "data" / "contract"


@pytest.fixture(scope="session")
def knowledge():
    return load_knowledge()


@pytest.fixture(scope="session")
def sheet():
    return load_sheet(CONTRACT / "shop.toml")


class Rooms:
    """Makes sessions and speaks to them."""

    def __init__(self, sheet, knowledge, path=None):
        self.sheet, self.knowledge = sheet, knowledge
        self.store = SqliteStore.open(path)
        self.journal = Journal(self.store)
        self.clock = EventClock()

    async def open(self, market="ID", langs=("id",), room="r", local_start="12:00", **kw):
        kw.setdefault("policy", POSTS)
        session = build_session(self.sheet, Room(room=room, market=market, langs=langs, local_start=local_start), self.knowledge, self.journal, self.clock, **kw)
        await session.open()
        return session

    async def close(self):
        self.journal.close()
        await self.store.close()


@pytest.fixture
async def rooms(sheet, knowledge):
    made = Rooms(sheet, knowledge)
    yield made
    await made.close()


def comment(id, text, *, user="ani", t=1.0, market="ID", room="r", **kw):
    return Comment(id=id, room=room, market=market, t=t, user=user, text=text, **kw)


def host(id, text, *, t=1.0, market="ID", room="r", **kw):
    return Utterance(id=id, room=room, market=market, t=t, text=text, **kw)
