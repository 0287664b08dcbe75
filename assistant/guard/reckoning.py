"""Amounts that a host reckons aloud: what is missing to a threshold, a sum, the postage on top, what a percentage comes to.

Such an amount promises nothing by itself, whatever word stands beside it: "you are at 180, another 45 and the postage is ours".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from assistant.guard.claim import Claim
from assistant.guard.excuses import SaidNumbers
from assistant.guard.findings import FactsView

_THRESHOLDS = ("free_from", "fee", "coupon_min", "cod_max")
_MOST = 6  # pieces somebody reckons with on air
_CENT = 0.01


def is_reckoned(claim: Claim, said: SaidNumbers, facts: FactsView, market: str, product: str | None) -> bool:
    """Whether an amount of money that is not the fact is what the other amounts of the sentence, or the shop's own, come to."""
    if claim.unit != "money":
        return False
    amounts = claim.readings or (claim.high,)
    others = [m for m in said.money if not any(abs(m - a) < _CENT for a in amounts)]
    base = f"markets.{market}"
    known = {key: value for key in ("shipping.fee", "shipping.free_from", "coupon.percent", "coupon.min", "payment.cod_max") if _is_number(value := facts.get(f"{base}.{key}"))}
    results = [*_from_said(claim, others, said.counts), *_with_facts(claim, others, known)]
    price = facts.get(f"{base}.prices.{product}") if product else None
    if _is_number(price) and claim.kind in _THRESHOLDS:
        results += _of_price(price, known)
    return any(abs(a - r) < _CENT for a in amounts for r in results)


def _from_said(claim: Claim, others: Sequence[float], counts: Sequence[float]) -> Iterator[float]:
    """What the other amounts come to among themselves."""
    for a, b in combinations(others, 2):
        yield a + b
        if claim.kind not in ("price", "coupon"):  # "from 120 down to 80, 40 less" holds for wrong prices as well
            yield abs(a - b)
    yield from (n * m for n in counts for m in others)


def _with_facts(claim: Claim, others: Sequence[float], known: dict[str, float]) -> Iterator[float]:
    """What the other amounts come to with what the shop takes or gives."""
    fee, percent = known.get("shipping.fee", 0.0), known.get("coupon.percent", 0.0)
    for m in others:
        yield m + fee
        if percent and claim.kind in ("coupon", "price"):
            yield m * percent / 100
            yield m * (100 - percent) / 100
        if claim.kind in _THRESHOLDS:
            yield from (known[key] - m for key in ("shipping.free_from", "coupon.min", "payment.cod_max") if key in known)


def _of_price(price: float, known: dict[str, float]) -> Iterator[float]:
    """Several pieces of the product that is named, where they reach what the postage is free from; what one lacks to it."""
    least = known.get("shipping.free_from")
    yield from (n * price for n in range(2, _MOST) if least is not None and n * price >= least)
    yield price + known.get("shipping.fee", 0.0)
    if least is not None:
        yield from (least - n * price for n in range(1, _MOST))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
