"""Numbers of a text with what they count, made comparable: 2.6 kg is 2,600 g, half an hour is thirty minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.language.quantities import QuantityReader

# unit -> (what it measures, how many of the smallest).
_MEASURES: dict[str, tuple[str, float]] = {
    "second": ("time", 1), "minute": ("time", 60), "hour": ("time", 3600), "day": ("days", 1), "business_day": ("days", 1), "week": ("days", 7),
    "month": ("months", 1), "year": ("months", 12), "mm": ("length", 1), "cm": ("length", 10), "m": ("length", 1000), "inch": ("inch", 1),
    "g": ("weight", 1), "kg": ("weight", 1000), "ml": ("volume", 1), "l": ("volume", 1000), "watt": ("power", 1), "volt": ("voltage", 1),
    "mah": ("charge", 1), "spf": ("spf", 1), "money": ("money", 1), "percent": ("percent", 1), "times": ("times", 1), "piece": ("piece", 1),
    "person": ("person", 1), "size": ("size", 1),
}  # fmt: skip
_COUNTS = frozenset(("piece", "person", "times", "size", ""))  # a number of things: their words are many, and mean little
# How a path ends -> the unit of its numbers.
_PATH_UNITS = (
    ("_minutes", "minute"), ("_seconds", "second"), ("_hours", "hour"), ("_days", "day"), (".days", "day"), ("days_remote", "day"), ("days_express", "day"),
    ("_months", "month"), (".months", "month"), ("_kg", "kg"), ("_g", "g"), ("_cm", "cm"), ("_ml", "ml"), ("_m", "m"), ("_w", "watt"), ("percent", "percent"),
    ("interest", "percent"), ("_mah", "mah"), ("spf", "spf"), ("fee", "money"), ("free_from", "money"), (".min", "money"), ("cod_max", "money"), ("cod_fee", "money"),
)  # fmt: skip
_RUN = re.compile(r"\d+(?:[.,:]\d+)*")
_CLOCK = re.compile(r"(?<![\d.,:])([01]?\d|2[0-4])[:.]([0-5]\d)(?![\d.,:])")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number from `low` to `high` of `measure` (empty: of nothing named), in its smallest unit, at `[start:end]` of the match text."""

    low: float
    high: float
    measure: str
    start: int
    end: int
    unit: str = ""
    is_word: bool = False
    approx: bool = False
    factor: float = 1.0  # of the unit that was said

    @property
    def ends(self) -> tuple[float, ...]:
        return (self.low, self.high) if self.low != self.high else (self.low,)


def amounts(match: str, reader: QuantityReader, without: Sequence[tuple[int, int]] = ()) -> list[Amount]:
    """Every amount and number of a text, in order. `without`: spans that are names."""
    text = _blanked(match, without)
    found = [_of(q.low, q.high, str(q.unit), q.start, q.end, approx=q.approx) for q in reader.find(text)]
    for n in reader.numbers.find(text):
        if not _covered(n.start, n.end, found):
            found.append(Amount(n.value, n.value, "", n.start, n.end, is_word=n.kind == "words", approx=n.approx))
    for run in _RUN.finditer(text):
        if not _covered(run.start(), run.end(), found) and ":" not in run[0]:
            found += [Amount(value, value, "", run.start(), run.end()) for value in _digits(run[0])]
    found += [Amount(clock, clock, "clock", m.start(), m.end()) for m in _CLOCK.finditer(text) for clock in [int(m[1]) + int(m[2]) / 60] if ":" in m[0]]
    return sorted(found, key=lambda a: a.start)


def _of(low: float, high: float, unit: str, start: int, end: int, *, approx: bool = False) -> Amount:
    measure, factor = _MEASURES.get(unit, (unit, 1))
    return Amount(round(low * factor, 4), round(high * factor, 4), measure, start, end, unit, approx=approx, factor=factor)


def _blanked(match: str, spans: Sequence[tuple[int, int]]) -> str:
    text = list(match)
    for start, end in spans:
        text[start:end] = " " * (end - start)
    return "".join(text)


def _covered(start: int, end: int, found: Sequence[Amount]) -> bool:
    return any(a.start < end and start < a.end for a in found)


def _digits(run: str) -> Iterator[float]:
    """Both readings of what may be thousands or a decimal."""
    plain = re.sub(r"[.,]", "", run)
    yield float(plain)


def fact_amounts(facts: Mapping[str, Any]) -> list[Amount]:
    """The numbers of the cited facts; a list of two is a range."""
    return [amount for path, value in facts.items() for amount in _values(path, value)]


def _values(path: str, value: Any) -> Iterator[Amount]:
    unit = next((u for end, u in _PATH_UNITS if path.endswith(end) or f"{end}." in path), "money" if ".prices." in path else "")
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield _of(float(value), float(value), unit, 0, 0)
    elif isinstance(value, list) and len(value) == 2 and all(isinstance(v, int | float) and not isinstance(v, bool) for v in value):
        yield _of(float(value[0]), float(value[1]), unit, 0, 0)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _values(path, part)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _values(f"{path}.{key}", part)
    elif isinstance(value, str):
        for m in _RUN.finditer(value):
            if ":" in m[0]:
                hour, minute = m[0].split(":")[:2]
                yield Amount(int(hour) + int(minute) / 60, int(hour) + int(minute) / 60, "clock", 0, 0)
            else:
                n = float(m[0].replace(",", "")) if m[0].count(".") < 2 else 0.0
                yield Amount(n, n, "", 0, 0)


def same_value(said: float, ground: float) -> bool:
    return abs(said - ground) < 1e-6 * max(1.0, abs(ground))


def supports(ground: Amount, amount: Amount, value: float) -> bool:
    """Whether a ground holds this number, one end of an amount, of the amount's measure."""
    if amount.measure == ground.measure:
        return any(same_value(value, end) for end in ground.ends)
    loose = amount.measure in _COUNTS or ground.measure in _COUNTS
    return loose and any(same_value(value / amount.factor, end / ground.factor) for end in ground.ends)


def in_days(amount: Amount) -> Amount:
    """Hours as days where they are whole ones."""
    if amount.measure == "time" and amount.low >= 86400 and amount.low % 86400 == 0:
        return replace(amount, low=amount.low / 86400, high=amount.high / 86400, measure="days", factor=1.0)
    return amount
