"""One live session: the six steps from what is heard to what is done, and the one arrow that comes back.

    1 hear      a remark comes in                               (`take`)
    2 sift      guards review it, personal data is masked, it is read        \\
    3 answer    the facts answer it, or say that they do not                  > `RoomJudge`
    4 decide    a table says: post, suggest, case, or silence                /
    5 act       everything is recorded in one transaction; the outbox posts
    6 resolve   a person's move re-enters at step 5             (`resolve`)

The same class serves live rooms, replays, evals and tests; only what is plugged in differs.
"""

from __future__ import annotations

import hashlib
import logging
import traceback
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from assistant.domain import (
    Act,
    Case,
    Comment,
    Decision,
    Entry,
    Gap,
    Group,
    Health,
    Outgoing,
    Reason,
    Recorded,
    Remark,
    Resolution,
    Room,
    Utterance,
)
from assistant.errors import BadInput, StoreError
from assistant.handoff.cases import CaseBook
from assistant.handoff.suggestions import Suggestions
from assistant.judging import Judged, RoomJudge
from assistant.masking import masked_span
from assistant.meaning import Meanings
from assistant.ports import Batch, Clock, Dedupe, Written

REPLY_LIVES_S = 60.0  # an answer later than this is stale and is not sent
SEEN_LIMIT = 50_000  # ids kept in memory to recognise redeliveries before judging
log = logging.getLogger(__name__)


class Journal(Protocol):
    """What the session needs of the record."""

    async def write(self, batch: Batch) -> Written: ...

    async def since(self, seq: int, *, room: str | None = None, limit: int = 1000) -> list[Recorded]: ...


@dataclass(slots=True)
class Counts:
    """Conservation: remarks in = judged + repeats + refused."""

    heard: int = 0
    judged: int = 0
    repeats: int = 0
    conflicts: int = 0
    broken: int = 0
    shortened: int = 0  # longer than is read; judged by their beginning


