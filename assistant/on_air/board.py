"""The question board of a live: it knows who answered a group, and for how long an answer that was only said serves."""

from __future__ import annotations

from typing import Literal

from assistant.answering.board import Board
from assistant.domain import Group

By = Literal["host", "person", "assistant"]
SAID_SERVES_S = 60.0  # who asks later than this after the host's words has joined since and is answered in writing


class LiveBoard(Board):
    """A board on which `mark` says by whom a group was answered. A group that opens again forgets it."""

    def add(self, group_id: str, **asked: object) -> Group:
        """See `Board.add`."""
        group = super().add(group_id, **asked)  # type: ignore[arg-type]  # the same keywords, passed on as they are
        return self.put(group.model_copy(update={"answered_by": None})) if group.status == "open" and group.answered_by else group

    def answered(self, group_id: str, by: By, *, lang: str | None = None, t: float) -> Group | None:
        """Mark a group answered: in `lang`, or in all it was asked in."""
        marked = super().mark(group_id, "answered", lang=lang, t=t)
        if marked is None:
            return None
        if by == "host":  # counts as if it were given earlier, so that it serves for less long
            for each in marked.langs:
                self._answered_t[group_id, each] = t - self.window_s + SAID_SERVES_S
        return self.put(marked.model_copy(update={"answered_by": by}))

    def reopen(self, group_id: str) -> Group | None:
        """Its answer did not go out: it waits again."""
        known = self.get(group_id)
        if known is None:
            return None
        for each in known.langs:
            self._answered_t.pop((group_id, each), None)
        return self.put(known.model_copy(update={"status": "open", "answered_by": None}))

    def put(self, group: Group) -> Group:
        """Replace a group by itself as it is now, or as it was."""
        self._groups[group.id] = group
        return group

    def restore(self, group: Group) -> None:
        """See `Board.restore`."""
        super().restore(group)
        if group.status == "answered" and group.answered_by == "host":
            for lang in group.langs:
                self._answered_t[group.id, lang] = group.last_t - self.window_s + SAID_SERVES_S
