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

import asyncio
import logging
import traceback
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from assistant import lines
from assistant.domain import (
    Act,
    Case,
    Comment,
    Decision,
    Deleted,
    Entry,
    Gap,
    Group,
    Health,
    OnScreen,
    Outgoing,
    Receipt,
    Recorded,
    Remark,
    Resolution,
    Room,
    Utterance,
    Wait,
    Writing,
)
from assistant.errors import StoreError
from assistant.escalating import Escalations
from assistant.handoff.case_shelf import Changes
from assistant.handoff.cases import CaseBook
from assistant.handoff.figures import HandoffLedger
from assistant.handoff.hours import ALWAYS, ServiceClock
from assistant.handoff.recent import Recent
from assistant.handoff.suggestions import Suggestions
from assistant.judged import Judged
from assistant.judging import RoomJudge
from assistant.meaning import Meanings
from assistant.on_air.pending import OWN, is_own
from assistant.on_air.replies import Replies
from assistant.on_air.room import ANSWERED, OnAir
from assistant.on_air.steering import KINDS as SETTINGS
from assistant.on_air.steering import Steering
from assistant.ports import Batch, Clock, Dedupe, Written
from assistant.resolving import TAKEN, Moves

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
        service: ServiceClock = ALWAYS,
    ) -> None:
        """`meanings`: a sentence encoder that helps to read comments, with its deadline. `service`: when people answer, and by when a case
        must be picked up."""
        self.meanings = meanings
        self.room, self.judge, self.journal, self.clock, self.sink = room, judge, journal, clock, sink
        self.cases = CaseBook(room.room, service)
        self.ledger, self._recent = HandoffLedger(service), Recent()
        self.suggestions = Suggestions()
        self.counts = Counts()
        lang = (room.langs or ("en",))[0].split("-")[0]
        self.on_air = OnAir(room.room, judge.board, lang, topics_of=judge.topics_of, mask=judge.mask_text, gist=judge.gist_of(lang))
        self.steering = Steering(judge.policy)
        self._replies = Replies(room.room, sink, clock)
        self.escalations = Escalations(judge, self.cases, self.on_air, self._replies, self._recent, service)
        self._moves = Moves(judge, self.cases, self.suggestions, self.on_air, self._replies, self.escalations)
        self.case_news = asyncio.Event()  # set when cases have changed: who sweeps looks again
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._shop = shop

    # ------------------------------------------------------------------ life

    async def open(self) -> None:
        """Continue a recorded room, or begin it."""
        if self.meanings is not None:
            await self.judge.learn_meanings(self.meanings, [lang.split("-")[0] for lang in self.room.langs])
        resumed = await self._restore()
        await self._write([self._entry("session", self._state("resumed" if resumed else "started"))])

    async def close(self) -> None:
        await self._write([self._entry("session", self._state("ended"))])

    def _state(self, state: str) -> dict[str, Any]:
        """The session's line; `products` is what a person may say is on screen."""
        return {**self.room.model_dump(mode="json"), "shop": self._shop, "state": state, "products": self.judge.product_names(), "steering": self.steering.told()}

    async def _restore(self) -> bool:
        """Fold the record back into the board and the cases."""
        at, found = 0, False
        while found_lines := await self.journal.since(at, room=self.room.room, limit=1000):
            at = found_lines[-1].seq
            for line in found_lines:
                found = found or line.kind == "session"
                self.on_air.restore(line)
                self._recent.add(line.kind, line.body)
                self.ledger.add(line.kind, line.body, line.at)
                if line.kind in ("comment", "utterance"):
                    self._known(line.body["id"])
                if line.kind == "case":
                    self.cases.restore(Case.model_validate(line.body))
                elif line.kind == "group":
                    self.judge.board.restore(Group.model_validate(line.body))
                elif line.kind == "judgement" and line.body["act"] == Act.SUGGEST:
                    self.suggestions.add(Decision.model_validate(line.body["decision"]))
                elif line.kind == "deleted":
                    self.escalations.remember_deleted(line.body["event_id"])
                elif line.kind == "product":
                    self.judge.showing = tuple(line.body["showing"])
                elif line.kind == "resolution" and line.body["event_id"]:
                    self.suggestions.settle(line.body["event_id"])
                elif line.kind == "steering":
                    self.steering.put(line.body)
        self.judge.policy = self.steering.policy
        return found

    # ------------------------------------------------------------------ 1-5

    async def take(self, remark: Remark) -> Judged | None:
        """Judge one remark and act on it; returns after it is durable. None for a repeat or a conflict of ids."""
        remark = self.discreet(remark)
        await self.sweep()
        self.counts.heard += 1
        self.counts.shortened += remark.left_out > 0
        if self._known(remark.id):
            await self._again(remark)
            return None
        answered: list[Group] = []
        changes: Changes = []
        try:
            vector = await self._meaning(remark)
            showing = self.judge.showing
            judged = self._yielding(remark, self._judge(remark, vector))
            if isinstance(remark, Comment):
                judged = self.escalations.keeping_word(remark, judged)
            judged = self.steering.yielding(remark, judged)
            judgement = self._entry("judgement", lines.judgement_body(remark, judged) | self._gist(remark, judged))
            entries = [lines.heard(self.room.room, remark, judged, is_known=self._seen.__contains__), judgement]
            outgoing: list[Outgoing] = []
            with self.cases.changing() as changes:
                if isinstance(remark, Comment):
                    self._act(remark, judged, entries, outgoing)
                else:
                    entries += self._said(remark, judged, showing, answered)
            written = await self._write(entries, outgoing, lines.identity(remark, judged.text))
        except BaseException:
            self.cases.undo(changes)
            self._seen.pop(remark.id, None)  # not known to be durable, so not taken: it may come again, and the store tells repeats
            self._unsaid(answered)
            raise
        if written.status == "written":
            self.counts.judged += 1
            if judged.judgement.act == Act.SUGGEST:
                self.suggestions.add(judged.judgement.decision)
            return judged
        self.cases.undo(changes)
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
        written = await self.journal.write(Batch(dedupe=lines.identity(remark, masked)))
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

    def _yielding(self, remark: Remark, judged: Judged) -> Judged:
        """A reply that would go out while a person writes to that viewer is only suggested: the person's wins."""
        if isinstance(remark, Utterance) or judged.judgement.act != Act.POST:
            return judged
        by = self.on_air.writers.to(remark.user, judged.group.id if judged.group else None, self.clock.now())
        if by is None:
            return judged
        return replace(judged, judgement=judged.judgement.model_copy(update={"act": Act.SUGGEST, "why": f"a person is answering: {by}"}))

    def _gist(self, remark: Remark, judged: Judged) -> dict[str, Any]:
        """Of a comment by voice, what the host needs of it, in the host's language."""
        gist = self.on_air.gist(judged.text) if isinstance(remark, Comment) and remark.voice else None
        return {"gist": gist.model_dump(mode="json")} if gist else {}

    def _said(self, utterance: Utterance, judged: Judged, before: tuple[str, ...], answered: list[Group]) -> list[Entry]:
        """What a host's sentence leads to: what is shown, and the groups it has answered, whose replies need not go out. `before`: what
        was shown; the groups as they were are added to `answered`."""
        now = self.clock.now()
        entries = [self._shown("host", utterance.t, self.judge.showing[0], "shown")] if self.judge.showing != before else []
        for group in self.on_air.answered(judged.told, utterance.end or utterance.t):
            marked = self.judge.board.answered(group.id, "host", t=now)
            answered.append(group)
            entries += [self._entry("group", marked.model_dump(mode="json"))] if marked else []
            entries += self.on_air.withdraw(self.on_air.pending.to(group=group.id), ANSWERED, now)
        self.on_air.said(utterance.id)
        return entries + self.escalations.answered(utterance)

    def _unsaid(self, answered: Sequence[Group]) -> None:
        """That these groups were answered could not be recorded: it will be said again."""
        for group in answered:
            self.judge.board.put(group)
            self.on_air.pending.give_back(group.id, ANSWERED)

    def _act(self, comment: Comment, judged: Judged, entries: list[Entry], outgoing: list[Outgoing]) -> None:
        """Add what the decision leads to: the group, the case, the reply."""
        decision = judged.judgement.decision
        self.on_air.remember(comment.id, comment.user, decision.group)
        self.on_air.said(comment.id)  # of a guest on the microphone
        if judged.group is not None:
            entries.append(self._entry("group", judged.group.model_dump(mode="json")))
        held = self.cases.held_by_person(comment.user)
        if held is not None and decision.action != "ignore":
            entries.append(self._entry("case", self.cases.attach(held, comment.id, judged.text).model_dump(mode="json")))
            return
        if judged.judgement.act == Act.CASE:
            acts = self.escalations.escalate(comment, judged)
            entries += acts.entries
            outgoing += acts.outgoing
        elif judged.judgement.act == Act.POST and judged.reply:
            reply = self._replies.make(f"{comment.id}{OWN}", judged.reply, decision.lang, comment.id, comment.user)
            outgoing.append(reply)
            self.on_air.made(reply, judged.group.id if judged.group else None)
            entries.append(self._entry("outgoing", {**reply.model_dump(mode="json"), "by": "assistant"}))
            if judged.group is not None:
                marked = self.judge.board.answered(judged.group.id, "assistant", lang=decision.lang, t=comment.t)
                if marked is not None:
                    entries.append(self._entry("group", marked.model_dump(mode="json")))

    def may_send(self, outgoing: Outgoing) -> str | Wait | None:
        """Read again right before sending, see `record.outbox.MaySend`. What a person sends always goes out."""
        if not is_own(outgoing.key):
            return None
        if outgoing.user and self.cases.locked(outgoing.user):
            return TAKEN
        now = self.clock.now()
        return self.on_air.word(outgoing, now) or self.steering.word(outgoing, now)

    def posted(self, receipt: Receipt) -> None:
        """A reply has its receipt, which is on record."""
        self.on_air.posted(receipt)
        body = receipt.model_dump(mode="json")
        self._recent.add("receipt", body)
        self.ledger.add("receipt", body)

    async def sweep(self) -> None:
        """Do what the time has come for: cases that nobody picked up go up a level, then expire."""
        due = self.escalations.due()
        if due is None or due > self.clock.now():
            return
        with self.cases.changing() as changes:
            acts = self.escalations.sweep(self.clock.now())
        await self._recorded(acts.entries, acts.outgoing, changes)

    async def deleted(self, deleted: Deleted) -> None:
        """A comment was taken back on its platform."""
        entries = [self._entry("deleted", deleted.model_dump(mode="json"))]
        with self.cases.changing() as changes:
            entries += self.escalations.deleted(deleted.event_id)
        self.suggestions.settle(deleted.event_id)
        await self._recorded(entries, (), changes)

    async def note(self, what: Gap | Health) -> None:
        """Record a gap or a change of health."""
        await self._write([self._entry("gap" if isinstance(what, Gap) else "health", what.model_dump(mode="json"))])

    # ------------------------------------------------------------------ 6

    async def resolve(self, resolution: Resolution) -> dict[str, Any]:
        """Carry out what a person did. Raises `BadInput` when it is not possible, with the reason."""
        if resolution.kind == "show":
            return await self._show_by_hand(resolution)
        if resolution.kind in SETTINGS:
            return await self._steer(resolution)
        held = self.cases.held_viewer(resolution.case)
        with self.cases.changing() as changes:
            entries, outgoing = self._moves.carry_out(resolution)
        settled = self.suggestions.settle(resolution.event_id or "")  # before the write: of two who press at once one is told
        try:
            with self.cases.unlocking(held) if held else nullcontext():
                written = await self._recorded(entries, outgoing, changes)
        except StoreError:
            if settled is not None:
                self.suggestions.put(settled)
            raise
        return {"seq": written.last_seq, "posted": [o.key for o in outgoing]}

    async def _steer(self, resolution: Resolution) -> dict[str, Any]:
        """A setting holds at once; one that cannot be recorded is taken back."""
        before = self.steering.told()
        self.steering.set(resolution)
        try:
            body = resolution.model_dump(mode="json")
            written = await self._write([self._entry("resolution", body), self._entry("steering", self.steering.told())])
        except BaseException:
            self.steering.put(before)
            raise
        finally:
            self.judge.policy = self.steering.policy
        return {"seq": written.last_seq, "posted": []}

    async def typing(self, writing: Writing) -> None:
        """A person is writing to a viewer or for a group: the assistant's replies to them are withdrawn, their groups wait again."""
        user, group = self._moves.addressed(writing)
        kept_back = self.on_air.write(writing, user, group, self.clock.now())
        entries = self.on_air.withdraw(kept_back, f"a person is answering: {writing.by}", self.clock.now())
        for name in dict.fromkeys(r.group for r in kept_back if r.group):
            reopened = self.judge.board.reopen(name)
            entries += [self._entry("group", reopened.model_dump(mode="json"))] if reopened else []
        if entries:
            await self._write(entries)

    async def show(self, shown: OnScreen) -> None:
        """The platform says what is on screen. Raises `BadInput` for a product that the sheet does not hold."""
        self.judge.show(shown.product, shown=shown.state == "shown")
        await self._write([self._shown(shown.source, shown.t, shown.product, shown.state)])

    async def _show_by_hand(self, resolution: Resolution) -> dict[str, Any]:
        if resolution.product is None:
            self.judge.showing = ()
        else:
            self.judge.show(resolution.product, shown=True)
        written = await self._write([self._shown(resolution.by, self.clock.now(), resolution.product, "shown" if resolution.product else "hidden")])
        return {"seq": written.last_seq, "posted": []}

    def _shown(self, by: str, t: float, product: str | None, state: str) -> Entry:
        """What is on screen now, newest first, and who said so: `host`, a source or a person."""
        return self._entry("product", {"product": product, "state": state, "by": by, "t": t, "showing": list(self.judge.showing)})

    # ------------------------------------------------------------------ record

    def _entry(self, kind: str, body: dict[str, Any]) -> Entry:
        return Entry(room=self.room.room, kind=kind, body=body)

    async def _recorded(self, entries: Sequence[Entry], outgoing: Sequence[Outgoing], changes: Changes) -> Written:
        """Write what changed cases; what cannot be written has not happened."""
        try:
            return await self._write(entries, outgoing)
        except BaseException:
            self.cases.undo(changes)
            raise

    async def _write(self, entries: Sequence[Entry], outgoing: Sequence[Outgoing] = (), dedupe: Dedupe | None = None) -> Written:
        """One transaction; what it holds is followed once it is durable."""
        written = await self.journal.write(Batch(entries=tuple(entries), outgoing=tuple(outgoing), dedupe=dedupe))
        if written.status == "written":
            for entry in entries:
                self._recent.add(entry.kind, entry.body)
                self.ledger.add(entry.kind, entry.body)
            if any(entry.kind == "case" for entry in entries):
                self.case_news.set()
        return written

