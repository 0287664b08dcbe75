"""Which size: from foot length, weight, height or bust, and what a size measures."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import regex

from assistant.answering.facts import Answer, Asked, Desk
from assistant.answering.wares import wanted_size
from assistant.market.problems import path_of
from assistant.market.sheet import MISSING

_NUMBER = regex.compile(r"\d+(?:[.,]\d+)?")
_LENGTHS = {"cm": "cm", "m": "cm", "kg": "kg"}  # units of a body's measures -> what is compared
_SYSTEMS = ("eu", "uk", "us")
_METRES = regex.compile(r"\b([12])\s?m\s?(\d{2})?\b")
MEASURES = frozenset(("foot", "weight", "height", "bust", "waist", "hip"))
FOOT_CM, WEIGHT_KG, HEIGHT_CM, BUST_CM = (14.0, 34.0), (20.0, 160.0), (85.0, 215.0), (60.0, 160.0)
_GIRTH_CM = (50.0, 160.0)  # of waists and hips; in inches under 50
_INCH_CM = 2.54
_EASE_CM = 1.0  # a garment this much narrower than the body still closes


@dataclass(frozen=True, slots=True)
class _Number:
    """A number of the comment. `unit`: "kg" or "cm" where it is said, "" where it may be either."""

    value: float
    unit: str = ""

    def may_be(self, unit: str) -> bool:
        return self.unit in ("", unit)


def _numbers(desk: Desk, match: str) -> list[_Number]:
    """The numbers that may measure a body; "1m60" and "1,60" count as 160. Ages, prices and the like are left out."""
    found = []
    for metres in _METRES.finditer(match):
        found.append(_Number(float(metres[1]) * 100 + float(metres[2] or 0), "cm"))
    match = _METRES.sub(lambda hit: " " * len(hit[0]), match)
    said = desk.pack.quantities.find(match) if desk.pack.quantities else []
    for hit in _NUMBER.finditer(match):
        value = float(hit[0].replace(",", "."))
        if 1.2 <= value <= 2.2 and len(hit[0]) == 4:
            found.append(_Number(value * 100, "cm"))
            continue
        units = {q.unit for q in said if q.start <= hit.start() < q.end}
        if not units or units & _LENGTHS.keys():
            unit = next((_LENGTHS[u] for u in sorted(units) if u in _LENGTHS), "")
            found.append(_Number(value * 100 if "m" in units else value, unit))
    return found


def _inside(value: float, span: tuple[float, float]) -> bool:
    return span[0] <= value <= span[1]


def size_help(desk: Desk, asked: Asked, product: str) -> Answer | None:
    """The size for the body measures named; None when none was named or none fits."""
    numbers = _numbers(desk, asked.match)
    said = asked.cues & MEASURES or MEASURES  # a number is what its word says; without a word, whatever fits
    foot = _by_foot(desk, product, numbers) if "foot" in said else None
    if foot is not None:
        size, path, length = foot
        return _with_stock(desk, product, size, path, "p.size_help.foot", {"size": size, "length": f"{desk.renderer.number(length)} cm"})
    worn = _by_worn_size(desk, product, numbers, asked.match)
    if worn is not None:
        return _with_stock(desk, product, *worn, "p.size_help", {"size": desk.renderer.name(worn[0])})
    girths = [found for measure in ("waist", "hip") if measure in asked.cues for found in _by_girth(desk, product, numbers, measure)]
    bust = _by_bust(desk, product, numbers) if "bust" in said else []
    for size, path in (*girths, *_by_range(desk, product, numbers, said), *bust):
        return _with_stock(desk, product, size, path, "p.size_help", {"size": desk.renderer.name(size)})
    return None


def _by_foot(desk: Desk, product: str, numbers: Sequence[_Number]) -> tuple[str, str, float] | None:
    """Smallest size whose foot length reaches the viewer's; millimetres are read as such. (size, path, its length in cm)"""
    chart = desk.get(f"products.{product}.size_chart")
    lengths = {} if chart is MISSING else {s: row["foot_cm"] for s, row in chart.items() if "foot_cm" in row}
    if not lengths:
        return None
    for value in (n.value for n in numbers if n.may_be("cm")):
        cm = value / 10 if _inside(value / 10, FOOT_CM) and value > 100 else value
        fitting = [(length, size) for size, length in lengths.items() if length >= cm - 1e-9]
        if _inside(cm, FOOT_CM) and fitting and cm >= min(lengths.values()) - 1.5:
            length, size = min(fitting)
            return size, path_of("products", product, "size_chart", size), length
    return None


