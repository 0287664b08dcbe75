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
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web
from pydantic import Field

from assistant.domain import Comment, Gap, Health, Outgoing, Receipt, Value
from assistant.errors import BadSettings, Unavailable
from assistant.exchange import MAX_LINE, EventReader, Refused
from assistant.platforms import Platform, Tools
from assistant.ports import SinkLimits

WAITING = 1000  # comments accepted from the network and not yet durable; beyond it senders are told 503


class Options(Value):
    """Where the door is and what it allows. The token comes from the environment variable named here."""

    name: str = "ingest"
    host: str = "127.0.0.1"
    port: int = Field(8770, ge=0, le=65535)
    token_env: str = "LIVE_ASSISTANT_INGEST_TOKEN"  # noqa: S105 - the variable's name, not a secret
    max_length: int = 200
    rate_per_s: float = 1.0


class Door:
    """CommentSource and ReplySink behind one small server."""

    def __init__(self, options: Options, tools: Tools, token: str) -> None:
        self.limits = SinkLimits(max_length=options.max_length, rate_per_s=options.rate_per_s, confirms=False, dedupes=True)
        self._options, self._tools, self._token = options, tools, token.encode()
        self._events = EventReader(tools.room)
        self._waiting: asyncio.Queue[tuple[Comment, asyncio.Future[None]]] = asyncio.Queue(WAITING)
        self._sockets: set[web.WebSocketResponse] = set()
        self._received = self._lost = self._posted = 0
        self._last: float | None = None

    # ------------------------------------------------------------------ in

    async def comments(self) -> AsyncIterator[Comment | Gap]:
        while True:
            comment, durable = await self._waiting.get()
            yield comment
            # Asked for the next one: the session has made this one durable.
            if not durable.done():
                durable.set_result(None)

    def accept(self, value: Any) -> tuple[dict[str, Any], asyncio.Future[None] | None]:
        """Take one event; returns its acknowledgement and what to wait for before it may be sent."""
        if not isinstance(value, dict):
            return {"type": "ack", "status": "invalid", "error": "an event is a JSON object"}, None
        value.setdefault("type", "comment")
        value.setdefault("t", self._tools.clock.now())
        ack = {"type": "ack", "id": value.get("id")}
        if self._waiting.full():
            self._lost += 1
            return {**ack, "status": "busy", "error": "too many comments are waiting; send it again shortly"}, None
        made = next(iter(self._events.read([json.dumps(value)])), None)
        if isinstance(made, Refused):
            return {**ack, "status": "duplicate" if made.kind == "repeat" else "invalid", "error": made.detail}, None
        if not isinstance(made, Comment):
            return {**ack, "status": "invalid", "error": "only comments come in here"}, None
        durable: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((made.model_copy(update={"source": self._options.name}), durable))
        self._received += 1
        self._last = made.t
        return {**ack, "status": "ok"}, durable

    # ------------------------------------------------------------------ out

    async def post(self, outgoing: Outgoing) -> Receipt:
        """To every connected connector. Raises `Unavailable` when none is."""
        if not self._sockets:
            raise Unavailable("no connector is connected to take replies", where=self._options.name, remedy="connect by WebSocket")
        line = outgoing.model_dump(mode="json", include={"key", "room", "text", "lang", "in_reply_to", "user"})
        for socket in list(self._sockets):
            async with asyncio.timeout(5):
                await socket.send_json({"type": "reply", **line})
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
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
        if not hmac.compare_digest(given, self._token):
            raise web.HTTPUnauthorized(text="wrong or missing token: send `Authorization: Bearer <token>`\n")

    async def _post(self, request: web.Request) -> web.Response:
        self._allowed(request)
        try:
            body = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.json_response({"error": "the body is not JSON"}, status=400)
        taken = [self.accept(value) for value in (body if isinstance(body, list) else [body])]
        await asyncio.gather(*(durable for _, durable in taken if durable is not None))
        acks = [ack for ack, _ in taken]
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
                ack, durable = self.accept(value)
                if durable is not None:
                    await durable
                await socket.send_json(ack)
        finally:
            self._sockets.discard(socket)
        return socket


@asynccontextmanager
async def connect(options: Options, tools: Tools) -> AsyncIterator[Platform]:
    """Opens the door. Raises `BadSettings` without a token, `Unavailable` when the port is taken."""
    token = tools.environment.get(options.token_env, "")
    if len(token) < 16:
        raise BadSettings(
            f"{options.token_env} is missing or shorter than 16 characters", where=options.name, remedy="set it to a long random text"
        )
    door = Door(options, tools, token)
    runner = web.AppRunner(door.application(), access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, options.host, options.port).start()
        except OSError as error:
            raise Unavailable(f"cannot listen on {options.host}:{options.port}: {error.strerror}", remedy="choose another port") from error
        yield Platform(options.name, door, door)
    finally:
        await runner.cleanup()
