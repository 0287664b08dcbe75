"""Comments as JSON lines on standard input, replies as JSON lines on standard output: the pipe to any script of one's own.

In:  {"type":"comment","id":"c1","user":"ani","text":"ongkir berapa kak"}      (t, lang, prev, reply_to as in docs/formats.md)
     {"type":"product","product":"rice_cooker","state":"shown"}
Out: {"type":"reply","key":"...","text":"...","lang":"id","in_reply_to":"c1"}
"""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import BinaryIO, Protocol

from pydantic import Field

from assistant.domain import Comment, Gap, Health, News, Outgoing, Receipt, Value
from assistant.exchange import EventReader, Refused
from assistant.platforms import Platform, Tools
from assistant.ports import SinkLimits


class Options(Value):
    """Replies are cut to `max_length` characters and paced to `rate_per_s`."""

    name: str = "stdin"
    max_length: int = Field(200, gt=0)
    rate_per_s: float = Field(1.0, gt=0)
    limit: int = Field(1 << 16, gt=0)  # bytes of one line


class Reader(Protocol):
    """Where lines come from."""

    async def readline(self) -> bytes:
        """One line, empty at the end. Raises ValueError for one that is too long, which is dropped."""


class Lines:
    """CommentSource over a stream of lines. A bad line is a Gap with its reason; the stream goes on."""

    def __init__(self, reader: Reader, tools: Tools, name: str) -> None:
        self._reader, self._tools, self._name = reader, tools, name
        self._events = EventReader(tools.room, now=tools.clock.now, find_product=tools.find_product)
        self._received = self._lost = 0
        self._ended = False
        self._last: float | None = None

    async def comments(self) -> AsyncIterator[Comment | Gap | News]:
        while True:
            try:
                line = await self._reader.readline()
            except ValueError:
                self._lost += 1
                yield self._gap("a line was too long and was dropped")
                continue
            if not line:
                self._ended = True
                return
            for made in self._events.read([line]):
                if isinstance(made, News):
                    yield made.model_copy(update={"source": self._name})
                elif isinstance(made, Comment):
                    self._received += 1
                    self._last = made.t
                    yield made.model_copy(update={"source": self._name})
                elif not isinstance(made, Refused) or made.kind != "repeat":
                    self._lost += 1
                    yield self._gap(f"{made.kind}: {made.detail}" if isinstance(made, Refused) else "only comments, products and deleted come in here")

    def _gap(self, reason: str) -> Gap:
        now = self._tools.clock.now()
        return Gap(room=self._tools.room.room, source=self._name, start=now, end=now, reason=reason)

    def health(self) -> Health:
        state = "ended" if self._ended else "ok" if self._received else "starting"
        return Health(name=self._name, kind="comments", state=state, received=self._received, lost=self._lost, last_t=self._last)


class Printed:
    """ReplySink: one JSON line a reply. Whether the reader of the pipe posts it is not known here: `confirms` is False."""

    def __init__(self, options: Options) -> None:
        self.limits = SinkLimits(max_length=options.max_length, rate_per_s=options.rate_per_s, confirms=False, dedupes=True)
        self._name, self._posted = options.name, 0

    async def post(self, outgoing: Outgoing) -> Receipt:
        line = outgoing.model_dump(mode="json", include={"key", "room", "text", "lang", "in_reply_to", "user"})
        print(json.dumps({"type": "reply", **line}, ensure_ascii=False), flush=True)
        self._posted += 1
        return Receipt(key=outgoing.key, status="sent", detail="written to standard output")

    def health(self) -> Health:
        return Health(name=f"{self._name} replies", kind="sink", state="ok", received=self._posted)


class FileLines:
    """Reader over a file or a device that is always ready: what `assistant run … < comments.jsonl` gives."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        self._file, self._limit = file, limit

    async def readline(self) -> bytes:
        return await asyncio.to_thread(self._next)

    def _next(self) -> bytes:
        line = self._file.readline(self._limit)
        if len(line) < self._limit or line.endswith(b"\n"):
            return line
        while (rest := self._file.readline(self._limit)) and not rest.endswith(b"\n"):
            pass
        raise ValueError("too long")


@asynccontextmanager
async def connect(options: Options, tools: Tools) -> AsyncIterator[Platform]:
    """Reads standard input until its end; a pipe, a terminal or a file."""
    if not _waits(sys.stdin.fileno()):
        yield Platform(options.name, Lines(FileLines(sys.stdin.buffer, options.limit), tools, options.name), Printed(options))
        return
    reader = asyncio.StreamReader(limit=options.limit)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    try:
        yield Platform(options.name, Lines(reader, tools, options.name), Printed(options))
    finally:
        transport.close()


def _waits(descriptor: int) -> bool:
    """Whether the event loop can wait for it: not for a file, nor for /dev/null."""
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)
