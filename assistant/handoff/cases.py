"""The life of a case. Its state is the lock on who may speak: while a person holds it, the assistant is silent.

offered -> human -> returned | closed        a new matter of the same viewer opens a new episode
offered -> closed                            (dismissed without an answer)
"""

from __future__ import annotations

from collections import OrderedDict

from assistant.domain import Case, Option, Reason
from assistant.errors import BadInput

URGENCY = {
    Reason.SAFETY: "now",
    Reason.LEGAL_OR_MEDICAL: "now",
    Reason.ANGRY: "now",
    Reason.AV_ISSUE: "now",
    Reason.COMPLAINT: "soon",
    Reason.ORDER_SPECIFIC: "soon",
}
_ORDER = ("later", "soon", "now")
LATER = 20  # further comments of a viewer that are kept with the case
MOVES = {"take": ("offered",), "answer_case": ("human",), "return_case": ("human",), "close_case": ("offered", "human", "returned")}


class CaseBook:
    """All cases of one room. Closed ones are kept for reference, bounded; open ones are never dropped."""

    def __init__(self, room: str, *, keep_closed: int = 1000) -> None:
        self.room = room
        self.keep_closed = keep_closed
        self._cases: OrderedDict[str, Case] = OrderedDict()
        self._open_of: dict[str, list[str]] = {}
        self._episodes: dict[str, int] = {}

    def get(self, case_id: str) -> Case:
        """Raises `BadInput` for an unknown id."""
        if case_id not in self._cases:
            raise BadInput(f"there is no case {case_id}", remedy="reload the page: it may have been closed long ago")
        return self._cases[case_id]

    def cases(self) -> list[Case]:
        return list(self._cases.values())

    def held_by_person(self, user: str) -> Case | None:
        """The case of this viewer that a person holds, if any."""
        return next((c for c in self._open(user) if c.state == "human"), None)

    def _open(self, user: str) -> list[Case]:
        return [self._cases[i] for i in self._open_of.get(user, ())]

    def escalate(
        self,
        *,
        event_id: str,
        user: str,
        lang: str,
        question: str,
        reason: Reason,
        t: float,
        draft: str | None,
        facts: tuple[str, ...],
        history: tuple[str, ...],
        options: tuple[Option, ...] = (),
    ) -> Case:
        """A new case, or the viewer's open one with this comment added and its urgency raised."""
        urgency = URGENCY.get(reason, "later")
        known = next((c for c in self._open(user) if c.reason == reason or c.state == "human"), None)
        if known is not None:
            louder = max(known.urgency, urgency, key=_ORDER.index)
            return self._put(
                known.model_copy(
                    update={"event_ids": (*known.event_ids, event_id)[-50:], "urgency": louder, "later": (*known.later, question)[-LATER:]}
                )
            )
        episode = self._episodes[user] = self._episodes.get(user, 0) + 1
        case = Case(
            id=f"case-{event_id}",
            room=self.room,
            episode=episode,
            reason=reason,
            user=user,
            lang=lang,
            question=question,
            event_ids=(event_id,),
            opened_t=t,
            draft=draft,
            facts=facts,
            options=options,
            urgency=urgency,
            history=history,
        )
        return self._put(case)

    def attach(self, case: Case, event_id: str, text: str) -> Case:
        """A further comment of a viewer whose case a person holds."""
        return self._put(case.model_copy(update={"event_ids": (*case.event_ids, event_id)[-50:], "later": (*case.later, text)[-LATER:]}))

    def move(self, case_id: str, kind: str, by: str) -> Case:
        """Take, answer, return or close. Raises `BadInput` when the case is not in a state for it, or another person holds it."""
        case = self.get(case_id)
        if case.state not in MOVES[kind]:
            raise BadInput(f"case {case_id} is {case.state}, {kind.removesuffix('_case')} is not possible", remedy="reload the case")
        if case.state == "human" and case.agent != by:
            raise BadInput(f"case {case_id} is held by {case.agent}", remedy=f"ask {case.agent} to return it first")
        state = {"take": "human", "answer_case": "human", "return_case": "returned", "close_case": "closed"}[kind]
        return self._put(case.model_copy(update={"state": state, "agent": by if state == "human" else case.agent}))

    def restore(self, case: Case) -> None:
        """Put back a recorded case after a restart."""
        self._episodes[case.user] = max(case.episode, self._episodes.get(case.user, 0))
        self._put(case)

    def _put(self, case: Case) -> Case:
        self._cases[case.id] = case
        mine = [i for i in self._open_of.get(case.user, ()) if i != case.id]
        if case.state in ("offered", "human"):
            mine.append(case.id)
        if mine:
            self._open_of[case.user] = mine
        else:
            self._open_of.pop(case.user, None)
        closed = [i for i, c in self._cases.items() if c.state in ("closed", "returned")] if len(self._cases) > 2 * self.keep_closed else []
        for old in closed[: max(0, len(closed) - self.keep_closed)]:
            del self._cases[old]
        return case
