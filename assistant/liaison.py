"""Between a session and an outside desk: what is recorded of cases becomes letters, what people do at the desk becomes resolutions.

    session -> write -> the batch, with the letters it leads to, in one transaction -> courier -> desk
    desk -> event -> recorded (the desk is answered) -> worked: take, answer, return, close -> session

An event is worked once: the line that says so is written in the transaction of what follows from it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from assistant.domain import Entry, Health, Receipt, Recorded, Resolution, Room
from assistant.errors import AssistantError, BadInput, StoreError
from assistant.handoff.correspondence import Correspondence
from assistant.handoff.desk_moves import resolutions
from assistant.handoff.desk_words import DeskWords
from assistant.letters import DeskEvent, Letter
from assistant.ports import Batch, Clock, Dedupe, Desk, Written
from assistant.record.courier import Courier
from assistant.record.feed import Journal, SlowWatcher

log = logging.getLogger(__name__)
Resolve = Callable[[Resolution], Awaitable[Any]]
EARLY = 200  # events of cases whose ticket is not known yet; beyond it the oldest is set aside, and said so
WAITING = 1000  # events recorded and not worked; beyond it the desk must wait
PAUSE_S = 1.0  # before a record that fails is asked again; stream time


class Liaison:
    """One room's outside desk. It stands before the journal for the session, and runs beside it."""

    def __init__(self, journal: Journal, desk: Desk, clock: Clock, room: Room, words: DeskWords) -> None:
        self._journal, self._desk, self._clock, self._room, self._words = journal, desk, clock, room.room, words
        self.courier = Courier(journal, desk, clock, room=room.room)
        self._cases = Correspondence(room, desk.name, words)
        self._tickets: dict[str, str] = {}  # the desk's id -> case
        self._unworked: deque[DeskEvent] = deque()
        self._early: OrderedDict[str, DeskEvent] = OrderedDict()
        self._news = asyncio.Event()
        self._room_left = asyncio.Event()
        self._room_left.set()
        self._working: ContextVar[str | None] = ContextVar("working", default=None)
        self._stopping = False
        self._read = 0  # seq of the last line that was folded or seen: reading along misses none
        self._fault: str | None = None
        self._worked = self._refused = 0

    # ------------------------------------------------------------------ the journal of the session

    async def write(self, batch: Batch) -> Written:
        """A session's batch, with the letters that follow from it."""
        letters = self._cases.letters(batch.entries)
        entries = batch.entries
        event = self._working.get()
        if event is not None:
            entries = (*entries, self._entry({"worked": event}))
        written = await self._journal.write(batch.model_copy(update={"letters": letters, "entries": entries}))
        if written.status == "written":
            self._cases.keep(batch.entries)
        return written

    async def since(self, seq: int, *, room: str | None = None, limit: int = 1000) -> list[Recorded]:
        return await self._journal.since(seq, room=room, limit=limit)

    # ------------------------------------------------------------------ life

    async def open(self) -> None:
        """Continue from the record: cases and tickets, events that were not worked; open cases the desk has not been told of are."""
        unworked = OrderedDict[str, DeskEvent]()
        while lines := await self._journal.since(self._read, room=self._room, limit=1000):
            self._read = lines[-1].seq
            for line in lines:
                self._fold(line, unworked)
        self._unworked.extend(unworked.values())
        if letters := self._cases.open_cases():
            await self._journal.write(Batch(letters=tuple(letters)))

    def _fold(self, line: Recorded, unworked: OrderedDict[str, DeskEvent]) -> None:
        body = line.body
        self._cases.restore(line.kind, body)
        if line.kind == "letter" and body["desk"] == self._desk.name and body["ticket"]:
            self._tickets[body["ticket"]["id"]] = body["case"]
        elif line.kind == "desk" and "worked" in body:
            unworked.pop(body["worked"], None)
        elif line.kind == "desk" and body["desk"] == self._desk.name:
            event = DeskEvent.model_validate(body["event"])
            unworked[event.id] = event

    async def run(self, resolve: Resolve, mask: Callable[[str], str]) -> None:
        """Carry letters and work events until `stop`. `resolve`: the session's; `mask`: a text as it may be kept."""
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(self._listen(mask))
            following = tasks.create_task(self._follow())
            carrying = tasks.create_task(self.courier.run())
            await self._work(resolve)
            listening.cancel()
            following.cancel()
            await self.courier.stop()
            await carrying

    def stop(self) -> None:
        """`run` ends once the event and the letter in hand are done."""
        self._stopping = True
        self._news.set()

    # ------------------------------------------------------------------ in

    async def _listen(self, mask: Callable[[str], str]) -> None:
        """Record what comes in. A desk's plug that breaks is tried again."""
        while True:
            try:
                async with aclosing(self._desk.events()) as events:  # type: ignore[type-var]
                    async for event in events:
                        await self._room_left.wait()
                        await self._record(event, mask)
                        self._fault = None
                return
            except AssistantError as error:
                self._fault = str(error)
            except Exception as error:  # the one catch-all around a source of events
                self._fault = f"{type(error).__name__} in the desk's plug"
                log.exception("desk %s broke", self._desk.name)
            await self._clock.sleep_until(self._clock.now() + PAUSE_S)

    async def _record(self, event: DeskEvent, mask: Callable[[str], str]) -> None:
        """Make it durable, once; a text that holds personal data is kept masked and will not be sent."""
        kept = event.model_copy(update={"text": mask(event.text), "author": mask(event.author)})
        body = {"desk": self._desk.name, "event": kept.model_dump(mode="json"), "masked": kept.text != event.text}
        if kept.text != event.text and event.kind == "replied":
            kept = kept.model_copy(update={"kind": "note"})
            body["event"] = kept.model_dump(mode="json")
        identity = Dedupe(source=f"{self._room}/desk/{self._desk.name}", source_id=event.id, digest="")
        written = await self._journal.write(Batch(entries=(Entry(room=self._room, kind="desk", body=body),), dedupe=identity))
        if written.status != "written":
            return
        if body["masked"]:
            await self._tell(kept, "personal data never goes out in public")
        self._unworked.append(kept)
        if len(self._unworked) >= WAITING:
            self._room_left.clear()
        self._news.set()

    async def _follow(self) -> None:
        """Learn tickets as letters arrive, and tell the desk of replies that did not."""
        while True:
            try:
                async with self._journal.watch(self._read) as lines:
                    async for line in lines:
                        if line.room == self._room:
                            await self._see(line)
                        self._read = line.seq
                return
            except (StoreError, SlowWatcher) as error:
                log.warning("reading along fails for now: %s", error)
            await self._clock.sleep_until(self._clock.now() + PAUSE_S)

    async def _see(self, line: Recorded) -> None:
        body = line.body
        if line.kind == "letter" and body["ticket"]:
            self._tickets[body["ticket"]["id"]] = body["case"]
            self._unworked.extend(self._early.values())
            self._early.clear()
            self._news.set()
        elif line.kind == "receipt" and body["status"] != "sent":
            await self._patiently(partial(self._not_posted, Receipt(**{name: body[name] for name in Receipt.model_fields})))

    async def _not_posted(self, receipt: Receipt) -> None:
        """A person's reply to a case did not reach the viewer: its desk hears why."""
        case = self._cases.get(receipt.key.removeprefix(f"{self._room}/").split("/")[0])
        if case is not None:
            text = self._words("not_posted", why=receipt.detail or receipt.status)
            await self._journal.write(Batch(letters=(self._cases.note(case, text, f"receipt/{receipt.key}"),)))

    # ------------------------------------------------------------------ work

    async def _work(self, resolve: Resolve) -> None:
        while not self._stopping:
            self._news.clear()
            if not self._unworked:
                await self._news.wait()
                continue
            event = self._unworked[0]
            await self._patiently(partial(self._one, event, resolve))
            self._unworked.popleft()
            self._room_left.set()

    async def _one(self, event: DeskEvent, resolve: Resolve) -> None:
        """Carry out what a person did at the desk. What is not possible is told there, with the reason."""
        case = self._cases.get(event.case or self._tickets.get(event.ticket or "", ""))
        if case is None:
            await self._keep_early(event)
            return
        moves = resolutions(event, case, self._desk.name)
        try:
            for n, move in enumerate(moves, start=1):
                with self._settling(event.id if n == len(moves) else None):
                    await resolve(move)
        except BadInput as refusal:
            self._refused += 1
            await self._tell(event, str(refusal), done=True)
            return
        if not moves:
            await self._journal.write(Batch(entries=(self._entry({"worked": event.id}),)))
        self._worked += 1

    @contextmanager
    def _settling(self, event: str | None) -> Iterator[None]:
        """What is written inside says that the event was worked."""
        token = self._working.set(event)
        try:
            yield
        finally:
            self._working.reset(token)

    async def _keep_early(self, event: DeskEvent) -> None:
        """Its case's ticket is not known yet: the hand-over was answered quicker than it was marked."""
        self._early[event.id] = event
        if len(self._early) > EARLY:
            name, _ = self._early.popitem(last=False)
            await self._journal.write(Batch(entries=(self._entry({"worked": name, "why": "no case is known for it"}),)))

    async def _tell(self, event: DeskEvent, why: str, *, done: bool = False) -> None:
        case = self._cases.get(event.case or self._tickets.get(event.ticket or "", ""))
        letters: tuple[Letter, ...] = ()
        if case is not None:
            letters = (self._cases.note(case, self._words("refused", why=why), f"refused/{event.id}"),)
        entries = (self._entry({"worked": event.id, "why": why}),) if done else ()
        if letters or entries:
            await self._journal.write(Batch(entries=entries, letters=letters))

    async def _patiently(self, act: Callable[[], Awaitable[None]]) -> None:
        """Until the record takes it."""
        while not self._stopping:
            try:
                return await act()
            except StoreError as error:
                log.warning("the record refuses for now: %s", error)
            await self._clock.sleep_until(self._clock.now() + PAUSE_S)
        return None

    def _entry(self, body: dict[str, Any]) -> Entry:
        return Entry(room=self._room, kind="desk", body=body)

    # ------------------------------------------------------------------ what watchers read

    def health(self) -> Health:
        """The desk's light: red while it takes nothing, yellow while letters are dead or in doubt."""
        light, letters = self._desk.health(), self._journal.store.figures().letters
        stuck = {status: letters.get(status, 0) for status in ("failed", "uncertain") if letters.get(status)}
        if fault := self.courier.fault or self._fault:
            return light.model_copy(update={"state": "down", "detail": fault})
        if stuck:
            said = ", ".join(f"{count} letters {status}" for status, count in stuck.items())
            return light.model_copy(update={"state": "degraded", "detail": f"{said}: a person must look"})
        return light

    def figures(self) -> dict[str, Any]:
        """Numbers an operator can read."""
        return {
            **self.courier.figures().model_dump(),
            "events_worked": self._worked,
            "events_refused": self._refused,
            "events_waiting": len(self._unworked),
            "events_early": len(self._early),
        }
