"""Replies as they go to the outbox: each under its one key, with the time after which it is stale."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain import Outgoing
from assistant.ports import Clock

REPLY_LIVES_S = 60.0  # an answer later than this is stale and is not sent


@dataclass(frozen=True, slots=True)
class Replies:
    """Makes the replies of one room for one sink."""

    room: str
    sink: str
    clock: Clock

    def make(self, key: str, text: str, lang: str, event_id: str | None, user: str | None) -> Outgoing:
        """`key`: what tells it from every other reply of the room."""
        return Outgoing(
            key=f"{self.room}/{key}",
            room=self.room,
            sink=self.sink,
            text=text,
            lang=lang,
            in_reply_to=event_id,
            user=user,
            expires_t=self.clock.now() + REPLY_LIVES_S,
        )
