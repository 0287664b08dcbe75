"""Step 6: what a person did becomes the lines and replies of one transaction."""

from __future__ import annotations

import hashlib
from typing import Any

from assistant.domain import Case, Entry, Group, Outgoing, Resolution, Writing
from assistant.errors import BadInput
from assistant.escalating import Escalations
from assistant.handoff.cases import CaseBook
from assistant.handoff.life import DONE, LOCKED, OPEN
from assistant.handoff.suggestions import Suggestions
from assistant.judging import RoomJudge
from assistant.on_air.replies import Replies
from assistant.on_air.room import ANSWERED, OnAir

BY_PERSON = "a person answered"
TAKEN = "a person took over"


class Moves:
    """A person's moves in one room. They change the board, the cases and what waits at once; the caller records them."""

    def __init__(
        self, judge: RoomJudge, cases: CaseBook, suggestions: Suggestions, on_air: OnAir, replies: Replies, escalations: Escalations
    ) -> None:
        self._judge, self._cases, self._suggestions, self._on_air, self._replies = judge, cases, suggestions, on_air, replies
        self._escalations = escalations

    def carry_out(self, resolution: Resolution) -> tuple[list[Entry], list[Outgoing]]:
        """The lines and replies of a move. Raises `BadInput` when it is not possible, with the reason."""
        entries = [self._entry("resolution", self._told(resolution))]
        outgoing: list[Outgoing] = []
        match resolution.kind:
            case "send" | "edit_send" | "summary":
                self._send(resolution, entries, outgoing)
            case "dismiss":
                entries += self._dismissed(resolution)
            case "on_air":
                entries += self._said_on_air(resolution)
            case "accept" | "take" | "assign" | "release" | "note" | "return_case" | "close_case" | "reopen":
                entries += self._moved(resolution)
            case "answer_case":
                self._answer_case(resolution, entries, outgoing)
            case "wrong_flag" | "corrected":
                _check_which_flag(resolution)
            case "pin" if resolution.group is not None:
                self._group(resolution)
        now = self._replies.clock.now()
        self._on_air.sent(resolution.by, now, group=resolution.group, case=resolution.case, event_id=resolution.event_id)
        return entries, outgoing

    def addressed(self, writing: Writing) -> tuple[str | None, str | None]:
        """The viewer and the group that somebody writes to. Raises `BadInput` for an unknown case."""
        if writing.case:
            return self._cases.get(writing.case).user, None
        matter = self._on_air.matter(writing.event_id or "")
        return (matter.user if matter else None), writing.group

    def _told(self, resolution: Resolution) -> dict[str, Any]:
        """What a person did, as recorded: what they wrote is masked, since not every text goes through the guard on its way out."""
        body = resolution.model_dump(mode="json")
        return body | {key: self._judge.mask_text(body[key]) for key in ("text", "reason", "agent") if body[key]}

    def _group(self, resolution: Resolution) -> Group | None:
        """The group that is meant; None for a single comment, also when its group has left the board since."""
        group = self._judge.board.get(resolution.group or "")
        if group is None and not resolution.event_id:
            raise BadInput(f"there is no question group {resolution.group}", remedy="reload the page")
        return group

    def _dismissed(self, resolution: Resolution) -> list[Entry]:
        group = self._group(resolution)
        if group is None:
            self._suggestions.get(resolution.event_id or "")
            return []
        marked = self._judge.board.mark(group.id, "dismissed", t=self._replies.clock.now())
        return [*self._group_lines(marked), *self._withdrawn(group=group.id, why="a person dismissed it")]

    def _said_on_air(self, resolution: Resolution) -> list[Entry]:
        if resolution.case:
            return self._case_said(resolution)
        group = self._group(resolution)
        if group is None:
            self._suggestions.get(resolution.event_id or "")
            return []
        marked = self._judge.board.answered(group.id, "host", t=self._replies.clock.now())
        return [*self._group_lines(marked), *self._withdrawn(group=group.id, why=ANSWERED)]

    def _case_said(self, resolution: Resolution) -> list[Entry]:
        """The host has answered a case. One that nobody holds is withdrawn, else its holder closes it."""
        case = self._cases.get(resolution.case or "")
        if case.state in LOCKED or case.state not in OPEN:
            closing = resolution.model_copy(update={"kind": "close_case", "reason": "answered_on_air"})
            return self._moved(closing)
        return self._escalations.said(case)

    def _group_lines(self, group: Group | None) -> list[Entry]:
        return [self._entry("group", group.model_dump(mode="json"))] if group else []

    def _withdrawn(self, *, user: str | None = None, group: str | None = None, lang: str | None = None, why: str = BY_PERSON) -> list[Entry]:
        """The assistant's own replies that need not go out any more."""
        return self._on_air.withdraw(self._on_air.pending.to(user=user, group=group, lang=lang), why, self._replies.clock.now())

    def _moved(self, resolution: Resolution) -> list[Entry]:
        """A step of a case. A lock withdraws what was on its way to the viewer; an end makes what they said before decide nothing."""
        _check_note(resolution)
        case = self._step(resolution)
        entries = [self._case_line(case)]
        if case.state in LOCKED and resolution.kind != "note":
            entries += self.kept_from(case.user, f"{TAKEN}: {case.agent}")
        elif case.state in DONE and resolution.kind != "note":
            self._judge.viewers.begin_anew(case.user, self._replies.clock.now())
            entries += self._withdrawn(user=case.user, why=f"case {case.state}") if case.state == "closed" else []
        return entries

    def _step(self, resolution: Resolution) -> Case:
        r = resolution
        agent = self._judge.mask_text(r.agent) if r.agent else None
        return self._cases.move(r.case or "", r.kind, r.by, t=self._replies.clock.now(), version=r.version, to=agent, why=r.reason)

    def kept_from(self, user: str, why: str) -> list[Entry]:
        """The assistant's replies to a viewer do not go out; the groups they answered wait again, since nobody else got that answer."""
        kept_back = self._on_air.pending.to(user=user)
        entries = self._on_air.withdraw(kept_back, why, self._replies.clock.now())
        for name in dict.fromkeys(r.group for r in kept_back if r.group):
            entries += self._group_lines(self._judge.board.reopen(name))
        return entries

    def _case_line(self, case: Case) -> Entry:
        return self._entry("case", case.model_dump(mode="json"))

    def _send(self, resolution: Resolution, entries: list[Entry], outgoing: list[Outgoing]) -> None:
        group = self._group(resolution)
        if group is None:
            self._send_suggestion(resolution, entries, outgoing)
        else:
            self._send_group(resolution, group, entries, outgoing)

    def _send_suggestion(self, resolution: Resolution, entries: list[Entry], outgoing: list[Outgoing]) -> None:
        """The answer to one comment, as suggested or as a person changed it."""
        waiting = self._suggestions.get(resolution.event_id or "")
        text = (resolution.text or "").strip() if resolution.kind == "edit_send" else waiting.text
        if not text:
            raise BadInput("there is nothing to send", remedy="write a reply first")
        lang = resolution.lang or waiting.lang
        self._refuse_unsafe(text, lang)
        reply = self._replies.make(f"{waiting.event_id}/suggested", text, lang, waiting.event_id, None)
        outgoing.append(reply)
        entries.append(self._entry("outgoing", {**reply.model_dump(mode="json"), "by": resolution.by}))

    def _send_group(self, resolution: Resolution, group: Group, entries: list[Entry], outgoing: list[Outgoing]) -> None:
        text, lang = self._wording(resolution, group)
        self._refuse_unsafe(text, lang)
        digest = hashlib.sha256(f"{group.id}|{group.count}|{lang}|{text}".encode()).hexdigest()[:16]
        event_id = resolution.event_id or group.event_ids[-1]
        reply = self._replies.make(f"{group.id}/{digest}", text, lang, event_id, None)
        outgoing.append(reply)
        entries.append(self._entry("outgoing", {**reply.model_dump(mode="json"), "by": resolution.by}))
        marked = self._judge.board.answered(group.id, "person", lang=lang, t=self._replies.clock.now())
        if marked is not None and resolution.kind == "summary" and group.answered_by == "host":
            marked = self._judge.board.put(marked.model_copy(update={"answered_by": "host"}))
        entries += [*self._group_lines(marked), *self._withdrawn(group=group.id, lang=lang)]

    @staticmethod
    def _wording(resolution: Resolution, group: Group) -> tuple[str, str]:
        lang = resolution.lang or next(iter(group.replies), group.langs[0])
        text = (resolution.text or "").strip() if resolution.kind == "edit_send" else group.replies.get(lang, "")
        if not text:
            raise BadInput("there is nothing to send", remedy="write a reply first")
        return text, lang

    def _refuse_unsafe(self, text: str, lang: str) -> None:
        """A person's text passes the same guard: personal data never goes out in public."""
        for flag in self._judge.review_draft(text, lang):
            if flag.severity == "high":
                raise BadInput(f"this reply must not go out: {flag.why}", remedy="change the text and send again")

    def _answer_case(self, resolution: Resolution, entries: list[Entry], outgoing: list[Outgoing]) -> None:
        text = (resolution.text or "").strip()
        if not text:
            raise BadInput("there is nothing to send", remedy="write a reply first")
        self._refuse_unsafe(text, self._cases.get(resolution.case or "").lang)
        case = self._step(resolution)
        digest = hashlib.sha256(f"{case.id}|{case.episode}|{case.event_ids[-1]}|{text}".encode()).hexdigest()[:16]
        reply = self._replies.make(f"{case.id}/{digest}", text, resolution.lang or case.lang, case.event_ids[-1], case.user)
        outgoing.append(reply)
        entries.append(self._entry("outgoing", {**reply.model_dump(mode="json"), "by": resolution.by}))
        entries += [self._case_line(case), *self.kept_from(case.user, BY_PERSON)]

    def _entry(self, kind: str, body: dict[str, Any]) -> Entry:
        return Entry(room=self._replies.room, kind=kind, body=body)


def _check_which_flag(resolution: Resolution) -> None:
    """Raises `BadInput` unless the flag is named by its remark, its category and, but for a promise, its place."""
    named = resolution.event_id and resolution.reason and (resolution.flag is not None or resolution.reason == "promise")
    if not named:
        raise BadInput("which flag? event_id, reason (its category) and flag (its place) are needed", remedy="reload the page")


def _check_note(resolution: Resolution) -> None:
    if resolution.kind == "note" and not (resolution.text or "").strip():
        raise BadInput("there is nothing to note", remedy="write the note first")
