"""Replies that wait for a word: put back in the outbox so that the others go on and a crash leaves them pending, asked again in time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Literal

from assistant.clock import time_or_news
from assistant.domain import Entry, Hold, Outgoing, Wait
from assistant.errors import StoreError
from assistant.ports import Batch, Clock
from assistant.record.feed import Journal

log = logging.getLogger(__name__)
Ask = Callable[[Outgoing], str | Wait | None]


class Held:
    """The held replies of one room, in the order they were claimed. As many as wait in the outbox, which bounds them."""

    def __init__(self, journal: Journal, clock: Clock, room: str, ask: Ask) -> None:
        """`ask`: whether a reply goes out, see `outbox.MaySend`."""
        self._journal, self._clock, self._room, self._ask = journal, clock, room, ask
        self._held: dict[str, tuple[Outgoing, Wait]] = {}
        self.count = 0  # how often one was made to wait since the start

    def keys(self) -> tuple[str, ...]:
        return tuple(self._held)

    async def add(self, outgoing: Outgoing, wait: Wait) -> None:
        """A claimed reply waits. Raises `StoreError` when it cannot be put back."""
        await self._journal.put_back(outgoing.key)
        self._held[outgoing.key] = (outgoing, wait)
        self.count += 1
        await self._tell(outgoing, "held", wait.why)

    async def release(self) -> None:
        """Let go of those that need not wait any more: to be sent, or withheld for good."""
        for outgoing, wait in list(self._held.values()):
            word = self._ask(outgoing)
            if isinstance(word, Wait):
                self._held[outgoing.key] = (outgoing, word)
                continue
            del self._held[outgoing.key]
            if word is None:
                await self._tell(outgoing, "released", wait.why)

    async def news(self, mail: asyncio.Event) -> None:
        """Until `mail` is set, or until one is to be asked about again."""
        if not self._held:
            await mail.wait()
            return
        due = min(wait.until for _, wait in self._held.values())
        await time_or_news(self._clock, due, mail)

    async def _tell(self, outgoing: Outgoing, state: Literal["held", "released"], why: str) -> None:
        hold = Hold(key=outgoing.key, state=state, why=why, t=self._clock.now(), in_reply_to=outgoing.in_reply_to)
        try:
            await self._journal.write(Batch(entries=(Entry(room=self._room, kind="hold", body=hold.model_dump(mode="json")),)))
        except StoreError as error:  # only the page misses it
            log.warning("that reply %s is %s was not recorded: %s", outgoing.key, state, error)
