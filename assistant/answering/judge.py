"""What one comment deserves: guards first, then acts that need a person, then the facts. Pure over what it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.answering import compose
from assistant.answering.asking import Context
from assistant.answering.decide import Policy
from assistant.answering.facts import Answer, Asked, Desk
from assistant.answering.own_questions import FAQ
from assistant.answering.questions import ANSWER_AT, Question, by_sense, foreign_product, is_question, options, questions
from assistant.answering.retrieval import Candidate
from assistant.answering.tongue import Clause
from assistant.answering.trust import Features, Trust, features
from assistant.answering.understand import Reading
from assistant.domain import IgnoreKind, Reason
from assistant.market.topics import ESCALATE_ACTS, FLAG_ACTS, IGNORE_ACTS

ACT_AT = 0.45  # least probability of an act that needs a person
GRAVE_AT = 0.25  # the same for safety, health and threats when a strong word stands in the comment
PART_OF_COMMAND_AT = 0.4  # least probability of each of two parts that read as a command or a fraud
SMELL_AT = 0.1  # least score of a command or a fraud beside which nothing is replied
_SMELL_SHARE = 0.3  # of the best reading's score: a faint likeness silences no clear question
CLEAR_AT = 0.8  # probability of a question that likeness to fraud does not silence, without a word of it
CONSIDER_AT = 0.2  # least probability of a topic that is looked at where trust decides
STATED_AT = 0.36  # least probability at which a statement counts as a question that was not understood
BY_SENSE = 0.93  # how often such an answer was right on the dev cases: not sure enough to be posted without a person
HARM_AT = 0.38  # and for harm and illness without one: what reads as such first is no small talk
_HARM = (Reason.SAFETY, Reason.LEGAL_OR_MEDICAL)
_GRAVE = (Reason.SAFETY, Reason.LEGAL_OR_MEDICAL, Reason.ANGRY)
_PRIORITY = list(Reason)
_NEVER_REPLIED = ("prompt_injection", "phishing")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comment deserves, before the session decides what to do about it."""

    action: str  # answer | escalate | ignore
    why: str
    confidence: float
    answers: tuple[tuple[Asked, Answer], ...] = ()
    reason: Reason | None = None
    kind: IgnoreKind | None = None
    flag: str | None = None  # a flag category the wording itself earns
    silent: bool = False  # no line goes to the viewer, not even that a person will look
    product: str | None = None  # the product that was named or meant, answered or not
    missing: str | None = None  # the topic that the sheet says nothing of
    person: bool = False  # the viewer asks for a person
    trace: tuple[str, ...] = ()
    options: tuple[Answer, ...] = ()  # answers that were not sure enough: a person may choose one
    features: Features = field(default_factory=dict)  # what the trust in it rests on

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(asked.topic for asked, _ in self.answers)


def judge(reading: Reading, desk: Desk, context: Context, policy: Policy, trust: Trust | None = None) -> Verdict:
    """The verdict on one comment that no guard has stopped. Without `trust` the reader's own probability decides."""
    trace = (_describe("whole", reading.whole), *(_describe("part", c) for c in reading.clauses))
    asked = questions(reading, context, desk, ANSWER_AT if trust is None else CONSIDER_AT)
    verdict = _verdict(reading, desk, context, asked)
    if trust is not None:
        inferred = any(compose.needs_product(q.asked.topic) for q in asked) and not any(e.kind == "product" for e in reading.entities)
        seen = features(reading, asked, inferred=inferred)
        if not any(q.how == "barred" for q in asked):  # that a product is not sold here is true whatever was asked of it
            verdict = replace(verdict, confidence=trust.probability(verdict.action, seen, reading.lang), features=seen)
        if verdict.action == "answer" and verdict.confidence < trust.threshold(policy.answer_precision):
            verdict = _nothing_known(reading)
            verdict = replace(verdict, confidence=trust.probability(verdict.action, seen, reading.lang), features=seen)
        own = by_sense(reading, context, desk) if _is_not_understood(verdict, asked) else None
        if own is not None and (made := compose.answer(desk, own.asked)) is not None:
            verdict = replace(verdict, action="answer", why="one of the shop's own questions, by what the words mean", reason=None, kind=None)
            verdict = replace(verdict, answers=((own.asked, made),), confidence=BY_SENSE, features={})
        if verdict.reason == Reason.UNKNOWN_FACT and not verdict.answers:
            verdict = replace(verdict, options=tuple(options(reading, context, desk)))
    named = next((e.value for e in reading.entities if e.kind == "product" and e.values), None)
    meant = next((q.asked.products[0] for q in asked if q.asked.products), None)
    if verdict.action != "ignore" and _smells_of_command(reading):
        verdict = replace(verdict, action="escalate", reason=verdict.reason or Reason.UNKNOWN_FACT, answers=(), options=(), silent=True)
    return replace(verdict, trace=trace, product=named or meant)


