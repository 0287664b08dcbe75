"""A recorded stream through real sessions: events in, one decision each out. Time is the events' own `t`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

from assistant.answering.decide import Policy
from assistant.build import build_session
from assistant.clock import EventClock, WallClock
from assistant.domain import Decision, Deleted, OnScreen, Remark, Room
from assistant.exchange import EventReader, Refused
from assistant.knowledge import Knowledge
from assistant.market.sheet import Sheet
from assistant.record.feed import Journal
from assistant.record.store import SqliteStore
from assistant.session import Session


@dataclass(slots=True)
class ReplayFigures:
    """What a replay saw: conservation is `events = decisions + refused`."""

    events: int = 0
    decisions: int = 0
    refused: list[Refused] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


class Replay:
    """Rooms of one stream, each with its own session, over one private record."""

    def __init__(self, sheet: Sheet, knowledge: Knowledge, *, policy: Policy | None = None, default: Room | None = None) -> None:
        self.figures = ReplayFigures()
        self._sheet, self._knowledge, self._policy = sheet, knowledge, policy
        self._reader = EventReader(default)
        self._clock = EventClock()
        self._sessions: dict[str, Session] = {}
        self._store = SqliteStore.open(None)
        self._journal = Journal(self._store)

    async def decisions(self, lines: Iterable[str | bytes], *, speed: float | None = None) -> AsyncIterator[tuple[Remark, Decision]]:
        """Each event with its decision, in order. `speed` paces by the events' `t`; None runs as fast as possible."""
        wall: WallClock | None = None
        for made in self._reader.read(lines):
            if isinstance(made, Room | OnScreen):  # no product is looked for in a file
                continue
            if isinstance(made, Deleted):
                self._clock.advance(made.t)
                if (session := self._sessions.get(made.room)) is not None:
                    await session.deleted(made)
                continue
            self.figures.events += 1
            if isinstance(made, Refused):
                self.figures.refused.append(made)
                continue
            if speed is not None:
                wall = wall or WallClock(offset_s=made.t, speed=speed)
                await wall.sleep_until(made.t)
            self._clock.advance(made.t)
            judged = await (await self._session(made)).take(made)
            if judged is not None:
                self.figures.decisions += 1
                yield made, judged.judgement.decision
        self.figures.counts = dict(self._reader.counts)

    async def _session(self, remark: Remark) -> Session:
        known = self._sessions.get(remark.room)
        if known is None:
            header = self._reader.header
            same = header is not None and header.room == remark.room
            room = header if same and header else Room(room=remark.room, market=remark.market)
            room = room.model_copy(update={"market": remark.market})
            known = build_session(self._sheet, room, self._knowledge, self._journal, self._clock, policy=self._policy)
            await known.open()
            self._sessions[remark.room] = known
        return known

    async def close(self) -> None:
        self._journal.close()
        await self._store.close()
