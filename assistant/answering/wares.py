"""Answers on one product that need more than one fact: price, stock, colours, sizes, plug, halal and the like."""

from __future__ import annotations

import regex

from assistant.answering.delivery import on_list
from assistant.answering.facts import Answer, Asked, Desk
from assistant.language.spelling import match_key
from assistant.market.problems import path_of
from assistant.market.sheet import MISSING

# A number that is not part of a word of letters (`m2`, `x100`); letters of a script without spaces may touch it.
_PLAIN_NUMBER = regex.compile(r"(?<![\p{Latin}\d.,])\d+(?:[.,]\d+)?(?![\p{Latin}\d])")


def price(desk: Desk, asked: Asked, product: str) -> Answer | None:
    path = f"markets.<M>.prices.{product}"
    value = desk.get(path)
    if value is MISSING:
        return desk.not_sold_here(product)
    return desk.answer("price", path, product=desk.product_name(product), price=desk.renderer.money(value))


def sold_here(desk: Desk, asked: Asked, product: str) -> Answer | None:
    path = f"products.{product}.not_sold_in"
    name = desk.product_name(product)
    if desk.market in (desk.get(path) or ()):
        return desk.answer("p.sold_here.no", path, product=name)
    price_path = f"markets.<M>.prices.{product}"
    if not desk.has(price_path):
        return None
    return desk.answer("p.sold_here.yes", path if desk.has(path) else price_path, product=name)


def stock(desk: Desk, asked: Asked, product: str) -> Answer | None:
    path = f"products.{product}.stock"
    count = desk.get(path)
    if count is MISSING:
        return None
    kept_back = desk.not_sold_here(product)
    if kept_back is not None:
        return kept_back
    name = desk.product_name(product)
    if count == 0:
        return desk.answer("p.stock.none", path, product=name)
    return desk.answer("p.stock", path, product=name, count=desk.renderer.number(count))


def available(desk: Desk, asked: Asked, product: str) -> Answer | None:
    """Still there? Of the colour or size that was named, else of the product."""
    if asked.first("colour") is not None and desk.has(f"products.{product}.colours"):
        return colours(desk, asked, product)
    if wanted_size(desk, asked, product) is not None:
        return sizes(desk, asked, product)
    kept_back = desk.not_sold_here(product)
    if kept_back is not None:
        return kept_back
    path = f"products.{product}.stock"
    count = desk.get(path)
    if count is MISSING:
        return None
    return desk.answer("p.available.yes" if count else "p.available.no", path, item=desk.product_name(product))


def named_colour(desk: Desk, asked: Asked, product: str) -> tuple[str | None, str] | None:
    """(colour of the sheet or None, the colour as the viewer's language says it); None when no colour was named."""
    entity = asked.first("colour")
    if entity is None:
        return None
    listed = desk.get(f"products.{product}.colours")
    listed = [] if listed is MISSING else listed
    wanted = match_key(entity.value)
    exact = [c for c in listed if match_key(c) == wanted]
    partly = [c for c in listed if wanted in match_key(c).replace("-", " ").split()]
    ours = (exact or partly or [None])[0]
    if ours is None and any(_shade(c) == wanted or _shade(c) == _shade(entity.value) for c in listed):
        return None  # grey is asked, charcoal is there: neither yes nor no is the truth, the list is
    return ours, desk.renderer.name(ours or entity.value)


# What a shade is a shade of, where its name does not say so.
_SHADES = {
    "charcoal": "grey", "graphite": "grey", "silver": "grey", "ash": "grey", "gray": "grey", "navy": "blue", "teal": "blue", "turquoise": "blue",
    "sky": "blue", "denim": "blue", "maroon": "red", "burgundy": "red", "wine": "red", "rose": "pink", "fuchsia": "pink", "salmon": "pink",
    "peach": "pink", "lavender": "purple", "lilac": "purple", "violet": "purple", "plum": "purple", "olive": "green", "mint": "green", "sage": "green",
    "khaki": "beige", "cream": "beige", "ivory": "white", "nude": "beige", "sand": "beige", "tan": "brown", "camel": "brown", "mocha": "brown",
    "coffee": "brown", "chocolate": "brown", "mustard": "yellow", "gold": "yellow",
}  # fmt: skip


