"""Which questions a comment asks, about which product: in the whole, in its parts, or carried on from before. Pure.

No thresholds of trust here beyond what tells one reading from another: how far a reading may be trusted is `trust`'s to say.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from assistant.answering import asking, compose
from assistant.answering.asking import Context
from assistant.answering.entities import Entity
from assistant.answering.facts import Answer, Asked, Desk
from assistant.answering.own_questions import FAQ, product_of
from assistant.answering.retrieval import Candidate
from assistant.answering.sizing import MEASURES
from assistant.answering.tongue import Clause
from assistant.answering.understand import Reading
from assistant.domain import Reason
from assistant.market.topics import CONCEPTS, ESCALATE_ACTS, IGNORE_ACTS, TOPICS

ANSWER_AT = 0.42  # least probability of a topic where nothing else says how far to trust it
CLAUSE_AT = 0.7  # least probability of a topic read from part of a comment
PART_AT, PARTS_AT = 0.45, 0.6  # least probability of each of several questions, and of all on average, when all have an answer
ALIKE, ALIKE_AT = 0.72, 0.25  # likeness to a known phrasing that is enough, and the least probability with it
SURE_AT = 0.8  # a reading this sure needs no help from what was said before
CONTINUES_AT = 0.12  # least probability of a topic of the family that the viewer just spoke of
STATEMENT_MALUS = 0.1  # how much more probability a topic needs where nothing asks
KINDRED_AT = 0.3  # least probability of a second topic of the same family
KINDRED_NAMED_AT = 0.12  # least score of one whose own words stand in the comment
# Least likeness to one of the shop's own questions by what the words mean: on the product spoken of, on none, by one sense alone.
MEANT_AT, MEANT_OF_NOTHING_AT, MEANT_BY_ONE_AT, MEANT_LEAD = 0.42, 0.6, 0.8, 0.1
_OF_GETTING = frozenset(("p.sold_here", "ships_to", "p.stock", "p.available", "price", "p.sizes", "p.colours", "ship_time", "ship_fee", "p.restock"))
_OF_SIZES = frozenset(("p.size_help", "p.size_measure", "p.sizes", "p.fit"))
_BY_BODY = 0.6  # probability of a question of sizes that only the measures tell
_NEAR_SHARE = 0.3  # of the best reading's score
_NOT_HERE = 0.9  # probability of a question on getting what this market may not buy
_BESIDE_AT = 0.2  # least score of a second topic of the family in the part of the comment that asks it
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
_OF_A_PLACE = ("cod", "ship_fee", "ship_carrier", "ship_free")  # topics whose answer depends on the place, beside delivery times
_BARE_FOLLOW = 4  # words of a comment that does no more than name a place
# Delivery questions that are asked in one breath; within other families any two may be.
_PAIRS = frozenset((("ship_fee", "ship_free"), ("ship_free", "ship_fee")))
_POSTAGE = ("ship_fee", "exchange_postage", "return_postage")
_POSTAGE_OF = (("exchange", "exchange_postage"), ("return", "return_postage"), ("refund", "return_postage"), ("opened", "return_postage"))
# What an entity alone makes a follow-up about, when the earlier topic can take it.
_FOLLOW_KINDS = ("product", "place", "country", "colour", "size", "method", "carrier", "channel", "weekday")

How = Literal["whole", "part", "kindred", "instead", "continued", "follow", "sense", "barred"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a comment: what is asked, how likely that is, and the stretch and the way it was read."""

    asked: Asked
    probability: float
    clause: Clause
    how: How


