"""Which size: from foot length, weight, height or bust, and what a size measures."""

from __future__ import annotations

from collections.abc import Iterator, Set

import regex

from assistant.answering.facts import Answer, Asked, Desk
from assistant.answering.wares import wanted_size
from assistant.market.problems import path_of
from assistant.market.sheet import MISSING

_NUMBER = regex.compile(r"\d+(?:[.,]\d+)?")
_METRES = regex.compile(r"\b([12])\s?m\s?(\d{2})?\b")
MEASURES = frozenset(("foot", "weight", "height", "bust"))
FOOT_CM, WEIGHT_KG, HEIGHT_CM, BUST_CM = (14.0, 34.0), (20.0, 160.0), (85.0, 215.0), (60.0, 160.0)


def _numbers(match: str) -> Iterator[float]:
    """Plain numbers of the text; "1m60" and "1,60" count as 160."""
    for metres in _METRES.finditer(match):
        yield float(metres[1]) * 100 + float(metres[2] or 0)
    for found in _NUMBER.finditer(_METRES.sub(" ", match)):
        value = float(found[0].replace(",", "."))
        yield value * 100 if 1.2 <= value <= 2.2 and len(found[0]) == 4 else value


def _inside(value: float, span: tuple[float, float]) -> bool:
    return span[0] <= value <= span[1]


def size_help(desk: Desk, asked: Asked, product: str) -> Answer | None:
    """The size for the body measures named; None when none was named or none fits."""
    numbers = list(_numbers(asked.match))
    said = asked.cues & MEASURES or MEASURES  # a number is what its word says; without a word, whatever fits
    foot = _by_foot(desk, product, numbers) if "foot" in said else None
    if foot is not None:
        size, path, length = foot
        return _with_stock(desk, product, size, path, "p.size_help.foot", {"size": size, "length": f"{desk.renderer.number(length)} cm"})
    bust = _by_bust(desk, product, numbers) if "bust" in said else []
    for size, path in (*_by_range(desk, product, numbers, said), *bust):
        return _with_stock(desk, product, size, path, "p.size_help", {"size": desk.renderer.name(size)})
    return None


def _by_foot(desk: Desk, product: str, numbers: list[float]) -> tuple[str, str, float] | None:
    """Smallest size whose foot length reaches the viewer's; millimetres are read as such. (size, path, its length in cm)"""
    chart = desk.get(f"products.{product}.size_chart")
    lengths = {} if chart is MISSING else {s: row["foot_cm"] for s, row in chart.items() if "foot_cm" in row}
    if not lengths:
        return None
    for value in numbers:
        cm = value / 10 if _inside(value / 10, FOOT_CM) and value > 100 else value
        fitting = [(length, size) for size, length in lengths.items() if length >= cm - 1e-9]
        if _inside(cm, FOOT_CM) and fitting and cm >= min(lengths.values()) - 1.5:
            length, size = min(fitting)
            return size, path_of("products", product, "size_chart", size), length
    return None


def _by_range(desk: Desk, product: str, numbers: list[float], said: Set[str]) -> list[tuple[str, str]]:
    """Sizes whose weight range, else height range, holds the viewer's; weight decides before height."""
    found = []
    for measure, key, span in (("weight", "size_guide_kg", WEIGHT_KG), ("height", "size_guide_height_cm", HEIGHT_CM)):
        guide = desk.get(f"products.{product}.{key}")
        if guide is MISSING or measure not in said:
            continue
        for value in numbers:
            for size, text in guide.items():
                low, _, high = str(text).partition("-")
                if _inside(value, span) and high and float(low) <= value <= float(high):
                    found.append((size, path_of("products", product, key, size)))
    return found


def _by_bust(desk: Desk, product: str, numbers: list[float]) -> list[tuple[str, str]]:
    guide = desk.get(f"products.{product}.size_guide_bust_cm")
    if guide is MISSING:
        return []
    for value in numbers:
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
    """The row of the chart for the size that was named."""
    size = wanted_size(desk, asked, product)
    path = path_of("products", product, "size_chart", size) if size else ""
    row = desk.get(path) if size else MISSING
    if row is MISSING or not size:
        return None
    parts = [f"{_measure(desk, key)} {desk.renderer.number(value)}" for key, value in row.items()]
    return desk.answer("p.size_measure", path, size=desk.renderer.name(size), text=", ".join(parts))


def _measure(desk: Desk, key: str) -> str:
    """`chest_cm` -> "chest (cm)" in the viewer's language; size systems stay as they are."""
    name, _, unit = key.rpartition("_")
    if unit != "cm":
        return key.upper() if len(key) <= 3 else desk.renderer.text(key.replace("_", " "))
    return f"{desk.renderer.text(name.replace('_', ' '))} (cm)"
