"""A live room running: its sources pumped into the session, its outbox posted, its console served, each supervised.

Exactly two catch-alls keep it on air: this one around a source (record it, show it red, back off, try again) and the
session's around one judgement. Everything else that fails ends the room with its error.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Any

from assistant.domain import Comment, Gap, Health, Remark, Resolution, Utterance
from assistant.errors import StoreError, Unavailable
from assistant.judging import Judged
from assistant.platforms import Platform
from assistant.ports import Clock, SpeechSource
from assistant.record.feed import Journal
from assistant.record.outbox import Postman
from assistant.session import Session

log = logging.getLogger(__name__)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
STEADY_S = 60.0  # a source that lasted this long starts its back-off anew
Observer = Callable[[Remark, Judged], None]


class LiveRoom:
    """One session with what feeds it. `run` ends when every source has ended (a recording) or it is cancelled."""

    def __init__(
        self,
        session: Session,
        journal: Journal,
        clock: Clock,
        platforms: Sequence[Platform],
        voices: Sequence[SpeechSource] = (),
        *,
        observe: Observer | None = None,
    ) -> None:
        self._session, self._journal, self._clock = session, journal, clock
        self._platforms, self._voices, self._observe = platforms, voices, observe
        self._faults: dict[str, str] = {}
        sink = next((p.sink for p in platforms if p.sink is not None), None)
        self._sink = sink
        self._postman = Postman(journal, sink, clock, room=session.room.room, may_send=session.may_send) if sink is not None else None

    async def run(self) -> None:
        """Pump every source to its end."""
        async with asyncio.TaskGroup() as tasks:
            posting = tasks.create_task(self._postman.run()) if self._postman else None
            async with asyncio.TaskGroup() as sources:
                for platform in self._platforms:
                    sources.create_task(self._supervise(platform.name, platform.source.comments))
                for voice in self._voices:
                    sources.create_task(self._supervise(voice.health().name, voice.utterances))
            if self._postman is not None and posting is not None:
                await self._postman.stop()

    async def resolve(self, resolution: Resolution) -> dict[str, Any]:
        """A person's move, from the console."""
        return await self._session.resolve(resolution)

    # ------------------------------------------------------------------ sources

    async def _supervise(self, name: str, stream: Callable[[], AsyncIterator[Any]]) -> None:
        """Keep one source flowing: a fault is recorded and tried again with growing pauses; its end ends the task."""
        pause = FIRST_PAUSE_S
        while True:
            began = self._clock.now()
            try:
                await self._pump(stream())
                self._faults.pop(name, None)
                return
            except StoreError:
                raise
            except Exception as error:  # the one catch-all around a source
                detail = str(error) if isinstance(error, Unavailable) else f"{type(error).__name__}: {error}"
                log.warning("source %s: %s", name, detail)
                self._faults[name] = detail
                await self._session.note(
                    Gap(room=self._session.room.room, source=name, start=began, end=self._clock.now(), reason=detail[:300])
                )
            pause = FIRST_PAUSE_S if self._clock.now() - began >= STEADY_S else min(LONGEST_PAUSE_S, pause * 2)
            await self._clock.sleep_until(self._clock.now() + pause)

    async def _pump(self, stream: AsyncIterator[Any]) -> None:
        async with aclosing(stream) if isinstance(stream, AsyncGenerator) else _Open(stream) as items:
            async for item in items:
                if isinstance(item, Gap):
                    await self._session.note(item)
                elif isinstance(item, Comment | Utterance):
                    await self._take(item)

    async def _take(self, remark: Remark) -> None:
        """Until it is durable: a record that fails for a while holds the source back, it loses nothing."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                judged = await self._session.take(remark)
                break
            except StoreError as error:
                log.warning("record: %s", error)
                self._faults["record"] = str(error)
                await self._clock.sleep_until(self._clock.now() + pause)
                pause = min(LONGEST_PAUSE_S, pause * 2)
        self._faults.pop("record", None)
        if judged is not None and self._observe is not None:
            self._observe(remark, judged)

    # ------------------------------------------------------------------ what watchers read

    def health(self) -> list[Health]:
        """The lights: every source, the sink, the record."""
        found = [p.source.health() for p in self._platforms] + [v.health() for v in self._voices]
        found = [h.model_copy(update={"state": "down", "detail": self._faults[h.name]}) if h.name in self._faults else h for h in found]
        if self._sink is not None:
            found.append(self._sink.health())
        store = self._journal.store.figures()
        state = "down" if store.fault or "record" in self._faults else "ok"
        detail = store.fault or f"{store.last_seq} lines, {store.waiting}/{store.limit} waiting"
        return [*found, Health(name="record", kind="store", state=state, detail=detail, received=store.written, lost=store.refused)]

    def figures(self) -> dict[str, Any]:
        """Numbers an operator can read."""
        counts = self._session.counts
        return {
            "heard": counts.heard,
            "judged": counts.judged,
            "repeats": counts.repeats,
            "conflicts": counts.conflicts,
            "broken": counts.broken,
            "groups_dropped": self._session.judge.board.dropped,
            "record": self._journal.store.figures().model_dump(),
            "outbox": self._postman.figures().model_dump() if self._postman else {},
        }


class _Open:
    """An async iterator that needs no closing, as a context."""

    def __init__(self, stream: AsyncIterator[Any]) -> None:
        self._stream = stream

    async def __aenter__(self) -> AsyncIterator[Any]:
        return self._stream

    async def __aexit__(self, *_: object) -> None:
        return None
