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
    answer_at: float = Field(0.42, ge=0, le=1)  # least probability for an answer at all
    auto_at: float = Field(0.80, ge=0, le=1)  # least probability for posting without a person
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
    if s.confidence < policy.auto_at:
        return Act.SUGGEST, f"confidence {s.confidence:.2f} is below {policy.auto_at:.2f}: a person sends"
    return Act.POST, "answered from the facts"
