"""The postman: sends what waits in the outbox, in order, each reply under its one key.

    wait for the pace -> claim one -> stale? -> cut to length -> withheld? -> post -> mark, with the receipt's line
                                                              -> not yet? -> put back, asked again when something changes

Only one reply is in hand at a time, so a crash leaves at most one in doubt. What is in doubt is `uncertain` and stays with
people, unless the platform dedupes by key: then it is tried again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable

from assistant.domain import Outgoing, Receipt, Value, Wait
from assistant.errors import Unavailable
from assistant.ports import Clock, ReplySink
from assistant.record.faults import StoreDown
from assistant.record.feed import Journal
from assistant.record.fit import fit
from assistant.record.held import Held
from assistant.record.ledger import receipt_entry
from assistant.record.pace import Pace

log = logging.getLogger(__name__)

MaySend = Callable[[Outgoing], str | Wait | None]
"""Whether a reply goes out: None yes; a text why it never does (a person holds the case); `Wait` not yet (the host speaks). Asked right
before each attempt. One that may have gone out already is not made to wait."""


def _nobody(_: Receipt) -> None:
    """Who needs no news of receipts."""


class PostmanFigures(Value):
    """Numbers an operator can read."""

    receipts: dict[str, int]  # status -> count since the start
    in_hand: str | None  # key of the reply being sent
    held: int = 0  # replies that wait for a word
    holds: int = 0  # how often one was made to wait since the start


class Postman:
    """Posts one room's replies. `run` is one task of the caller's group; `stop` lets it end in good order."""

    def __init__(
        self,
        journal: Journal,
        sink: ReplySink,
        clock: Clock,
        *,
        room: str,
        may_send: MaySend,
        posted: Callable[[Receipt], None] = _nobody,
        deadline_s: float = 20.0,
        tries: int = 3,
        pause_s: float = 1.0,
    ) -> None:
        """`posted` is told every receipt. `deadline_s` bounds one attempt in real time. `tries` counts attempts, and `pause_s` (stream time, doubled each time)
        lies between them, only where the platform dedupes; `pause_s` also paces retries against a failing record.
        """
        self._journal, self._sink, self._clock, self._room, self._may_send = journal, sink, clock, room, may_send
        self._deadline_s, self._tries, self._pause_s = deadline_s, tries, pause_s
        self._pace = Pace(sink.limits.rate_per_s, sink.limits.burst, clock.now())
        self._stopping = asyncio.Event()
        self._ended = asyncio.Event()
        self._receipts: Counter[str] = Counter()
        self._in_hand: Outgoing | None = None
        self._posted = posted
        self._held = Held(journal, clock, room, self._word)

    async def run(self) -> None:
        """Send until `stop`. Cancelling it leaves a reply in mid-post `uncertain`."""
        try:
            await self._settle_doubts()
            while await self._next():
                pass
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Post what may go without waiting for the pace, leave the rest pending, and return when `run` has ended.

        Only for a postman whose `run` was started.
        """
        self._stopping.set()
        self._journal.mail(self._room).set()
        await self._ended.wait()

    def look_again(self) -> None:
        """What replies wait for may be over."""
        self._journal.mail(self._room).set()

    def figures(self) -> PostmanFigures:
        in_hand = self._in_hand.key if self._in_hand else None
        return PostmanFigures(receipts=dict(self._receipts), in_hand=in_hand, held=len(self._held.keys()), holds=self._held.count)

    async def _settle_doubts(self) -> None:
        """Replies in doubt from before: counted; sent again only where the platform drops the second copy."""
        for outgoing in await self._patiently_recover():
            if self._sink.limits.dedupes:
                await self._deliver(outgoing, tried=True)
            else:
                self._receipts["uncertain"] += 1
                log.warning("reply %s may or may not have been posted; a person must look", outgoing.key)

    async def _patiently_recover(self) -> list[Outgoing]:
        while True:
            try:
                return await self._journal.recover(self._room)
            except StoreDown as error:
                if not await self._pause_for(error):
                    return []

    async def _next(self) -> bool:
        """Deliver one reply, or wait for one. False when it is time to end."""
        mail = self._journal.mail(self._room)
        mail.clear()
        if wait := self._pace.wait(self._clock.now()):
            return await self._pause(wait)
        await self._held.release()
        try:
            claimed = await self._journal.claim(room=self._room, lease_s=self._deadline_s * 3 + 60, limit=1, but=self._held.keys())
        except StoreDown as error:
            return await self._pause_for(error)
        for outgoing in claimed:
            await self._deliver(outgoing)
        if claimed:
            return True
        if self._stopping.is_set():
            return False
        await self._held.news(mail)
        return True

    async def _hold(self, outgoing: Outgoing, wait: Wait) -> None:
        """Put a claimed reply back; while the record fails, send nothing else."""
        while True:
            try:
                await self._held.add(outgoing, wait)
            except StoreDown as error:
                if await self._pause_for(error):
                    continue
                log.error("reply %s stays open in the record (%s); it will be uncertain after a restart", outgoing.key, error)
            return

    async def _deliver(self, outgoing: Outgoing, *, tried: bool = False) -> None:
        """Bring one claimed reply to its receipt. `tried`: an earlier attempt may have reached the platform."""
        self._in_hand = outgoing
        text = fit(outgoing.text, self._sink.limits.max_length, self._sink.limits.unit)
        try:
            if text is None:
                detail = f"too long for {outgoing.sink}: {self._sink.limits.max_length} {self._sink.limits.unit}"
                receipt = Receipt(key=outgoing.key, status="failed", detail=detail)
            else:
                outcome = await self._post(outgoing.model_copy(update={"text": text}), tried)
                if isinstance(outcome, Wait):
                    self._in_hand = None
                    await self._hold(outgoing, outcome)
                    return
                receipt = outcome
        except asyncio.CancelledError:
            await self._close(outgoing, text, Receipt(key=outgoing.key, status="uncertain", detail="stopped while being sent"))
            raise
        await self._close(outgoing, text, receipt)
        self._in_hand = None

    async def _post(self, outgoing: Outgoing, tried: bool) -> Receipt | Wait:
        """Up to `tries` attempts where the platform dedupes, else one: what it knows nothing of is `uncertain`."""
        tries = self._tries if self._sink.limits.dedupes else 1
        detail = ""
        for attempt in range(tries):
            if attempt and not await self._pause(self._pause_s * 2 ** (attempt - 1)):
                break
            refusal = self._word(outgoing)
            if isinstance(refusal, Wait):
                if not (attempt or tried):
                    return refusal
            elif refusal:
                return Receipt(key=outgoing.key, status="uncertain" if attempt or tried else "expired", detail=refusal)
            receipt, detail = await self._attempt(outgoing)
            if receipt is not None:
                return receipt.model_copy(update={"key": outgoing.key})
        return Receipt(key=outgoing.key, status="uncertain", detail=detail)

    def _word(self, outgoing: Outgoing) -> str | Wait | None:
        """Why this must not go out now, or not yet. Nothing is awaited between this answer and the attempt."""
        late = self._clock.now() - outgoing.expires_t if outgoing.expires_t is not None else 0.0
        if late > 0:
            return f"stale by {late:.1f} s"
        word = self._may_send(outgoing)
        return f"withheld: {word}" if isinstance(word, str) else word

    async def _attempt(self, outgoing: Outgoing) -> tuple[Receipt | None, str]:
        """The platform's receipt, or None and what is known of an attempt that ended without one."""
        self._pace.spend(self._clock.now())
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._sink.post(outgoing), ""
        except TimeoutError:
            return None, f"no answer within {self._deadline_s:g} s"
        except Unavailable as error:
            return None, str(error)
        except Exception as error:  # a broken plug must not end the session; whether it posted is not known
            log.exception("sink %s broke on reply %s", outgoing.sink, outgoing.key)
            return None, f"{type(error).__name__} in the sink"

    async def _close(self, outgoing: Outgoing, text: str | None, receipt: Receipt) -> None:
        """Mark and log; while the record fails, hold the receipt and send nothing else."""
        entry = receipt_entry(outgoing, receipt, text)
        while True:
            try:
                await self._journal.mark(receipt, entry)
            except StoreDown as error:
                if await self._pause_for(error):
                    continue
                log.error("reply %s stays open in the record (%s); it will be uncertain after a restart", receipt.key, error)
                return
            self._receipts[receipt.status] += 1
            self._posted(receipt)
            return

    async def _pause_for(self, error: StoreDown) -> bool:
        """Wait before asking the record again; False when we are asked to stop."""
        log.warning("the record refuses for now: %s", error)
        return await self._pause(self._pause_s)

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
