"""What a person's doing at an outside desk means for a case: the moves of the session that it stands for."""

from __future__ import annotations

from assistant.domain import Case, Resolution
from assistant.handoff.life import CLOSE_REASONS, DONE, LOCKED
from assistant.letters import DeskEvent


def resolutions(event: DeskEvent, case: Case, desk: str) -> list[Resolution]:
    """In order; none where it means nothing (any more). What the case's state or holder does not allow the session refuses, with the reason."""
    by = f"{event.author or 'somebody'} via {desk}"

    def move(kind: str, **more: str | None) -> Resolution:
        return Resolution.model_validate({"kind": kind, "by": by, "case": case.id, **more})

    match event.kind:
        case "accepted" if case.state not in (*LOCKED, *DONE):
            return [move("accept")]
        case "replied":
            return [*_hold(case, by, desk, move("take"), move("reopen"), move("assign", agent=by)), move("answer_case", text=event.text)]
        case "returned" if case.state not in DONE:
            return [*_hold(case, by, desk, move("take"), move("reopen"), move("assign", agent=by)), move("return_case")]
        case "closed" if case.state not in DONE:
            reason = event.text if event.text in CLOSE_REASONS else None
            return [*_own(case, by, desk, move("assign", agent=by)), move("close_case", reason=reason)]
        case "note" if event.text.strip():
            return [move("note", text=event.text)]
        case _:
            return []


def _hold(case: Case, by: str, desk: str, take: Resolution, reopen: Resolution, assign: Resolution) -> list[Resolution]:
    """What makes the case this person's first: it may be free, over, or a colleague's of the same desk."""
    if case.state in DONE:
        return [reopen]
    if case.state not in LOCKED:
        return [take]
    return _own(case, by, desk, assign)


def _own(case: Case, by: str, desk: str, assign: Resolution) -> list[Resolution]:
    """Colleagues of one desk see each other there: who acts has taken over. A holder elsewhere is not overruled."""
    colleague = case.state in LOCKED and case.agent != by and (case.agent or "").endswith(f" via {desk}")
    return [assign] if colleague else []
