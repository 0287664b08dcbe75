"""What one comment deserves: guards first, then acts that need a person, then the facts. Pure over what it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answering import compose
from assistant.answering.decide import Policy
from assistant.answering.entities import Entity
from assistant.answering.facts import Answer, Asked, Desk
from assistant.answering.retrieval import Candidate
from assistant.answering.understand import Clause, Reading
from assistant.answering.viewers import Memory
from assistant.domain import IgnoreKind, Reason
from assistant.market.topics import CONCEPTS, ESCALATE_ACTS, FLAG_ACTS, IGNORE_ACTS, TOPICS

ACT_AT = 0.45  # least probability of an act that needs a person
GRAVE_AT = 0.25  # the same for safety, health and threats when a strong word stands in the comment
CLAUSE_AT = 0.7  # least probability of a topic read from part of a comment
PART_AT, PARTS_AT = 0.45, 0.6  # least probability of each of several questions, and of all on average, when all have an answer
ALIKE, ALIKE_AT = 0.72, 0.25  # likeness to a known phrasing that is enough, and the least probability with it
SURE_AT = 0.8  # a reading this sure needs no help from what was said before
CONTINUES_AT = 0.12  # least probability of a topic of the family that the viewer just spoke of
STATEMENT_MALUS = 0.1  # how much more probability a topic needs where nothing asks
KINDRED_AT = 0.3  # least probability of a second topic of the same family
STATED_AT = 0.36  # least probability at which a statement counts as a question that was not understood
MAX_ANSWERS = 3
NAMED_BONUS = 0.15  # how much less probability a topic needs when its own words stand in the comment
_KEY_THING = {
    "pay_methods": "method",
    "ship_carrier": "carrier",
    "contact": "channel",
    "ship_time": "place",
    "ships_to": "country",
    "p.colours": "colour",
}
_GRAVE = (Reason.SAFETY, Reason.LEGAL_OR_MEDICAL, Reason.ANGRY)
_PRIORITY = list(Reason)
# What an entity alone makes a follow-up about, when the earlier topic can take it.
_FOLLOW_KINDS = ("product", "place", "country", "colour", "size", "method", "carrier", "channel", "weekday")


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
    trace: tuple[str, ...] = ()

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(asked.topic for asked, _ in self.answers)


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a comment."""

    memory: Memory | None = None
    showing: tuple[str, ...] = ()  # products the host shows now, newest first
    personal_data: frozenset[str] = frozenset()  # kinds masked in this comment


def judge(reading: Reading, desk: Desk, context: Context, policy: Policy) -> Verdict:
    """The verdict on one comment that no guard has stopped."""
    trace = [_describe("whole", reading.whole), *(_describe("part", c) for c in reading.clauses)]
    grave = _person_needed(reading, context)
    asked = _questions(reading, context, policy, desk)
    if grave is not None:
        reason, probability = grave
        answered = _answer_all(desk, [a for a, _ in asked]) if reading.clauses else []
        return Verdict("escalate", f"reads as {reason}", probability, tuple(answered), reason, trace=tuple(trace))
    flag = _flag_act(reading)
    if flag is not None:
        return Verdict("ignore", f"reads as {flag.label}", flag.probability, kind=IgnoreKind.FLAGGED, flag=flag.label, trace=tuple(trace))
    if asked:
        return _from_facts(desk, asked, reading, trace)
    return _nothing_known(reading, policy, trace)


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
            least = GRAVE_AT if reason in _GRAVE and strong else ACT_AT
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
    return bool(reading.whole.cues & {"order", "package", "order_specific"} or near & {Reason.ORDER_SPECIFIC, Reason.COMPLAINT, "order_address"})


def _confident_topic(reading: Reading) -> bool:
    best = reading.whole.best
    return best is not None and _is_question_label(best.label) and best.probability >= 0.6


def _is_question_label(label: str) -> bool:
    return label in TOPICS or label.startswith(compose.FAQ)


