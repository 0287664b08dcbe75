"""A room that judges by one word, so that what happens to cases can be tried thousands of times: a real session over a real record.

    q   a question, answered and posted        e   a matter for a person        anything else: small talk
"""

from __future__ import annotations

from types import SimpleNamespace

from assistant.answering.decide import Policy
from assistant.answering.viewers import Viewers
from assistant.domain import Act, Decision, Judgement, Reason, Room
from assistant.judged import Judged
from assistant.on_air.board import LiveBoard
from assistant.session import Session

HOLD, EXPIRED = "a person will look", "nobody was free"


class Lines:
    """What answers in the only language."""

    def line(self, key, **blanks):
        return {"hold.unknown_fact": HOLD, "case.expired": EXPIRED}.get(key, key)


class PlainJudge:
    """What a session asks of its judge."""

    def __init__(self):
        self.policy, self.can_post, self.showing = Policy(), True, ()
        self.viewers, self.board, self.sheet = Viewers(), LiveBoard("r"), SimpleNamespace(version="1")

    def comment(self, remark, *, held=False, vector=None):
        action = {"q": "answer", "e": "escalate"}.get(remark.text, "ignore")
        reply = {"answer": "9 thousand", "escalate": HOLD}.get(action)
        act = Act.SILENT if held or action == "ignore" else Act.POST if action == "answer" else Act.CASE
        self.viewers.remember(remark.user, remark.id, remark.t, "en", remark.text, None, None)
        decision = Decision(
            event_id=remark.id, action=action, facts=("a.b",) if action == "answer" else (), reply=reply, lang="en",
            reason=Reason.COMPLAINT if action == "escalate" else None, confidence=0.9,
        )  # fmt: skip
        return Judged(Judgement(decision=decision, act=act, why="by its word"), remark.text, "en", reply=reply)

    def desk_of(self, tag):
        return Lines()

    def mask(self, remark):
        return remark.text

    def mask_text(self, text, lang=""):
        return text

    def mask_handle(self, user):
        return user

    def review_draft(self, text, lang):
        return ()

    def assures(self, text, lang):
        return False

    def stated(self, utterance):
        return {}

    def topics_of(self, text, lang):
        return {}

    def gist_of(self, lang):
        return lambda text: None

    def product_names(self):
        return {}


def plain_session(journal, clock):
    """A session of the plain room; `open` it."""
    return Session(Room(room="r", market="ID", langs=("en",)), PlainJudge(), journal, clock)