class Session:
    """A room with its record. Remarks are taken one at a time, in order."""

    def __init__(
        self,
        room: Room,
        judge: RoomJudge,
        journal: Journal,
        clock: Clock,
        *,
        shop: str = "",
        sink: str = "console",
        meanings: Meanings | None = None,
    ) -> None:
        """`meanings`: a sentence encoder that helps to read comments, with its deadline."""
        self.meanings = meanings
        self.room, self.judge, self.journal, self.clock, self.sink = room, judge, journal, clock, sink
        self.cases = CaseBook(room.room)
        self.suggestions = Suggestions()
        self.counts = Counts()
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._shop = shop

    # ------------------------------------------------------------------ life

    async def open(self) -> None:
        """Continue a recorded room, or begin it."""
        if self.meanings is not None:
            await self.judge.learn_meanings(self.meanings, [lang.split("-")[0] for lang in self.room.langs])
        resumed = await self._restore()
        body = {**self.room.model_dump(mode="json"), "shop": self._shop, "state": "resumed" if resumed else "started"}
        await self._write([self._entry("session", body)])

    async def close(self) -> None:
        await self._write([self._entry("session", {**self.room.model_dump(mode="json"), "shop": self._shop, "state": "ended"})])

    async def _restore(self) -> bool:
        """Fold the record back into the board and the cases."""
        at, found = 0, False
        while lines := await self.journal.since(at, room=self.room.room, limit=1000):
            at = lines[-1].seq
            for line in lines:
                found = found or line.kind == "session"
                if line.kind in ("comment", "utterance"):
                    self._known(line.body["id"])
                if line.kind == "case":
                    self.cases.restore(Case.model_validate(line.body))
                elif line.kind == "group":
                    self.judge.board.restore(Group.model_validate(line.body))
                elif line.kind == "judgement" and line.body["act"] == Act.SUGGEST:
                    self.suggestions.add(Decision.model_validate(line.body["decision"]))
                elif line.kind == "resolution" and line.body["event_id"]:
                    self.suggestions.settle(line.body["event_id"])
        return found

    # ------------------------------------------------------------------ 1-5

    async def take(self, remark: Remark) -> Judged | None:
        """Judge one remark and act on it; returns after it is durable. None for a repeat or a conflict of ids."""
        remark = self.discreet(remark)
        self.counts.heard += 1
        self.counts.shortened += remark.left_out > 0
        if self._known(remark.id):
            await self._again(remark)
            return None
        try:
            vector = await self._meaning(remark)
            judged = self._judge(remark, vector)
            entries = [self._heard(remark, judged), self._entry("judgement", _judgement_body(remark, judged))]
            outgoing: list[Outgoing] = []
            if isinstance(remark, Comment):
                self._act(remark, judged, entries, outgoing)
            batch = Batch(entries=tuple(entries), outgoing=tuple(outgoing), dedupe=_identity(remark, judged.text))
            written = await self.journal.write(batch)
        except BaseException:
            self._seen.pop(remark.id, None)  # not known to be durable, so not taken: it may come again, and the store tells repeats
            raise
        if written.status == "written":
            self.counts.judged += 1
            if judged.judgement.act == Act.SUGGEST:
                self.suggestions.add(judged.judgement.decision)
            return judged
        await self._refuse(remark, written)
        return None

    def discreet(self, remark: Remark) -> Remark:
        """The remark with its writer's handle as it may be kept."""
        return remark if isinstance(remark, Utterance) else remark.model_copy(update={"user": self.judge.mask_handle(remark.user)})

    def _known(self, event_id: str) -> bool:
        """True when this id came before; remembers it. Bounded: what is forgotten here the store still knows."""
        known = event_id in self._seen
        self._seen[event_id] = None
        self._seen.move_to_end(event_id)
        while len(self._seen) > SEEN_LIMIT:
            self._seen.popitem(last=False)
        return known

    async def _again(self, remark: Remark) -> None:
        """A redelivery: the store says whether it is the same remark."""
        masked = self.judge.mask(remark)
        written = await self.journal.write(Batch(dedupe=_identity(remark, masked)))
        await self._refuse(remark, written)

    async def _refuse(self, remark: Remark, written: Written) -> None:
        if written.status == "repeat":
            self.counts.repeats += 1
            return
        self.counts.conflicts += 1
        detail = f"id {remark.id} came with another body"
        await self._write([self._entry("refused", {"kind": "conflict", "detail": detail, "source": remark.source})])

    async def _meaning(self, remark: Remark) -> np.ndarray | None:
        """The comment's vector, where an encoder is plugged in and is in time. It sees masked text only."""
        if self.meanings is None or isinstance(remark, Utterance):
            return None
        return await self.meanings.comment(self.judge.mask(remark))

    def _judge(self, remark: Remark, vector: np.ndarray | None = None) -> Judged:
        """A judgement that breaks hands over to a person: it never stops the session."""
        try:
            if isinstance(remark, Utterance):
                return self.judge.speech(remark)
            return self.judge.comment(remark, held=self.cases.held_by_person(remark.user) is not None, vector=vector)
        except Exception as error:  # the one catch-all around one judgement
            self.counts.broken += 1
            place = "".join(traceback.format_tb(error.__traceback__))  # without its words, which may hold the viewer's
            log.error("judging remark %s failed: %s\n%s", remark.id, type(error).__name__, place)
            return self.judge.broken(remark, type(error).__name__)

    def _act(self, comment: Comment, judged: Judged, entries: list[Entry], outgoing: list[Outgoing]) -> None:
        """Add what the decision leads to: the group, the case, the reply."""
        decision = judged.judgement.decision
        if judged.group is not None:
            entries.append(self._entry("group", judged.group.model_dump(mode="json")))
        held = self.cases.held_by_person(comment.user)
        if held is not None and decision.action != "ignore":
            entries.append(self._entry("case", self.cases.attach(held, comment.id, judged.text).model_dump(mode="json")))
            return
        if judged.judgement.act == Act.CASE:
            case, fresh = self._case(comment, judged)
            entries.append(self._entry("case", case.model_dump(mode="json")))
            if not fresh or not self.judge.policy.holding_lines or self.judge.policy.mode != "auto":
                return
        elif judged.judgement.act != Act.POST:
            return
        if judged.reply:
            reply = self._outgoing(f"{self.room.room}/{comment.id}/reply", judged.reply, decision.lang, comment.id, comment.user)
            outgoing.append(reply)
            entries.append(self._entry("outgoing", {**reply.model_dump(mode="json"), "by": "assistant"}))
            if judged.group is not None:
                marked = self.judge.board.mark(judged.group.id, "answered", lang=decision.lang, t=comment.t)
                if marked is not None:
                    entries.append(self._entry("group", marked.model_dump(mode="json")))

    def _case(self, comment: Comment, judged: Judged) -> tuple[Case, bool]:
        decision = judged.judgement.decision
        before = len(self.cases.cases())
        case = self.cases.escalate(
            event_id=comment.id,
            user=comment.user,
            lang=decision.lang,
            question=judged.text,
            reason=decision.reason or Reason.UNKNOWN_FACT,
            t=comment.t,
            draft=judged.reply,
            facts=decision.facts,
            history=_before(self.judge.viewers.history(comment.user), judged.text),
            options=judged.judgement.options,
        )
        return case, len(self.cases.cases()) > before

    def _outgoing(self, key: str, text: str, lang: str, event_id: str | None, user: str | None) -> Outgoing:
        return Outgoing(
            key=key,
            room=self.room.room,
            sink=self.sink,
            text=text,
            lang=lang,
            in_reply_to=event_id,
            user=user,
            expires_t=self.clock.now() + REPLY_LIVES_S,
        )

    def may_send(self, outgoing: Outgoing) -> str | None:
        """Read again right before sending: why this reply must not go out now, or None."""
        if outgoing.key.endswith("/reply") and outgoing.user and self.cases.held_by_person(outgoing.user):
            return "a person took over"
        return None

    async def note(self, what: Gap | Health) -> None:
        """Record a gap or a change of health."""
        await self._write([self._entry("gap" if isinstance(what, Gap) else "health", what.model_dump(mode="json"))])

    # ------------------------------------------------------------------ 6

    async def resolve(self, resolution: Resolution) -> dict[str, Any]:
        """Carry out what a person did. Raises `BadInput` when it is not possible, with the reason."""
        entries = [self._entry("resolution", self._told(resolution))]
        outgoing: list[Outgoing] = []
        match resolution.kind:
            case "send" | "edit_send":
                self._send(resolution, entries, outgoing)
            case "dismiss" | "on_air":
                status = "dismissed" if resolution.kind == "dismiss" else "answered"
                entries += self._marked(resolution, status)
            case "take" | "return_case" | "close_case":
                entries.append(self._moved(resolution))
            case "answer_case":
                self._answer_case(resolution, entries, outgoing)
            case "wrong_flag":
                _check_which_flag(resolution)
        settled = self.suggestions.settle(resolution.event_id or "")  # before the write: of two who press at once one is told
        try:
            written = await self._write(entries, outgoing)
        except StoreError:
            if settled is not None:
                self.suggestions.put(settled)
            raise
        return {"seq": written.last_seq, "posted": [o.key for o in outgoing]}

    def _told(self, resolution: Resolution) -> dict[str, Any]:
        """What a person did, as recorded: what they wrote is masked, since not every text goes through the guard on its way out."""
        body = resolution.model_dump(mode="json")
        return body | {key: self.judge.mask_text(body[key]) for key in ("text", "reason") if body[key]}

    def _group(self, resolution: Resolution) -> Group | None:
        """The group that is meant; None for a single comment, also when its group has left the board since."""
        group = self.judge.board.get(resolution.group or "")
        if group is None and not resolution.event_id:
            raise BadInput(f"there is no question group {resolution.group}", remedy="reload the page")
        return group

    def _marked(self, resolution: Resolution, status: str) -> list[Entry]:
        group = self._group(resolution)
        if group is None:
            self.suggestions.get(resolution.event_id or "")
            return []
        marked = self.judge.board.mark(group.id, status, t=self.clock.now())
        return [self._entry("group", marked.model_dump(mode="json"))] if marked else []

    def _moved(self, resolution: Resolution) -> Entry:
        return self._entry("case", self.cases.move(resolution.case or "", resolution.kind, resolution.by).model_dump(mode="json"))

    def _send(self, resolution: Resolution, entries: list[Entry], outgoing: list[Outgoing]) -> None:
        group = self._group(resolution)
        if group is None:
            self._send_suggestion(resolution, entries, outgoing)
        else:
            self._send_group(resolution, group, entries, outgoing)

    def _send_suggestion(self, resolution: Resolution, entries: list[Entry], outgoing: list[Outgoing]) -> None:
        """The answer to one comment, as suggested or as a person changed it."""
        waiting = self.suggestions.get(resolution.event_id or "")
        text = (resolution.text or "").strip() if resolution.kind == "edit_send" else waiting.text
        if not text:
            raise BadInput("there is nothing to send", remedy="write a reply first")
        lang = resolution.lang or waiting.lang
        self._refuse_unsafe(text, lang)
        reply = self._outgoing(f"{self.room.room}/{waiting.event_id}/suggested", text, lang, waiting.event_id, None)
        outgoing.append(reply)
        entries.append(self._entry("outgoing", {**reply.model_dump(mode="json"), "by": resolution.by}))

    def _send_group(self, resolution: Resolution, group: Group, entries: list[Entry], outgoing: list[Outgoing]) -> None:
        text, lang = self._wording(resolution, group)
        self._refuse_unsafe(text, lang)
        digest = hashlib.sha256(f"{group.id}|{group.count}|{lang}|{text}".encode()).hexdigest()[:16]
        event_id = resolution.event_id or group.event_ids[-1]
        reply = self._outgoing(f"{self.room.room}/{group.id}/{digest}", text, lang, event_id, None)
        outgoing.append(reply)
        entries.append(self._entry("outgoing", {**reply.model_dump(mode="json"), "by": resolution.by}))
        marked = self.judge.board.mark(group.id, "answered", lang=lang, t=self.clock.now())
        entries.append(self._entry("group", marked.model_dump(mode="json") if marked else {}))

    @staticmethod
    def _wording(resolution: Resolution, group: Group) -> tuple[str, str]:
        lang = resolution.lang or next(iter(group.replies), group.langs[0])
        text = (resolution.text or "").strip() if resolution.kind == "edit_send" else group.replies.get(lang, "")
        if not text:
            raise BadInput("there is nothing to send", remedy="write a reply first")
        return text, lang

    def _refuse_unsafe(self, text: str, lang: str) -> None:
        """A person's text passes the same guard: personal data never goes out in public."""
        for flag in self.judge.review_draft(text, lang):
            if flag.severity == "high":
                raise BadInput(f"this reply must not go out: {flag.why}", remedy="change the text and send again")

    def _answer_case(self, resolution: Resolution, entries: list[Entry], outgoing: list[Outgoing]) -> None:
        text = (resolution.text or "").strip()
        if not text:
            raise BadInput("there is nothing to send", remedy="write a reply first")
        case = self.cases.get(resolution.case or "")
        self._refuse_unsafe(text, case.lang)
        case = self.cases.move(case.id, "answer_case", resolution.by)
        digest = hashlib.sha256(f"{case.id}|{len(case.event_ids)}|{text}".encode()).hexdigest()[:16]
        reply = self._outgoing(f"{self.room.room}/{case.id}/{digest}", text, resolution.lang or case.lang, case.event_ids[-1], case.user)
        outgoing.append(reply)
        entries.append(self._entry("outgoing", {**reply.model_dump(mode="json"), "by": resolution.by}))
        entries.append(self._entry("case", case.model_dump(mode="json")))

    # ------------------------------------------------------------------ record

    def _heard(self, remark: Remark, judged: Judged) -> Entry:
        """What was heard, masked."""
        body: dict[str, Any] = {
            "id": remark.id,
            "text": judged.text,
            "t": remark.t,
            "lang": judged.lang,
            "market": remark.market,
            "source": remark.source,
        }
        if isinstance(remark, Comment):
            prev = remark.prev if remark.prev in self._seen else None  # what names no comment of the room may be anything
            return self._entry("comment", {**body, "user": remark.user, "prev": prev, "voice": remark.voice})
        return self._entry("utterance", {**body, "end": remark.end, "asr_confidence": remark.asr_confidence, "origin": remark.origin})

    def _entry(self, kind: str, body: dict[str, Any]) -> Entry:
        return Entry(room=self.room.room, kind=kind, body=body)

    async def _write(self, entries: Sequence[Entry], outgoing: Sequence[Outgoing] = ()) -> Written:
        return await self.journal.write(Batch(entries=tuple(entries), outgoing=tuple(outgoing)))


