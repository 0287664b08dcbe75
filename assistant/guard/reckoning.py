"""Amounts that a host reckons aloud: what is missing to a threshold, a sum, the postage on top, what a percentage comes to.

Such an amount promises nothing by itself, whatever word stands beside it: "you are at 180, another 45 and the postage is ours".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from assistant.guard.claim import Claim
from assistant.guard.excuses import is_rounded
from assistant.guard.findings import FactsView
from assistant.guard.spoken_money import AmountFinder
from assistant.language.quantities import QuantityReader

_KNOWN = ("shipping.fee", "shipping.fee_courier", "shipping.free_from", "coupon.percent", "coupon.amount", "coupon.min", "payment.cod_fee", "payment.cod_max")
_AIMS = ("shipping.free_from", "coupon.min", "payment.cod_max", "shipping.fee", "shipping.fee_courier", "payment.cod_fee")  # what amounts are added up to
_THRESHOLDS = _AIMS[:3]
_SHARED = ("fee", "cod_fee", "return_fee")  # what two buyers may share
_MOST_COUNTED = 11
_MOST = 6  # pieces somebody reckons with on air
_CENT = 0.01


@dataclass(frozen=True, slots=True)
class SaidMoney:
    """What a sentence reckons with: all that its amounts may mean, each with where it starts, and small numbers that may count pieces."""

    amounts: Sequence[tuple[Sequence[float], int]] = ()
    counts: Sequence[float] = ()

    @classmethod
    def read(cls, text: str, finder: AmountFinder, quantities: QuantityReader) -> SaidMoney:
        amounts = [(a.readings, a.span[0]) for a in finder.sums(text)]
        counts = {n.value for n in quantities.numbers.find(text, loose=True) if n.value in range(2, _MOST_COUNTED)}
        return cls(amounts, sorted(counts))

    def is_said_behind(self, claim: Claim, truth: Any) -> bool:
        """Whether the right amount is said behind the start of a wrong one: "is it fifteen? no, eleven"."""
        return bool(truth) and _is_number(truth) and any(start > claim.start and any(abs(r - truth) < _CENT for r in readings) for readings, start in self.amounts)


def is_reckoned(claim: Claim, truth: Any, said: SaidMoney, facts: FactsView, market: str, product: str | None) -> bool:
    """Whether an amount of money that is not the fact (`truth`) is what the other amounts of the sentence, or the shop's own, come to,
    or is put right behind it."""
    if claim.unit not in ("money", "percent"):
        return False
    if claim.kind != "price" and said.is_said_behind(claim, truth):
        return True
    if claim.unit != "money":
        return False
    amounts = claim.readings or (claim.high,)
    own = [readings for readings, start in said.amounts if _is_part(claim, start) or any(abs(r - a) < _CENT for r in readings for a in amounts)]
    others = sorted({m for readings, _ in said.amounts if readings not in own for m in readings})
    known = {key: value for key in _KNOWN if _is_number(value := facts.get(f"markets.{market}.{key}"))}
    results = [*_from_said(claim, others, said.counts), *_with_facts(claim, others, known)]
    if claim.shared and claim.kind in _SHARED and _is_number(truth):
        results.append(truth / 2)
    price: Any = facts.get(f"markets.{market}.prices.{product}") if product else None
    if _is_number(price) and claim.kind != "price":
        results += _of_price(price, known)
    percent = known.get("coupon.percent", 0.0) / 100
    comes_to = percent > 0 and any(abs(m - share * a) < _CENT for a in amounts for m in others for share in (percent, 1 - percent))
    rest = [known[key] - m for key in _THRESHOLDS if key in known for m in others]  # here the cents may be left out
    return comes_to or any(abs(a - r) < _CENT for a in amounts for r in results) or any(is_rounded(a, r) for a in amounts for r in rest)


def _is_part(claim: Claim, start: int) -> bool:
    """Whether a number is a piece of the claim's own amount: the nine and the eight hundred of "nine eight hundred"."""
    return claim.lone and claim.start <= start < claim.end


def _from_said(claim: Claim, others: Sequence[float], counts: Sequence[float]) -> Iterator[float]:
    """What the other amounts come to among themselves."""
    for a, b in combinations(others, 2):
        yield a + b
        if claim.kind not in ("price", "coupon"):  # "from 120 down to 80, 40 less" holds for wrong prices as well
            yield abs(a - b)
    yield from (n * m for n in counts for m in others)


def _with_facts(claim: Claim, others: Sequence[float], known: Mapping[str, float]) -> Iterator[float]:
    """What the other amounts come to with what the shop takes or gives."""
    fee, percent, off = known.get("shipping.fee", 0.0), known.get("coupon.percent", 0.0) / 100, known.get("coupon.amount", 0.0)
    for m in others:
        yield m + fee
        if percent:
            yield m * percent
            yield m * (1 - percent)
        if off and claim.kind != "price":
            yield m - off
        if claim.kind != "price":
            yield from (abs(known[key] - m) for key in _AIMS if key in known)
            yield from (known[key] + m for key in _AIMS if key in known)


def _of_price(price: float, known: Mapping[str, float]) -> Iterator[float]:
    """Several pieces of the product that is named, where they reach what the postage is free from; what one lacks to it."""
    least = known.get("shipping.free_from")
    yield from (n * price for n in range(2, _MOST) if least is not None and n * price >= least)
    yield price + known.get("shipping.fee", 0.0)
    if least is not None:
        yield from (least - n * price for n in range(1, _MOST))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