def _flag_act(reading: Reading) -> Candidate | None:
    best = reading.whole.best
    if best is not None and best.label in FLAG_ACTS and best.probability >= 0.72 and best.similarity >= 0.35:
        return best
    return None


def _topic(clause: Clause, reading: Reading, least: float) -> tuple[str, float] | None:
    """The topic a clause asks about with its probability; a topic whose own words or things stand there needs less."""
    if not clause.candidates:
        return None
    top = clause.candidates[0]
    least += 0 if reading.asks or reading.asks_mark else STATEMENT_MALUS
    if _is_question_label(top.label) and top.probability >= least - (NAMED_BONUS if _named(top.label, clause) else 0):
        return top.label, top.probability
    if _is_question_label(top.label) and top.similarity >= ALIKE and top.probability >= ALIKE_AT and (reading.asks or reading.asks_mark):
        return top.label, least  # nearly word for word a known question, though another one is near too
    if not (reading.asks or reading.asks_mark) or (top.label not in IGNORE_ACTS and not _is_question_label(top.label)):
        return None
    for candidate in clause.candidates[1:3]:
        if _is_question_label(candidate.label) and _named(candidate.label, clause) and not _named(top.label, clause):
            return (candidate.label, max(least, candidate.score)) if candidate.score >= 0.55 * top.score else None
    return None


def _named(label: str, clause: Clause) -> bool:
    """The clause holds a word of this topic, or the kind of thing that only this topic asks about."""
    return (label in clause.cues and label not in CONCEPTS) or f"#{_KEY_THING.get(label)}" in clause.cues


def _questions(reading: Reading, context: Context, policy: Policy, desk: Desk) -> list[tuple[Asked, float]]:
    """Every question of the comment with its probability, in the order asked."""
    several = _several(reading, context, desk)
    if several:
        return several
    found: list[tuple[Asked, float]] = []
    for clause in reading.clauses:
        topic = _topic(clause, reading, CLAUSE_AT + NAMED_BONUS)
        if topic is not None:
            entities = clause.entities if any(e.kind == "product" for e in clause.entities) else _with_products(clause, reading)
            found.append((_asked(topic[0], entities, clause.match, reading, context, desk), topic[1]))
    distinct = list({(a.topic, a.products): (a, p) for a, p in found}.values())
    sure = reading.whole.best is not None and _is_question_label(reading.whole.best.label) and reading.whole.best.probability >= SURE_AT
    if len({a.topic for a, _ in distinct}) > 1 and not (sure and any(compose.answer(desk, a) is None for a, _ in distinct)):
        return distinct[:MAX_ANSWERS]
    whole = _continued(reading, context, desk) or _topic(reading.whole, reading, policy.answer_at)
    if whole is not None:
        other = _answerable_instead(whole[0], reading, context, desk)
        if other is not None:
            return [other]
        first = (_asked(whole[0], reading.entities, reading.whole.match, reading, context, desk), whole[1])
        return [first, *_kindred(whole[0], reading, context, desk)]
    follow = _follow_up(reading, context, desk)
    if follow is not None:
        return [follow]
    return distinct[:1]


def _several(reading: Reading, context: Context, desk: Desk) -> list[tuple[Asked, float]]:
    """Two or three different questions that the facts all answer; else nothing, and the comment is read as a whole."""
    found: dict[str, tuple[Asked, float]] = {}
    for clause in reading.clauses or reading.halves:
        best = clause.best
        if best is None or not _is_question_label(best.label) or best.probability < PART_AT:
            continue
        entities = clause.entities if any(e.kind == "product" for e in clause.entities) else _with_products(clause, reading)
        asked = _asked(best.label, entities, clause.match, reading, context, desk)
        found.setdefault(best.label, (asked, best.probability))
    pairs = [(a, p) for a, p in found.values() if compose.answer(desk, a) is not None and not _foreign_product(a, reading)]
    if not 2 <= len(pairs) <= MAX_ANSWERS or len(pairs) < len(found) or sum(p for _, p in pairs) < PARTS_AT * len(pairs):
        return []
    return pairs


