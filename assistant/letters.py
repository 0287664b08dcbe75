"""What goes between the assistant and an outside desk: the case as told, letters, tickets and events. Values only.

Every text in here is masked before it is made: a desk is another company's machine.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from assistant.domain import Option, Value


class CaseBrief(Value):
    """All a desk is told of a case, so that a person need not ask what is known."""

    case: str
    episode: int = Field(1, ge=1)
    room: str
    market: str
    reason: str
    urgency: Literal["now", "soon", "later"] = "soon"
    user: str  # the viewer's handle
    lang: str  # of the question, BCP-47
    question: str
    history: tuple[str, ...] = ()  # the viewer's comments before, oldest first
    later: tuple[str, ...] = ()  # and since, oldest first
    draft: str | None = None  # what the assistant would have said; nobody has seen it
    facts: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()  # answers that were near, best first
    opened_t: float = 0.0  # seconds since the stream began
    context: tuple[tuple[str, str], ...] = ()  # further lines, name and value, as the session words them


class Ticket(Value):
    """A case as the desk knows it: the desk's own id, and where a person can open it."""

    id: str = Field(min_length=1)
    url: str | None = None


LetterKind = Literal["hand_over", "note", "close"]


class Letter(Value):
    """Something the desk must be told. `key` is stable: the same letter is never sent under two keys."""

    key: str
    room: str
    desk: str
    case: str
    episode: int
    kind: LetterKind
    brief: CaseBrief | None = None  # hand_over
    text: str = ""  # note, close

    @property
    def thread(self) -> str:
        """Letters of one thread go out in order."""
        return f"{self.case}#{self.episode}"

    @model_validator(mode="after")
    def _whole(self) -> Letter:
        if (self.kind == "hand_over") != (self.brief is not None):
            raise ValueError("a hand-over carries a brief, nothing else does")
        return self


class Claimed(Value):
    """A letter taken from the outbox to be sent. `attempt` counts from 1; `doubtful`: an earlier attempt may have reached the desk."""

    letter: Letter
    attempt: int
    doubtful: bool = False
    ticket: Ticket | None = None  # of its hand-over


LetterStatus = Literal["pending", "sending", "sent", "uncertain", "failed"]


class Delivery(Value):
    """What became of a letter. `failed` is a dead letter: the desk will not have it; `uncertain` waits for a person."""

    key: str
    status: Literal["sent", "uncertain", "failed"]
    ticket: Ticket | None = None
    detail: str = ""


class LetterRow(Value):
    """A letter as it lies in the outbox, for those who look after it."""

    key: str
    room: str
    desk: str
    case: str
    kind: LetterKind
    status: LetterStatus
    attempt: int
    detail: str


class DeskEvent(Value):
    """What happened at the desk. `id` is the desk's own, the same on every copy; a case is named by `case` or by its `ticket`."""

    id: str = Field(min_length=1)
    kind: Literal["accepted", "replied", "returned", "closed", "note", "seen"]
    ticket: str | None = None
    case: str | None = None
    author: str = ""  # the agent's name, as the desk shows it
    text: str = ""  # replied: for the viewer; note: for colleagues; closed: why
