"""Answers on shipping, dispatch, customs and service hours."""

from __future__ import annotations

from assistant.answering.facts import Answer, Asked, Desk
from assistant.language.spelling import match_key
from assistant.market.plain_text import working_days
from assistant.market.rendering import WEEKDAYS
from assistant.market.sheet import MISSING

SHIP = "markets.<M>.shipping"


def ships_to(desk: Desk, asked: Asked) -> Answer | None:
    """Closed list: a country that is not served gets a clear no, never the room's own times."""
    country = asked.first("country")
    served = desk.get("shop.markets_served")
    if country is None:
        return desk.answer("ships_to.list", "shop.markets_served", countries=desk.renderer.many([desk.renderer.country(c) for c in served]))
    name = desk.renderer.country(country.value)
    kept_back = _kept_back(desk, asked) if country.value == desk.market else None
    if kept_back is not None:
        return kept_back
    if country.value in served:
        return desk.answer("ships_to.yes", "shop.markets_served", country=name)
    listed = country.value in (desk.get("shop.markets_not_served") or ())
    paths = ("shop.markets_served", "shop.markets_not_served") if listed else ("shop.markets_served",)
    return desk.answer("ships_to.no", *paths, country=name)


def _kept_back(desk: Desk, asked: Asked) -> Answer | None:
    """The product named is not sold in this market: no delivery time or yes is told of it."""
    named = next((e.value for e in asked.all("product") if len(e.values) == 1), None)
    return desk.not_sold_here(named) if named is not None else None


def ship_time(desk: Desk, asked: Asked) -> Answer | None:
    """One range where the place is known, both ranges where it is not: never a guess."""
    foreign = asked.first("country")
    if foreign is not None and foreign.value != desk.market:
        return ships_to(desk, asked)
    kept_back = _kept_back(desk, asked)
    if kept_back is not None:
        return kept_back
    days, remote_days, remote = desk.get(f"{SHIP}.days"), desk.get(f"{SHIP}.days_remote"), desk.get(f"{SHIP}.remote")
    if days is MISSING:
        return None
    place = asked.first("place")
    if remote_days is MISSING or remote is MISSING:
        if place is not None:
            return desk.answer("ship_time.place", f"{SHIP}.days", place=desk.place_name(place), days=desk.renderer.days(days))
        return desk.answer("ship_time", f"{SHIP}.days", days=desk.renderer.days(days))
    if place is not None and desk.places is not None:
        english = desk.english(f"{SHIP}.remote")
        inside = desk.places.is_remote(place.value, english)
        if inside is not None:
            path, span = (f"{SHIP}.days_remote", remote_days) if inside else (f"{SHIP}.days", days)
            return desk.answer("ship_time.place", path, place=desk.place_name(place), days=desk.renderer.days(span))
    return desk.answer(
        "ship_time.both",
        f"{SHIP}.days",
        f"{SHIP}.days_remote",
        f"{SHIP}.remote",
        days=desk.renderer.days(days),
        days_remote=desk.renderer.days(remote_days),
        remote=desk.text(f"{SHIP}.remote") or "",
    )


def ship_fee(desk: Desk, asked: Asked) -> Answer | None:
    foreign = asked.first("country")
    if foreign is not None and foreign.value != desk.market:
        return ships_to(desk, asked)
    fee = desk.get(f"{SHIP}.fee")
    if fee is MISSING:
        return None
    if fee == 0:
        return desk.answer("ship_fee.free", f"{SHIP}.fee")
    return desk.answer("ship_fee", f"{SHIP}.fee", amount=desk.renderer.money(fee))


def ship_carrier(desk: Desk, asked: Asked) -> Answer | None:
    carriers = desk.get(f"{SHIP}.carriers")
    if carriers is MISSING:
        return None
    named = desk.renderer.many(carriers)
    wanted = asked.first("carrier")
    if wanted is None:
        return desk.answer("ship_carrier.list", f"{SHIP}.carriers", carriers=named)
    ours = on_list(wanted.value, carriers)
    if ours:
        return desk.answer("ship_carrier.yes", f"{SHIP}.carriers", carrier=ours)
    return desk.answer("ship_carrier.no", f"{SHIP}.carriers", carrier=wanted.value, carriers=named)


