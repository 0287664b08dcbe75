"""The question board: the same question in any words and language is one group. Bounded; overflow is a counted silence."""

from __future__ import annotations

from collections import OrderedDict

from assistant.domain import ForHost, Group

KEEP_USERS, KEEP_EVENTS = 50, 200


class Board:
    """Open and answered groups of one room, the least recently asked dropped first when `limit` is reached."""

    def __init__(self, room: str, *, limit: int = 500, window_s: float = 600.0) -> None:
        self.room = room
        self.limit = limit
        self.window_s = window_s  # an answer given this recently still serves
        self.dropped = 0
        self._groups: OrderedDict[str, Group] = OrderedDict()
        self._answered_t: dict[tuple[str, str], float] = {}

    def get(self, group_id: str) -> Group | None:
        return self._groups.get(group_id)

    def groups(self) -> list[Group]:
        return list(self._groups.values())

    def add(
        self,
        group_id: str,
        *,
        topic: str,
        question: str,
        user: str,
        lang: str,
        event_id: str,
        t: float,
        reply: str | None,
        facts: tuple[str, ...],
        host: ForHost | None = None,
    ) -> Group:
        """The group with this asker in it. A group that was answered outside the window, or dismissed, opens again."""
        known = self._groups.pop(group_id, None)
        if known is None:
            group = Group(
                id=group_id,
                room=self.room,
                topic=topic,
                question=question,
                count=1,
                users=(user,),
                langs=(lang,),
                event_ids=(event_id,),
                replies={lang: reply} if reply else {},
                host=host,
                facts=facts,
                first_t=t,
                last_t=t,
            )
        else:
            reopened = known.status == "dismissed" or (known.status == "answered" and not self.served(group_id, lang, t))
            group = known.model_copy(
                update={
                    "count": known.count + 1,
                    "users": known.users if user in known.users else (*known.users, user)[-KEEP_USERS:],
                    "langs": known.langs if lang in known.langs else (*known.langs, lang),
                    "event_ids": (*known.event_ids, event_id)[-KEEP_EVENTS:],
                    "replies": {**known.replies, lang: reply} if reply else known.replies,
                    "host": host or known.host,
                    "facts": facts or known.facts,
                    "status": "open" if reopened else known.status,
                    "last_t": t,
                }
            )
        self._groups[group_id] = group
        while len(self._groups) > self.limit:
            self._groups.popitem(last=False)
            self.dropped += 1
        return group

    def served(self, group_id: str, lang: str, t: float) -> bool:
        """True when this group was answered in this language within the window."""
        answered = self._answered_t.get((group_id, lang))
        return answered is not None and t - answered <= self.window_s

    def mark(self, group_id: str, status: str, *, lang: str | None = None, t: float = 0.0) -> Group | None:
        """Set a group's status; `answered` also notes when and in which language (None = all it was asked in)."""
        known = self._groups.get(group_id)
        if known is None:
            return None
        if status == "answered":
            for each in (lang,) if lang else known.langs:
                self._answered_t[group_id, each] = t
            if len(self._answered_t) > 4 * self.limit:
                self._answered_t = {k: v for k, v in self._answered_t.items() if t - v <= self.window_s}
        group = known.model_copy(update={"status": status})
        self._groups[group_id] = group
        return group

    def restore(self, group: Group) -> None:
        """Put back a recorded group after a restart."""
        self._groups.pop(group.id, None)
        self._groups[group.id] = group
        if group.status == "answered":
            for lang in group.langs:
                self._answered_t[group.id, lang] = group.last_t