def questions(reading: Reading, context: Context, desk: Desk, least: float) -> list[Question]:
    """Every question of the comment, in the order asked. `least`: probability under which the whole is no question."""
    not_here = _not_sold_here(reading, context, desk)
    if not_here is not None:
        return [not_here]
    several = _several(reading, context, desk)
    if several:
        return several
    found: dict[tuple[str, tuple[str, ...]], Question] = {}
    for clause in reading.clauses:
        topic = _topic(clause, reading, CLAUSE_AT + NAMED_BONUS)
        if topic is not None:
            entities = clause.entities if any(e.kind == "product" for e in clause.entities) else _with_products(clause, reading)
            label = _in_that_matter(topic[0], {asked for asked, _ in found})
            asked = asking.made_of(label, entities, clause.match, reading, context, desk)
            found[asked.topic, asked.products] = Question(asked, topic[1], clause, "part")
    distinct = list(found.values())
    best = reading.whole.best
    sure = best is not None and is_question(best.label) and best.probability >= SURE_AT
    if len({q.asked.topic for q in distinct}) > 1 and not (sure and any(compose.answer(desk, q.asked) is None for q in distinct)):
        return distinct[:MAX_ANSWERS]
    continued = _continued(reading, context, desk)
    follow = _follow_up(reading, context, desk)
    whole = continued or _topic(reading.whole, reading, ANSWER_AT if follow else least) or _size_for_a_body(reading, context, desk)
    if whole is not None and follow is not None and _rather_follows(whole[0], follow, reading, desk):
        return [follow]
    if whole is not None:
        other = _answerable_instead(whole[0], reading, context, desk)
        if other is not None:
            return [other]
        asked = asking.made_of(whole[0], reading.entities, reading.whole.match, reading, context, desk)
        first = Question(asked, whole[1], reading.whole, "continued" if continued else "whole")
        return [first, *_kindred(whole[0], reading, context, desk)]
    return [follow] if follow is not None else distinct[:1]


def by_sense(reading: Reading, context: Context, desk: Desk) -> Question | None:
    """The shop's own question that the comment means, where nothing else was understood: two senses shared, or one that says it all."""
    if not (reading.asks or reading.asks_mark):
        return None
    found = [(clause.meant, clause) for clause in (reading.whole, *reading.clauses) if clause.meant is not None]
    for meant, clause in sorted(found, key=lambda pair: -pair[0].likeness):
        asked = asking.made_of(meant.label, reading.entities, clause.match, reading, context, desk)
        spoken_of = {*asking.around(reading, context), *(product for e in reading.entities if e.kind == "product" for product in e.values)}
        about = any(product_of(path) in spoken_of for path in asked.topic.removeprefix(FAQ).split("|"))
        two = len(meant.shared) > 1
        least = (MEANT_AT if about else MEANT_OF_NOTHING_AT) if two else MEANT_BY_ONE_AT
        if meant.likeness >= least and (two or about) and meant.lead >= MEANT_LEAD and compose.answer(desk, asked) is not None:
            return Question(asked, meant.likeness, clause, "sense")
    return None


def _not_sold_here(reading: Reading, context: Context, desk: Desk) -> Question | None:
    """Whatever is asked of getting a product that this market may not buy, the answer is that: "can I have it in Dubai or not"."""
    named = {product for e in reading.entities if e.kind == "product" for product in e.values}
    places = {e.value == desk.market for e in reading.entities if e.kind == "country"}
    top = reading.whole.best
    if not named or False in places or top is None or not (reading.asks or reading.asks_mark):
        return None
    if any(desk.not_sold_here(product) is None for product in named):
        return None
    near = {c.label for c in reading.whole.candidates[:3] if c.score >= _NEAR_SHARE * reading.whole.candidates[0].score}
    if (top.label in ESCALATE_ACTS and top.label != Reason.UNKNOWN_FACT) or not (near & _OF_GETTING or places):
        return None
    asked = asking.made_of("p.sold_here", reading.entities, reading.whole.match, reading, context, desk)
    return Question(asked, max(top.probability, _NOT_HERE), reading.whole, "barred")


