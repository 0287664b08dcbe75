"""The rows of the page: what it shows of a comment, a sentence on air, a warning, a question group, a case."""

from __future__ import annotations

from typing import Any, Literal

from assistant.domain import Value

Body = dict[str, Any]


class Note(Value):
    """What a person did."""

    by: str
    kind: str
    text: str | None
    at: float


class Sent(Value):
    """A reply on its way and what became of it."""

    key: str
    text: str
    lang: str
    by: str
    status: Literal["waiting", "sent", "uncertain", "failed", "expired"] = "waiting"
    detail: str = ""
    held: str | None = None  # why it waits, or will not go out


class CommentRow(Value):
    """A comment with what was judged and what was sent."""

    id: str
    user: str
    text: str
    lang: str | None
    t: float
    source: str
    voice: bool = False  # of a guest on the microphone
    judgement: Body | None = None
    sent: tuple[Sent, ...] = ()
    handled: Note | None = None  # what a person did about this comment itself
    deleted: bool = False  # taken back on its platform


class Spoken(Value):
    """A stretch of the host's speech. `origin` says whether it was recognised here or came as a transcript."""

    id: str
    text: str
    lang: str | None
    t: float
    origin: str
    confidence: float | None = None


class Caution(Value):
    """Something on air that a person should know of now."""

    id: str
    event_id: str
    kind: Literal["flag", "promise", "brigading", "case"]
    category: str
    severity: str
    why: str
    text: str = ""
    lang: str | None = None
    t: float = 0.0
    at: float
    span: tuple[int, int] | None = None
    say: str | None = None  # what the host can say now, or say instead
    said: str | None = None
    truth: Any = None
    fact: str | None = None
    wrong_by: str | None = None  # who said that this warning is mistaken
    corrected_by: str | None = None  # who said that the host has put it right on air


class OpenQuestion(Value):
    """What viewers ask and the facts do not answer: once for all who ask it, where it was understood."""

    topic: str | None
    product: str | None
    question: str  # masked, as last asked
    lang: str
    case: str  # the latest one
    count: int  # viewers' matters


class GroupRow(Value):
    """A question board entry; `at` is the wall time it was first seen."""

    group: Body
    at: float


class Told(Value):
    """Whether the viewer was told that a person will look. `detail`: why not."""

    status: Literal["waiting", "sent", "uncertain", "failed", "expired", "withdrawn", "untold"]
    detail: str = ""


class CaseRow(Value):
    """A case with its notes; `at` is the wall time this episode was opened."""

    case: Body
    at: float
    file: Body | None = None  # its context, as of the hand-over
    told: Told | None = None  # what became of the notice to the viewer
    notes: tuple[Note, ...] = ()
