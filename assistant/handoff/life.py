"""The life of a case as a table: which step leads from where to where. Nothing here remembers a case.

bot -> offered -> accepted -> human -> returned | closed -> bot        every reopening is a new episode
          |  \\_____________/ take        |
          +-> expired -> accepted | human (picked up late)              `bot` is a viewer without an open case
"""

from __future__ import annotations

from typing import NamedTuple, get_args

from assistant.domain import CaseState, Cause, CloseReason, Reason, Urgency

OPEN: tuple[CaseState, ...] = ("offered", "accepted", "human", "expired")
LOCKED: tuple[CaseState, ...] = ("accepted", "human")  # the assistant is silent to the viewer
DONE: tuple[CaseState, ...] = ("returned", "closed")
ASSISTANT = "assistant"


class Step(NamedTuple):
    """One step. `to` None: the state stays. `holder`: while somebody holds the case, only they may."""

    begins: tuple[CaseState, ...]
    to: CaseState | None
    holder: bool = True


# Steps of people.
MOVES: dict[str, Step] = {
    "accept": Step(("offered", "expired"), "accepted"),
    "take": Step(("offered", "accepted", "expired"), "human"),
    "assign": Step(("offered", "accepted", "human", "expired"), None, holder=False),  # to `accepted` where nobody held it
    "release": Step(("accepted", "human"), "offered"),
    "note": Step((*OPEN, *DONE), None, holder=False),
    "answer_case": Step(("accepted", "human"), "human"),
    "return_case": Step(("accepted", "human"), "returned"),
    "close_case": Step((*OPEN, "returned"), "closed"),
    "reopen": Step(DONE, "accepted", holder=False),
}
# Steps that nobody presses.
OWN_STEPS: dict[str, Step] = {
    "escalate": Step((), "offered", holder=False),  # from `bot`
    "raise": Step(("offered", "accepted"), None, holder=False),
    "expire": Step(("offered",), "expired", holder=False),
    "withdraw": Step(("offered", "expired"), "closed", holder=False),
}

CLOSE_REASONS: tuple[CloseReason, ...] = get_args(CloseReason)
URGENCIES: tuple[Urgency, ...] = ("later", "soon", "now")  # rising
URGENCY: dict[Reason | Cause, Urgency] = {
    Reason.SAFETY: "now",
    Reason.LEGAL_OR_MEDICAL: "now",
    Reason.ANGRY: "now",
    Reason.AV_ISSUE: "now",
    Cause.HOST_WORDING: "now",
    Reason.COMPLAINT: "soon",
    Reason.ORDER_SPECIFIC: "soon",
    Cause.VIEWER_ASKED_HUMAN: "soon",
}
_GRAVITY: tuple[Reason | Cause, ...] = (*Reason, *Cause)


def urgency_of(reason: Reason | Cause) -> Urgency:
    return URGENCY.get(reason, "later")


def louder(one: Urgency, other: Urgency) -> Urgency:
    return max(one, other, key=URGENCIES.index)


def raised(urgency: Urgency) -> Urgency:
    """One level up; `now` is the highest."""
    return URGENCIES[min(URGENCIES.index(urgency) + 1, len(URGENCIES) - 1)]


def graver(one: Reason | Cause, other: Reason | Cause) -> Reason | Cause:
    """The one that comes first in the order of reasons."""
    return min(one, other, key=_GRAVITY.index)
