"""Answers that wait for a person to send them: one per comment, for those whose question is not on the board (any more).

Bounded: beyond `limit` the oldest is forgotten; a person who presses its button is then told so. Nothing is sent from here.
"""

from __future__ import annotations

from collections import OrderedDict

from assistant.domain import Decision, Value
from assistant.errors import BadInput

LIMIT = 1000


class Suggested(Value):
    """An answer to one comment, as the assistant would give it."""

    event_id: str
    text: str
    lang: str


class Suggestions:
    """The open suggestions of one room, oldest first."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self._open: OrderedDict[str, Suggested] = OrderedDict()

    def add(self, decision: Decision) -> None:
        """Keep the decision's reply, if it has one, until a person settles it."""
        if decision.reply:
            self.put(Suggested(event_id=decision.event_id, text=decision.reply, lang=decision.lang))

    def put(self, suggested: Suggested) -> None:
        self._open[suggested.event_id] = suggested
        while len(self._open) > self.limit:
            self._open.popitem(last=False)

    def get(self, event_id: str) -> Suggested:
        """Raises `BadInput` when nothing is suggested for this comment, or somebody was quicker."""
        if event_id not in self._open:
            raise BadInput(
                f"no answer waits for comment {event_id}",
                remedy="somebody may have sent or dismissed it; reload the page to see what was done",
            )
        return self._open[event_id]

    def settle(self, event_id: str) -> Suggested | None:
        """A person decided: it is no longer open. The suggestion, if there was one."""
        return self._open.pop(event_id, None)
