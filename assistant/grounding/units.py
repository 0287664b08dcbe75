"""Units as every script writes them, and a language's own names of those its numbers file does not count."""

from __future__ import annotations

import re

# Abbreviations -> the unit.
_LATIN = {
    "mm": "mm", "cm": "cm", "km": "km", "kg": "kg", "mg": "mg", "ml": "ml", "cl": "cl", "inch": "inch", "inches": "inch", "ft": "ft", "oz": "oz", "lb": "lb", "lbs": "lb",
    "hz": "hz", "khz": "khz", "db": "db", "kw": "kw", "wh": "wh", "mah": "mah", "gb": "gb", "mb": "mb", "tb": "tb", "rpm": "rpm", "ghz": "ghz", "mhz": "mhz", "iu": "iu",
}  # fmt: skip
_AFTER_NUMBER = re.compile(r"(?<=\d)\s?([a-z]{2,6})(?![a-z])")


def latin_units(match: str) -> set[str]:
    """Units written in Latin letters right behind a number of the match text."""
    return {_LATIN[word] for word in _AFTER_NUMBER.findall(match) if word in _LATIN}
