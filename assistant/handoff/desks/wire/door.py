"""Where a desk's events come in: checked on raw bytes, made durable, answered at once; what follows from them is done later.

    POST path   200 once every event in it is durable · 401 forged · 400 unreadable · 413 too large · 503 send again
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from assistant.domain import Value
from assistant.errors import Unavailable
from assistant.handoff.desks.wire.signing import Forged
from assistant.letters import DeskEvent

log = logging.getLogger(__name__)
BODY_BYTES = 256 * 1024
WAITING = 1000  # events taken in and not yet durable; beyond it the sender is told 503
DURABLE_S = 2.0  # the sender is answered within this; an event that is not durable by then comes again


class Unreadable(Exception):
    """A genuine request that is not what the desk is documented to send."""


class Taken(Value):
    """What a request holds, and what its sender wants to read in the answer."""

    events: tuple[DeskEvent, ...] = ()
    answer: dict[str, Any] = {}


Read = Callable[[str, Mapping[str, str], bytes], Taken]
"""Path, headers and raw body to what is in them. Raises `Forged`, `Unreadable`."""


class DoorFigures(Value):
    """Numbers an operator can read."""

    received: int  # events
    refused: dict[str, int]  # why -> requests
    waiting: int


class Door:
    """The inbound side of one desk. `events` may be iterated once at a time."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._waiting: asyncio.Queue[tuple[DeskEvent, asyncio.Future[bool]]] = asyncio.Queue(WAITING)
        self._refused: Counter[str] = Counter()
        self._received = 0
        self._closed = False

    async def events(self) -> AsyncIterator[DeskEvent]:
        while True:
            event, durable = await self._waiting.get()
            kept = False
            try:
                yield event
                kept = True  # asked for the next one: this one is in the record
            finally:
                if not durable.done():
                    durable.set_result(kept)

    async def put(self, event: DeskEvent) -> bool:
        """An event found by asking the desk; True once it is durable."""
        durable: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        await self._waiting.put((event, durable))
        return await durable

    def figures(self) -> DoorFigures:
        return DoorFigures(received=self._received, refused=dict(self._refused), waiting=self._waiting.qsize())

    async def receive(self, request: web.Request) -> web.Response:
        """One POST, answered within `DURABLE_S`."""
        raw = await request.read()
        try:
            taken = self._read(request.path, request.headers, raw)
        except Forged as error:
            return self._refuse(str(error), 401)
        except Unreadable as error:
            return self._refuse(str(error), 400)
        if self._closed or self._waiting.qsize() + len(taken.events) > WAITING:
            return self._refuse("busy", 503)
        durable = [self._accept(event) for event in taken.events]
        if durable:
            done, pending = await asyncio.wait(durable, timeout=DURABLE_S)
            if pending or not all(d.result() for d in done):
                return self._refuse("not durable in time", 503)
        return web.json_response(taken.answer)

    def _accept(self, event: DeskEvent) -> asyncio.Future[bool]:
        durable: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((event, durable))
        self._received += 1
        return durable

    def _refuse(self, why: str, status: int) -> web.Response:
        self._refused[why] += 1
        log.warning("a request to the desk's door was refused: %s", why)
        return web.Response(status=status, headers={"Retry-After": "5"} if status == 503 else {})

    def close(self) -> None:
        """Nothing more comes in; who waits is told to send again."""
        self._closed = True
        for durable in self._drained():
            if not durable.done():
                durable.set_result(False)

    def _drained(self) -> Iterator[asyncio.Future[bool]]:
        while not self._waiting.empty():
            yield self._waiting.get_nowait()[1]


@asynccontextmanager
async def opened(door: Door, host: str, port: int, paths: str) -> AsyncIterator[None]:
    """The door, listening. `paths`: a route of the web server. Raises `Unavailable` when the port is taken."""
    app = web.Application(client_max_size=BODY_BYTES)
    app.add_routes([web.post(paths, door.receive)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise Unavailable(f"cannot listen on {host}:{port}: {error.strerror}", where="desk.port", remedy="choose another port") from error
        yield
    finally:
        door.close()
        await runner.cleanup()
