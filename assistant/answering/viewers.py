"""What each viewer was talking about, for follow-ups: bounded, in memory, masked text only."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

RECENT_S = 180.0
HISTORY = 8


@dataclass(frozen=True, slots=True)
class Memory:
    """The last matter of one viewer."""

    t: float
    lang: str
    topic: str | None = None
    product: str | None = None
    history: tuple[str, ...] = ()  # masked texts, oldest first


class Viewers:
    """Memories of the most recent viewers; the one longest silent is forgotten first."""

    def __init__(self, limit: int = 5000) -> None:
        self.limit = limit
        self._by_user: OrderedDict[str, Memory] = OrderedDict()
        self._by_event: OrderedDict[str, Memory] = OrderedDict()
        self._since: OrderedDict[str, float] = OrderedDict()  # viewer -> when their last case ended

    def recall(self, user: str, t: float, prev: str | None = None) -> Memory | None:
        """What the comment may continue: the one it names, else the viewer's own if recent. Nothing from before their last case ended."""
        since = self._since.get(user, float("-inf"))
        if prev is not None and prev in self._by_event:
            named = self._by_event[prev]
            return named if named.t > since else None
        known = self._by_user.get(user)
        return known if known is not None and t - known.t <= RECENT_S and known.t > since else None

    def begin_anew(self, user: str, t: float) -> None:
        """A viewer's case has ended at `t`: what they said before decides nothing any more, and only their language is remembered."""
        self._since.pop(user, None)
        self._since[user] = t
        known = self._by_user.get(user)
        if known is not None:
            self._by_user[user] = replace(known, topic=None, product=None)
        while len(self._since) > self.limit:
            self._since.popitem(last=False)

    def usual_lang(self, user: str) -> str | None:
        known = self._by_user.get(user)
        return known.lang if known else None

    def history(self, user: str) -> tuple[str, ...]:
        known = self._by_user.get(user)
        return known.history if known else ()

    def remember(self, user: str, event_id: str, t: float, lang: str, text: str, topic: str | None, product: str | None) -> None:
        old = self._by_user.pop(user, None)
        history = (*(old.history if old else ()), text)[-HISTORY:]
        fresh = Memory(t, lang, topic, product, history)
        if old is not None and topic is None and t - old.t <= RECENT_S:
            fresh = replace(fresh, topic=old.topic, product=product or old.product)
        self._by_user[user] = fresh
        self._by_event[event_id] = fresh
        for table in (self._by_user, self._by_event):
            while len(table) > self.limit:
                table.popitem(last=False)
