"""What a person's doing at an outside desk means for a case: the moves of the session that it stands for."""

from __future__ import annotations

from assistant.domain import Case, Resolution
from assistant.handoff.correspondence import OVER
from assistant.letters import DeskEvent


def resolutions(event: DeskEvent, case: Case, desk: str) -> list[Resolution]:
    """What a person's doing at the desk means for the case as it is; nothing where it means nothing (any more)."""
    by = f"{event.author or 'somebody'} via {desk}"
    if case.state == "human" and case.agent and case.agent.endswith(f" via {desk}"):
        by = case.agent  # colleagues of one desk see each other there: the case stays with who took it
    take = [Resolution(kind="take", by=by, case=case.id)] if case.state == "offered" else []  # else somebody has it, or it is over
    match event.kind:
        case "accepted":
            return take
        case "replied":
            return [*take, Resolution(kind="answer_case", by=by, case=case.id, text=event.text)]
        case "returned" if case.state not in OVER:
            return [*take, Resolution(kind="return_case", by=by, case=case.id)]
        case "closed" if case.state not in OVER:
            return [Resolution(kind="close_case", by=by, case=case.id, reason=event.text or None)]
        case _:
            return []
