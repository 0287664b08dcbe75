"""What the session does about a decision: a pure table, first row that fits."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assistant.domain import Act, Reason, Value

Mode = Literal["auto", "suggest", "off"]


class Policy(Value):
    """How much the assistant may do by itself in this room."""

    mode: Mode = "auto"
    topics: dict[str, Mode] = {}  # topic id (or its first part, "p") -> mode that replaces `mode`
    answer_precision: float = Field(0.90, ge=0.5, le=1)  # how often an answer that is shown to a person must be right
    auto_precision: float = Field(0.97, ge=0.5, le=1)  # and one that is posted without a person
    holding_lines: bool = True  # tell a viewer that a person will look

    def mode_for(self, topic: str | None) -> Mode:
        if topic is None:
            return self.mode
        return self.topics.get(topic) or self.topics.get(topic.split(".")[0]) or self.mode


class Situation(Value):
    """What the table looks at."""

    action: Literal["answer", "escalate", "ignore"]
    topic: str | None = None
    reason: Reason | None = None
    confidence: float = 0.0
    auto_at: float = 0.8  # least confidence that keeps the policy's precision without a person
    held: bool = False  # a person holds a case with this viewer
    served: bool = False  # the same answer went out within the window
    room_on_board: bool = True
    can_post: bool = True
    flagged: bool = False


def decide(situation: Situation, policy: Policy) -> tuple[Act, str]:
    """(what to do, why in one line)."""
    s = situation
    mode = policy.mode_for(s.topic)
    if s.action == "ignore":
        return Act.SILENT, "flagged: never answered" if s.flagged else "nothing to answer"
    if s.held:
        return Act.SILENT, "a person holds this viewer's case"
    if s.action == "escalate":
        return Act.CASE, f"a person must look: {s.reason}"
    if mode == "off":
        return Act.SILENT, "this topic is switched off"
    if s.served:
        return Act.SILENT, "the same question was answered a moment ago; counted in its group"
    if not s.room_on_board:
        return Act.SILENT, "the question board is full"
    if mode == "suggest":
        return Act.SUGGEST, "mode is suggest: a person sends"
    if not s.can_post:
        return Act.SUGGEST, "this source cannot post: a person sends"
    if s.confidence < s.auto_at:
        return Act.SUGGEST, f"confidence {s.confidence:.2f} is below {s.auto_at:.2f}: a person sends"
    return Act.POST, "answered from the facts"