def _before(history: tuple[str, ...], question: str) -> tuple[str, ...]:
    """What a viewer wrote before the question, which may be remembered already."""
    return history[:-1] if history[-1:] == (question,) else history


def _check_which_flag(resolution: Resolution) -> None:
    """Raises `BadInput` unless the flag is named by its remark, its category and, but for a promise, its place."""
    named = resolution.event_id and resolution.reason and (resolution.flag is not None or resolution.reason == "promise")
    if not named:
        raise BadInput("which flag? event_id, reason (its category) and flag (its place) are needed", remedy="reload the page")


def _judgement_body(remark: Remark, judged: Judged) -> dict[str, Any]:
    """The judgement as recorded, with the texts masked, the flags where they lie in the masked text, and the correction for the host."""
    body = judged.judgement.model_dump(mode="json")
    for flag in body["decision"]["flags"]:
        flag["span"] = masked_span(tuple(flag["span"]), remark.text, judged.text)
    promise = judged.judgement.decision.promise
    body["correction"] = promise.correction if promise else None
    return body


def _identity(remark: Remark, masked: str) -> Dedupe:
    """The same id with the same body is a repeat. The digest is of the masked text: no trace of personal data is kept."""
    body = f"{remark.room}|{masked}|{getattr(remark, 'user', '')}"
    return Dedupe(
        source=f"{remark.room}/{remark.source}",
        source_id=remark.id,
        digest=hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()[:32],
    )
