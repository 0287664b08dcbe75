"""Replies as they go to the outbox: each under its one key, with the time after which it is stale."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain import Outgoing
from assistant.on_air.pending import NOTICE
from assistant.ports import Clock

REPLY_LIVES_S = 60.0  # an answer later than this is stale and is not sent
NOTICE_LIVES_S = 600.0  # that a person will look is news for longer


def lives_s(key: str) -> float:
    """For how long a reply may still be sent, by its key."""
    return NOTICE_LIVES_S if key.endswith(NOTICE) else REPLY_LIVES_S


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
            expires_t=self.clock.now() + lives_s(key),
        )
