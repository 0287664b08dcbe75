"""A door for any connector: comments by HTTP or WebSocket, replies over the same WebSocket.

    POST /ingest      one event or an array of events, JSON; answers one acknowledgement each, after they are durable
    GET  /ingest      WebSocket: one event a message, one acknowledgement each; replies come as {"type":"reply",...}

Every request carries `Authorization: Bearer <token>`. Events are as in docs/formats.md; `t` may be left out (now).
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import Field

from assistant.domain import Comment, Gap, Health, News, Outgoing, Receipt, Value
from assistant.errors import BadSettings, Unavailable
from assistant.exchange import MAX_LINE, EventReader, Refused
from assistant.platforms import Platform, Tools
from assistant.ports import SinkLimits

POST_S = 5.0  # a connector that takes a reply no faster is passed over
BUSY = "the comment was not kept; send it again shortly"
_SHOWN = "\0news "  # before the number of an event that is no comment: no comment's id
WAITING = 1000  # comments accepted from the network and not yet durable; beyond it senders are told 503


class Options(Value):
    """Where the door is and what it allows. The token comes from the environment variable named here."""

    name: str = "ingest"
    host: str = "127.0.0.1"
    port: int = Field(8770, ge=0, le=65535)
    token_env: str = "LIVE_ASSISTANT_INGEST_TOKEN"  # noqa: S105 - the variable's name, not a secret
    max_length: int = Field(200, gt=0)
    rate_per_s: float = Field(1.0, gt=0)


Durable = asyncio.Future[bool]
"""True once a comment is in the record; False when it was not taken, so that the sender must send it again."""


class Door:
    """CommentSource and ReplySink behind one small server."""

    def __init__(self, options: Options, tools: Tools, token: str) -> None:
        self.limits = SinkLimits(max_length=options.max_length, rate_per_s=options.rate_per_s, confirms=False, dedupes=True)
        self._options, self._tools, self._token = options, tools, token.encode()
        self._events = EventReader(tools.room, now=tools.clock.now, find_product=tools.find_product)
        self._waiting: asyncio.Queue[tuple[str, Comment | News]] = asyncio.Queue(WAITING)  # with the name in `_pending`
        self._pending: dict[str, Durable] = {}  # id -> what senders of this comment wait for
        self._sockets: set[web.WebSocketResponse] = set()
        self._closed = False
        self._received = self._lost = self._posted = self._shown = 0
        self._last: float | None = None

    # ------------------------------------------------------------------ in

    async def comments(self) -> AsyncIterator[Comment | Gap | News]:
        while True:
            name, item = await self._waiting.get()
            kept = False
            try:
                yield item
                kept = True  # asked for the next one: the session has made this one durable
            finally:
                self._settle(name, item, kept)

    def _settle(self, name: str, item: Comment | News, kept: bool) -> None:
        if not kept and isinstance(item, Comment):
            self._events.forget(item)
        durable = self._pending.pop(name, None)
        if durable is not None and not durable.done():
            durable.set_result(kept)

    def accept(self, value: Any) -> tuple[dict[str, Any], Durable | None]:
        """Take one event; returns its acknowledgement and what to wait for before it may be sent."""
        ack = {"type": "ack", "id": value.get("id") if isinstance(value, dict) else None}
        if self._closed or self._waiting.full():
            self._lost += 1
            return {**ack, "status": "busy", "error": BUSY}, None
        made = self._events.event(value)
        if isinstance(made, Refused):
            if made.kind == "repeat":  # known, but not before the first is in the record
                return {**ack, "status": "duplicate", "error": made.detail}, self._pending.get(made.id or "")
            return {**ack, "status": "invalid", "error": f"{made.detail}; see docs/formats.md"}, None
        if not isinstance(made, Comment | News):
            return {**ack, "status": "invalid", "error": "only comments, products and deleted come in here"}, None
        durable: Durable = asyncio.get_running_loop().create_future()
        self._shown += not isinstance(made, Comment)
        name = made.id if isinstance(made, Comment) else f"{_SHOWN}{self._shown}"
        self._pending[name] = durable
        self._waiting.put_nowait((name, made.model_copy(update={"source": self._options.name})))
        self._received += isinstance(made, Comment)
        self._last = made.t
        return {**ack, "status": "ok"}, durable

    async def close(self) -> None:
        """Nothing more comes in; who waits is told to send again, connectors are told that the door closes."""
        self._closed = True
        for durable in self._pending.values():
            if not durable.done():
                durable.set_result(False)
        async with asyncio.TaskGroup() as tasks:
            for socket in self._sockets:
                tasks.create_task(_leave(socket))

    # ------------------------------------------------------------------ out

    async def post(self, outgoing: Outgoing) -> Receipt:
        """To every connected connector. Raises `Unavailable` when none is."""
        line = outgoing.model_dump(mode="json", include={"key", "room", "text", "lang", "in_reply_to", "user"})
        handed = [await _hand(socket, {"type": "reply", **line}) for socket in list(self._sockets)]
        if not any(handed):
            what = "no connector takes replies" if handed else "no connector is connected to take replies"
            raise Unavailable(what, where=self._options.name, remedy="connect by WebSocket")
        self._posted += 1
        return Receipt(key=outgoing.key, status="sent", detail="handed to the connector")

    def health(self) -> Health:
        state = "ok" if self._received or self._sockets else "starting"
        detail = f"{len(self._sockets)} connectors, {self._waiting.qsize()}/{WAITING} waiting, {self._posted} replies"
        return Health(
            name=self._options.name,
            kind="comments",
            state=state,
            detail=detail,
            received=self._received,
            lost=self._lost,
            last_t=self._last,
        )

    # ------------------------------------------------------------------ server

    def application(self) -> web.Application:
        app = web.Application(client_max_size=64 * MAX_LINE)
        app.add_routes([web.post("/ingest", self._post), web.get("/ingest", self._socket)])
        return app

    def _allowed(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._token):
            raise web.HTTPUnauthorized(text="wrong or missing token: send `Authorization: Bearer <token>`\n")

    async def _post(self, request: web.Request) -> web.Response:
        self._allowed(request)
        try:
            body = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.json_response({"error": "the body is not JSON"}, status=400)
        taken = [self.accept(value) for value in (body if isinstance(body, list) else [body])]
        acks = [await _acknowledged(ack, durable) for ack, durable in taken]
        busy = any(a["status"] == "busy" for a in acks)
        return web.json_response(acks if isinstance(body, list) else acks[0], status=503 if busy else 200)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        self._allowed(request)
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=MAX_LINE)
        await socket.prepare(request)
        self._sockets.add(socket)
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    continue
                try:
                    value = json.loads(message.data)
                except (ValueError, RecursionError):
                    value = None
                await socket.send_json(await _acknowledged(*self.accept(value)))
        finally:
            self._sockets.discard(socket)
        return socket


async def _acknowledged(ack: dict[str, Any], durable: Durable | None) -> dict[str, Any]:
    """The acknowledgement, once it is true."""
    if durable is None or await asyncio.shield(durable):  # others may wait for the same comment
        return ack
    return {**ack, "status": "busy", "error": BUSY}


async def _hand(socket: web.WebSocketResponse, reply: dict[str, Any]) -> bool:
    try:
        async with asyncio.timeout(POST_S):
            await socket.send_json(reply)
    except (TimeoutError, ConnectionError):
        return False
    return True


async def _leave(socket: web.WebSocketResponse) -> None:
    with suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(1):
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"the live has ended")


@asynccontextmanager
async def connect(options: Options, tools: Tools) -> AsyncIterator[Platform]:
    """Opens the door. Raises `BadSettings` without a token, `Unavailable` when the port is taken."""
    token = tools.environment.get(options.token_env, "")
    if len(token) < 16:
        raise BadSettings(
            f"{options.token_env} is missing or shorter than 16 characters", where=options.name, remedy="set it to a long random text"
        )
    door = Door(options, tools, token)
    runner = web.AppRunner(door.application(), access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, options.host, options.port).start()
        except OSError as error:
            raise Unavailable(f"cannot listen on {options.host}:{options.port}: {error.strerror}", remedy="choose another port") from error
        yield Platform(options.name, door, door)
    finally:
        await door.close()
        await runner.cleanup()