def _kindred(topic: str, reading: Reading, context: Context, desk: Desk) -> list[tuple[Asked, float]]:
    """A second topic of the same family that is nearly as likely ("how long can I return it, and who pays"): both are told."""
    if topic.startswith(("p.", "ship_")) or len(reading.whole.candidates) < 2:
        return []
    top, second = reading.whole.candidates[:2]
    if top.label != topic or topic.split("_")[0] != second.label.split("_")[0] or second.probability < KINDRED_AT or second.label not in TOPICS:
        return []
    asked = _asked(second.label, reading.entities, reading.whole.match, reading, context, desk)
    made = compose.answer(desk, asked)
    first = compose.answer(desk, _asked(topic, reading.entities, reading.whole.match, reading, context, desk))
    news = made is not None and first is not None and not set(made.facts) <= set(first.facts)
    return [(asked, top.probability)] if news else []


def _answerable_instead(topic: str, reading: Reading, context: Context, desk: Desk) -> tuple[Asked, float] | None:
    """Where the named product cannot have the topic read first, the next topic whose own words stand there and that it has."""
    first = _asked(topic, reading.entities, reading.whole.match, reading, context, desk)
    if not first.products or compose.answer(desk, first) is not None:
        return None
    for candidate in reading.whole.candidates[1:3]:
        if candidate.label in reading.whole.cues and _is_question_label(candidate.label):
            second = _asked(candidate.label, reading.entities, reading.whole.match, reading, context, desk)
            if second.products == first.products and compose.answer(desk, second) is not None:
                return second, 0.5
    return None


def _with_products(clause: Clause, reading: Reading) -> tuple[Entity, ...]:
    """A part without a product of its own is about the product named elsewhere in the comment."""
    return (*clause.entities, *(e for e in reading.entities if e.kind in ("product", "place") and e not in clause.entities))


def _continued(reading: Reading, context: Context, desk: Desk) -> tuple[str, float] | None:
    """A short comment that names nothing new stays with the viewer's last matter, when that has a topic it may be about."""
    memory = context.memory
    if memory is None or memory.topic is None or reading.words > 6 or memory.topic.startswith("p.") or "_" not in memory.topic:
        return None
    if any(e.kind in ("product", "place", "country") for e in reading.entities) or not reading.whole.candidates:
        return None
    if reading.whole.candidates[0].probability >= SURE_AT:
        return None
    family = memory.topic.split("_")[0]
    for candidate in reading.whole.candidates:
        if candidate.label not in TOPICS or candidate.label.split("_")[0] != family or candidate.probability < CONTINUES_AT:
            continue
        if compose.answer(desk, _asked(candidate.label, reading.entities, reading.whole.match, reading, context, desk)) is not None:
            return candidate.label, max(candidate.probability, 0.5)
    return None


def _follow_up(reading: Reading, context: Context, desk: Desk) -> tuple[Asked, float] | None:
    """A short comment that only names a thing continues the viewer's last question ("and the black one?")."""
    memory = context.memory
    if memory is None or memory.topic is None or reading.words > 7:
        return None
    named = [e for e in reading.entities if e.kind in _FOLLOW_KINDS]
    if not named or not (reading.follows or reading.asks or reading.asks_mark or reading.words <= 3):
        return None
    asked = _asked(memory.topic, reading.entities, reading.whole.match, reading, context, desk)
    return asked, 0.75 if reading.follows or reading.asks_mark else 0.62


def _asked(topic: str, entities: Sequence[Entity], match: str, reading: Reading, context: Context, desk: Desk) -> Asked:
    products = _products(topic, entities, reading, context, desk) if compose.needs_product(topic) or topic == "return_hygiene" else ()
    return Asked(topic, products, tuple(entities), match, reading.yes_no)


