"""The types of a facts sheet's values: what is accepted, and how to write it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from assistant.market.keys import MARKET_CODE

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
_TIME, _HOURS = re.compile(_CLOCK), re.compile(f"{_CLOCK}-{_CLOCK}")
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class ValueType:
    """How one type is recognised, named and written."""

    accepts: Callable[[Any], bool]
    expected: str
    example: str


def is_number(value: Any) -> bool:
    """A finite number of 0 or more; true and false are not numbers."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and is_number(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_texts(value: Any) -> bool:
    """A list of texts that are not empty; the list itself may be."""
    return isinstance(value, list) and all(isinstance(x, str) and x for x in value)


def _is_days(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_int(x) for x in value) and value[0] <= value[1]


def _matching(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and bool(pattern.fullmatch(value))


def _is_markets(value: Any) -> bool:
    return is_texts(value) and all(MARKET_CODE.fullmatch(x) for x in value)


_TYPES: dict[str, ValueType] = {
    "text": ValueType(_is_text, "a text", '"linen"'),
    "texts": ValueType(is_texts, "a list of texts", '["S", "M"]'),
    "bool": ValueType(lambda v: isinstance(v, bool), "true or false, without quotes", "true"),
    "int": ValueType(_is_int, "a whole number of 0 or more, without quotes", "12"),
    "number": ValueType(is_number, "a number of 0 or more, without quotes", "2.5"),
    "money": ValueType(is_number, "an amount: a number of 0 or more, without quotes and symbol", "9.50"),
    "days": ValueType(_is_days, "days as [from, to]", "[2, 4]"),
    "time": ValueType(_matching(_TIME), "a time of day in quotes", '"15:00"'),
    "hours": ValueType(_matching(_HOURS), "opening hours in quotes", '"09:00-17:30"'),
    "month": ValueType(_matching(_MONTH), "a month in quotes", '"2027-05"'),
    "weekday": ValueType(lambda v: isinstance(v, str) and v in WEEKDAYS, "a day of the week in English", '"Monday"'),
    "market": ValueType(_matching(MARKET_CODE), "a country code of two capital letters", '"ID"'),
    "markets": ValueType(_is_markets, "a list of country codes of two capital letters", '["ID", "MY"]'),
}


def type_fault(kind: str, value: Any, products: frozenset[str]) -> str | None:
    """What was expected and what is there, or None where `value` is of the type. `products` are the sheet's product ids."""
    if kind in ("product", "products"):
        return _product_fault(kind, value, products)
    if kind in _TYPES:
        known = _TYPES[kind]
        return None if known.accepts(value) else f"expected {known.expected}, such as {known.example}; found {_shown(value)}"
    choices = kind.split("|")
    if isinstance(value, str) and value in choices:
        return None
    return f"expected one of {', '.join(choices)}; found {_shown(value)}"


def _product_fault(kind: str, value: Any, products: frozenset[str]) -> str | None:
    named = value if kind == "products" else [value]
    if not is_texts(named):
        return f"expected {'a list of product ids' if kind == 'products' else 'a product id'}; found {_shown(value)}"
    unknown = [x for x in named if x not in products]
    return f"no product with the id {', '.join(map(repr, unknown))}" if unknown else None


def _shown(value: Any) -> str:
    """The value as the seller wrote it, cut to a readable length."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if not isinstance(value, str | int | float | list):
        return f"{value} without quotes"
    written = repr(value)
    return written if len(written) <= 60 else written[:57] + "..."
