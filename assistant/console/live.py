"""The live feed: follows the event log, keeps the view current, and serves it to any number of watchers.

One reader folds and encodes each line once. Every watcher has its own writer and its own place in the tail:
a stalled one is closed with 4008 and comes back by itself, the others do not notice.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web
from pydantic import Field, ValidationError

from assistant.console.moments import Moments
from assistant.console.options import ConsoleOptions
from assistant.console.passing import Passing
from assistant.console.sight import EVERYTHING, Sight
from assistant.console.tail import Behind, Tail
from assistant.console.view import View, apply
from assistant.domain import Health, Recorded, Room, Value
from assistant.errors import AssistantError
from assistant.on_air.moment import Moment
from assistant.ports import Feed, Store

PAGE_LINES = 200
FRAME_LINES = 500
FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0
HELLO_S = 5.0
LEAVE_S = 1.0
SLICE_S = 0.01  # reading a long log never keeps others waiting for longer
STARTING = "starting"
RESYNC, BAD_HELLO, SIGNED_OUT = 4008, 4000, 4401


class Hello(Value):
    """A watcher's first words: the last line it has, and the start of this process it had it from."""

    after: int = Field(0, ge=0)
    boot: str | None = None


class Wears(Value):
    """A watcher's later words: whether the host's cues are played there."""

    earpiece: bool


