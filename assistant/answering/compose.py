"""From a topic to a line: facts first. A question without its fact has no answer, and saying so is a value (None)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.answering import delivery, paying, sizing, wares
from assistant.answering.facts import Answer, Asked, Desk
from assistant.answering.own_questions import FAQ
from assistant.answering.simple import ONE_LINE, YES_NO, one_line, yes_or_no
from assistant.market.topics import SIBLINGS, TOPICS

_RATING = re.compile(r"\bip ?x?\d?\b|rating")  # the word itself, in every language
MAX_PRODUCTS = 3  # without a product named, a question is answered for at most this many products

_SHOP: dict[str, Callable[[Desk, Asked], Answer | None]] = {
    "store": paying.store,
    "ships_to": delivery.ships_to,
    "contact": paying.contact,
    "gift_wrap": paying.gift_wrap,
    "dispatch_day": delivery.dispatch_day,
    "deal": paying.deal,
    "coupon_value": paying.coupon_value,
    "coupon_once": paying.coupon_once,
    "next_live": paying.next_live,
    "giveaway_how": paying.giveaway_how,
    "giveaway_prize": paying.giveaway_prize,
    "giveaway_fee": paying.giveaway_fee,
    "return_hygiene": paying.return_hygiene,
    "damaged_wrong": paying.damaged_wrong,
    "return_postage": paying.return_postage,
    "exchange": paying.exchange,
    "exchange_postage": paying.exchange_postage,
    "ship_time": delivery.ship_time,
    "ship_fee": delivery.ship_fee,
    "ship_carrier": delivery.ship_carrier,
    "tracking": delivery.tracking,
    "customs": delivery.customs,
    "pay_methods": paying.pay_methods,
    "cod": paying.cod,
    "cod_fee": paying.cod_fee,
    "installments": paying.installments,
    "installments_interest": paying.installments_interest,
    "installments_min": paying.installments_min,
    "service_hours": delivery.service_hours,
}
_PRODUCT: dict[str, Callable[[Desk, Asked, str], Answer | None]] = {
    "price": wares.price,
    "p.sold_here": wares.sold_here,
    "p.stock": wares.stock,
    "p.available": wares.available,
    "p.restock": wares.restock,
    "p.colours": wares.colours,
    "p.sizes": wares.sizes,
    "p.size_help": sizing.size_help,
    "p.size_measure": sizing.size_measure,
    "p.warranty_months": wares.warranty,
    "p.certificates": wares.per_market,
    "p.registration": wares.per_market,
    "p.plug": wares.plug,
    "p.capacity": wares.capacity,
    "p.halal": wares.halal,
    "p.allergens": wares.allergens,
    "p.sugar": wares.sugar,
}


def needs_product(topic: str) -> bool:
    return topic in _PRODUCT or topic.startswith("p.")


def answered_topics() -> set[str]:
    """Every topic this module can answer; a test compares it with the topic table."""
    return {*_SHOP, *_PRODUCT, *ONE_LINE, *YES_NO}


def answer(desk: Desk, asked: Asked) -> Answer | None:
    """The line for one question, or None when the sheet does not hold the fact, nor one that answers the same."""
    if asked.topic == "p.ip_rating" and not _RATING.search(asked.match):  # "can it get wet" asks for no number
        plain = _answer(desk, replace(asked, topic="p.waterproof"))
        if plain is not None:
            return plain
    made = _answer(desk, asked)
    if made is None and asked.products:
        siblings = (_answer(desk, replace(asked, topic=topic)) for topic in SIBLINGS.get(asked.topic, ()))
        made = next((a for a in siblings if a is not None), None)
    return made


def _answer(desk: Desk, asked: Asked) -> Answer | None:
    if asked.topic.startswith(FAQ):
        return _faq(desk, asked.topic.removeprefix(FAQ))
    if not needs_product(asked.topic):
        made = _SHOP.get(asked.topic) or (yes_or_no_shop if asked.topic in YES_NO else one_line_shop)
        return made(desk, asked)
    products = asked.products or _of_what_is_named(desk, asked, applicable(desk, asked.topic))
    if not products or len(products) > MAX_PRODUCTS:
        return None
    made_by = [_for_product(desk, asked, product) for product in products]
    found = [a for a in made_by if a is not None]
    if not found or (asked.products and len(found) < len(made_by)):
        return None
    return Answer(" ".join(dict.fromkeys(a.text for a in found)), tuple(dict.fromkeys(f for a in found for f in a.facts)))


def _of_what_is_named(desk: Desk, asked: Asked, products: tuple[str, ...]) -> tuple[str, ...]:
    """Without a product named, those that come in the size or colour that was."""
    if asked.topic in ("p.sizes", "p.available", "p.size_measure"):
        sized = tuple(p for p in products if wares.wanted_size(desk, asked, p) in (desk.get(f"products.{p}.sizes") or ("",)))
        products = sized or products
    if asked.topic in ("p.colours", "p.available", "p.restock") and asked.first("colour") is not None:
        coloured = tuple(p for p in products if (named := wares.named_colour(desk, asked, p)) is not None and named[0] is not None)
        products = coloured or products
    return products


def yes_or_no_shop(desk: Desk, asked: Asked) -> Answer | None:
    return yes_or_no(desk, asked, None)


def one_line_shop(desk: Desk, asked: Asked) -> Answer | None:
    return one_line(desk, asked, None)


def _for_product(desk: Desk, asked: Asked, product: str) -> Answer | None:
    if asked.topic in _PRODUCT:
        return _PRODUCT[asked.topic](desk, asked, product)
    return (yes_or_no if asked.topic in YES_NO else one_line)(desk, asked, product)


def applicable(desk: Desk, topic: str) -> tuple[str, ...]:
    """Products the sheet could answer this topic for, sold in this market."""
    if topic == "price":
        return tuple(p for p in desk.sheet.products if desk.has(f"markets.<M>.prices.{p}"))
    paths = [path for path in TOPICS[topic].paths if path.startswith("products.")]
    return tuple(
        p for p in desk.sheet.products if desk.sheet.sold_in(p, desk.market) and any(desk.has(_reach(desk, path, p)) for path in paths)
    )


def _reach(desk: Desk, path: str, product: str) -> str:
    if path.endswith(".plug.<M>"):
        return desk.sheet.plug_path(product, desk.market) or "-"
    return desk.fill(path, product)


def _faq(desk: Desk, path: str) -> Answer | None:
    """A free answer of the sheet, only in a language it was written in."""
    local = desk.sheet.text(f"{path}.answer", desk.pack.code)
    if local is None or local.lang.split("-")[0] != desk.pack.code:
        return None
    return Answer(local.text, (path,))
