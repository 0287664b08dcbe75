"""What is asked, of which products: a topic that was read and what the comment names, the viewer spoke of or the host shows. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering import compose
from assistant.answering.entities import Entity
from assistant.answering.facts import Asked, Desk
from assistant.answering.own_questions import FAQ, product_of
from assistant.answering.sizing import MEASURES
from assistant.answering.understand import Reading
from assistant.answering.viewers import Memory
from assistant.market.topics import TOPICS

_OWN_MEASURES = ("p.weight_g", "p.length_cm", "p.dimensions_cm", "p.size_measure", "p.sizes", "p.size_cm")


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a comment."""

    memory: Memory | None = None
    showing: tuple[str, ...] = ()  # products the host shows now, newest first
    personal_data: frozenset[str] = frozenset()  # kinds masked in this comment


def made_of(topic: str, entities: Sequence[Entity], match: str, reading: Reading, context: Context, desk: Desk) -> Asked:
    topic = _of_one_product(_of_a_size(_for_a_body(topic, entities, reading), entities, reading), reading, context)
    products = _products(topic, entities, reading, context, desk) if compose.needs_product(topic) or topic == "return_hygiene" else ()
    return Asked(topic, products, tuple(entities), match, reading.yes_no, reading.whole.cues)


def _for_a_body(topic: str, entities: Sequence[Entity], reading: Reading) -> str:
    """A weight or a length in a question of sizes is the viewer's ("he weighs 83 kilos, which size"), not the product's."""
    cues = reading.whole.cues
    body = cues & MEASURES
    asks_size = "size" in cues or "p.size_help" in cues
    return "p.size_help" if topic in _OWN_MEASURES and body and asks_size and "#number" in cues else topic


def _of_a_size(topic: str, entities: Sequence[Entity], reading: Reading) -> str:
    """The weight or height of a size is that of the bodies it is for: "nappies in L are for babies of which weight"."""
    sized = any(e.kind == "size" for e in entities)
    return "p.size_measure" if topic == "p.weight_g" and sized and "#number" not in reading.whole.cues else topic


def _of_one_product(topic: str, reading: Reading, context: Context) -> str:
    """Of free answers on several products, the one on the product spoken of or shown; else the topic as it is, which has no answer."""
    paths = topic.removeprefix(FAQ).split("|")
    if len(paths) == 1:
        return topic
    meant = next((p for product in around(reading, context) for p in paths if product_of(p) == product), None)
    return FAQ + (meant or next((p for p in paths if product_of(p) is None), topic.removeprefix(FAQ)))


def around(reading: Reading, context: Context) -> tuple[str, ...]:
    """The products spoken of before or shown now, the likelier ones first."""
    remembered = (context.memory.product,) if context.memory and context.memory.product else ()
    return (*context.showing, *remembered) if reading.this else (*remembered, *context.showing)


def _products(topic: str, entities: Sequence[Entity], reading: Reading, context: Context, desk: Desk) -> tuple[str, ...]:
    """The products a question is about: named, else remembered, else shown, else every one it can apply to (empty)."""
    named = [e.values for e in entities if e.kind == "product" and e.values]
    remembered = (context.memory.product,) if context.memory and context.memory.product else ()
    if named:
        return tuple(dict.fromkeys(_narrow(values, remembered, context, topic, desk) for values in named))
    fitting = compose.applicable(desk, topic) if topic in TOPICS else ()
    for product in around(reading, context):
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