def _by_worn_size(desk: Desk, product: str, numbers: Sequence[_Number], match: str) -> tuple[str, str] | None:
    """The size for the number worn elsewhere ("I wear 41"): in a row's `eu_min` to `eu_max`, or equal to its `uk` where that is said."""
    chart = desk.get(f"products.{product}.size_chart")
    for size, row in () if chart is MISSING else chart.items():
        for value in (n.value for n in numbers if not n.unit):
            spans = [(row[f"{s}_min"], row[f"{s}_max"]) for s in _SYSTEMS if f"{s}_min" in row and f"{s}_max" in row]
            same = [s for s in _SYSTEMS if row.get(s) == value and regex.search(rf"\b{s}\b", match)]
            if same or any(low <= value <= high for low, high in spans):
                return size, path_of("products", product, "size_chart", size)
    return None


def _by_range(desk: Desk, product: str, numbers: Sequence[_Number], said: Set[str]) -> list[tuple[str, str]]:
    """Sizes whose weight range, else height range, holds the viewer's; weight decides before height."""
    found = []
    for measure, key, span in (("weight", "size_guide_kg", WEIGHT_KG), ("height", "size_guide_height_cm", HEIGHT_CM)):
        guide = desk.get(f"products.{product}.{key}")
        if guide is MISSING or measure not in said:
            continue
        unit = "kg" if measure == "weight" else "cm"
        for number in (n for n in numbers if n.may_be(unit) and (_inside(n.value, span) or n.unit == unit)):  # "16 kilos" is a child
            for size, text in guide.items():
                low, _, high = str(text).partition("-")
                if high and float(low) <= number.value <= float(high):
                    found.append((size, path_of("products", product, key, size)))
    return found


def _by_girth(desk: Desk, product: str, numbers: Sequence[_Number], measure: str) -> list[tuple[str, str]]:
    """The smallest size that goes round the viewer's waist or hips, by its row of the chart (`waist_cm`, else `waist_max_cm`)."""
    chart = desk.get(f"products.{product}.size_chart")
    rows = {} if chart is MISSING else {size: row.get(f"{measure}_cm", row.get(f"{measure}_max_cm")) for size, row in chart.items()}
    for value in (n.value for n in numbers if n.may_be("cm")):
        cm = value if _inside(value, _GIRTH_CM) else value * _INCH_CM
        fitting = sorted((girth, size) for size, girth in rows.items() if girth is not None and girth >= cm - _EASE_CM)
        if _inside(cm, _GIRTH_CM) and fitting:
            return [(fitting[0][1], path_of("products", product, "size_chart", fitting[0][1]))]
    return []


def _by_bust(desk: Desk, product: str, numbers: Sequence[_Number]) -> list[tuple[str, str]]:
    guide = desk.get(f"products.{product}.size_guide_bust_cm")
    if guide is MISSING:
        return []
    for value in (n.value for n in numbers if n.may_be("cm")):
        fitting = sorted((bust, size) for size, bust in guide.items() if bust >= value)
        if _inside(value, BUST_CM) and fitting:
            return [(fitting[0][1], path_of("products", product, "size_guide_bust_cm", fitting[0][1]))]
    return []


def _with_stock(desk: Desk, product: str, size: str, path: str, line: str, blanks: dict[str, str]) -> Answer:
    sold_out = f"products.{product}.sold_out_sizes"
    if size in (desk.get(sold_out) or ()):
        return desk.answer("p.size_help.sold_out", path, sold_out, size=desk.renderer.name(size))
    return desk.answer(line, path, **blanks)


def size_measure(desk: Desk, asked: Asked, product: str) -> Answer | None:
    """The row of the chart for the size that was named, else the bodies it is for."""
    size = wanted_size(desk, asked, product)
    if not size:
        return None
    guide = _guide(desk, product, size)
    if guide is not None and (asked.cues & {"weight", "height"} or desk.get(path_of("products", product, "size_chart", size)) is MISSING):
        return guide
    path = path_of("products", product, "size_chart", size)
    row = desk.get(path)
    if row is MISSING:
        return None
    parts = [f"{_measure(desk, key)} {desk.renderer.number(value)}" for key, value in row.items()]
    return desk.answer("p.size_measure", path, size=desk.renderer.name(size), text=", ".join(parts))


def _guide(desk: Desk, product: str, size: str) -> Answer | None:
    """Which weights, else heights, a size is for."""
    for key, unit in (("size_guide_kg", "kg"), ("size_guide_height_cm", "cm")):
        path = path_of("products", product, key, size)
        span = desk.get(path)
        if span is not MISSING:
            return desk.answer("p.size_measure", path, size=desk.renderer.name(size), text=f"{span} {unit}")
    return None


def _measure(desk: Desk, key: str) -> str:
    """`chest_cm` -> "chest (cm)" in the viewer's language; size systems stay as they are."""
    name, _, unit = key.rpartition("_")
    if unit != "cm":
        return key.upper() if len(key) <= 3 else desk.renderer.text(key.replace("_", " "))
    return f"{desk.renderer.text(name.replace('_', ' '))} (cm)"
