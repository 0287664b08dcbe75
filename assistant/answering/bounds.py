"""Whether the age or the amount a viewer names is within the bound the sheet states: said first, then the bound itself.

"Can my 15-year-old join?" with a minimum of 21: not possible, from 21 on. Lines say it in full ("not possible"), never a bare
yes or no, since the same is asked both ways round ("may he?", "is he too young?").
"""

from __future__ import annotations

from typing import Any

from assistant.answering.facts import Asked, Desk
from assistant.market.plain_text import age_limits

# topic -> (what is counted, whether the bound is the least or the most, lines for within and outside)
_FITS = ("bound.fits", "bound.fits_not")
BOUNDS: dict[str, tuple[str, str, tuple[str, str]]] = {
    "giveaway_age": ("year", "least", _FITS),
    "p.min_age": ("year", "least", _FITS),
    "p.age_range": ("year", "range", _FITS),
    "cod_max": ("money", "most", _FITS),
    "coupon_min": ("money", "least", _FITS),
    "ship_free": ("money", "least", ("ship_free.reached", "ship_free.short")),
}
_AGES = (0.1, 99.0)
_NEAR = 60.0  # times the bound that a bare number may be away from it and still be an amount of money


def lead(desk: Desk, asked: Asked, bound: Any) -> str | None:
    """The line that says whether what is named is within `bound` (the value of the topic's fact); None where nothing is named."""
    if asked.topic not in BOUNDS:
        return None
    unit, kind, (inside, outside) = BOUNDS[asked.topic]
    least, most = age_limits(str(bound)) if kind == "range" else (float(bound), None) if kind == "least" else (None, float(bound))
    value = _age(desk, asked) if unit == "year" else _amount(desk, asked, float(bound))
    if value is None or (least is None and most is None):
        return None
    fits = (least is None or value >= least) and (most is None or value <= most)
    return desk.line(inside if fits else outside)


def _age(desk: Desk, asked: Asked) -> float | None:
    """The one age in years the comment names, by its unit or as the only number; None without one or with several."""
    reader = desk.pack.quantities
    if reader is None:
        return None
    named = [q for q in reader.find(asked.match) if q.unit in ("year", "month") and q.low == q.high]
    if len(named) == 1:
        return named[0].low / (12 if named[0].unit == "month" else 1)
    numbers = reader.numbers.find(asked.match)
    bare = [n.value for n in numbers if n.kind == "digits" and not n.money]
    return bare[0] if not named and len(numbers) == len(bare) == 1 and _AGES[0] <= bare[0] <= _AGES[1] else None


def _amount(desk: Desk, asked: Asked, bound: float) -> float | None:
    """The one amount of money the comment names; a bare number counts where it is of the bound's order."""
    reader = desk.pack.quantities
    if reader is None or bound <= 0:
        return None
    found = reader.find(asked.match)
    money = [q for q in found if q.unit == "money" and q.low == q.high]
    if money:
        return money[0].low if len(money) == 1 else None
    numbers = reader.numbers.find(asked.match)
    return numbers[0].value if not found and len(numbers) == 1 and bound / _NEAR <= numbers[0].value <= bound * _NEAR else None
