"""The assistant's replies on their way: to whom, for which question group, and which of them must not go out any more.

Bounded: beyond `limit` the oldest is forgotten and goes out as it was decided.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

LIMIT = 1000
OWN = "/reply"  # how the key of an answer ends that the assistant sends by itself; a person's end otherwise
NOTICE = "/notice"  # and of what it tells a viewer about their case


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that is not known to have gone out. `made_t`: stream time at which it was decided."""

    key: str
    event_id: str
    user: str
    lang: str
    made_t: float
    group: str | None = None


def is_own(key: str) -> bool:
    """The assistant sends it by itself."""
    return key.endswith((OWN, NOTICE))


class Pending:
    """Replies of one room in the order they were made."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self._open: OrderedDict[str, Reply] = OrderedDict()
        self._withdrawn: dict[str, str] = {}  # key -> why

    def add(self, reply: Reply) -> None:
        self._open[reply.key] = reply
        while len(self._open) > self.limit:
            self.done(next(iter(self._open)))

    def done(self, key: str) -> None:
        """It has its receipt."""
        self._open.pop(key, None)
        self._withdrawn.pop(key, None)

    def get(self, key: str) -> Reply | None:
        return self._open.get(key)

    def waiting(self) -> list[Reply]:
        """Those that may still go out."""
        return [r for r in self._open.values() if r.key not in self._withdrawn]

    def to(self, *, user: str | None = None, group: str | None = None, lang: str | None = None) -> list[Reply]:
        """Those that may still go out to this viewer or for this group (in `lang`, if given)."""
        return [
            r for r in self.waiting()
            if (user is not None and r.user == user) or (group is not None and r.group == group and lang in (None, r.lang))
        ]  # fmt: skip

    def withdraw(self, key: str, why: str) -> None:
        """Not to be sent, whatever happens."""
        if key in self._open:
            self._withdrawn[key] = why

    def give_back(self, group: str, why: str) -> None:
        """A group's replies were withdrawn for this reason, and that could not be recorded."""
        for reply in self._open.values():
            if reply.group == group and self._withdrawn.get(reply.key) == why:
                del self._withdrawn[reply.key]

    def why_withdrawn(self, key: str) -> str | None:
        return self._withdrawn.get(key)
