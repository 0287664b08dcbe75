"""A live room with an outside desk: the real session, record and plug, a fake desk, and a clock that moves when it is waited for."""

from __future__ import annotations

import asyncio
import copy
import importlib
import pkgutil
from contextlib import asynccontextmanager

import pytest
from aiohttp.test_utils import unused_port

from assistant.answering.viewers import Viewers
from assistant.build import build_judge, connect_desk
from assistant.domain import Comment, Health, Receipt, Room
from assistant.guard.waves import Waves
from assistant.handoff.desks import DeskTools
from assistant.live import LiveRoom
from assistant.on_air.board import LiveBoard
from assistant.on_air.pending import is_own
from assistant.platforms import Platform
from assistant.ports import SinkLimits
from assistant.record.feed import Journal
from assistant.record.store import SqliteStore
from assistant.session import Session
from tests.conftest import POSTS
from tests.handoff.desks import fakes

ROOM = Room(room="r", market="ID", langs=("id",))
EPOCH = 1_790_000_000.0
FAKES = {name: importlib.import_module(f"tests.handoff.desks.fakes.{name}").Fake for _, name, _ in pkgutil.iter_modules(fakes.__path__) if name != "service"}


PATIENCE_S = 100.0  # who waits longer waits for the show; the clock does not jump for them


class ManualClock:
    """Stream time that jumps to what is waited for shortly, unless it is held."""

    def __init__(self):
        self.t = 0.0
        self.held = False
        self._free = asyncio.Event()

    def now(self):
        return self.t

    def wall(self):
        return EPOCH + self.t

    async def sleep_until(self, t):
        while self.held:
            self._free.clear()
            await self._free.wait()
        await asyncio.sleep(0.001)
        while t - self.t > PATIENCE_S:
            await asyncio.sleep(0.01)
        self.t = max(self.t, t)

    def let_go(self):
        self.held = False
        self._free.set()


class Stage:
    """A platform: comments put in by the test, replies kept."""

    limits = SinkLimits(rate_per_s=1000, burst=1000)

    def __init__(self):
        self.posted = []
        self._in, self._done = asyncio.Queue(), {}

    async def comments(self):
        while True:
            item = await self._in.get()
            yield item
            self._done.pop(item.id).set()  # asked for the next one: this one is recorded

    def put(self, comment):
        """An event that is set once the comment is recorded."""
        self._in.put_nowait(comment)
        return self._done.setdefault(comment.id, asyncio.Event())

    async def post(self, outgoing):
        self.posted.append(outgoing)
        return Receipt(key=outgoing.key, status="sent")

    def health(self):
        return Health(name="stage", kind="comments", state="ok")


class Air:
    """One life of a room with its desk."""

    def __init__(self, fake, clock, store, session, liaison, live, stage):
        self.fake, self.clock, self.store, self.session, self.liaison, self.live, self.stage = fake, clock, store, session, liaison, live, stage

    async def say(self, id, text, *, user="ani", market="ID"):
        await self.stage.put(Comment(id=id, room="r", market=market, t=self.clock.now(), user=user, text=text, source="stage")).wait()

    async def until(self, met):
        """Real time only bounds a test that hangs."""
        try:
            async with asyncio.timeout(120):
                while not met():
                    await asyncio.sleep(0.005)
        except TimeoutError:
            lights = {light.name: (light.state, light.detail) for light in self.live.health()}
            raise AssertionError(f"never, at {self.clock.now():g} s: {self.letters} {self.liaison.figures()} {lights}") from None

    async def ticket(self, n=1):
        """The ticket of the n-th case, once the desk has given it and it is known here."""
        await self.until(lambda: len(self.liaison._tickets) >= n)
        return list(self.liaison._tickets)[n - 1]

    @property
    def letters(self):
        return self.store.figures().letters

    async def quiet(self):
        """Until nothing is on its way to the desk, nor from it."""
        await self.until(lambda: not (self.letters["pending"] or self.letters["sending"] or self.liaison.figures()["events_waiting"]))

    async def do(self, kind, ticket, **kw):
        """A person does something at the desk; returns once it was worked."""
        statuses = await self.fake.deliver(self.fake.event(kind, ticket, **kw))
        assert statuses[-1] == 200, statuses
        await self.until(lambda: not self.liaison.figures()["events_waiting"])

    async def until_answered(self, call):
        """Sent again, as the desk would, until it is taken."""
        async with asyncio.timeout(60):
            while await self.fake.once(call) != 200:
                await asyncio.sleep(0.01)

    async def lines(self, kind):
        return [line.body for line in await self.store.since(0) if line.kind == kind]

    def by_people(self):
        return [o.text for o in self.stage.posted if not is_own(o.key)]


@pytest.fixture(scope="session")
def judge(sheet, knowledge):
    """Read once; each room gets a copy with a memory of its own."""
    return build_judge(sheet, ROOM, knowledge, policy=POSTS)


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
async def fake(kind, clock):
    made = FAKES[kind](clock)
    await made.start()
    yield made
    await made.stop()
    assert not made.faults, made.faults


@pytest.fixture
def airs(fake, clock, judge, tmp_path):
    """Lives of one room, one after the other: `async with airs() as air`."""

    @asynccontextmanager
    async def life(*, file=False, crash=False, **options):
        store = SqliteStore.open(tmp_path / "record.db" if file else None, wall=clock.wall)
        journal, stage = Journal(store), Stage()
        port = unused_port()
        settings = {**fake.settings(), "port": port, "allow_private": True, **options}
        fake.door = f"http://127.0.0.1:{port}{settings.get('path', '/desk')}"
        async with connect_desk(settings, DeskTools(ROOM, clock, clock.wall, fake.environment()), journal) as liaison:
            fresh = copy.copy(judge)
            fresh.board, fresh.viewers, fresh._waves, fresh.showing = LiveBoard("r"), Viewers(), Waves(), ()
            session = Session(ROOM, fresh, liaison, clock, sink="stage")
            await session.open()
            live = LiveRoom(session, journal, clock, [Platform("stage", stage, stage)], desk=liaison)
            running = asyncio.create_task(live.run())
            try:
                yield Air(fake, clock, store, session, liaison, live, stage)
            finally:
                clock.let_go()
                if crash:
                    running.cancel()
                live.stop()
                async with asyncio.timeout(60):
                    await asyncio.gather(running, return_exceptions=crash)
        journal.close()
        await store.close()

    return life