def _products(topic: str, entities: Sequence[Entity], reading: Reading, context: Context, desk: Desk) -> tuple[str, ...]:
    """The products a question is about: named, else remembered, else shown, else every one it can apply to (empty)."""
    named = [e.values for e in entities if e.kind == "product" and e.values]
    remembered = (context.memory.product,) if context.memory and context.memory.product else ()
    if named:
        return tuple(dict.fromkeys(_narrow(values, remembered, context, topic, desk) for values in named))
    fitting = compose.applicable(desk, topic) if topic in TOPICS else ()
    order = (*context.showing, *remembered) if reading.this else (*remembered, *context.showing)
    for product in order:
        if product in fitting or (not fitting and product):
            return (product,)
    return ()


def _narrow(values: tuple[str, ...], remembered: tuple[str, ...], context: Context, topic: str, desk: Desk) -> str:
    """One of several products that share a noun: the one spoken of, shown, or able to answer."""
    if len(values) == 1:
        return values[0]
    fitting = set(compose.applicable(desk, topic)) if topic in TOPICS else set()
    for product in (*remembered, *context.showing, *(v for v in values if v in fitting)):
        if product in values:
            return product
    return values[0]


def _foreign_product(asked: Asked, reading: Reading) -> bool:
    """The comment names a kind of product this shop does not list, and no other."""
    named = [e for e in reading.entities if e.kind == "product"]
    return bool(named) and not any(e.values for e in named) and compose.needs_product(asked.topic) and asked.topic != "p.includes"


def _answer_all(desk: Desk, asked: Sequence[Asked]) -> list[tuple[Asked, Answer]]:
    made = [(a, compose.answer(desk, a)) for a in asked]
    return [(a, answer) for a, answer in made if answer is not None and answer.facts]


def _from_facts(desk: Desk, asked: list[tuple[Asked, float]], reading: Reading, trace: list[str]) -> Verdict:
    foreign = [a for a, _ in asked if _foreign_product(a, reading)]
    answered = _answer_all(desk, [a for a, _ in asked if a not in foreign])
    confidence = min(p for _, p in asked)
    if len(answered) == len(asked):
        return Verdict("answer", "the facts answer it", confidence, tuple(answered), trace=tuple(trace))
    missing = next(a for a, _ in asked if a not in [x for x, _ in answered])
    why = f"{missing.topic}: the shop does not list such a product" if missing in foreign else f"{missing.topic}: the sheet does not say"
    return Verdict("escalate", why, confidence, tuple(answered), Reason.UNKNOWN_FACT, trace=tuple(trace))


def _nothing_known(reading: Reading, policy: Policy, trace: list[str]) -> Verdict:
    best = reading.whole.best
    label, probability = (best.label, best.probability) if best else ("chatter", 0.5)
    if label in IGNORE_ACTS and (probability >= 0.4 or not (reading.asks or reading.asks_mark)):
        return Verdict("ignore", f"reads as {label}", probability, kind=IgnoreKind(label), trace=tuple(trace))
    if label == Reason.UNKNOWN_FACT or reading.asks or reading.asks_mark or (_is_question_label(label) and probability >= STATED_AT):
        return Verdict(
            "escalate", "a question that no fact answers for sure", 1 - probability / 2, (), Reason.UNKNOWN_FACT, trace=tuple(trace)
        )
    return Verdict("ignore", "small talk", 0.5, kind=IgnoreKind.CHATTER, trace=tuple(trace))


def group_id(verdict: Verdict, holder: Mapping[str, str] | None = None) -> str | None:
    """Which question group a verdict belongs to: the topic, its product, and what tells two answers apart."""
    if verdict.action == "ignore":
        return verdict.flag or (str(verdict.kind) if verdict.kind else None)
    if verdict.action == "escalate":
        return str(verdict.reason)
    asked, answer = verdict.answers[0]
    base = asked.topic.removeprefix(compose.FAQ)
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