def _is_not_understood(verdict: Verdict, asked: Sequence[Question]) -> bool:
    """Nothing is answered and no question was clear: one that the sheet does not answer is for a person."""
    if any(q.probability >= ANSWER_AT for q in asked):
        return False
    return not verdict.answers and (verdict.reason == Reason.UNKNOWN_FACT or verdict.kind == IgnoreKind.CHATTER)


def _verdict(reading: Reading, desk: Desk, context: Context, asked: Sequence[Question]) -> Verdict:
    grave = _person_needed(reading, context)
    if grave is not None:
        reason, probability = grave
        beside = [q.asked for q in asked if q.probability >= ANSWER_AT] if reading.clauses and reason not in _GRAVE else []
        answered = _answer_all(desk, beside)  # no product fact stands beside harm, illness or a threat
        return Verdict("escalate", f"reads as {reason}", probability, tuple(answered), reason)
    flag = _flag_act(reading)
    if flag is not None:
        return Verdict("ignore", f"reads as {flag.label}", flag.probability, kind=IgnoreKind.FLAGGED, flag=flag.label)
    return _from_facts(desk, asked, reading) if asked else _nothing_known(reading)


def _describe(name: str, clause: Clause) -> str:
    best = ", ".join(f"{c.label} {c.probability if i == 0 else c.score:.2f}" for i, c in enumerate(clause.candidates[:3]))
    named = ", ".join(f"{e.kind}={'/'.join(e.values) or '?'}" for e in clause.entities)
    return f"{name} '{clause.match}' -> {best or 'nothing'}" + (f" [{named}]" if named else "")


def _person_needed(reading: Reading, context: Context) -> tuple[Reason, float] | None:
    """The first reason by priority that some part of the comment gives. `unknown_fact` is settled later."""
    found: dict[Reason, float] = {}
    for clause in (reading.whole, *reading.clauses):
        for rank, candidate in enumerate(clause.candidates[:3]):
            if candidate.label not in ESCALATE_ACTS or candidate.label == Reason.UNKNOWN_FACT:
                continue
            reason = Reason(candidate.label)
            strong = candidate.label in clause.cues
            least = GRAVE_AT if reason in _GRAVE and strong else HARM_AT if reason in _HARM else ACT_AT
            close = candidate.score >= 0.6 * clause.candidates[0].score
            if (rank == 0 and candidate.probability >= least) or (rank > 0 and strong and close and reason in _GRAVE):
                found[reason] = max(found.get(reason, 0.0), candidate.probability)
    if "order_no" in context.personal_data:
        found.setdefault(Reason.ORDER_SPECIFIC, 0.85)
    if context.personal_data - {"order_no"} and not _confident_topic(reading) and _speaks_of_an_order(reading):
        found.setdefault(Reason.ORDER_SPECIFIC, 0.7)
    if "bank_account" in context.personal_data or ("address" in context.personal_data and not _confident_topic(reading)):
        found.setdefault(Reason.ORDER_SPECIFIC, 0.7)
    for reason in _PRIORITY:
        if reason in found:
            return reason, found[reason]
    return None


def _speaks_of_an_order(reading: Reading) -> bool:
    """A word of an order or a parcel, or a person's matter among the likely readings."""
    near = {c.label for c in reading.whole.candidates[:3]}
    return bool(
        reading.whole.cues & {"order", "package", "order_specific"} or near & {Reason.ORDER_SPECIFIC, Reason.COMPLAINT, "order_address"}
    )


def _confident_topic(reading: Reading) -> bool:
    best = reading.whole.best
    return best is not None and is_question(best.label) and best.probability >= 0.6


def _smells_of_command(reading: Reading) -> bool:
    """A command or a fraud is among the nearer readings: a person may look, but nothing is replied."""
    return any(
        c.score >= max(SMELL_AT, _SMELL_SHARE * clause.candidates[0].score)
        for clause in (reading.whole, *reading.clauses)
        for c in clause.candidates[:3]
        if c.label in _NEVER_REPLIED and (c.label in clause.cues or not _surely_asks(clause))
    )


