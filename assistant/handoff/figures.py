"""The measures of handing over, folded from the lines of the record: how long people let viewers wait, and what must never happen.

Counts are since the record began. Waits are in service time: outside service hours no clock runs.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from typing import Any

import numpy as np

from assistant.domain import Case, Value
from assistant.handoff.hours import ALWAYS, ServiceClock
from assistant.handoff.life import LOCKED

QUICK_S = 600.0  # a case given back within this was a short one
KEPT = 20_000  # waits and episodes that are remembered
POST_S = 25.0  # a reply that was being posted when a person took over has its receipt by then
_NOTICES = "/notice"
_OWN = ("/reply", _NOTICES)


class HandoffFigures(Value):
    """Numbers an operator can read. Seconds are service time; None: nothing to measure yet."""

    questions: int  # comments that needed something
    episodes: int  # cases opened or reopened
    by_reason: dict[str, int]
    per_100_questions: dict[str, float]  # handoffs by reason
    by_assistant: int  # opened by the assistant; the others by a person
    states: dict[str, int]  # how they stand
    accepted: int
    accept_p50_s: float | None  # from opened to picked up
    accept_p95_s: float | None
    reply_p50_s: float | None  # to the first words of a person
    expired: int
    expired_share: float | None
    returned_quickly: int  # within ten minutes
    told: int  # viewers who were told that a person will look
    told_waiting: int  # the notice is on its way
    untold: dict[str, int]  # why not, where the platform or the policy forbids it
    told_share: float | None  # of those who could be told: must be 1
    after_takeover: int  # messages of the assistant to a viewer whom a person holds: must be 0


class HandoffLedger:
    """Follows the lines of one room's record."""

    def __init__(self, service: ServiceClock = ALWAYS) -> None:
        self._service = service
        self._questions = 0
        self._cases: OrderedDict[tuple[str, int], Case] = OrderedDict()
        self._notices: dict[str, str] = {}  # key -> status of its receipt, or why it was withdrawn
        self._expired: set[tuple[str, int]] = set()
        self._accepted: dict[tuple[str, int], float] = {}  # waits, service time; looked up in a calendar once
        self._replied: dict[tuple[str, int], float] = {}
        self._locks: dict[str, tuple[int, float | None]] = {}  # viewer -> since which line, at which wall time
        self._made: OrderedDict[str, tuple[str, int]] = OrderedDict()  # own reply -> viewer, line
        self._line = 0
        self._after = 0

    def add(self, kind: str, body: dict[str, Any], at: float | None = None) -> None:
        """One line. `at`: wall time, seconds since the epoch, where it is known."""
        self._line += 1
        match kind:
            case "judgement":
                self._questions += body["decision"]["action"] != "ignore"
            case "case":
                self._case(Case.model_validate(body), at)
            case "outgoing" if body["key"].endswith(_OWN) and body.get("user"):
                self._made[body["key"]] = (body["user"], self._line)
                while len(self._made) > KEPT:
                    self._made.popitem(last=False)
            case "hold" if body["state"] == "withdrawn" and body["key"].endswith(_NOTICES):
                self._notices[body["key"]] = f"withdrawn: {body['why']}"
            case "receipt":
                self._receipt(body, at)

    def _case(self, case: Case, at: float | None) -> None:
        key = (case.id, case.episode)
        self._cases[key] = case
        for times, t in ((self._accepted, case.accepted_t), (self._replied, case.replied_t)):
            if case.opening and t is not None and key not in times:
                times[key] = self._service.wait_s(case.opened_t, t)
        while len(self._cases) > KEPT:
            self._cases.popitem(last=False)
        if case.state == "expired":
            self._expired.add(key)
        if case.state in LOCKED:
            self._locks.setdefault(case.user, (self._line, at))
        else:
            self._locks.pop(case.user, None)

    def _receipt(self, body: dict[str, Any], at: float | None) -> None:
        if body["key"].endswith(_NOTICES):
            detail = body.get("detail", "")
            self._notices[body["key"]] = body["status"] if body["status"] in ("sent", "uncertain") else f"{body['status']}: {detail}"
        made = self._made.pop(body["key"], None)
        if made is None or body["status"] != "sent" or made[0] not in self._locks:
            return
        since, locked_at = self._locks[made[0]]
        late = at is not None and locked_at is not None and at - locked_at > POST_S
        self._after += made[1] > since or late  # else it was on its way when the person took over

    def figures(self) -> HandoffFigures:
        cases = list(self._cases.values())
        waits = [*self._accepted.values()]
        by_reason = Counter(str(c.reason) for c in cases)
        told, waiting, untold = self._told(cases)
        quick = [c for c in cases if c.state == "returned" and c.ended_t is not None and c.ended_t - (c.accepted_t or c.opened_t) <= QUICK_S]
        asked = [c for c in cases if c.opening]
        return HandoffFigures(
            questions=self._questions,
            episodes=len(cases),
            by_reason=dict(by_reason),
            per_100_questions={r: round(100 * n / self._questions, 2) for r, n in by_reason.items()} if self._questions else {},
            by_assistant=len(asked),
            states=dict(Counter(c.state for c in cases)),
            accepted=len(waits),
            accept_p50_s=_percentile(waits, 50),
            accept_p95_s=_percentile(waits, 95),
            reply_p50_s=_percentile([*self._replied.values()], 50),
            expired=len(self._expired),
            expired_share=round(len(self._expired) / len(asked), 4) if asked else None,
            returned_quickly=len(quick),
            told=told,
            told_waiting=waiting,
            untold=dict(untold),
            told_share=round(told / (told + self._missing(cases)), 4) if told + self._missing(cases) else None,
            after_takeover=self._after,
        )

    def _told(self, cases: list[Case]) -> tuple[int, int, Counter[str]]:
        told = waiting = 0
        untold: Counter[str] = Counter()
        for case in cases:
            status = self._notices.get(case.notice or "")
            if case.notice is None:
                untold[case.untold or ""] += 1
            elif status is None:
                waiting += 1
            elif status in ("sent", "uncertain"):
                told += 1
            else:
                untold[status] += 1
        return told, waiting, untold

    @staticmethod
    def _missing(cases: list[Case]) -> int:
        """Episodes whose viewer is told nothing, and no reason stands on record."""
        return sum(1 for c in cases if c.notice is None and not c.untold)


def _percentile(values: list[float], share: float) -> float | None:
    return round(float(np.percentile(values, share)), 1) if values else None
