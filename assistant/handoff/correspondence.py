"""Which letters a desk is owed for what has just been recorded of a room's cases. Pure: the same lines give the same letters and keys.

A case that becomes open is handed over, once per episode; what happens to it afterwards is told as notes; its end closes it there.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from assistant.domain import Case, Entry, Room
from assistant.handoff.desk_context import context_of
from assistant.handoff.desk_words import DeskWords
from assistant.handoff.life import DONE
from assistant.letters import CaseBrief, Letter, LetterKind

KEPT_OVER = 2000  # cases that are over and still remembered, oldest forgotten first
TOLD = {  # what a person did -> how it is told
    "take": "taken",
    "accept": "taken",
    "assign": "assigned",
    "release": "released",
    "note": "noted",
    "answer_case": "answered",
    "return_case": "returned",
    "close_case": "closed",
}


class Correspondence:
    """What one room has told one desk. `letters` looks, `keep` remembers once it is durable."""

    def __init__(self, room: Room, desk: str, words: DeskWords) -> None:
        self._room, self.desk, self._words = room, desk, words
        self._cases: OrderedDict[str, Case] = OrderedDict()
        self._files: dict[str, dict[str, Any]] = {}  # of open cases, as recorded
        self._reopened: set[str] = set()  # at this desk, and not seen open yet
        self._threads: dict[str, int] = {}  # case -> episode whose ticket there is in use, where it is an earlier one

    def get(self, case_id: str) -> Case | None:
        return self._cases.get(case_id)

    def keep(self, entries: Iterable[Entry]) -> None:
        """Remember the cases as they are now recorded."""
        for entry in entries:
            self.restore(entry.kind, entry.body)

    def restore(self, kind: str, body: dict[str, Any]) -> None:
        """One line of the record; those that are not about cases change nothing."""
        if kind == "resolution" and body["kind"] == "reopen" and self.is_own(str(body["by"])):
            self._reopened.add(str(body["case"]))
        elif kind == "case_file":
            self._files[body["id"]["case_id"]] = body
        elif kind == "case":
            self._keep(Case.model_validate(body))

    def _keep(self, case: Case) -> None:
        known = self._cases.get(case.id)
        if known is not None and known.episode != case.episode:
            self._threads[case.id] = self._threads.get(case.id, known.episode) if case.id in self._reopened else case.episode
            self._reopened.discard(case.id)
        if case.state in DONE:
            self._files.pop(case.id, None)
        self._cases[case.id] = case
        if len(self._cases) > 2 * KEPT_OVER:
            over = [name for name, known in self._cases.items() if known.state in DONE]
            for name in over[: max(0, len(over) - KEPT_OVER)]:
                del self._cases[name]
                self._threads.pop(name, None)

    def open_cases(self) -> list[Letter]:
        """The hand-overs of all open cases; those that went out before have the same keys, and are not written twice."""
        known = [case for case in self._cases.values() if case.state not in DONE]
        return [self._hand_over(case, self._files.get(case.id)) for case in known if self._threads.get(case.id, case.episode) == case.episode]

    def letters(self, entries: Iterable[Entry]) -> tuple[Letter, ...]:
        """What the desk is owed for these lines of one transaction."""
        lines = list(entries)
        moves = {line.body.get("case"): line.body for line in lines if line.kind == "resolution" and line.body.get("case")}
        files = {line.body["id"]["case_id"]: line.body for line in lines if line.kind == "case_file"}
        owed: list[Letter] = []
        for line in lines:
            if line.kind == "case":
                case = Case.model_validate(line.body)
                owed += self._owed(self._cases.get(case.id), case, moves.get(case.id), files.get(case.id))
        return tuple(owed)

    def is_own(self, by: str) -> bool:
        """Whether a person moved a case at this very desk."""
        return by.endswith(f" via {self.desk}")

    def note(self, case: Case, text: str, mark: str) -> Letter:
        """A note; `mark` tells it from the case's other notes."""
        return self._letter(case, "note", mark, text=text)

    def _owed(self, before: Case | None, case: Case, move: dict[str, Any] | None, file: dict[str, Any] | None) -> list[Letter]:
        if before is None or before.episode != case.episode:
            continued = move is not None and move["kind"] == "reopen" and self.is_own(str(move["by"]))  # its people look at the old ticket
            return [] if continued or case.state in DONE else [self._hand_over(case, file)]
        owed = []
        if len(case.event_ids) and case.event_ids[-1] != before.event_ids[-1] and case.later:
            owed.append(self.note(case, f"{self._words('wrote')}: {case.later[-1]}", f"wrote/{case.event_ids[-1]}"))
        if move is not None and move["kind"] in TOLD:
            owed += self._told(case, move)
        elif case.state != before.state and case.state in DONE:
            owed.append(self._letter(case, "close", "over", text=self._words("over", state=case.state)))
        elif case.state != before.state:
            owed.append(self.note(case, self._words("state", state=case.state), f"state/{case.state}"))
        if case.urgency != before.urgency:
            text = f"{self._words('urgency')}: {self._words(f'urgency_{case.urgency}')}"
            owed.append(self.note(case, text, f"urgency/{case.urgency}"))
        return owed

    def _told(self, case: Case, move: dict[str, Any]) -> list[Letter]:
        """What a person did. At this desk itself only moves that leave no trace there are told."""
        by, kind = str(move["by"]), str(move["kind"])
        if self.is_own(by) and kind in ("answer_case", "note"):
            return []
        text = self._words(TOLD[kind], who=by, to=str(case.agent or ""), text=str(move.get("text") or ""))
        if case.state in DONE and not self.is_own(by):
            return [self._letter(case, "close", "over", text=text)]
        return [self.note(case, text, f"{kind}/{len(case.event_ids)}/{by}/{_digest(text)}")]

    def _hand_over(self, case: Case, file: dict[str, Any] | None) -> Letter:
        brief = CaseBrief(
            case=case.id,
            episode=case.episode,
            room=case.room,
            market=self._room.market,
            reason=str(case.reason),
            urgency=case.urgency,
            user=case.user,
            lang=case.lang,
            question=case.question,
            history=case.history,
            later=case.later,
            draft=case.draft,
            facts=case.facts,
            options=case.options,
            opened_t=case.opened_t,
            context=context_of(file, self._words) if file else (),
        )
        return self._letter(case, "hand_over", "open", brief=brief)

    def _letter(self, case: Case, kind: LetterKind, mark: str, *, brief: CaseBrief | None = None, text: str = "") -> Letter:
        key = f"{case.room}/{self.desk}/{case.id}#{case.episode}/{mark}"
        episode = case.episode if kind == "hand_over" else self._threads.get(case.id, case.episode)
        return Letter(key=key, room=case.room, desk=self.desk, case=case.id, episode=episode, kind=kind, brief=brief, text=text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