def _surely_asks(clause: Clause) -> bool:
    return clause.best is not None and is_question(clause.best.label) and clause.best.probability >= CLEAR_AT


def _flag_act(reading: Reading) -> Candidate | None:
    """What the whole reads as that is never answered. Commands and fraud need less: a reply to one is worse than a silence too many."""
    for rank, candidate in enumerate(reading.whole.candidates[:3]):
        if candidate.label not in FLAG_ACTS:
            continue
        if candidate.label in _NEVER_REPLIED:
            close = candidate.score >= 0.7 * reading.whole.candidates[0].score and candidate.label in reading.whole.cues
            if (rank == 0 and candidate.probability >= ACT_AT) or (rank > 0 and close):
                return candidate
        elif rank == 0 and candidate.probability >= 0.72 and candidate.similarity >= 0.3:
            return candidate
    parts = [c.best for c in reading.clauses if c.best is not None and c.best.label in _NEVER_REPLIED and c.best.probability >= PART_OF_COMMAND_AT]
    return max(parts, key=lambda c: c.probability) if len(parts) >= 2 else None


def _answer_all(desk: Desk, asked: Sequence[Asked]) -> list[tuple[Asked, Answer]]:
    made = [(a, compose.answer(desk, a)) for a in asked]
    return [(a, answer) for a, answer in made if answer is not None and answer.facts]


def _from_facts(desk: Desk, asked: Sequence[Question], reading: Reading) -> Verdict:
    foreign = [q.asked for q in asked if foreign_product(q.asked, reading)]
    answered = _answer_all(desk, [q.asked for q in asked if q.asked not in foreign])
    confidence = min(q.probability for q in asked)
    if len(answered) == len(asked):
        return Verdict("answer", "the facts answer it", confidence, tuple(answered))
    missing = next(q.asked for q in asked if q.asked not in [x for x, _ in answered])
    if confidence < ANSWER_AT:
        return _nothing_known(reading)
    why = f"{missing.topic}: the shop does not list such a product" if missing in foreign else f"{missing.topic}: the sheet does not say"
    return Verdict("escalate", why, confidence, tuple(answered), Reason.UNKNOWN_FACT, missing=missing.topic)


def _nothing_known(reading: Reading) -> Verdict:
    best = reading.whole.best
    label, probability = (best.label, best.probability) if best else ("chatter", 0.5)
    if label in IGNORE_ACTS and (probability >= 0.4 or not (reading.asks or reading.asks_mark)):
        return Verdict("ignore", f"reads as {label}", probability, kind=IgnoreKind(label))
    if label == Reason.UNKNOWN_FACT or reading.asks or reading.asks_mark or (is_question(label) and probability >= STATED_AT):
        return Verdict("escalate", "a question that no fact answers for sure", 1 - probability / 2, (), Reason.UNKNOWN_FACT)
    return Verdict("ignore", "small talk", 0.5, kind=IgnoreKind.CHATTER)


def group_id(verdict: Verdict, holder: Mapping[str, str] | None = None) -> str | None:
    """Which question group a verdict belongs to: the topic, its product, and what tells two answers apart."""
    if verdict.action == "ignore":
        return verdict.flag or (str(verdict.kind) if verdict.kind else None)
    if verdict.action == "escalate":
        return str(verdict.reason)
    asked, answer = verdict.answers[0]
    base = asked.topic.removeprefix(FAQ)
    if asked.topic.startswith("p.") or asked.topic == "price":
        base = f"{'+'.join(asked.products) or 'any'}.{asked.topic.removeprefix('p.')}"
    told_apart = _told_apart(asked, answer)
    return f"{base}:{told_apart}" if told_apart else base


def _told_apart(asked: Asked, answer: Answer) -> str:
    if asked.topic == "ship_time":
        return "remote" if answer.facts[0].endswith("days_remote") else ""
    if asked.topic in ("p.size_help", "p.size_measure", "p.restock"):
        return answer.facts[0].rsplit(".", 1)[-1]
    kinds = {
        "pay_methods": "method",
        "ship_carrier": "carrier",
        "contact": "channel",
        "ships_to": "country",
        "p.colours": "colour",
        "p.sizes": "size",
    }
    entity = asked.first(kinds[asked.topic]) if asked.topic in kinds else None
    return entity.value.casefold() if entity else ""
