"""What goes on this very moment, sent to who watches: whole states, at most five a second, each replacing the one before."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Protocol

from aiohttp import web

from assistant.on_air.moment import Moment

APART_S = 0.2  # between two states: an eye takes in no more


class Watching(Protocol):
    """One open page."""

    @property
    def socket(self) -> web.WebSocketResponse: ...
    @property
    def alive(self) -> Callable[[], bool]: ...


class Moments:
    """The states of one room as frames. A page that takes them slowly misses some, never the latest."""

    def __init__(self, moment: Moment | None) -> None:
        self._moment = moment
        self._drawn = (-1, "")  # version and frame: drawn once for all who watch

    async def write(self, watcher: Watching, begun: asyncio.Event, send: Callable[[web.WebSocketResponse, str], Awaitable[None]]) -> None:
        """Send states until cancelled, or until the page does not take them; its other writer then closes it. `begun`: its log was sent."""
        if self._moment is None:
            return
        await begun.wait()
        seen = 0
        try:
            while watcher.alive():
                await self._moment.wait(seen)
                seen = self._moment.version
                await send(watcher.socket, self._frame(self._moment))
                await asyncio.sleep(APART_S)
        except (TimeoutError, ConnectionError):
            return

    def _frame(self, moment: Moment) -> str:
        if self._drawn[0] != moment.version:
            voices = [caption.model_dump(mode="json") for caption in moment.captions()]
            writing = [writing.model_dump(mode="json") for writing in moment.writing()]
            self._drawn = (moment.version, json.dumps({"type": "now", "voices": voices, "writing": writing}, ensure_ascii=False))
        return self._drawn[1]
