"""What one decision is worth against its case. Every score is True, False, or None: not scored is not zero."""

from __future__ import annotations

import re
import unicodedata

from assistant.domain import Decision, Value
from evals.cases import Case, CommentCase, SpeechCase

_MASKS = ("phone", "address", "name", "email", "national_id", "bank_account", "order_no")


class Score(Value):
    """Scores of one case. `passed` is the strict verdict; `why` explains a miss in one line."""

    id: str
    lang: str
    passed: bool
    why: str = ""
    action: bool | None = None  # the action is right
    complete: bool | None = None  # an expected answer was given with every value
    wrong: bool | None = None  # an answer that states something else than what was asked
    missed: bool | None = None  # an expected answer was not given
    over: bool | None = None  # answered what should not be
    escalation: bool | None = None  # an expected hand-over happened
    reason: bool | None = None  # with the right reason
    flag: bool | None = None  # an expected flag was raised
    false_flag: bool | None = None  # flagged what is innocent
    masks: bool | None = None  # exactly the expected personal data masked
    promise: bool | None = None  # the promise verdict is right
    false_alarm: bool | None = None  # the host was interrupted without reason


def plain(text: str) -> str:
    """Lower case, native digits as ASCII, no invisible characters: what patterns are matched on."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in folded if unicodedata.category(c) != "Cf")


def score(case: Case, decision: Decision) -> Score:
    """Score one decision."""
    return _speech(case, decision) if isinstance(case, SpeechCase) else _comment(case, decision)


def _comment(case: CommentCase, decision: Decision) -> Score:
    wanted = {"flag": "ignore"}
    actions = {wanted.get(e, e) for e in (*case.expect, *case.also_ok) if e != "mask_pii"} or {"ignore", "escalate"}
    mixed = {"answer", "escalate"} <= set(case.expect)
    action = decision.action == "escalate" if mixed else decision.action in actions
    expects_answer = "answer" in case.expect
    told = decision.reply or ""
    complete = _complete(case, decision, told) if expects_answer else None
    answered = decision.action == "answer"
    flagged = {f.category for f in decision.flags}
    flag = (case.flag.category in flagged) if case.flag else None
    may_flag = bool(case.flag) or "flag" in case.also_ok
    masks = _masks(case, decision)
    scores: dict[str, bool | None] = {
        "action": action,
        "complete": complete,
        "wrong": answered and (not expects_answer or not _cites(case, decision)),
        "missed": (not answered and not mixed and decision.action not in actions) if expects_answer else None,
        "over": answered if not expects_answer and "answer" not in case.also_ok else None,
        "escalation": decision.action == "escalate" if "escalate" in case.expect else None,
        "reason": decision.reason == case.escalate_reason if case.escalate_reason and decision.action == "escalate" else None,
        "flag": flag,
        "false_flag": bool(flagged) if not may_flag else None,
        "masks": masks,
    }
    passed = action and complete is not False and flag is not False and masks is not False and not scores["false_flag"]
    got = f"{decision.action} {decision.reason or ''} {list(decision.facts)} {told!r}"
    why = "" if passed else f"expected {'+'.join(case.expect)} {_wanted(case)}, got {got}"
    return Score(id=case.id, lang=_base(case.lang), passed=bool(passed), why=why, **scores)


def _wanted(case: CommentCase) -> str:
    return ", ".join([a.fact for a in case.answer] + [str(x) for x in (case.escalate_reason, case.ignore_kind) if x])


def _complete(case: CommentCase, decision: Decision, told: str) -> bool:
    text = plain(told)
    for expected in case.answer:
        lacking = [p for p in expected.must if not re.search(p, text, re.IGNORECASE)]
        if lacking or any(re.search(p, text, re.IGNORECASE) for p in expected.must_not):
            return False
    return _cites(case, decision)


def _cites(case: CommentCase, decision: Decision) -> bool:
    """Some expected fact, or one beside it in the same table, is cited."""
    cited = decision.facts
    return any(fact == e.fact or fact.rsplit(".", 1)[0] == e.fact.rsplit(".", 1)[0] for fact in cited for e in case.answer)


def _masks(case: CommentCase, decision: Decision) -> bool | None:
    found = {kind for kind in _MASKS if f"[{kind}]" in (decision.pii_masked or "")}
    if not case.pii and not found:
        return None
    return found == set(case.pii)


def _speech(case: SpeechCase, decision: Decision) -> Score:
    mismatch = decision.promise is not None and decision.promise.verdict == "contradicted"
    flagged = {f.category for f in decision.flags}
    got = "flag" if case.category in flagged or (flagged and not mismatch) else "promise_mismatch" if mismatch else "ok"
    right = got == case.expect or got in case.also_ok
    if case.expect == "flag":
        right = case.category in flagged or got in case.also_ok
    fact = decision.promise.fact if decision.promise else None
    why = "" if right else f"expected {case.expect} {case.category or case.fact or ''}, got {got} {sorted(flagged)} {fact or ''}"
    return Score(
        id=case.id,
        lang=_base(case.lang),
        passed=right,
        why=why,
        flag=case.category in flagged if case.expect == "flag" else None,
        promise=mismatch if case.expect == "promise_mismatch" else None,
        false_alarm=(got != "ok" and got not in case.also_ok) if case.expect == "ok" else None,
    )


def _base(lang: str) -> str:
    return lang.split("-")[0]
