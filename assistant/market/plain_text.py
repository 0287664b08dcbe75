"""What the texts of a facts sheet say: working days, times of day, ages."""

from __future__ import annotations

import re

from assistant.market.value_types import WEEKDAYS

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_AGE = re.compile(r"(\d+(?:\.\d+)?)\s*(m(?:o(?:nth)?s?)?\b|y(?:(?:ea)?rs?)?\b)?", re.IGNORECASE)
_UP_TO = re.compile(r"\b(?:up to|under|below|until|at most|max)", re.IGNORECASE)


def working_days(text: str) -> frozenset[str] | None:
    """The weekdays of `every day` or `Monday to Saturday` (English names); None where the text says it otherwise."""
    if text.casefold() == "every day":
        return frozenset(WEEKDAYS)
    first, _, last = text.partition(" to ")
    if first not in WEEKDAYS or last not in WEEKDAYS:
        return None
    a, b = WEEKDAYS.index(first), WEEKDAYS.index(last)
    return frozenset(day for i, day in enumerate(WEEKDAYS) if (a <= i <= b if a <= b else i >= a or i <= b))


def times_of_day(text: str) -> tuple[float, ...]:
    """Every time in a text as hours: `"08:30-21:00"` -> `(8.5, 21.0)`."""
    return tuple(int(hour) + int(minute) / 60 for hour, minute in _CLOCK.findall(text))


def age_limits(text: str) -> tuple[float | None, float | None]:
    """The least and the most age in years of an English text: "4 months to 3 years", "3-6 years", "3+", "up to 5". A unit holds for
    the number before it and for those in front that have none."""
    ages: list[float] = []
    months = False
    for number, unit in reversed(_AGE.findall(text)):
        months = unit.lower().startswith("m") if unit else months
        ages.insert(0, float(number) / (12 if months else 1))
    if len(ages) == 1:
        return (None, ages[0]) if _UP_TO.search(text) else (ages[0], None)
    return (ages[0], ages[-1]) if ages else (None, None)
