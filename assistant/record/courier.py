"""The courier: carries letters from the outbox to an outside desk, in order within each case, each under its one key.

    claim one -> in doubt? -> read back, or send again where the desk dedupes, else leave it to a person (`uncertain`)
              -> attempt -> delivered: mark, with the desk's own id as proof
                         -> not done:  back to its place, the desk is left alone for a growing while or as long as it asks
                         -> not known: back to its place, in doubt
                         -> refused:   a dead letter, shown until a person retries it

A desk that is down loses nothing: letters wait in the record, over restarts too.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Coroutine
from typing import Any, TypeVar

from assistant.domain import Value
from assistant.errors import InDoubt, Rejected, StoreError, Unavailable
from assistant.letters import Claimed, Delivery, Letter, LetterRow, Ticket
from assistant.ports import Clock, Desk
from assistant.record.feed import Journal
from assistant.record.letterbox import letter_entry
from assistant.record.pace import Pace

log = logging.getLogger(__name__)
T = TypeVar("T")

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
LONGEST_WAIT_S = 900.0  # a desk that asks to be left alone longer than this is asked again all the same
SETTLE_S = 5.0  # an attempt without an answer may still be at work: this long before it is read back


class CourierFigures(Value):
    """Numbers an operator can read."""

    letters: dict[str, int]  # status -> count in the record, all rooms
    sent: int = 0  # since the start
    put_back: int = 0  # attempts that were not done or not known, since the start
    in_hand: str | None = None  # key of the letter being sent
    fault: str | None = None  # why the desk takes nothing at the moment


class Courier:
    """Carries one room's letters to one desk. `run` is one task of the caller's group; `stop` lets it end in good order."""

    def __init__(self, journal: Journal, desk: Desk, clock: Clock, *, room: str, deadline_s: float = 20.0) -> None:
        """`deadline_s` bounds one attempt in real time; pauses are stream time."""
        self._journal, self._desk, self._clock, self._room, self._deadline_s = journal, desk, clock, room, deadline_s
        self._pace = Pace(desk.limits.rate_per_s, desk.limits.burst, clock.now())
        self._stopping, self._ended = asyncio.Event(), asyncio.Event()
        self._counts: Counter[str] = Counter()
        self._in_hand: Letter | None = None
        self._pause_s = self._backoff_s = 0.0  # before the next attempt; how it grows without being asked for
        self._behind: tuple[str, ...] = ()  # the thread that failed last lets others go first
        self.fault: str | None = None

    async def run(self) -> None:
        """Carry until `stop`. A letter in hand when it is cancelled is in doubt at the next start."""
        try:
            if await self._patiently(self._journal.store.recover_letters) is not None:
                while await self._next():
                    pass
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Finish the letter in hand, leave the rest, and return when `run` has ended. Only for one whose `run` was started."""
        self._stopping.set()
        self._journal.post(self._room).set()
        await self._ended.wait()

    async def retry(self, key: str) -> bool:
        """Send a dead or uncertain letter once more, by a person's word. False when it is neither."""
        found = await self._journal.store.retry_letter(key)
        self._journal.post(self._room).set()
        return found

    async def waiting(self) -> list[LetterRow]:
        """Letters of the room that are not delivered, dead ones too."""
        return await self._journal.store.letters(room=self._room)

    def figures(self) -> CourierFigures:
        counts = self._journal.store.figures().letters
        in_hand = self._in_hand.key if self._in_hand else None
        return CourierFigures(letters=counts, sent=self._counts["sent"], put_back=self._counts["put back"], in_hand=in_hand, fault=self.fault)

    async def _next(self) -> bool:
        """Carry one letter, or wait for one. False when it is time to end."""
        news = self._journal.post(self._room)
        news.clear()
        if self._stopping.is_set():
            return False
        if wait := self._pace.wait(self._clock.now()):
            return await self._pause(wait)
        claimed = await self._patiently(self._claim)
        if claimed:
            await self._carry(claimed)
            self._in_hand = None
            return not self._pause_s or await self._pause(self._pause_s)
        if not self._stopping.is_set():
            await news.wait()
        return True

    async def _claim(self) -> Claimed | bool:
        """The next letter; False for none."""
        lease_s = self._deadline_s * 3 + 60
        claimed = await self._journal.store.claim_letter(room=self._room, lease_s=lease_s, but=self._behind)
        if claimed is None and self._behind:
            claimed = await self._journal.store.claim_letter(room=self._room, lease_s=lease_s)
        return claimed or False

    async def _carry(self, claimed: Claimed) -> None:
        """Bring one claimed letter to its end, or put it back."""
        self._in_hand = letter = claimed.letter
        doubtful = claimed.doubtful
        try:
            if doubtful and (known := await self._settled(claimed)) is not None:
                await self._end(letter, known)
                return
            doubtful = False
            ticket = await self._bounded(self._attempt(claimed))
        except Rejected as error:
            log.warning("letter %s is refused by the desk %s: %s", letter.key, self._desk.name, error)
            await self._end(letter, Delivery(key=letter.key, status="failed", detail=str(error)[:300]))
        except Unavailable as error:
            await self._put_back(letter, error, doubtful=doubtful or isinstance(error, InDoubt))
        else:
            await self._end(letter, Delivery(key=letter.key, status="sent", ticket=ticket))

    async def _settled(self, claimed: Claimed) -> Delivery | None:
        """What is known of a letter in doubt; None when it may go out (again). Raises `Unavailable`."""
        if self._desk.limits.dedupes:
            return None
        if not self._desk.limits.reads_back:
            detail = "it may or may not have arrived, and this desk cannot be asked; a person must look there"
            return Delivery(key=claimed.letter.key, status="uncertain", detail=detail)
        found = await self._bounded(self._desk.find(claimed))
        return Delivery(key=claimed.letter.key, status="sent", ticket=found, detail="found there") if found else None

    async def _attempt(self, claimed: Claimed) -> Ticket | None:
        letter = claimed.letter
        self._pace.spend(self._clock.now())
        if letter.brief is not None:
            return await self._desk.hand_over(letter.brief, letter.key)
        if claimed.ticket is None:
            raise Rejected("its case has no ticket at this desk", where=self._desk.name, remedy="retry the case's hand-over first")
        call = self._desk.note if letter.kind == "note" else self._desk.close
        await call(claimed.ticket, letter.text, letter.key)
        return None

    async def _bounded(self, call: Coroutine[Any, Any, T]) -> T:
        """One call within the deadline. What is not known to be undone is in doubt."""
        try:
            async with asyncio.timeout(self._deadline_s):
                return await call
        except (Unavailable, Rejected):
            raise
        except TimeoutError as error:
            raise InDoubt(f"no answer within {self._deadline_s:g} s", where=self._desk.name) from error
        except Exception as error:  # a broken plug must not end the live; whether it delivered is not known
            log.exception("desk %s broke", self._desk.name)
            raise InDoubt(f"{type(error).__name__} in the desk's plug", where=self._desk.name) from error

    async def _end(self, letter: Letter, delivery: Delivery) -> None:
        entry = letter_entry(letter, delivery)
        await self._patiently(lambda: self._journal.mark_letter(delivery, entry))
        self._counts[delivery.status] += 1
        self._pause_s, self._backoff_s, self._behind = 0.0, 0.0, ()
        self.fault = None

    async def _put_back(self, letter: Letter, error: Unavailable, *, doubtful: bool) -> None:
        detail = str(error)[:300]
        await self._patiently(lambda: self._journal.store.put_back_letter(letter.key, detail, doubtful=doubtful))
        self._counts["put back"] += 1
        self._behind, self.fault = (letter.thread,), detail
        self._backoff_s = min(LONGEST_PAUSE_S, 2 * self._backoff_s) if self._backoff_s else FIRST_PAUSE_S
        asked = min(LONGEST_WAIT_S, error.retry_after_s or 0.0)
        self._pause_s = max(self._backoff_s, asked, SETTLE_S if doubtful else 0.0)
        log.warning("desk %s: %s; trying again in %g s", self._desk.name, detail, self._pause_s)

    async def _patiently(self, ask: Any) -> Any:
        """Ask the record until it answers; None when it is time to end before it does."""
        while True:
            try:
                return await ask()
            except StoreError as error:
                log.warning("the record refuses for now: %s", error)
                if not await self._pause(FIRST_PAUSE_S):
                    return None

    async def _pause(self, seconds: float) -> bool:
        """Stream time passes; False as soon as we are asked to stop."""
        if self._stopping.is_set():
            return False
        sleep = asyncio.ensure_future(self._clock.sleep_until(self._clock.now() + seconds))
        stop = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait((sleep, stop), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            stop.cancel()
            await asyncio.wait((sleep, stop))
        if not sleep.cancelled():
            sleep.result()  # a broken clock is not a pause
        return not self._stopping.is_set()