def _shade(colour: str) -> str:
    """The plain colour a name belongs to; itself where it is one."""
    words = match_key(colour).replace("-", " ").split()
    return next((_SHADES[word] for word in words if word in _SHADES), words[-1] if words else "")


def colours(desk: Desk, asked: Asked, product: str) -> Answer | None:
    path = f"products.{product}.colours"
    listed = desk.get(path)
    if listed is MISSING:
        return None
    spoken = [desk.renderer.name(c) for c in listed]
    named = named_colour(desk, asked, product)
    if named is None:
        gone = desk.get(f"products.{product}.sold_out_colours") or ()
        left = [s for c, s in zip(listed, spoken, strict=True) if c not in gone] or spoken
        return desk.answer("p.colours.list", path, product=desk.product_name(product), colours=desk.renderer.many(left))
    ours, said = named
    if ours is None:
        return desk.answer("p.colours.no", path, colour=said, colours=desk.renderer.many(spoken))
    sold_out = f"products.{product}.sold_out_colours"
    if ours in (desk.get(sold_out) or ()):
        return _sold_out(desk, product, ours, said, "p.colours.sold_out", sold_out, "colour")
    return desk.answer("p.colours.yes", path, colour=said)


def _sold_out(desk: Desk, product: str, item: str, said: str, line: str, path: str, blank: str) -> Answer:
    gone = desk.answer(line, path, **{blank: said})
    restock_path = path_of("products", product, "restock", item)
    month = desk.get(restock_path)
    if month is MISSING:
        return gone
    back = desk.answer("p.restock", restock_path, item=said, month=desk.renderer.month(month))
    return Answer(f"{gone.text} {back.text}", (*gone.facts, *back.facts))


def wanted_size(desk: Desk, asked: Asked, product: str) -> str | None:
    """The size that was named: a size word, or a number that is one of this product's sizes."""
    listed = desk.get(f"products.{product}.sizes")
    if listed is MISSING:
        return None
    entity = asked.first("size")
    if entity is not None:
        return on_list(entity.value, listed) or entity.value
    numeric = [s for s in listed if s.replace(".", "").isdecimal()]
    spoken = _PLAIN_NUMBER.findall(asked.match)
    for number in spoken:
        if number in numeric:
            return number
    measured = {s: [match_key(n) for n in _PLAIN_NUMBER.findall(s)] for s in listed if s not in numeric}  # "28 cm", "140 x 260 cm"
    for size, numbers in measured.items():
        if numbers and any(spoken[at : at + len(numbers)] == numbers for at in range(len(spoken))):
            return size
    if numeric:
        low, high = min(float(s) for s in numeric), max(float(s) for s in numeric)
        for number in spoken:
            if number.isdecimal() and low - 6 <= float(number) <= high + 6:
                return number
    return None


def sizes(desk: Desk, asked: Asked, product: str) -> Answer | None:
    path = f"products.{product}.sizes"
    listed = desk.get(path)
    if listed is MISSING:
        return None
    gone = desk.get(f"products.{product}.sold_out_sizes") or ()
    wanted = wanted_size(desk, asked, product)
    left = [desk.renderer.name(s) for s in listed if s not in gone]
    if wanted is None:
        return desk.answer("p.sizes.list", path, product=desk.product_name(product), sizes=desk.renderer.many(left))
    if wanted not in listed:
        return desk.answer("p.sizes.no", path, size=wanted, sizes=desk.renderer.many(left))
    said = desk.renderer.name(wanted)
    if wanted in gone:
        return _sold_out(desk, product, wanted, said, "p.sizes.sold_out", f"products.{product}.sold_out_sizes", "size")
    return desk.answer("p.sizes.yes", path, size=said)