def on_list(name: str, closed: list[str]) -> str | None:
    """The entry of a closed list that `name` means: equal, or one contained in the other as whole words."""
    key = match_key(name)
    for entry in closed:
        other = match_key(entry)
        if key == other or f" {key} " in f" {other} " or f" {other} " in f" {key} " or key.replace(" ", "") == other.replace(" ", ""):
            return entry
    return None


def tracking(desk: Desk, asked: Asked) -> Answer | None:
    base = f"{SHIP}.tracking"
    available = desk.get(f"{base}.available")
    if available is MISSING:
        return None
    if not available:
        note = desk.text(f"{base}.note")
        if note:
            return desk.answer("tracking.no_note", f"{base}.available", f"{base}.note", text=note)
        return desk.answer("tracking.no", f"{base}.available")
    hours = desk.get(f"{base}.sent_within_hours")
    if hours is MISSING:
        return desk.answer("tracking.yes", f"{base}.available")
    return desk.answer(
        "tracking.yes_when", f"{base}.available", f"{base}.sent_within_hours", duration=desk.renderer.duration(hours, "hour")
    )


def customs(desk: Desk, asked: Asked) -> Answer | None:
    base = f"{SHIP}.customs"
    pays = desk.get(f"{base}.buyer_pays")
    if pays is MISSING:
        return None
    threshold = desk.get(f"{base}.threshold")
    if pays and threshold is not MISSING:
        return desk.answer("customs.threshold", f"{base}.buyer_pays", f"{base}.threshold", amount=desk.renderer.money(threshold))
    return desk.answer("customs.yes" if pays else "customs.no", f"{base}.buyer_pays")


def dispatch_day(desk: Desk, asked: Asked) -> Answer | None:
    gulf = "dispatch.no_dispatch_day_gulf_eg"
    path = gulf if desk.market in ("SA", "AE", "EG") and desk.has(gulf) else "dispatch.no_dispatch_day"
    off = desk.get(path)
    if off is MISSING:
        return None
    wanted = asked.first("weekday")
    if wanted is None or wanted.value == off:
        return desk.answer("dispatch_day.no", path, weekday=desk.renderer.weekday(off))
    return desk.answer("dispatch_day.yes", path, weekday=desk.renderer.weekday(wanted.value), off=desk.renderer.weekday(off))


def service_days(desk: Desk) -> str | None:
    """`every day` or `Monday to Saturday` as this language says it."""
    days = desk.get("markets.<M>.service.days")
    if days is MISSING:
        return None
    english = desk.english("markets.<M>.service.days")
    if english.casefold() == "every day":
        return desk.line("every_day")
    first, _, last = english.partition(" to ")
    if first in WEEKDAYS and last in WEEKDAYS:
        return desk.line("day_span", first=desk.renderer.weekday(first), last=desk.renderer.weekday(last))
    return desk.text("markets.<M>.service.days")


def service_hours(desk: Desk, asked: Asked) -> Answer | None:
    base = "markets.<M>.service"
    hours, weekday, day = desk.get(f"{base}.hours"), asked.first("weekday"), asked.first("day")
    if day is not None and day.value in ("holiday", "public holiday"):
        text = desk.text(f"{base}.holidays")
        return desk.answer("service_hours.holidays", f"{base}.holidays", text=text) if text else None
    if weekday is not None and weekday.value == "Friday" and desk.has(f"{base}.friday"):
        return desk.answer("service_hours.friday", f"{base}.friday", hours=desk.get(f"{base}.friday"))
    if hours is MISSING:
        return None
    days = service_days(desk)
    working = working_days(desk.english(f"{base}.days"))
    if weekday is not None and days is not None and working is not None:
        name = desk.renderer.weekday(weekday.value)
        if weekday.value in working:
            return desk.answer("service_hours.day_yes", f"{base}.hours", f"{base}.days", weekday=name, hours=hours)
        return desk.answer("service_hours.day_no", f"{base}.days", weekday=name, days=days)
    if days is None:
        return desk.answer("service_hours.plain", f"{base}.hours", hours=hours)
    return desk.answer("service_hours", f"{base}.hours", f"{base}.days", hours=hours, days=days)
