"""Who of the team is writing to whom right now: the assistant keeps out of it. Without news for a while nobody is."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from assistant.domain import Writing

LIVES_S = 8.0  # without news
LIMIT = 200


@dataclass(frozen=True, slots=True)
class _Known:
    writing: Writing
    user: str | None
    group: str | None
    until: float


class Writers:
    """Those who are writing, by person and card. Bounded: the one longest without news is forgotten first."""

    def __init__(self) -> None:
        self._known: OrderedDict[Writing, _Known] = OrderedDict()

    def note(self, writing: Writing, *, user: str | None, group: str | None, now: float) -> None:
        """`user`, `group`: the viewer and the question group that are written to. `now`: stream time, seconds."""
        self._known.pop(writing, None)
        self._known[writing] = _Known(writing, user, group, now + LIVES_S)
        while len(self._known) > LIMIT:
            self._known.popitem(last=False)

    def to(self, user: str | None, group: str | None, now: float) -> str | None:
        """Who writes to this viewer or group, or None."""
        for known in self._known.values():
            same = (user is not None and known.user == user) or (group is not None and known.group == group)
            if same and now <= known.until:
                return known.writing.by
        return None

    def sent(self, by: str, now: float, *, group: str | None = None, case: str | None = None, event_id: str | None = None) -> None:
        """What was written is sent: this person no longer writes there."""
        kept = ((w, k) for w, k in self._known.items() if w.by != by or not _same_card(w, group, case, event_id))
        self._known = OrderedDict((w, k) for w, k in kept if now <= k.until)

    def now(self, now: float) -> list[Writing]:
        """All who write, the longest first."""
        return [k.writing for k in self._known.values() if now <= k.until]


def _same_card(w: Writing, group: str | None, case: str | None, event_id: str | None) -> bool:
    given = ((w.group, group), (w.case, case), (w.event_id, event_id))
    return any(a is not None and a == b for a, b in given)