def _size_for_a_body(reading: Reading, context: Context, desk: Desk) -> tuple[str, float] | None:
    """A body's measure and a product that comes in sizes are a question of sizes, however it is put: "61 kilos, what do I wear of these"."""
    read = {c.label for c in reading.whole.candidates}
    if not (reading.asks or reading.asks_mark) or not reading.whole.cues & MEASURES or "#number" not in reading.whole.cues or not read & _OF_SIZES:
        return None
    asked = asking.made_of("p.size_help", reading.entities, reading.whole.match, reading, context, desk)
    return ("p.size_help", _BY_BODY) if asked.products and compose.answer(desk, asked) is not None else None


def _rather_follows(topic: str, follow: Question, reading: Reading, desk: Desk) -> bool:
    """A place alone reads as a question on delivery; after one on cash on delivery it is about that: "what of Eldoret"."""
    own_words = topic in reading.whole.cues or follow.asked.topic == topic
    takes_it = any(e.kind in ("place", "country") for e in reading.entities) and follow.asked.topic in _OF_A_PLACE
    return not own_words and takes_it and reading.words <= _BARE_FOLLOW and compose.answer(desk, follow.asked) is not None


def _several(reading: Reading, context: Context, desk: Desk) -> list[Question]:
    """Two or three different questions that the facts all answer; else nothing, and the comment is read as a whole."""
    found: dict[str, Question] = {}
    for clause in reading.clauses or reading.halves:
        best = clause.best
        if best is None or not is_question(best.label) or best.probability < PART_AT:
            continue
        entities = clause.entities if any(e.kind == "product" for e in clause.entities) else _with_products(clause, reading)
        label = _in_that_matter(best.label, found)
        asked = asking.made_of(label, entities, clause.match, reading, context, desk)
        found.setdefault(label, Question(asked, best.probability, clause, "part"))
    kept = [q for q in found.values() if compose.answer(desk, q.asked) is not None and not foreign_product(q.asked, reading)]
    if not 2 <= len(kept) <= MAX_ANSWERS or len(kept) < len(found) or sum(q.probability for q in kept) < PARTS_AT * len(kept):
        return []
    return kept


def _in_that_matter(label: str, before: Collection[str]) -> str:
    """A cost asked in one breath with a return or an exchange is the cost of that: "can I send it back, and who pays the postage"."""
    if label == "installments_min" and any(topic.startswith("coupon_") for topic in before):
        return "coupon_min"  # "what is the code, and from how much on"
    if label not in _POSTAGE:
        return label
    return next((cost for matter, cost in _POSTAGE_OF if any(topic == matter or topic.startswith(f"{matter}_") for topic in before)), label)


def _kindred(topic: str, reading: Reading, context: Context, desk: Desk) -> list[Question]:
    """A second topic of the same family that is nearly as likely ("how long can I return it, and who pays"): both are told."""
    top, *others = reading.whole.candidates[:4] or (None,)
    if top is None or top.label != topic:
        return []
    second = next((c for rank, c in enumerate(others) if _is_kindred(topic, c, reading, nearest=rank == 0)), None)
    if second is None:
        return []
    asked = asking.made_of(second.label, reading.entities, reading.whole.match, reading, context, desk)
    made = compose.answer(desk, asked)
    first = compose.answer(desk, asking.made_of(topic, reading.entities, reading.whole.match, reading, context, desk))
    news = made is not None and first is not None and not set(made.facts) <= set(first.facts)
    return [Question(asked, top.probability, reading.whole, "kindred")] if news else []


def _is_kindred(topic: str, other: Candidate, reading: Reading, *, nearest: bool) -> bool:
    if other.label not in TOPICS or topic.startswith("p."):
        return False
    family = topic.split("_")[0] == other.label.split("_")[0] and not topic.startswith("ship_")
    if not family and (topic, other.label) not in _PAIRS:
        return False
    named = other.label in reading.whole.cues and other.score >= KINDRED_NAMED_AT
    beside = family and any(c.label == other.label and c.score >= _BESIDE_AT for clause in reading.clauses[1:] for c in clause.candidates[:2])
    return named or beside or (nearest and family and other.probability >= KINDRED_AT)


