"""The door for sound: one WebSocket a page, from its hello through its packets to its end.

text   <- hello {voice, lang, agreed, capture, rate, raw, settings, take_over}   -> ready {lang} | taken {by}, then another hello
binary <- packets: 8 bytes of count (little-endian), then up to 640 16-bit samples of 16 kHz sound
text   <- state {muted, dropped} · stop {}                                       -> heard {packets, lost}, about once a second
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Annotated, Any, Literal

from aiohttp import WSMessage, WSMsgType, web
from pydantic import Field, TypeAdapter, ValidationError

from assistant.console.live import BAD_HELLO, LEAVE_S, SIGNED_OUT
from assistant.console.sight import EVERYTHING, Sight
from assistant.domain import LANG, Value
from assistant.errors import BadInput
from assistant.voice.microphone import Microphone, Taken, Turn

NOT_HERE, TAKEN_OVER, GOING_AWAY = 4404, 4409, 1001
MOST_BYTES = 8192
MOST_PAGES = 16
HELLO_S = 5.0
CHOICE_S = 120.0  # a person reads who speaks and decides
LOOK_S = 1.0  # how soon a silent page notices that it was signed out or taken over
TOLD_EACH = 25  # packets
STALL_S = 5.0

PROCESSED = {"echoCancellation": "echo cancelled", "noiseSuppression": "noise suppressed", "autoGainControl": "gain controlled"}


class Hello(Value):
    """What a page says before its sound: for which voice, in which language, and that its person agreed."""

    type: Literal["hello"]
    voice: str
    agreed: Literal[True]
    capture: str = Field(pattern=r"^[0-9a-f]{16,64}$")  # one a press of the button; the same after a broken connection
    lang: str | None = Field(None, pattern=LANG)  # None: it is detected
    rate: int = Field(ge=3000, le=768_000)  # Hz of the device; packets hold 16 kHz whatever it is
    raw: bool = False  # without the browser's echo cancelling, noise suppression and gain control
    settings: dict[str, bool | int | float | str] = Field({}, max_length=64)  # what the browser made of that
    take_over: bool = False

    @property
    def device(self) -> str:
        """What an operator should know of it."""
        return ", ".join((f"{self.rate} Hz", *(said for setting, said in PROCESSED.items() if self.settings.get(setting) is True)))


class State(Value):
    """What the page does with its sound; `dropped` counts packets its connection was too slow for."""

    type: Literal["state"]
    muted: bool
    dropped: int = Field(ge=0)


class Stop(Value):
    """The person ended it: nothing that is said from here on is missed."""

    type: Literal["stop"]


SAID: TypeAdapter[State | Stop] = TypeAdapter(Annotated[State | Stop, Field(discriminator="type")])


class Microphones:
    """The microphones of a room, by name, and the pages that speak into them."""

    def __init__(self, microphones: Sequence[Microphone]) -> None:
        self._microphones = {microphone.name: microphone for microphone in microphones}
        self._open: set[web.WebSocketResponse] = set()

    @property
    def full(self) -> bool:
        return len(self._open) >= MOST_PAGES

    def offered(self, sight: Sight = EVERYTHING) -> list[dict[str, Any]]:
        """For the page: every voice one may speak as, with its languages (none = any) and who speaks now."""
        return [
            {"name": m.name, "role": m.role, "langs": m.langs, "taken": m.turn.who if m.turn else None}
            for m in self._microphones.values()
            if sight.speaks_as(m.role)
        ]

    async def serve(self, request: web.Request, who: str, alive: Callable[[], bool], sight: Sight = EVERYTHING) -> web.WebSocketResponse:
        """One page, until it leaves, is taken over (4409), or `alive` says that it is signed out (4401)."""
        socket = web.WebSocketResponse(timeout=1.0, heartbeat=20.0, max_msg_size=MOST_BYTES, compress=False)
        await socket.prepare(request)
        self._open.add(socket)
        turn: Turn | None = None
        try:
            turn = await self._admitted(socket, who, sight)
            if turn is not None:
                await socket.send_json({"type": "ready", "lang": turn.lang})
                await self._hear(socket, turn, alive)
        except (ConnectionError, TimeoutError):
            pass  # it left, or takes nothing: its turn ends as one that broke off
        finally:
            self._open.discard(socket)
            if turn is not None:
                turn.leave()
        return socket

    async def close(self) -> None:
        """Tell every page that the console is going away."""
        async with asyncio.TaskGroup() as tasks:
            for socket in self._open:
                tasks.create_task(_drop(socket, GOING_AWAY, "console stopped"))

    async def _admitted(self, socket: web.WebSocketResponse, who: str, sight: Sight) -> Turn | None:
        patience_s = HELLO_S
        while (message := await _next(socket, patience_s)) is not None:
            try:
                hello = Hello.model_validate_json(message.data if message.type is WSMsgType.TEXT else b"")
                microphone = self._microphones.get(hello.voice)
                if microphone is None or not sight.speaks_as(microphone.role):
                    await _drop(socket, NOT_HERE, "there is no such microphone")
                    return None
                return microphone.open(who, hello.capture, hello.lang, take_over=hello.take_over, about=hello.device)
            except Taken as taken:
                await socket.send_json({"type": "taken", "by": taken.who})
                patience_s = CHOICE_S
            except (ValidationError, BadInput) as fault:
                await _drop(socket, BAD_HELLO, fault.what if isinstance(fault, BadInput) else "the hello is not understood")
                return None
        await _drop(socket, BAD_HELLO, "say hello first")
        return None

    async def _hear(self, socket: web.WebSocketResponse, turn: Turn, alive: Callable[[], bool]) -> None:
        packets = 0
        while not (socket.closed or turn.ended):
            message = await _next(socket, LOOK_S)
            if not alive():
                await _drop(socket, SIGNED_OUT, "signed out")
            elif not turn.holds:
                await _drop(socket, TAKEN_OVER, "another page took over")
            elif message is None:
                continue
            elif message.type not in (WSMsgType.BINARY, WSMsgType.TEXT):
                return
            elif not _understood(turn, message):
                await _drop(socket, BAD_HELLO, "not understood")
            elif message.type is WSMsgType.BINARY:
                packets += 1
                if packets % TOLD_EACH == 0:
                    await self._tell(socket, packets, turn)

    async def _tell(self, socket: web.WebSocketResponse, packets: int, turn: Turn) -> None:
        async with asyncio.timeout(STALL_S):
            await socket.send_json({"type": "heard", "packets": packets, "lost": turn.lost})


def _understood(turn: Turn, message: WSMessage) -> bool:
    """False for what no page says."""
    try:
        if message.type is WSMsgType.BINARY:
            turn.push(message.data)
        elif isinstance(said := SAID.validate_json(message.data), Stop):
            turn.leave(stopped=True)
        else:
            turn.tell(muted=said.muted, dropped=said.dropped)
    except (ValidationError, BadInput):
        return False
    return True


async def _next(socket: web.WebSocketResponse, seconds: float) -> WSMessage | None:
    """None when nothing came in time."""
    try:
        return await socket.receive(timeout=seconds)
    except TimeoutError:
        return None


async def _drop(socket: web.WebSocketResponse, code: int, why: str) -> None:
    with suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(LEAVE_S):
            await socket.close(code=code, message=why.encode()[:120], drain=False)
