"""The cases of one room. A case's state is the lock on who may speak: while a person holds it, the assistant is silent to that viewer.

What leads from state to state is `life.MOVES`. A viewer has at most one open case: what else they bring meanwhile joins it.
"""

from __future__ import annotations

from typing import Any

from assistant.domain import Case, CaseMove, Cause, CloseReason, Option, Reason
from assistant.errors import BadInput
from assistant.handoff.case_shelf import CaseShelf
from assistant.handoff.hours import ALWAYS, ServiceClock
from assistant.handoff.life import ASSISTANT, CLOSE_REASONS, DONE, LOCKED, MOVES, OWN_STEPS, Step, graver, louder, raised, urgency_of

LATER = 20  # further comments of a viewer that are kept with the case
EVENTS = 50
KEPT_MOVES = 20


class CaseBook(CaseShelf):
    """The cases of one room, and every step they can take."""

    def __init__(self, room: str, clock: ServiceClock = ALWAYS, *, keep_closed: int = 1000) -> None:
        """`clock`: what tells by when a case must be picked up."""
        super().__init__(room, keep_closed=keep_closed)
        self.clock = clock

    # ------------------------------------------------------------------ what viewers bring

    def escalate(
        self,
        *,
        event_id: str,
        user: str,
        lang: str,
        question: str,
        reason: Reason | Cause,
        t: float,
        draft: str | None,
        facts: tuple[str, ...],
        history: tuple[str, ...],
        options: tuple[Option, ...] = (),
        topic: str | None = None,
        product: str | None = None,
    ) -> Case:
        """A new episode, or the viewer's open case with this comment added, its reason the graver and its urgency the higher of both."""
        known = self.open_of(user)
        if known is not None:
            return self._merged(known, event_id, question, reason, t)
        urgency = urgency_of(reason)
        before, outcome = self.episodes(user)
        case = Case(
            id=f"case-{event_id}",
            room=self.room,
            episode=before + 1,
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
            opening=event_id,
            topic=topic,
            product=product,
            due_t=self.clock.due_t(t, urgency),
            earlier=before,
            last_outcome=outcome,
            moves=(CaseMove(kind="escalate", by=ASSISTANT, t=t, version=1),),
        )
        return self.put(case)

    def attach(self, case: Case, event_id: str, text: str) -> Case:
        """A further comment of a viewer whose case is open."""
        if event_id in case.event_ids:  # it could not be recorded and came again
            return case
        changed = {"event_ids": (*case.event_ids, event_id)[-EVENTS:], "later": (*case.later, text)[-LATER:]}
        return self.put(case.model_copy(update=changed))

    def _merged(self, case: Case, event_id: str, text: str, reason: Reason | Cause, t: float) -> Case:
        case = self.attach(case, event_id, text)
        urgency = louder(case.urgency, urgency_of(reason))
        changed: dict[str, Any] = {"reason": graver(case.reason, reason), "urgency": urgency}
        if urgency != case.urgency and case.due_t is not None:
            changed["due_t"] = min(case.due_t, self.clock.due_t(t, urgency))
        return self.put(case.model_copy(update=changed))

    # ------------------------------------------------------------------ what people do

    def move(
        self, case_id: str, kind: str, by: str, *, t: float = 0.0, version: int | None = None, to: str | None = None, why: str | None = None
    ) -> Case:
        """A person's step. `version`: of the case as they saw it, `to`: whom it is assigned to, `why`: a `CloseReason`.

        Raises `BadInput` when the case is not in a state for it, another person holds it, or somebody else did something meanwhile."""
        case = self.get(case_id)
        step = MOVES[kind]
        if case.state not in step.begins:
            raise BadInput(f"case {case_id} is {case.state}, {kind.removesuffix('_case')} is not possible", remedy="reload the case")
        if step.holder and case.state in LOCKED and case.agent != by:
            raise BadInput(f"case {case_id} is held by {case.agent}", remedy=f"ask {case.agent} to return it, or assign it to yourself")
        if kind != "note":
            _refuse_stale(case, by, version)
        match kind:
            case "note":
                return self._moved(case, kind, by, t, {}, grows=False)
            case "assign":
                agent = (to or "").strip()
                if not agent:
                    raise BadInput("assign to whom?", remedy="name the person")
                state = case.state if case.state in LOCKED else "accepted"
                return self._moved(case, kind, by, t, {"state": state, "agent": agent, **_picked_up(case, t)}, detail=agent)
            case "reopen":
                return self._reopened(case, by, t)
        return self._moved(case, kind, by, t, self._changes(case, step, kind, by, t, why), detail=why if kind == "close_case" else None)

    def _changes(self, case: Case, step: Step, kind: str, by: str, t: float, why: str | None) -> dict[str, Any]:
        changed: dict[str, Any] = {"state": step.to}
        if step.to in LOCKED:
            changed |= {"agent": by, **_picked_up(case, t)}
        if kind == "answer_case" and case.replied_t is None:
            changed["replied_t"] = t
        if kind == "release":
            changed |= {"agent": None, "level": 0, "due_t": self.clock.due_t(t, case.urgency)}
        if step.to in DONE:
            changed |= {"ended_t": t, "due_t": None}
        if kind == "close_case":
            changed["ended"] = _close_reason(why)
        return changed

    def _reopened(self, case: Case, by: str, t: float) -> Case:
        other = self.open_of(case.user)
        if other is not None:
            raise BadInput(f"this viewer's case {other.id} is open", remedy="answer there")
        before, outcome = self.episodes(case.user)
        fresh = {
            "episode": before + 1, "earlier": before, "last_outcome": outcome, "state": "accepted", "agent": by, "opened_t": t, "opening": None,
            "accepted_t": t, "replied_t": None, "ended_t": None, "ended": None, "level": 0, "due_t": None, "notice": None,
            "untold": f"{by} opened it again and speaks to the viewer", "moves": (),
        }  # fmt: skip
        return self._moved(case, "reopen", by, t, fresh)

    # ------------------------------------------------------------------ what time and the show do

    def due(self) -> float | None:
        """Stream time at which the next case goes up a level or expires; None while none waits."""
        return min((c.due_t for c in self._waiting() if c.due_t is not None), default=None)

    def overdue(self, t: float) -> list[Case]:
        """Those whose time has run out by `t`, the longest overdue first."""
        late = [c for c in self._waiting() if c.due_t is not None and c.due_t <= t]
        return sorted(late, key=lambda c: c.due_t or 0.0)

    def pass_limit(self, case: Case) -> Case:
        """Nobody picked it up in time: it goes up a level; the second time it expires. One that is held goes up once and stays."""
        t = case.due_t or 0.0
        if case.level and case.state == "offered":
            return self._moved(case, "expire", ASSISTANT, t, {"state": OWN_STEPS["expire"].to, "due_t": None})
        urgency = raised(case.urgency)
        due = self.clock.due_t(t, urgency) if case.state == "offered" else None
        return self._moved(case, "raise", ASSISTANT, t, {"urgency": urgency, "level": 1, "due_t": due})

    def withdraw(self, case: Case, why: CloseReason, t: float) -> Case:
        """Nobody need look any more: the comment was deleted, or the host has answered it on air. Not once a person has it."""
        if case.state not in OWN_STEPS["withdraw"].begins:
            raise BadInput(f"case {case.id} is {case.state}, it cannot be withdrawn", remedy="its holder decides")
        return self._moved(case, "withdraw", ASSISTANT, t, {"state": "closed", "ended": why, "ended_t": t, "due_t": None}, detail=why)

    def _waiting(self) -> list[Case]:
        """Offered ones, and those that somebody accepted and has not answered."""
        open_ = (self._cases[i] for mine in self._open_of.values() for i in mine)
        return [c for c in open_ if c.state == "offered" or (c.state in LOCKED and c.replied_t is None and not c.level)]

    def _moved(
        self, case: Case, kind: str, by: str, t: float, changes: dict[str, Any], *, grows: bool = True, detail: str | None = None
    ) -> Case:
        version = case.version + 1 if grows else case.version
        before = changes.get("moves", case.moves)
        done = CaseMove(kind=kind, by=by, t=t, version=version, detail=detail)
        return self.put(case.model_copy(update={**changes, "version": version, "moves": (*before, done)[-KEPT_MOVES:]}))


def _refuse_stale(case: Case, by: str, version: int | None) -> None:
    """Two people never act on the same case unaware of each other."""
    if version is None or version >= case.version:
        return
    meanwhile = [m for m in case.moves if m.version > version and m.kind != "note" and m.by != by]
    if meanwhile:
        did = ", ".join(f"{m.by}: {m.kind.removesuffix('_case')}{f' ({m.detail})' if m.detail else ''}" for m in meanwhile)
        raise BadInput(f"case {case.id} has changed since you saw it: {did}", remedy="look at the case and decide again")


def _picked_up(case: Case, t: float) -> dict[str, Any]:
    return {"accepted_t": t} if case.accepted_t is None else {}


def _close_reason(why: str | None) -> str:
    if why is not None and why not in CLOSE_REASONS:
        raise BadInput(f"{why!r} is no reason to close a case", remedy=f"one of {', '.join(CLOSE_REASONS)}")
    return why or "resolved"
