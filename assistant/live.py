"""A live room running: its sources pumped into the session, its outbox posted, its console served, each supervised.

Exactly two catch-alls keep it on air: this one around a source (record it, show it red, back off, try again) and the
session's around one judgement. Everything else that fails ends the room with its error.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any, Literal, TypeVar

from assistant.clock import time_or_news
from assistant.domain import Comment, Deleted, Gap, Health, Hearing, OnScreen, Remark, Resolution, Utterance, Writing
from assistant.errors import AssistantError, StoreError
from assistant.judged import Judged
from assistant.liaison import Liaison
from assistant.on_air.moment import Moment
from assistant.platforms import Platform
from assistant.ports import Clock, SpeechSource
from assistant.record.feed import Journal
from assistant.record.outbox import Postman
from assistant.session import Session

log = logging.getLogger(__name__)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
STEADY_S = 60.0  # a source that lasted this long starts its back-off anew
RECORD = "record"  # the record's name among the lights
Observer = Callable[[Remark, Judged], None]
T = TypeVar("T")
R = TypeVar("R")


class LiveRoom:
    """One session with what feeds it. `run` ends when every source has ended (a recording) or `stop` was called."""

    def __init__(
        self,
        session: Session,
        journal: Journal,
        clock: Clock,
        platforms: Sequence[Platform],
        voices: Sequence[SpeechSource] = (),
        *,
        observe: Observer | None = None,
        hear: Callable[[Hearing], None] | None = None,
        desk: Liaison | None = None,
    ) -> None:
        """`observe` is shown every judged remark, `hear` what is being said meanwhile. `desk`: where people look after cases elsewhere."""
        self._desk = desk
        self._also_hears = hear
        self._session, self._journal, self._clock = session, journal, clock
        self._platforms, self._voices, self._observe = platforms, voices, observe
        self._faults: dict[str, Health] = {}  # what to show of a source that failed, until it delivers again
        self._speaking: dict[str, set[str]] = {}  # source -> voices that were heard from it
        self._feeding: list[asyncio.Task[None]] = []
        self._stopping = False
        sink = next((p.sink for p in platforms if p.sink is not None), None)
        self._sink = sink
        self._postman = Postman(journal, sink, clock, room=session.room.room, may_send=session.may_send, posted=session.posted) if sink is not None else None

    async def run(self) -> None:
        """Pump every source to its end; then post what may still go."""
        async with asyncio.TaskGroup() as tasks:
            posting = tasks.create_task(self._postman.run()) if self._postman else None
            if self._desk is not None:
                tasks.create_task(self._desk.run(self._session.resolve, self._session.judge.mask_text))
            watching = tasks.create_task(self._watch_cases())
            async with asyncio.TaskGroup() as sources:
                streams: list[tuple[str, Callable[[], AsyncIterator[Any]]]] = [(p.name, p.source.comments) for p in self._platforms]
                streams += [(voice.health().name, voice.utterances) for voice in self._voices]
                if not self._stopping:
                    self._feeding = [sources.create_task(self._supervise(name, stream)) for name, stream in streams]
            watching.cancel()
            if self._postman is not None and posting is not None:
                await self._postman.stop()
            if self._desk is not None:
                self._desk.stop()

    async def _watch_cases(self) -> None:
        """Sweep when the next case has waited too long: one task, however many wait."""
        news = self._session.case_news
        while True:
            news.clear()
            due = self._session.escalations.due()
            if due is None:
                await news.wait()
                continue
            await time_or_news(self._clock, due, news)
            await self._kept(lambda session: session.sweep(), self._session)
            self._look_again()

    def stop(self) -> None:
        """Take nothing more in; `run` ends in good order. What was not recorded was not acknowledged and comes again."""
        self._stopping = True
        for feeding in self._feeding:
            feeding.cancel()

    async def resolve(self, resolution: Resolution) -> dict[str, Any]:
        """A person's move, from the console."""
        return await self._session.resolve(resolution)

    async def typing(self, writing: Writing) -> None:
        """A person is writing, from the console."""
        await self._session.typing(writing)
        self._look_again()

    @property
    def moment(self) -> Moment:
        """What goes on this very moment, for the console."""
        return self._session.on_air.moment

    # ------------------------------------------------------------------ sources

    async def _supervise(self, name: str, stream: Callable[[], AsyncIterator[Any]]) -> None:
        """Keep one source flowing: a fault is recorded and tried again with growing pauses; its end ends the task."""
        pause = 0.0
        while True:
            began = self._clock.now()
            try:
                await self._pump(name, stream())
                self._faults.pop(name, None)
                return
            except Exception as error:  # the one catch-all around a source
                detail = _told(error)
            finally:
                self._silence(name)
            now = self._clock.now()
            pause = min(LONGEST_PAUSE_S, 2 * pause) if pause and now - began < STEADY_S else FIRST_PAUSE_S
            log.warning("source %s: %s; trying again in %g s", name, detail, pause)
            self._show(name, "down", f"{detail}; trying again in {pause:g} s")
            gap = Gap(room=self._session.room.room, source=name, start=began, end=now, reason=detail[:300])
            await self._kept(self._session.note, gap)
            await self._clock.sleep_until(self._clock.now() + pause)
            self._show(name, "degraded", f"trying again after: {detail}")

    async def _pump(self, name: str, stream: AsyncIterator[Any]) -> None:
        async with aclosing(stream) if isinstance(stream, AsyncGenerator) else _Open(stream) as items:
            async for item in items:
                self._faults.pop(name, None)
                if isinstance(item, Gap):
                    await self._kept(self._session.note, item)
                elif isinstance(item, Hearing):
                    self._speaking.setdefault(name, set()).add(item.source)
                    self._hear(item)
                elif isinstance(item, OnScreen):
                    await self._kept(self._session.show, item)
                elif isinstance(item, Deleted):
                    await self._kept(self._session.deleted, item)
                    self._look_again()
                elif isinstance(item, Comment | Utterance):
                    await self._take(item)

    def _hear(self, hearing: Hearing) -> None:
        """Somebody is speaking: what waits to be sent is told at once, before anything else runs."""
        self._session.on_air.hear(hearing, self._clock.now())
        self._look_again()
        if self._also_hears is not None:
            self._also_hears(hearing)

    def _silence(self, source: str) -> None:
        """A source is gone: nobody waits for what it was saying."""
        for voice in self._speaking.pop(source, set()):
            self._session.on_air.silence(voice)
        self._look_again()

    def _look_again(self) -> None:
        if self._postman is not None:
            self._postman.look_again()

    async def _take(self, remark: Remark) -> None:
        judged = await self._kept(self._session.take, remark)
        if isinstance(remark, Utterance):
            self._look_again()
        if judged is not None and self._observe is not None:
            self._observe(self._session.discreet(remark), judged)

    async def _kept(self, write: Callable[[T], Awaitable[R]], what: T) -> R:
        """Writes until it is durable: a record that fails for a while holds the source back, it loses nothing."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                kept = await write(what)
                self._faults.pop(RECORD, None)
                return kept
            except StoreError as error:
                log.warning("record: %s", error)
                self._show(RECORD, "down", str(error))
            await self._clock.sleep_until(self._clock.now() + pause)
            pause = min(LONGEST_PAUSE_S, pause * 2)

    def _show(self, name: str, state: Literal["down", "degraded"], detail: str) -> None:
        self._faults[name] = Health(name=name, kind="comments", state=state, detail=detail)

    # ------------------------------------------------------------------ what watchers read

    def health(self) -> list[Health]:
        """The lights: every source, the sink, the record."""
        found = [p.source.health() for p in self._platforms] + [v.health() for v in self._voices]
        found = [self._shown(light) for light in found]
        if self._sink is not None:
            found.append(self._sink.health())
        if self._desk is not None:
            found.append(self._desk.health())
        store = self._journal.store.figures()
        state = "down" if store.fault or RECORD in self._faults else "ok"
        detail = store.fault or f"{store.last_seq} lines, {store.waiting}/{store.limit} waiting"
        return [*found, Health(name=RECORD, kind="store", state=state, detail=detail, received=store.written, lost=store.refused)]

    def _shown(self, light: Health) -> Health:
        fault = self._faults.get(light.name)
        return light if fault is None else light.model_copy(update={"state": fault.state, "detail": fault.detail})

    def figures(self) -> dict[str, Any]:
        """Numbers an operator can read."""
        counts = self._session.counts
        return {
            "t": self._clock.now(),
            "heard": counts.heard,
            "judged": counts.judged,
            "repeats": counts.repeats,
            "conflicts": counts.conflicts,
            "broken": counts.broken,
            "groups_dropped": self._session.judge.board.dropped,
            "handoff": self._session.ledger.figures().model_dump(),
            "record": self._journal.store.figures().model_dump(),
            "outbox": self._postman.figures().model_dump() if self._postman else {},
            "posting": {"rate_per_s": self._sink.limits.rate_per_s, "burst": self._sink.limits.burst} if self._sink else {},
            "desk": self._desk.figures() if self._desk else {},
        }


def _told(error: Exception) -> str:
    """What to show of a fault. One that is not ours is named by its kind and place: its words may hold what a viewer wrote."""
    if isinstance(error, AssistantError):
        return str(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"


class _Open:
    """An async iterator that needs no closing, as a context."""

    def __init__(self, stream: AsyncIterator[Any]) -> None:
        self._stream = stream

    async def __aenter__(self) -> AsyncIterator[Any]:
        return self._stream

    async def __aexit__(self, *_: object) -> None:
        return None
