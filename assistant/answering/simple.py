"""Topics whose answer is one fact in one line: which path, and how its value reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assistant.answering.bounds import lead
from assistant.answering.facts import Answer, Asked, Desk
from assistant.market.sheet import MISSING
from assistant.market.topics import TOPICS

Format = Callable[[Desk, Any, str], str]


def _text(desk: Desk, value: Any, path: str) -> str:
    return desk.text(path) or str(value)


def _raw(desk: Desk, value: Any, path: str) -> str:
    return str(value)


def _money(desk: Desk, value: Any, path: str) -> str:
    return desk.renderer.money(value)


def _percent(desk: Desk, value: Any, path: str) -> str:
    return desk.renderer.percent(value)


def _days(desk: Desk, value: Any, path: str) -> str:
    return desk.renderer.days(value)


def _number(desk: Desk, value: Any, path: str) -> str:
    return desk.renderer.number(value)


def _texts(desk: Desk, value: Any, path: str) -> str:
    return desk.renderer.many([desk.renderer.text(str(v)) for v in value])


def _names(desk: Desk, value: Any, path: str) -> str:
    return desk.renderer.many([str(v) for v in value])


def _duration(unit: str) -> Format:
    return lambda desk, value, path: desk.renderer.duration(value, unit)


def _age(desk: Desk, value: Any, path: str) -> str:
    return desk.renderer.age(value)


def _unit(unit: str) -> Format:
    return lambda desk, value, path: desk.renderer.unit(value, unit)


def _suffix(suffix: str) -> Format:
    return lambda desk, value, path: f"{value if isinstance(value, str) else desk.renderer.number(value)} {suffix}"


def _month(desk: Desk, value: Any, path: str) -> str:
    return desk.renderer.month(value)


def _country(desk: Desk, value: Any, path: str) -> str:
    return desk.renderer.country(value)


# topic -> (blank, how the value at the topic's first path reads)
ONE_LINE: dict[str, tuple[str, Format]] = {
    "shop_name": ("name", _text), "shop_kind": ("text", _text), "authenticity": ("text", _text), "gift_wrap_how": ("text", _text),
    "dispatch_when": ("duration", _duration("hour")), "dispatch_cutoff": ("time", _raw), "order_cancel": ("text", _text),
    "order_address": ("text", _text), "order_combine": ("text", _text), "deal_ends": ("text", _text), "coupon_code": ("code", _raw),
    "coupon_min": ("amount", _money), "coupon_ends": ("text", _text), "giveaway_draw": ("duration", _duration("minute")),
    "giveaway_winners": ("count", _number), "giveaway_age": ("age", _age), "giveaway_claim_time": ("duration", _duration("hour")),
    "giveaway_claim_where": ("text", _text), "return_condition": ("text", _text), "faulty_window": ("duration", _duration("day")),
    "return_window": ("duration", _duration("day")), "return_carrier": ("carrier", _raw), "refund_time": ("days", _days),
    "warranty_legal": ("duration", _duration("month")), "ship_origin": ("text", _text), "ship_fee_courier": ("amount", _money),
    "ship_free": ("amount", _money), "insurance": ("text", _text), "vat": ("percent", _percent), "cod_max": ("amount", _money),
    "pix": ("percent", _percent), "boleto": ("days", lambda d, v, p: d.renderer.days([v, v])),
    "p.model_number": ("text", _raw), "p.origin_country": ("country", _country), "p.includes": ("items", _texts),
    "p.dimensions_cm": ("text", _raw), "p.weight_g": ("value", _unit("gram")), "p.age_range": ("text", _text),
    "p.min_age": ("age", _age), "p.material": ("text", _text), "p.size_cm": ("text", _raw), "p.fit": ("text", _text),
    "p.width": ("text", _text), "p.length_cm": ("value", _unit("centimeter")), "p.sleeves": ("text", _text),
    "p.heel_height_cm": ("value", _unit("centimeter")), "p.care": ("text", _text), "p.colour_fastness": ("text", _text),
    "p.warranty_covers": ("text", _text), "p.certificates": ("text", _raw), "p.registration": ("text", _raw), "p.spare_parts": ("text", _text),
    "p.power_w": ("value", _suffix("W")), "p.voltage_v": ("value", _suffix("V")), "p.frequency_hz": ("value", _suffix("Hz")),
    "p.br_version": ("text", _text), "p.cable_m": ("value", _unit("meter")), "p.heat_up_seconds": ("duration", _duration("second")),
    "p.tank_ml": ("value", _suffix("ml")), "p.cooking_minutes": ("duration", _duration("minute")),
    "p.keep_warm_hours": ("duration", _duration("hour")), "p.charging": ("text", _text), "p.battery_mah": ("value", _suffix("mAh")),
    "p.charge_hours": ("duration", _duration("hour")), "p.blends_per_charge": ("count", _number), "p.bluetooth": ("text", _raw),
    "p.ip_rating": ("text", _raw), "p.compatible_with": ("items", _names), "p.playback_hours": ("duration", _duration("hour")),
    "p.playback_hours_with_case": ("duration", _duration("hour")), "p.volume_ml": ("value", _suffix("ml")), "p.actives": ("text", _text),
    "p.ingredients": ("text", _text), "p.spf": ("count", _number), "p.pa_rating": ("text", _raw), "p.white_cast": ("text", _text),
    "p.water_resistant_minutes": ("duration", _duration("minute")), "p.skin_type": ("text", _text), "p.use": ("text", _text),
    "p.open_shelf_months": ("duration", _duration("month")), "p.expiry": ("month", _month), "p.count": ("count", _number),
    "p.daily_dose": ("count", _number), "p.gelatin_source": ("text", _text), "p.energy_kcal_per_100g": ("value", _suffix("kcal")),
    "p.net_weight_g": ("value", _unit("gram")), "p.spice_level": ("text", _text), "p.storage": ("text", _text),
}  # fmt: skip

# Topics that are a plain yes or no.
YES_NO = (
    "coupon_shipping", "coupon_stack", "giveaway_buy", "sale_items", "unboxing_video", "locker", "pickup", "customs_code", "cod_card", "inspect",
    "try_on", "opened", "p.pockets", "p.lined", "p.stretch", "p.see_through", "p.needs_pins", "p.waterproof", "p.works_on_110v", "p.silk_safe",
    "p.crushes_ice", "p.hot_liquids", "p.dishwasher_safe", "p.noise_cancelling", "p.microphone", "p.alcohol_free", "p.fragrance_free", "p.vegan",
    "p.animal_tested", "p.pork_free", "p.contains_alcohol",
)  # fmt: skip


def one_line(desk: Desk, asked: Asked, product: str | None) -> Answer | None:
    """The line of a one-fact topic; None when the sheet lacks the fact."""
    blank, form = ONE_LINE[asked.topic]
    path = desk.fill(TOPICS[asked.topic].paths[0], product)
    value = desk.get(path)
    if value is MISSING:
        return None
    made = desk.answer(asked.topic, path, **{blank: form(desk, value, path)}, **_product(desk, product))
    first = lead(desk, asked, value)
    return replace(made, text=f"{first} {made.text}") if first else made


def yes_or_no(desk: Desk, asked: Asked, product: str | None) -> Answer | None:
    """The yes or the no line; None when the sheet lacks the fact."""
    path = desk.fill(TOPICS[asked.topic].paths[0], product)
    value = desk.get(path)
    if value is MISSING:
        return None
    return desk.answer(f"{asked.topic}.{'yes' if value else 'no'}", path, **_product(desk, product))


def _product(desk: Desk, product: str | None) -> dict[str, str]:
    return {"product": desk.product_name(product)} if product else {}
