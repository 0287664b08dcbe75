"""Which letters a desk is owed for what has just been recorded of a room's cases. Pure: the same lines give the same letters and keys.

A case that becomes open is handed over, once per episode; what happens to it afterwards is told as notes; its end closes it there.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from assistant.domain import Case, Entry, Room
from assistant.handoff.desk_words import DeskWords
from assistant.letters import CaseBrief, Letter, LetterKind

OVER = ("returned", "closed")
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

    def get(self, case_id: str) -> Case | None:
        return self._cases.get(case_id)

    def keep(self, entries: Iterable[Entry]) -> None:
        """Remember the cases as they are now recorded."""
        for entry in entries:
            if entry.kind == "case":
                self.restore(Case.model_validate(entry.body))

    def restore(self, case: Case) -> None:
        self._cases[case.id] = case
        if len(self._cases) > 2 * KEPT_OVER:
            over = [name for name, known in self._cases.items() if known.state in OVER]
            for name in over[: max(0, len(over) - KEPT_OVER)]:
                del self._cases[name]

    def open_cases(self) -> list[Letter]:
        """The hand-overs of all open cases; those that went out before have the same keys, and are not written twice."""
        return [self._hand_over(case) for case in self._cases.values() if case.state not in OVER]

    def letters(self, entries: Iterable[Entry]) -> tuple[Letter, ...]:
        """What the desk is owed for these lines of one transaction."""
        lines = list(entries)
        moves = {line.body.get("case"): line.body for line in lines if line.kind == "resolution" and line.body.get("case")}
        owed: list[Letter] = []
        for line in lines:
            if line.kind == "case":
                case = Case.model_validate(line.body)
                owed += self._owed(self._cases.get(case.id), case, moves.get(case.id))
        return tuple(owed)

    def is_own(self, by: str) -> bool:
        """Whether a person moved a case at this very desk."""
        return by.endswith(f" via {self.desk}")

    def note(self, case: Case, text: str, mark: str) -> Letter:
        """A note; `mark` tells it from the case's other notes."""
        return self._letter(case, "note", mark, text=text)

    def _owed(self, before: Case | None, case: Case, move: dict[str, Any] | None) -> list[Letter]:
        if before is None or before.episode != case.episode or (before.state in OVER and case.state not in OVER):
            return [self._hand_over(case)] if case.state not in OVER else []
        owed = []
        if len(case.event_ids) and case.event_ids[-1] != before.event_ids[-1] and case.later:
            owed.append(self.note(case, f"{self._words('wrote')}: {case.later[-1]}", f"wrote/{case.event_ids[-1]}"))
        if move is not None and move["kind"] in TOLD:
            owed += self._told(case, move)
        elif case.state != before.state and case.state in OVER:
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
        if case.state in OVER and not self.is_own(by):
            return [self._letter(case, "close", "over", text=text)]
        return [self.note(case, text, f"{kind}/{len(case.event_ids)}/{by}/{_digest(text)}")]

    def _hand_over(self, case: Case) -> Letter:
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
        )
        return self._letter(case, "hand_over", "open", brief=brief)

    def _letter(self, case: Case, kind: LetterKind, mark: str, *, brief: CaseBrief | None = None, text: str = "") -> Letter:
        key = f"{case.room}/{self.desk}/{case.id}#{case.episode}/{mark}"
        return Letter(key=key, room=case.room, desk=self.desk, case=case.id, episode=case.episode, kind=kind, brief=brief, text=text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
