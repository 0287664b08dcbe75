"""What the team sets while on air: how much the assistant may do by itself, topic by topic, whom it does not answer, how fast it posts.

Every setting is recorded with who set it, is seen by all and outlives a restart. Nothing is sent from here.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import Any

from assistant.answering.decide import Mode, Policy
from assistant.domain import Act, Comment, Outgoing, Remark, Resolution, Wait
from assistant.errors import BadInput
from assistant.handoff.life import urgency_of
from assistant.judged import Judged
from assistant.market.topics import TOPICS
from assistant.on_air.pending import OWN

MODES: tuple[Mode, ...] = ("auto", "suggest", "off")
KINDS = ("mode", "mute", "unmute", "slow")
MUTED = 1_000  # viewers; the one muted longest ago is heard again
SLOWEST_S = 300.0


class Steering:
    """The settings of one room. `policy` is the session's own with the team's changes on top."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._base = {"mode": policy.mode, "modes": dict(policy.topics)}
        self.apart_s = 0.0  # least time between two of the assistant's own posts
        self._muted: OrderedDict[str, str] = OrderedDict()  # viewer -> who muted them
        self._last: tuple[str, float] | None = None  # key and time of the assistant's latest post

    def set(self, resolution: Resolution) -> None:
        """Carry out a setting. Raises `BadInput` for one that makes no sense."""
        match resolution.kind:
            case "mode":
                self.policy = _with_mode(self.policy, resolution.topic, resolution.mode)
            case "mute" | "unmute":
                self._hush(resolution)
            case "slow":
                if resolution.seconds is None or not 0 <= resolution.seconds <= SLOWEST_S:
                    raise BadInput("how slow?", remedy=f"give seconds between 0 and {SLOWEST_S:g}")
                self.apart_s = resolution.seconds

    def told(self) -> dict[str, Any]:
        """All settings as one recorded line; `base`: the session file's modes that they were set on."""
        modes = {"mode": self.policy.mode, "modes": dict(self.policy.topics)}
        return {**modes, "apart_s": self.apart_s, "muted": dict(self._muted), "base": self._base}

    def put(self, told: dict[str, Any]) -> None:
        """The settings as a line gives them. Modes that were set on another session file's are gone: the file was changed since."""
        if told["base"] == self._base:
            self.policy = self.policy.model_copy(update={"mode": told["mode"], "topics": dict(told["modes"])})
        self.apart_s, self._muted = told["apart_s"], OrderedDict(told["muted"])

    def yielding(self, remark: Remark, judged: Judged) -> Judged:
        """A muted viewer gets no answer, and no case but one that cannot wait: what may hurt somebody always reaches a person."""
        by = self._muted.get(remark.user) if isinstance(remark, Comment) else None
        judgement = judged.judgement
        reason = judgement.decision.reason
        if by is None or judgement.act == Act.SILENT or (reason is not None and urgency_of(reason) == "now"):
            return judged
        return replace(judged, judgement=judgement.model_copy(update={"act": Act.SILENT, "why": f"{by} muted this viewer"}))

    def word(self, outgoing: Outgoing, now: float) -> str | Wait | None:
        """Whether an answer of the assistant's may go now; see `record.outbox.MaySend`. Asked again of the same one it says the same.

        What tells a viewer that a person will look is no answer: it always may."""
        if not outgoing.key.endswith(OWN):
            return None
        if by := self._muted.get(outgoing.user or ""):
            return f"{by} muted this viewer"
        if self._last is not None and self._last[0] != outgoing.key and now < self._last[1] + self.apart_s:
            return Wait(why="slowed down", until=self._last[1] + self.apart_s)
        self._last = (outgoing.key, now)
        return None

    def _hush(self, resolution: Resolution) -> None:
        user = resolution.user or ""
        if resolution.kind == "unmute":
            if self._muted.pop(user, None) is None:
                raise BadInput("this viewer is not muted", remedy="reload the page: somebody may have been quicker")
            return
        if not user:
            raise BadInput("mute whom?", remedy="press the button beside the viewer's comment")
        self._muted[user] = resolution.by
        while len(self._muted) > MUTED:
            self._muted.popitem(last=False)


def _with_mode(policy: Policy, topic: str | None, mode: str | None) -> Policy:
    """The policy with another mode for a topic, for the first part of some, or for all that have none of their own. No mode: as all others."""
    known = {*TOPICS, *(name.split(".")[0] for name in TOPICS)}
    if topic is not None and topic not in known:
        raise BadInput(f"there is no topic {topic}", remedy="reload the page and choose one of the list")
    if mode not in (*MODES, None) or (mode is None and topic is None):
        raise BadInput(f"there is no mode {mode}", remedy=f"one of {', '.join(MODES)}")
    if topic is None:
        return policy.model_copy(update={"mode": mode})
    rest = {name: kept for name, kept in policy.topics.items() if name != topic}
    return policy.model_copy(update={"topics": rest if mode is None else {**rest, topic: mode}})