@dataclass(eq=False)
class Watcher:
    """One open page. `alive` turns false when its person is signed out; `sight` is what that person may see."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    alive: Callable[[], bool]
    sight: Sight
    listens: bool = False  # the host's cues are played there

    async def drop(self, code: int, why: bytes) -> None:
        """Say why, if it still listens."""
        with suppress(TimeoutError):  # also a close frame waits behind what a stalled watcher does not take
            async with asyncio.timeout(LEAVE_S):
                await self.socket.close(code=code, message=why, drain=False)

    def let_go(self) -> None:
        """Give what is still on its way a moment to arrive, then drop it: a watcher that takes nothing holds no memory."""
        if self.transport is not None and self.transport.get_write_buffer_size():
            asyncio.get_running_loop().call_later(LEAVE_S, self.transport.abort)


class Live:
    """The view of one room and those who watch it."""

    def __init__(
        self,
        store: Store,
        feed: Feed,
        room: Room,
        options: ConsoleOptions,
        health: Callable[[], list[Health]],
        figures: Callable[[], dict[str, Any]],
        wall: Callable[[], float],
        moment: Moment | None = None,
    ) -> None:
        """`moment`: words that are being said, shown and not kept."""
        self._moments = Moments(moment)
        self.view = View()
        self.tail = Tail(options.tail)
        self.boot = secrets.token_hex(8)
        self.watchers: set[Watcher] = set()
        self.kicked = 0  # watchers closed because they took too little
        self.fault: str | None = STARTING  # why the view is not current, or None
        self._store, self._feed, self._room, self._options = store, feed, room, options
        self._health, self._figures, self._wall = health, figures, wall
        self._place = 0  # last log line read, of any room
        self._news = asyncio.Event()
        self._passing = Passing()
        self._begun = asyncio.Event()  # set once the log was read to its end, or could not be

    async def run(self) -> None:
        """Follow the log until cancelled or until the feed ends. A fault is shown, waited out and tried again."""
        try:
            await self._follow_on()
        finally:
            self.fault = "the console no longer follows the record"

    async def _follow_on(self) -> None:
        pause = FIRST_PAUSE_S
        while True:
            place = self._place
            try:
                await self._catch_up()
                self.fault = None
                self._begin_serving()
                return await self._follow()
            except AssistantError as fault:  # a broken record must not end the console: it is where the fault is shown
                self.fault = str(fault)
                self._begin_serving()
            pause = FIRST_PAUSE_S if self._place > place else min(2 * pause, LONGEST_PAUSE_S)
            await asyncio.sleep(pause)

    def healths(self) -> list[Health]:
        """The session's own lights and the console's."""
        state = "ok" if self.fault is None else "starting" if self.fault is STARTING else "down"
        own = Health(name="console", kind="store", state=state, detail=self.fault or "", received=self.view.seq, lost=self.kicked)
        return [*self._health(), own]

    def beat(self, sight: Sight = EVERYTHING) -> str:
        """Health and figures as one frame. Sent apart from the log: the lights must work when nothing can be written."""
        numbers = {"watchers": len(self.watchers), "kicked": self.kicked, "tail": len(self.tail), **self._figures()}
        lights = [sight.light(light).model_dump(mode="json") for light in self.healths()]
        return _frame(type="beat", seq=self.view.seq, now=self._wall(), healths=lights, figures=numbers)

    def pass_on(self, **fields: Any) -> None:
        """One frame to every page that is open now; not part of the log, and lost on a page that is too slow for it."""
        self._passing.add(_frame(**fields))
        self._wake()

    def listened(self) -> bool:
        """Whether on one of the open pages the host's cues are played."""
        return any(watcher.listens for watcher in self.watchers)

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def serve(self, request: web.Request, alive: Callable[[], bool], sight: Sight = EVERYTHING) -> web.WebSocketResponse:
        """One watcher, until it leaves, is too slow (4008), or `alive` says that it is signed out (4401)."""
        socket = web.WebSocketResponse(timeout=1.0, heartbeat=20.0, max_msg_size=4096, compress=False)
        await socket.prepare(request)
        watcher = Watcher(socket, request.transport, alive, sight)
        self.watchers.add(watcher)
        try:
            hello = await self._hello(socket)
            if hello is None:
                await watcher.drop(BAD_HELLO, b'send {"after": seq} first')
                return socket
            async with asyncio.TaskGroup() as tasks:
                writers = [tasks.create_task(self._write(watcher, hello)), tasks.create_task(self._moments.write(watcher, self._begun, self._send))]
                async for message in socket:  # reading also notices when it leaves
                    with suppress(ValidationError):  # nothing else is asked of a watcher, and nothing else it says matters
                        watcher.listens = Wears.model_validate_json(message.data).earpiece
                for writer in writers:
                    writer.cancel()
        finally:
            self.watchers.discard(watcher)
            watcher.let_go()
        return socket

    async def close(self) -> None:
        """Tell every watcher that the console is going away."""
        async with asyncio.TaskGroup() as tasks:
            for watcher in self.watchers:
                tasks.create_task(watcher.drop(1001, b"console stopped"))

    async def _catch_up(self) -> None:
        clock = asyncio.get_running_loop().time
        due = clock() + SLICE_S
        while lines := await self._store.since(self._place, room=self._room.room, limit=PAGE_LINES):
            for line in lines:
                self._take(line)
                if clock() >= due:
                    await asyncio.sleep(0)
                    due = clock() + SLICE_S

    def _begin_serving(self) -> None:
        """From the first end of the log on, lines are kept for watchers; all before is in their snapshot."""
        if not self._begun.is_set():
            self.tail.floor = self.view.seq
            self._begun.set()

    async def _follow(self) -> None:
        async with self._feed.watch(self._place) as lines:
            async for line in lines:
                self._take(line)

    def _take(self, line: Recorded) -> None:
        if line.seq <= self._place:
            return
        self._place = line.seq
        if line.room != self._room.room:
            return
        self.view = apply(self.view, line)
        if self._begun.is_set():
            self.tail.add(line)
            self._wake()

    async def _hello(self, socket: web.WebSocketResponse) -> Hello | None:
        try:
            message = await socket.receive(timeout=HELLO_S)
            return Hello.model_validate_json(message.data) if message.type is WSMsgType.TEXT else None
        except (ValidationError, TimeoutError):
            return None

    async def _write(self, watcher: Watcher, hello: Hello) -> None:
        try:
            await self._pump(watcher, hello)
            await watcher.drop(SIGNED_OUT, b"signed out")
        except (Behind, TimeoutError):
            self.kicked += 1
            await watcher.drop(RESYNC, b"resync")
        except ConnectionError:
            return  # it left; the reader ends by itself

    async def _pump(self, watcher: Watcher, hello: Hello) -> None:
        while watcher.alive() and not self._begun.is_set():  # a view of half the log would only mislead
            await self._send(watcher.socket, self.beat(watcher.sight))
            await _wait(self._begun, self._options.beat_s)
        seq = await self._begin(watcher, hello)
        clock = asyncio.get_running_loop().time
        beat_due = clock()
        passed = self._passing.count
        while watcher.alive():
            news = self._news
            frames, passed = self._passing.after(passed)
            for frame in frames:
                await self._send(watcher.socket, frame)
            place = seq
            lines, seq = self.tail.after(seq, FRAME_LINES, watcher.sight.topics)
            if lines:
                await self._send(watcher.socket, f'{{"type":"lines","lines":[{",".join(lines)}]}}')
            if clock() >= beat_due:
                await self._send(watcher.socket, self.beat(watcher.sight))
                beat_due = clock() + self._options.beat_s
            if seq > place or frames:
                await asyncio.sleep(self._options.frame_ms / 1000)  # whatever is written meanwhile travels together
            else:
                await _wait(news, beat_due - clock())

    async def _begin(self, watcher: Watcher, hello: Hello) -> int:
        """Where the watcher goes on: behind its last line if that is still kept, else behind a snapshot."""
        known = hello.after and hello.boot in (None, self.boot)
        if known and self.tail.floor <= hello.after <= self.view.seq:
            await self._send(watcher.socket, _frame(type="resumed", boot=self.boot, seq=hello.after))
            return hello.after
        view = watcher.sight.view(self.view)
        await self._send(watcher.socket, await asyncio.to_thread(_snapshot, self.boot, view))  # large: made where it holds up nobody
        return view.seq

    async def _send(self, socket: web.WebSocketResponse, frame: str) -> None:
        async with asyncio.timeout(self._options.stall_s):
            await socket.send_str(frame)


def _snapshot(boot: str, view: View) -> str:
    return _frame(type="snapshot", boot=boot, seq=view.seq, view=view.model_dump(mode="json"))


def _frame(**fields: Any) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


async def _wait(news: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, seconds)):
            await news.wait()
