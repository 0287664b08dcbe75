"""What every fake desk is: a server on loopback that enforces what the real one enforces, fails when told to, and calls back.

A fake knows nothing of the product's code: it checks signatures and bodies with its own words, so that both must be right.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass(frozen=True)
class Call:
    """A request that the desk makes to the product's door."""

    headers: dict
    body: bytes
    path: str | None = None  # None: the door's own


@dataclass
class Seen:
    """What people of the desk see of one case, in order."""

    ticket: str
    texts: list = field(default_factory=list)
    open: bool = True

    @property
    def whole(self):
        return "\n".join(self.texts)


class FakeService:
    """Base of the fakes. `mode`: "up", "503", "429", "hang", "garbage", "500 after" (done, but answered with 500), "reset".

    `clock` gives stream seconds; `down_until` makes `mode` hold until then. `rate` is calls per second as the real one allows.
    """

    rate = 1000.0
    burst = 1000
    retries = (0.0, 3.0, 3.0)  # seconds before each try of an event; one that is answered 2xx ends them
    timeout_s = 5.0
    retry_on = frozenset({429, 500, 502, 503, 504})

    def __init__(self, clock):
        self.clock = clock
        self.mode, self.down_until = "up", 0.0
        self.calls = []  # (method, path) that were let through
        self.turned_away = Counter()
        self.faults = []  # what a caller did wrong: must be empty at the end of a test
        self.cases = {}  # ticket -> Seen
        self.door = None  # URL of the product's door
        self._recent = deque()
        self._server = None
        self._unhang = asyncio.Event()

    # ---------------------------------------------------------------- server

    def routes(self):
        raise NotImplementedError

    async def start(self):
        app = web.Application(middlewares=[self._middleware], client_max_size=8 * 1024 * 1024)
        app.add_routes(self.routes())
        self._server = TestServer(app)
        await self._server.start_server()

    async def stop(self):
        self._unhang.set()
        await self._server.close()

    @property
    def url(self):
        return str(self._server.make_url("")).rstrip("/")

    def fail(self, mode, seconds):
        self.mode, self.down_until = mode, self.clock.now() + seconds

    @web.middleware
    async def _middleware(self, request, handler):
        failing = self.mode if self.clock.now() < self.down_until else "up"
        if failing != "up":
            self.turned_away[failing] += 1
        match failing:
            case "503":
                return web.Response(status=503, text="<html>down</html>")
            case "429":
                return web.json_response({"error": "slow down"}, status=429, headers={"Retry-After": "45"})
            case "garbage":
                return web.Response(text="<html>maintenance</html>", content_type="text/html")
            case "hang":
                await self._unhang.wait()
            case "reset":
                request.transport.abort()
                return web.Response()
        if not self._within_rate():
            self.turned_away["rate"] += 1
            return self.too_fast()
        self.calls.append((request.method, request.path))
        answer = await handler(request)
        return web.Response(status=500, text="oops") if failing == "500 after" else answer

    def too_fast(self):
        return web.json_response({"error": "rate limited"}, status=429, headers={"Retry-After": "1"})

    def _within_rate(self):
        now = self.clock.now()
        while self._recent and self._recent[0] <= now - self.burst / self.rate:
            self._recent.popleft()
        if len(self._recent) >= self.burst:
            return False
        self._recent.append(now)
        return True

    def fault(self, what, status=400):
        self.faults.append(what)
        return web.json_response({"error": what}, status=status)

    # ---------------------------------------------------------------- back to the product

    async def deliver(self, call):
        """An event with the retries of the real one; the statuses it was answered with (0: none in time)."""
        statuses = []
        for pause in self.retries:
            if pause:
                await self.clock.sleep_until(self.clock.now() + pause)
            statuses.append(await self.once(call))
            if statuses[-1] not in self.retry_on and statuses[-1]:
                break
        return statuses

    async def once(self, call):
        timeout = aiohttp.ClientTimeout(total=self.timeout_s)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as http, http.post(self.address(call), data=call.body, headers=call.headers) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    def address(self, call):
        return self.door if call.path is None else self.door.rsplit("/", self.door.count("/") - 2)[0] + call.path

    # ---------------------------------------------------------------- what each fake says about itself

    def settings(self):
        """Its table of a session file."""
        raise NotImplementedError

    def environment(self):
        raise NotImplementedError

    def event(self, kind, ticket, *, author="Ana", text="", name=None):
        """The request that follows from what a person does; `name` makes it the same event again."""
        raise NotImplementedError

    def forgeries(self, call):
        """Requests that must be refused, by what is wrong with them."""
        raise NotImplementedError


def flipped(body):
    """The body with one bit of its middle turned."""
    at = len(body) // 2
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
