"""The journal: writing to the record, and reading along as it grows.

Watchers share one bounded tail of recent lines, read once from the store however many watch; each holds only its place.
Who falls further behind than `limit` is ended with SlowWatcher and starts again from a snapshot or from its last `seq`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from assistant.domain import Entry, Outgoing, Receipt, Recorded, Value
from assistant.errors import AssistantError, StoreError
from assistant.letters import Delivery
from assistant.ports import Batch, Store, Written

CHUNK = 256


class SlowWatcher(AssistantError):
    """A watcher fell too far behind and was let go; nothing is lost, it reads on from its last `seq`."""


class FeedFigures(Value):
    """Numbers an operator can read."""

    watchers: int
    slowest: int  # lines the slowest watcher has yet to take
    dropped: int  # watchers ended because they were too slow
    limit: int
    tail: int  # lines held in memory for all of them


class Journal:
    """The `Feed` port over a `Store`, and the door through which a session writes.

    Lines written to the store by another way are seen too, with the next write through this door.
    """

    def __init__(self, store: Store, *, tail: int = 2_000, limit: int = 2_000) -> None:
        self.store = store
        self._size, self._limit = tail, limit
        self._tail: list[Recorded] = []
        self._end = 0  # seq of the tail's last line
        self._head = 0  # last seq known to be committed
        self._reading = asyncio.Lock()
        self._news = asyncio.Event()
        self._mail: dict[str, asyncio.Event] = {}  # one per room with a postman
        self._post: dict[str, asyncio.Event] = {}  # one per room with an outside desk
        self._in_doubt: dict[str, list[Outgoing]] = {}
        self._watchers: set[Watcher] = set()
        self._dropped = 0
        self._closed = False

    async def write(self, batch: Batch) -> Written:
        """Record a batch, then wake who watches or posts. Raises StoreError as the store does."""
        written = await self.store.write(batch)
        if written.status == "written":
            self._announce(written.last_seq)
            for room in {o.room for o in batch.outgoing}:
                self.mail(room).set()
            for room in {letter.room for letter in batch.letters}:
                self.post(room).set()
        return written

    async def since(self, seq: int, *, room: str | None = None, limit: int = 1000) -> list[Recorded]:
        return await self.store.since(seq, room=room, limit=limit)

    async def claim(self, *, room: str, lease_s: float, limit: int = 1, but: Sequence[str] = ()) -> list[Outgoing]:
        return await self.store.claim(room=room, lease_s=lease_s, limit=limit, but=but)

    async def put_back(self, key: str) -> None:
        await self.store.put_back(key)

    async def mark(self, receipt: Receipt, entry: Entry | None = None) -> None:
        await self.store.mark(receipt, entry)
        self._announce(await self.store.last_seq())

    async def recover(self, room: str) -> list[Outgoing]:
        """Replies of `room` left in doubt by a process that died; each is handed out once. Other rooms' wait for their turn."""
        for outgoing in await self.store.recover():
            self._in_doubt.setdefault(outgoing.room, []).append(outgoing)
        self._announce(await self.store.last_seq())
        return self._in_doubt.pop(room, [])

    def mail(self, room: str) -> asyncio.Event:
        """Set whenever a reply for `room` was written; its postman clears it."""
        return self._mail.setdefault(room, asyncio.Event())

    def post(self, room: str) -> asyncio.Event:
        """Set whenever a letter of `room` was written; its courier clears it."""
        return self._post.setdefault(room, asyncio.Event())

    async def mark_letter(self, delivery: Delivery, entry: Entry | None = None) -> None:
        await self.store.mark_letter(delivery, entry)
        self._announce(await self.store.last_seq())

    @asynccontextmanager
    async def watch(self, after: int) -> AsyncIterator[Watcher]:
        """See `Feed.watch`. Raises StoreError when `after` lies beyond the record (it belongs to another one)."""
        self._announce(await self.store.last_seq())
        if after > self._head:
            remedy = "start from a snapshot"
            raise StoreError(f"line {after} was asked for, the record ends at {self._head}", where="feed", remedy=remedy)
        watcher = Watcher(self, after, self._head)
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)

    def close(self) -> None:
        """End every watcher's iteration once it has what was written."""
        self._closed = True
        self._wake()

    def figures(self) -> FeedFigures:
        slowest = max((self._head - w.place for w in self._watchers), default=0)  # below 0: it read ahead of the news
        return FeedFigures(
            watchers=len(self._watchers), slowest=max(0, slowest), dropped=self._dropped, limit=self._limit, tail=len(self._tail)
        )

    def _announce(self, seq: int) -> None:
        if seq <= self._head:
            return
        self._head = seq
        for watcher in self._watchers:
            if not watcher.dropped and watcher.backlog(seq) > self._limit:
                watcher.dropped = True
                self._dropped += 1
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def _after(self, place: int, most: int) -> list[Recorded] | None:
        """Up to `most` lines behind `place`; waits for the first; `None` when the journal is closed and all was taken."""
        while place >= self._head:
            if self._closed:
                return None
            await self._news.wait()
        if place + 1 >= self._start and place >= self._end:
            async with self._reading:
                while place >= self._end:
                    await self._extend()
        if place + 1 >= self._start:
            at = place + 1 - self._start
            return self._tail[at : at + most]
        return await self.store.since(place, limit=most)

    @property
    def _start(self) -> int:
        """The first `seq` the tail holds."""
        return self._end - len(self._tail) + 1

    async def _extend(self) -> None:
        """Read what was committed since; a tail far behind starts anew near the end."""
        begin = max(self._end, self._head - self._size)
        lines = await self.store.since(begin, limit=self._size)
        if not lines:
            raise StoreError(f"line {begin + 1} is missing from the record", where="feed", remedy="restore the record from a backup")
        kept = self._tail if begin == self._end else []
        self._tail = (kept + lines)[-self._size :]
        self._end = lines[-1].seq


class Watcher(AsyncIterator[Recorded]):
    """One reader's place in the record. Iterate line by line, or `take` all that is ready at once."""

    def __init__(self, journal: Journal, place: int, joined: int) -> None:
        self.place = place  # seq of the last line handed out
        self.dropped = False
        self._journal, self._joined = journal, joined
        self._chunk: list[Recorded] = []  # lines to hand out, last one first
        self._parked = False

    def backlog(self, head: int) -> int:
        """Lines written since it joined and not yet taken; what it still catches up from before does not count, nor does
        a burst that came while it stood waiting."""
        return 0 if self._parked else head - max(self.place, self._joined)

    async def take(self, most: int = CHUNK) -> list[Recorded]:
        """Between 1 and `most` lines, waiting for the first. Raises SlowWatcher; StopAsyncIteration once the journal is closed."""
        self._chunk = []  # read again from the place; never handed out twice
        lines = await self._next(most)
        self.place = lines[-1].seq
        return lines

    async def __anext__(self) -> Recorded:
        if not self._chunk or self.dropped:
            self._chunk = (await self._next(CHUNK))[::-1]
        line = self._chunk.pop()
        self.place = line.seq
        return line

    async def _next(self, most: int) -> list[Recorded]:
        if self.dropped:
            remedy = "connect again from the last line seen"
            raise SlowWatcher("too many lines wait for this reader", where=f"feed after {self.place}", remedy=remedy)
        self._parked = True
        try:
            lines = await self._journal._after(self.place, most)
        finally:
            self._parked = False
        if lines is None:
            raise StopAsyncIteration
        return lines
