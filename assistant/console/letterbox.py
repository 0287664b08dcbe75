"""The Desk view's end of an outside desk's outbox: the letters it has not got, and sending one again by a person's word."""

from __future__ import annotations

from typing import Protocol

from aiohttp import web
from pydantic import Field

from assistant.console.answers import Denied, give, read
from assistant.domain import Value
from assistant.letters import LetterRow

MOST = 100  # rows of one answer, oldest first


class Letters(Protocol):
    """What carries letters to a desk, as far as people have a hand in it."""

    async def waiting(self) -> list[LetterRow]: ...

    async def retry(self, key: str) -> bool: ...


class LettersTold(Value):
    """Letters that are not delivered. `more`: how many beyond these."""

    letters: tuple[LetterRow, ...]
    more: int = 0


class Again(Value):
    """Which letter goes once more."""

    key: str = Field(min_length=1, max_length=300)


class Letterbox:
    """`letters` is None where the room has no outside desk."""

    def __init__(self, letters: Letters | None) -> None:
        self._letters = letters

    async def told(self, request: web.Request) -> web.StreamResponse:
        """What the desk has not got."""
        rows = await self._letters.waiting() if self._letters else []
        return give(LettersTold(letters=tuple(rows[:MOST]), more=max(0, len(rows) - MOST)))

    async def again(self, request: web.Request) -> web.StreamResponse:
        """Send a dead letter, or one in doubt, once more: 204; 409 for any other."""
        asked = await read(request, Again)
        if self._letters is None or not await self._letters.retry(asked.key):
            raise Denied(409, "no such letter is dead or in doubt", remedy="reload the list: it may have been delivered")
        return web.Response(status=204)
