"""Which cases a room has, and to which viewers the assistant must be silent. What happens to a case is `cases.CaseBook`'s."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.domain import Case, CaseState
from assistant.errors import BadInput
from assistant.handoff.life import DONE, LOCKED, OPEN

EPISODES = 20_000  # viewers whose number of episodes is remembered
OUTCOME = ("returned", "closed", "expired")
Changes = list[tuple[Case | None, Case]]  # (before, after), in order


class CaseShelf:
    """All cases of one room. Those that ended, or nobody came for, are kept for reference, bounded; open ones are never dropped."""

    def __init__(self, room: str, *, keep_closed: int = 1000) -> None:
        self.room, self.keep_closed = room, keep_closed
        self._cases: OrderedDict[str, Case] = OrderedDict()
        self._open_of: dict[str, list[str]] = {}
        self._episodes: OrderedDict[str, tuple[int, str | None]] = OrderedDict()  # viewer -> episodes so far, how the last ended
        self._unlocking: Counter[str] = Counter()
        self._changing: Changes | None = None

    def get(self, case_id: str) -> Case:
        """Raises `BadInput` for an unknown id."""
        if case_id not in self._cases:
            raise BadInput(f"there is no case {case_id}", remedy="reload the page: it may have been closed long ago")
        return self._cases[case_id]

    def cases(self) -> list[Case]:
        return list(self._cases.values())

    def open_of(self, user: str) -> Case | None:
        """The viewer's open case, if any."""
        return next((self._cases[i] for i in self._open_of.get(user, ())), None)

    def held_by_person(self, user: str) -> Case | None:
        """The case of this viewer that a person holds, if any."""
        return next((c for i in self._open_of.get(user, ()) if (c := self._cases[i]).state in LOCKED), None)

    def held_viewer(self, case_id: str | None) -> str | None:
        """The viewer of a case that a person holds; None for any other."""
        case = self._cases.get(case_id or "")
        return case.user if case is not None and case.state in LOCKED else None

    def locked(self, user: str) -> bool:
        """The assistant must not post to this viewer: a person holds their case, or its return is not on record yet."""
        return user in self._unlocking or self.held_by_person(user) is not None

    @contextmanager
    def unlocking(self, user: str) -> Iterator[None]:
        """While the end of a hold is being recorded, the lock stays."""
        self._unlocking[user] += 1
        try:
            yield
        finally:
            self._unlocking[user] -= 1
            if not self._unlocking[user]:
                del self._unlocking[user]

    def episodes(self, user: str) -> tuple[int, str | None]:
        """How many episodes a viewer has had, and how the last of them ended."""
        return self._episodes.get(user, (0, None))

    @contextmanager
    def changing(self) -> Iterator[Changes]:
        """What is changed inside, so that it can be undone if it cannot be recorded. Nothing may be awaited inside."""
        changes: Changes = []
        self._changing = changes
        try:
            yield changes
        finally:
            self._changing = None

    def undo(self, changes: Changes) -> None:
        """Take back what could not be recorded, but for what was changed again since: a later line holds both."""
        for before, after in reversed(changes):
            if self._cases.get(after.id) is after:
                if before is None:
                    self._forget(after)
                else:
                    self.put(before)

    def restore(self, case: Case) -> None:
        """Put back a recorded case after a restart."""
        self.put(case)

    def put(self, case: Case) -> Case:
        """Replace a case by itself as it is now, or as it was."""
        if self._changing is not None:
            self._changing.append((self._cases.get(case.id), case))
        self._cases[case.id] = case
        mine = [i for i in self._open_of.get(case.user, ()) if i != case.id]
        if case.state in OPEN:
            mine.append(case.id)
        self._index(case.user, mine)
        known, outcome = self._episodes.pop(case.user, (0, None))
        ended = f"{case.state}: {case.ended}" if case.ended else case.state if case.state in OUTCOME else None
        self._episodes[case.user] = (max(case.episode, known), ended if case.episode >= known else outcome)
        while len(self._episodes) > EPISODES:
            self._episodes.popitem(last=False)
        self._let_go()
        return case

    def _forget(self, case: Case) -> None:
        """A case that could not be recorded has never been; nothing is known of the episode either."""
        self._cases.pop(case.id, None)
        self._index(case.user, [i for i in self._open_of.get(case.user, ()) if i != case.id])
        self._episodes[case.user] = (case.earlier, case.last_outcome)

    def _index(self, user: str, mine: list[str]) -> None:
        if mine:
            self._open_of[user] = mine
        else:
            self._open_of.pop(user, None)

    def _let_go(self) -> None:
        gone: tuple[CaseState, ...] = (*DONE, "expired")
        closed = [i for i, c in self._cases.items() if c.state in gone] if len(self._cases) > 2 * self.keep_closed else []
        for old in closed[: max(0, len(closed) - self.keep_closed)]:
            case = self._cases.pop(old)
            self._index(case.user, [i for i in self._open_of.get(case.user, ()) if i != old])