def restock(desk: Desk, asked: Asked, product: str) -> Answer | None:
    """When a sold-out size or colour returns; what is not sold out is simply there."""
    named = named_colour(desk, asked, product)
    if named is not None and named[0] is None:
        return None  # another product's colour, or none of ours: no month is its month
    item = named[0] if named else wanted_size(desk, asked, product)
    table = desk.get(f"products.{product}.restock")
    if item is None and table is not MISSING and len(table) == 1 and asked.first("size") is None and not _PLAIN_NUMBER.search(asked.match):
        item = next(iter(table))
    if item is None:
        return None
    path = path_of("products", product, "restock", item)
    month = desk.get(path)
    if month is not MISSING:
        return desk.answer("p.restock", path, item=desk.renderer.name(item), month=desk.renderer.month(month))
    sold_out = [*(desk.get(f"products.{product}.sold_out_colours") or ()), *(desk.get(f"products.{product}.sold_out_sizes") or ())]
    if item in sold_out:
        return None
    return available(desk, asked, product)


def plug(desk: Desk, asked: Asked, product: str) -> Answer | None:
    path = desk.sheet.plug_path(product, desk.market)
    if path is None:
        return None
    return desk.answer("p.plug", path, product=desk.product_name(product), text=str(desk.get(path)))


def capacity(desk: Desk, asked: Asked, product: str) -> Answer | None:
    note, ml = desk.text(f"products.{product}.capacity_note"), desk.get(f"products.{product}.capacity_ml")
    name = desk.product_name(product)
    if note:
        said = note if ml is MISSING else f"{note} ({desk.renderer.number(ml)} ml)"
        return desk.answer("p.capacity", f"products.{product}.capacity_note", f"products.{product}.capacity_ml", product=name, text=said)
    if ml is MISSING:
        return None
    return desk.answer("p.capacity.ml", f"products.{product}.capacity_ml", product=name, value=f"{desk.renderer.number(ml)} ml")


def halal(desk: Desk, asked: Asked, product: str) -> Answer | None:
    path = f"products.{product}.halal.certified"
    certified = desk.get(path)
    if certified is MISSING:
        return None
    name = desk.product_name(product)
    if not certified:
        return desk.answer("p.halal.no", path, product=name)
    body = desk.text(f"products.{product}.halal.body")
    if body is None:
        return desk.answer("p.halal.yes", path, product=name)
    return desk.answer("p.halal.yes_body", path, f"products.{product}.halal.body", product=name, body=body)


def allergens(desk: Desk, asked: Asked, product: str) -> Answer | None:
    path = f"products.{product}.allergens"
    listed = desk.get(path)
    if listed is MISSING:
        return None
    name = desk.product_name(product)
    if not listed:
        return desk.answer("p.allergens.none", path, product=name)
    return desk.answer("p.allergens", path, product=name, items=desk.renderer.many([desk.renderer.text(a) for a in listed]))


def sugar(desk: Desk, asked: Asked, product: str) -> Answer | None:
    for key, line in (("sugar_g_per_100g", "p.sugar"), ("sugar_g_per_gummy", "p.sugar.each")):
        value = desk.get(f"products.{product}.{key}")
        if value is not MISSING:
            if value == 0:
                return desk.answer("p.sugar.none", f"products.{product}.{key}", product=desk.product_name(product))
            return desk.answer(
                line, f"products.{product}.{key}", product=desk.product_name(product), value=desk.renderer.unit(value, "gram")
            )
    return None


def warranty(desk: Desk, asked: Asked, product: str) -> Answer | None:
    path = f"products.{product}.warranty_months"
    months = desk.get(path)
    if months is MISSING:
        return None
    name = desk.product_name(product)
    if months == 0:
        return desk.answer("p.warranty_months.none", path, product=name)
    return desk.answer("p.warranty_months", path, product=name, duration=desk.renderer.duration(months, "month"))


def per_market(desk: Desk, asked: Asked, product: str) -> Answer | None:
    """Certificates and registrations hold for one market; another market's number is never quoted."""
    key = asked.topic.removeprefix("p.")
    path = f"products.{product}.{key}.{desk.market}"
    value = desk.get(path)
    return None if value is MISSING else desk.answer(asked.topic, path, product=desk.product_name(product), text=str(value))
