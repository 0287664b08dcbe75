"""From a judgement to a person: the case, its file, and the one notice to the viewer; and what time and the show do to a case.

Everything here changes the book at once and returns the lines and replies of one transaction; the caller records them.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.domain import Act, Case, Cause, Comment, Entry, Option, Outgoing, Reason, Utterance
from assistant.handoff.cases import CaseBook
from assistant.handoff.context import Moment, case_file
from assistant.handoff.hours import ServiceClock
from assistant.handoff.life import OWN_STEPS
from assistant.handoff.notices import Notices
from assistant.handoff.recent import Recent
from assistant.judged import Judged
from assistant.judging import RoomJudge
from assistant.on_air.pending import NOTICE
from assistant.on_air.replies import Replies
from assistant.on_air.room import ANSWERED, OnAir

SAID_AT = 0.5  # least score of a case's topic in a host's statement that answers it
HEARD_S = 5.0  # words that end so long before the question may still answer it: viewers hear them late
DELETED = 5_000  # comments taken back that are remembered
DELETED_WHY = "the comment was deleted"


@dataclass(slots=True)
class Acts:
    """Lines and replies of one transaction."""

    entries: list[Entry] = field(default_factory=list)
    outgoing: list[Outgoing] = field(default_factory=list)


class Escalations:
    """The handing over of one room."""

    def __init__(self, judge: RoomJudge, cases: CaseBook, on_air: OnAir, replies: Replies, recent: Recent, service: ServiceClock) -> None:
        self._judge, self._cases, self._on_air, self._replies = judge, cases, on_air, replies
        self._recent, self._service = recent, service
        self._notices = Notices(judge.desk_of, service)
        self._deleted: OrderedDict[str, None] = OrderedDict()

    # ------------------------------------------------------------------ a comment

    def keeping_word(self, comment: Comment, judged: Judged) -> Judged:
        """An answer that promises a person opens a case: no text of the assistant says that somebody will look while nobody is told."""
        if judged.judgement.act not in (Act.POST, Act.SUGGEST) or self._cases.open_of(comment.user) is not None:
            return judged
        if not self._judge.assures(judged.reply or "", judged.lang):
            return judged
        why = f"{judged.judgement.why}; the answer promises a person, so a person is told"
        changed: dict[str, Any] = {"act": Act.CASE, "why": why}
        sure = judged.judgement.act == Act.POST
        if not sure and judged.reply:  # it was only to be suggested: the person who takes the case may choose it
            changed["options"] = (Option(reply=judged.reply, facts=judged.judgement.decision.facts),)
        reply = judged.reply if sure else None
        return replace(judged, judgement=judged.judgement.model_copy(update=changed), reply=reply, cause=Cause.POLICY)

    def escalate(self, comment: Comment, judged: Judged) -> Acts:
        """The case of a comment: a new episode with its notice and its file, or the viewer's open case grown by it."""
        decision = judged.judgement.decision
        history = self._judge.viewers.history(comment.user)
        case = self._cases.escalate(
            event_id=comment.id,
            user=comment.user,
            lang=decision.lang,
            question=judged.text,
            reason=judged.cause or decision.reason or Reason.UNKNOWN_FACT,
            t=comment.t,
            draft=judged.reply,
            facts=decision.facts,
            history=history[:-1] if history[-1:] == (judged.text,) else history,
            options=judged.judgement.options,
            topic=judged.missing or next(iter(judged.judgement.topics), None),
            product=judged.product,
        )
        acts = Acts()
        fresh = case.opening == comment.id
        if fresh:
            case = self._told(case, comment, judged, acts)
            file = case_file(case, judged.judgement, self._moment(comment, judged), self._service)
            acts.entries.append(self._entry("case_file", file.model_dump(mode="json")))
        acts.entries.insert(0, self._line(case))
        return acts

    def _told(self, case: Case, comment: Comment, judged: Judged, acts: Acts) -> Case:
        """The case with its notice, or with why there is none."""
        text = judged.reply
        if text is not None or judged.cause in (Cause.BROKEN, Cause.POLICY):
            text = self._notices.opening(text, case.lang, case.reason, comment.t)
        untold = self._why_untold(case) or (None if text else f"there is no line for it in {case.lang}")
        if untold is not None or text is None:
            return self._cases.put(case.model_copy(update={"untold": untold}))
        notice = self._post(f"{case.id}/{case.episode}", text, case, comment.id, acts)
        return self._cases.put(case.model_copy(update={"notice": notice.key}))

    def _why_untold(self, case: Case) -> str | None:
        policy = self._judge.policy
        if case.reason == Reason.AV_ISSUE:
            return "sound or picture: the host is told, not every viewer"
        if not policy.holding_lines:
            return "holding lines are switched off"
        if policy.mode != "auto":
            return f"mode is {policy.mode}: a person tells the viewer"
        return None if self._judge.can_post else "this source cannot post"

    def _post(self, name: str, text: str, case: Case, event_id: str, acts: Acts) -> Outgoing:
        reply = self._replies.make(f"{name}{NOTICE}", text, case.lang, event_id, case.user)
        acts.outgoing.append(reply)
        acts.entries.append(self._entry("outgoing", {**reply.model_dump(mode="json"), "by": "assistant"}))
        self._on_air.made(reply, None)
        return reply

    def _moment(self, comment: Comment, judged: Judged) -> Moment:
        foreign = judged.cause != Cause.BROKEN and judged.lang.split("-")[0] != self._on_air.lang
        gist = self._on_air.gist(judged.text) if foreign else None
        return Moment(
            platform=comment.source,
            market=comment.market,
            sheet=self._judge.sheet.version,
            gloss=gist.question if gist else None,
            gloss_lang=gist.lang if gist and gist.question else None,
            voice=comment.voice,
            on_screen=self._judge.showing,
            claims=self._recent.claims(),
            posted=self._recent.posts(comment.user),
        )

    # ------------------------------------------------------------------ time

    def due(self) -> float | None:
        """Stream time at which `sweep` has something to do; None while nobody waits."""
        return self._cases.due()

    def sweep(self, now: float) -> Acts:
        """Those that nobody picked up in time go up a level; the second time the viewer is told."""
        acts = Acts()
        for late in self._cases.overdue(now):
            case = self._cases.pass_limit(late)
            if case.due_t is not None and case.due_t <= now:  # the room was not looked at for long: both limits have passed
                acts.entries.append(self._line(case))
                case = self._cases.pass_limit(case)
            if case.state == "expired":
                case = self._told_expired(case, now, acts)
            acts.entries.append(self._line(case))
        return acts

    def _told_expired(self, case: Case, now: float, acts: Acts) -> Case:
        text = self._notices.expired(case.lang, now)
        untold = self._why_untold(case) or (None if text else f"there is no line for it in {case.lang}")
        if untold is None and text is not None:
            self._post(f"{case.id}/{case.episode}/expired", text, case, case.event_ids[-1], acts)
        last = case.moves[-1].model_copy(update={"detail": untold or "the viewer was told"})
        return self._cases.put(case.model_copy(update={"moves": (*case.moves[:-1], last)}))

    # ------------------------------------------------------------------ the show

    def answered(self, utterance: Utterance) -> list[Entry]:
        """The cases that a host's sentence answers before anybody took them: a question the sheet does not answer, stated on air."""
        waiting = [c for c in self._cases.cases() if c.state in OWN_STEPS["withdraw"].begins and c.reason == Reason.UNKNOWN_FACT and c.topic]
        ended = utterance.end or utterance.t
        waiting = [c for c in waiting if c.opened_t <= ended + HEARD_S]
        if not waiting:
            return []
        scores = self._judge.stated(utterance)
        shown = self._judge.showing[:1]
        heard = [c for c in waiting if scores.get(c.topic or "", 0.0) >= SAID_AT and c.product in (None, *shown)]
        return [line for case in heard for line in self.said(case)]

    def said(self, case: Case) -> list[Entry]:
        """The host has answered this case on air."""
        now = self._replies.clock.now()
        kept_back = self._on_air.pending.to(user=case.user)
        notices = [r for r in kept_back if r.key.endswith(NOTICE)]
        return [self._line(self._cases.withdraw(case, "answered_on_air", now)), *self._on_air.withdraw(notices, ANSWERED, now)]

    def deleted(self, event_id: str) -> list[Entry]:
        """A comment was taken back: what was to be posted to it is withdrawn, and a case nobody took that has no other comment."""
        now = self._replies.clock.now()
        self.remember_deleted(event_id)
        replies = [r for r in self._on_air.pending.waiting() if r.event_id == event_id]
        entries = self._on_air.withdraw(replies, DELETED_WHY, now)
        untaken = [c for c in self._cases.cases() if c.state in OWN_STEPS["withdraw"].begins and event_id in c.event_ids]
        gone = [c for c in untaken if set(c.event_ids) <= self._deleted.keys()]
        return entries + [self._line(self._cases.withdraw(case, "deleted", now)) for case in gone]

    def remember_deleted(self, event_id: str) -> None:
        self._deleted[event_id] = None
        while len(self._deleted) > DELETED:
            self._deleted.popitem(last=False)

    def _line(self, case: Case) -> Entry:
        return self._entry("case", case.model_dump(mode="json"))

    def _entry(self, kind: Any, body: dict[str, Any]) -> Entry:
        return Entry(room=self._replies.room, kind=kind, body=body)
