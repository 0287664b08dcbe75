"""All rules of a facts sheet, collected: every finding at once, none hides another.

Errors are what the rules of the sheet forbid. Warnings are what a seller most likely did not mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale

from assistant.market.problems import Problem, error, warning
from assistant.market.structure import Tables, check_keys, check_required, served_markets

_OFFSET = re.compile(r"UTC([+-])(\d{1,2})(?::(\d\d))?")
_HOURS = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


def check_tables(data: Tables) -> tuple[Problem, ...]:
    """Every finding about a parsed sheet, errors first, each group in the order of the rules."""
    safe = _only_tables(data)
    found = [
        *check_keys(data),
        *check_required(data),
        *_check_served(safe),
        *_check_prices(safe),
        *_check_products(safe),
        *_check_answers(safe),
        *(p for code in served_markets(safe) for p in _check_market(code, safe["markets"][code])),
    ]
    unique = list(dict.fromkeys(found))
    return tuple(sorted(unique, key=lambda p: p.level))


def parse_offset(tz: str) -> timedelta | None:
    """Offset from UTC in a time zone text such as `Asia/Jakarta (UTC+7)`, or None where there is none."""
    found = _OFFSET.search(tz)
    if not found:
        return None
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return -offset if found[1] == "-" else offset


def parse_zone(tz: str) -> ZoneInfo | None:
    """The zone named at the start of a time zone text, or None where the name is not known."""
    name = tz.split("(")[0].strip()
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError):
        return None


def _only_tables(data: Tables) -> Tables:
    """The sheet without what is of the wrong shape, so that the rules below need not look again: wrong shapes are reported already."""
    shop = data.get("shop")
    kept: Tables = {"shop": shop if isinstance(shop, dict) else {}, "faq": _tables_in(data.get("faq"))}
    for name in ("products", "markets"):
        found = data.get(name)
        kept[name] = {k: v for k, v in found.items() if isinstance(v, dict)} if isinstance(found, dict) else {}
    return kept


def _tables_in(value: Any) -> list[Tables]:
    return [x for x in value if isinstance(x, dict)] if isinstance(value, list) else []


def _listed(table: Tables, name: str) -> list[str]:
    value = table.get(name)
    return [x for x in value if isinstance(x, str)] if isinstance(value, list) else []


def _inner(table: Tables, name: str) -> Tables:
    value = table.get(name)
    return value if isinstance(value, dict) else {}


def _check_served(data: Tables) -> Iterator[Problem]:
    said, served = _listed(data["shop"], "markets_served"), served_markets(data)
    refused = _listed(data["shop"], "markets_not_served")
    for code in sorted(set(said) - set(served)):
        yield error("shop.markets_served", f"{code} has no [markets.{code}] with served = true", f"add [markets.{code}] or take {code} out")
    for code in sorted(set(served) - set(said)):
        yield error(f"markets.{code}", "served = true but missing in shop.markets_served", f"add {code} there, or write served = false")
    for code in sorted(set(said) & set(refused)):
        yield error("shop", f"{code} is in markets_served and in markets_not_served", "take it out of one of them")
    for code in sorted({*said, *refused, *data["markets"]} - set(Locale("en").territories)):
        yield warning("shop.markets_served" if code in said else f"markets.{code}", f"{code} is not a country code of ISO 3166")


def _check_prices(data: Tables) -> Iterator[Problem]:
    for product, table in data["products"].items():
        missing_in = _listed(table, "not_sold_in")
        for code in served_markets(data):
            priced = product in _inner(data["markets"][code], "prices")
            path = f"markets.{code}.prices.{product}"
            if priced and code in missing_in:
                yield error(path, f"has a price although products.{product}.not_sold_in lists {code}", "take one of the two out")
            if not priced and code not in missing_in:
                yield error(path, "no price", f"add one, or list {code} in products.{product}.not_sold_in")
    for code, market in data["markets"].items():
        for product in _inner(market, "prices"):
            if product not in data["products"]:
                path, what = f"markets.{code}.prices.{product}", "no such product"
                yield error(path, what, "add the product, or take the price out") if market.get("served") is True else warning(path, what)


def _check_products(data: Tables) -> Iterator[Problem]:
    served = served_markets(data)
    for product, table in data["products"].items():
        path = f"products.{product}"
        for sold_out, whole in (("sold_out_sizes", "sizes"), ("sold_out_colours", "colours")):
            for name in _listed(table, sold_out):
                if name not in _listed(table, whole):
                    yield error(f"{path}.{sold_out}", f"{name!r} is not in {whole}", f"{whole} lists all, also those out of stock")
        for code in _listed(table, "not_sold_in"):
            if code not in served:
                yield warning(f"{path}.not_sold_in", f"{code} is not a served market anyway")
        yield from _check_size_tables(path, table)


def _check_size_tables(path: str, table: Tables) -> Iterator[Problem]:
    sizes, gone = _listed(table, "sizes"), _listed(table, "sold_out_sizes") + _listed(table, "sold_out_colours")
    for guide in ("size_guide_kg", "size_guide_bust_cm", "size_guide_height_cm", "size_chart"):
        for name in _inner(table, guide):
            if name not in sizes:
                yield warning(f"{path}.{guide}.{name}", "this size is not in sizes")
    for name in _inner(table, "restock"):
        if name not in gone:
            yield warning(f"{path}.restock.{name}", "neither a sold-out size nor a sold-out colour")


def _check_answers(data: Tables) -> Iterator[Problem]:
    lists = [("faq", data["faq"])] + [(f"products.{p}.faq", _tables_in(t.get("faq"))) for p, t in data["products"].items()]
    for path, entries in lists:
        ids = Counter(str(e["id"]) for e in entries if "id" in e)
        for name, count in ids.items():
            if count > 1:
                yield warning(f"{path}.{name}", f"this id is used {count} times; only the first can be cited", "give each answer its own id")


def _check_market(code: str, market: Tables) -> Iterator[Problem]:
    path = f"markets.{code}"
    yield from _check_zone(f"{path}.tz", market.get("tz"))
    yield from _check_payment(f"{path}.payment", _inner(market, "payment"))
    yield from _check_coupon(f"{path}.coupon", _inner(market, "coupon"))
    yield from _check_service(f"{path}.service", _inner(market, "service"))
    yield from _check_shipping(f"{path}.shipping", _inner(market, "shipping"))


def _check_zone(path: str, tz: Any) -> Iterator[Problem]:
    if not isinstance(tz, str):
        return
    offset, zone = parse_offset(tz), parse_zone(tz)
    if offset is None:
        yield error(path, "must contain the offset from UTC", 'write it as in "Asia/Jakarta (UTC+7)"')
    elif zone is None:
        yield warning(path, f"{tz.split('(')[0].strip()!r} is not a known time zone; the offset alone is used")
    elif offset not in {zone.utcoffset(datetime(2026, month, 15)) for month in (1, 7)}:
        yield warning(path, "the offset is not the one of this zone in winter or summer; the zone is used")


def _check_payment(path: str, payment: Tables) -> Iterator[Problem]:
    if payment.get("cod") is False:
        for name in payment:
            if name.startswith("cod_"):
                yield error(f"{path}.{name}", "set although cod = false", "take it out, or write cod = true")
    plan = _inner(payment, "installments")
    if plan.get("available") is False and len(plan) > 1:
        yield error(f"{path}.installments", "details given although available = false", "keep only available = false")
    elif plan and "available" not in plan:
        yield warning(f"{path}.installments", "details given without available", "add available = true")
    for name in sorted(set(_listed(payment, "methods")) & set(_listed(payment, "not_accepted"))):
        yield warning(f"{path}.not_accepted", f"{name!r} is also listed in methods")


def _check_coupon(path: str, coupon: Tables) -> Iterator[Problem]:
    if coupon and ("amount" in coupon) == ("percent" in coupon):
        yield error(path, "needs exactly one of amount and percent", "a coupon takes off an amount or a share, not both")


def _check_service(path: str, service: Tables) -> Iterator[Problem]:
    hours, stated = service.get("hours"), (service.get("open"), service.get("close"))
    found = _HOURS.fullmatch(hours) if isinstance(hours, str) else None
    if not found or None in stated:
        return
    opens, closes = (int(found[i]) + int(found[i + 1]) / 60 for i in (1, 3))
    figures = [x for x in stated if isinstance(x, int | float)]
    if len(figures) == 2 and (abs(opens - figures[0]) > 0.01 or abs(closes - figures[1]) > 0.01):
        yield error(path, "open and close do not agree with hours", f"{hours} is open = {opens:g}, close = {closes:g}")


def _check_shipping(path: str, shipping: Tables) -> Iterator[Problem]:
    if "days_remote" in shipping and "remote" not in shipping:
        yield warning(f"{path}.days_remote", "no areas named, so it can never be used", f"add {path}.remote")
    if "remote" in shipping and "days_remote" not in shipping:
        yield warning(f"{path}.remote", "no days given for these areas", f"add {path}.days_remote")