def _answerable_instead(topic: str, reading: Reading, context: Context, desk: Desk) -> Question | None:
    """Where the named product cannot have the topic read first, the next topic whose own words stand there and that it has."""
    first = asking.made_of(topic, reading.entities, reading.whole.match, reading, context, desk)
    if not first.products or compose.answer(desk, first) is not None:
        return None
    for candidate in reading.whole.candidates[1:3]:
        if candidate.label in reading.whole.cues and is_question(candidate.label):
            second = asking.made_of(candidate.label, reading.entities, reading.whole.match, reading, context, desk)
            if second.products == first.products and compose.answer(desk, second) is not None:
                return Question(second, 0.5, reading.whole, "instead")
    return None


def options(reading: Reading, context: Context, desk: Desk, most: int = 3) -> list[Answer]:
    """The answers to the readings that are nearest, best first, each once: what a person chooses from."""
    found: dict[str, Answer] = {}
    for candidate in (c for clause in (reading.whole, *reading.clauses) for c in clause.candidates):
        if is_question(candidate.label):
            asked = asking.made_of(candidate.label, reading.entities, reading.whole.match, reading, context, desk)
            made = None if foreign_product(asked, reading) else compose.answer(desk, asked)
            if made is not None and made.facts:
                found.setdefault(made.text, made)
    return list(found.values())[:most]


def _topic(clause: Clause, reading: Reading, least: float) -> tuple[str, float] | None:
    """The topic a clause asks about with its probability; a topic whose own words or things stand there needs less."""
    if not clause.candidates:
        return None
    top = clause.candidates[0]
    least += 0 if reading.asks or reading.asks_mark else STATEMENT_MALUS
    if is_question(top.label) and top.probability >= least - (NAMED_BONUS if is_named(top.label, clause) else 0):
        return top.label, top.probability
    if is_question(top.label) and top.similarity >= ALIKE and top.probability >= ALIKE_AT and (reading.asks or reading.asks_mark):
        return top.label, least  # nearly word for word a known question, though another one is near too
    if not (reading.asks or reading.asks_mark) or (top.label not in IGNORE_ACTS and not is_question(top.label)):
        return None
    for candidate in clause.candidates[1:3]:
        if is_question(candidate.label) and is_named(candidate.label, clause) and not is_named(top.label, clause):
            return (candidate.label, max(least, candidate.score)) if candidate.score >= 0.55 * top.score else None
    return None


def is_named(label: str, clause: Clause) -> bool:
    """The clause holds a word of this topic, or the kind of thing that only this topic asks about."""
    return (label in clause.cues and label not in CONCEPTS) or f"#{_KEY_THING.get(label)}" in clause.cues


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
        if compose.answer(desk, asking.made_of(candidate.label, reading.entities, reading.whole.match, reading, context, desk)) is not None:
            return candidate.label, max(candidate.probability, 0.5)
    return None


def _follow_up(reading: Reading, context: Context, desk: Desk) -> Question | None:
    """A short comment that only names a thing continues the viewer's last question ("and the black one?")."""
    memory = context.memory
    if memory is None or memory.topic is None or reading.words > 7:
        return None
    named = [e for e in reading.entities if e.kind in _FOLLOW_KINDS]
    if not named or not (reading.follows or reading.asks or reading.asks_mark or reading.words <= 3):
        return None
    asked = asking.made_of(memory.topic, reading.entities, reading.whole.match, reading, context, desk)
    return Question(asked, 0.75 if reading.follows or reading.asks_mark else 0.62, reading.whole, "follow")


def foreign_product(asked: Asked, reading: Reading) -> bool:
    """The comment names a kind of product this shop does not list, and no other. Whether it sells a thing, a near one does not tell."""
    named = [e for e in reading.entities if e.kind == "product"]
    ours = [e for e in named if e.values and not (e.near and asked.topic == "p.sold_here")]
    return bool(named) and not ours and compose.needs_product(asked.topic) and asked.topic != "p.includes"


def is_question(label: str) -> bool:
    return label in TOPICS or label.startswith(FAQ)
