"""What else a host said in the same breath that shows the right amount is known: then an amount beside it is no wrong promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from assistant.guard.claim import Claim
from assistant.guard.findings import FactsView
from assistant.language.quantities import QuantityReader

_TIMES = ("day", "business_day", "week", "month", "hour")
_APART = 12  # characters between the two ends of a span: "three, at the most five"
# Amounts a sheet has besides prices: a number said without a cue may be any of them.
MONEY = (
    "shipping.fee", "shipping.fee_courier", "shipping.free_from", "coupon.amount", "coupon.min", "payment.cod_fee", "payment.cod_max",
    "payment.installments.min", "payment.installments.min_instalment", "returns.return_fee",
)  # fmt: skip

Said = tuple[float, int, int]  # a number and where it stands


@dataclass(frozen=True, slots=True)
class SaidNumbers:
    """The numbers of a sentence, with or without a unit: "the city four days at most, the island up to nine"."""

    numbers: Sequence[Said] = ()
    spans: Sequence[tuple[float, float, int]] = ()  # lowest, highest, start
    times: Sequence[float] = ()  # the amounts of time

    @classmethod
    def read(cls, text: str, quantities: QuantityReader) -> SaidNumbers:
        times = [q for q in quantities.find(text) if q.unit in _TIMES]
        numbers = [(n.value, n.start, n.end) for n in quantities.numbers.find(text)]
        spans = [(q.low, q.high, q.start) for q in times]
        spans += [(a[0], b[0], a[1]) for a, b in pairwise(numbers) if 0 <= b[1] - a[2] <= _APART]
        ends = [(value, q.start, q.end) for q in times for value in (q.low, q.high)]
        return cls((*numbers, *ends), spans, [q.high for q in times])

    def put_right(self, claim: Claim, truth: Any) -> bool:
        """Whether the right span is said behind a wrong amount: "in two days, what am I saying, three to seven"."""
        if isinstance(truth, int) and not isinstance(truth, bool):
            truth = (truth, truth)
        return _is_span(truth) and any((low, high) == tuple(truth) and claim.end <= start for low, high, start in self.spans)

    def has_right(self, claim: Claim, truth: Any) -> bool:
        """Whether a right number of days is said outside of the claim: of two places one has the whole time, the other only a number."""
        outside = [value for value, start, end in self.numbers if end <= claim.start or claim.end <= start]
        return _is_span(truth) and any(truth[0] <= value <= truth[1] for value in outside)

    def is_other_time(self, claim: Claim, facts: FactsView, market: str) -> bool:
        """Whether one of several times is how long goods may go back, heard with the wrong word."""
        known = {facts.get(f"markets.{market}.returns.{key}") for key in ("window_days", "faulty_window_days")}
        return len(self.times) > 1 and claim.unit in ("day", "business_day") and claim.low == claim.high and claim.high in known


def is_other_money(claim: Claim, claims: Sequence[Claim], facts: FactsView, market: str) -> bool:
    """Whether one of several amounts of money is what the shop takes or gives for something else: it was heard with the wrong word."""
    paths = [f"markets.{market}.{path}" for path in MONEY]
    known = {facts.get(path) for path in paths if facts.exists(path)}
    several = sum(c.unit == "money" for c in claims) > 1
    return several and claim.unit == "money" and claim.kind != "price" and not known.isdisjoint(claim.readings or (claim.high,))


def is_rounded(said: float, truth: float) -> bool:
    """Whether a whole number stands for one that is not: "three hours" for three and a quarter."""
    return said % 1 == 0 and truth % 1 != 0 and abs(said - truth) < 0.5


def _is_span(truth: Any) -> bool:
    return isinstance(truth, list | tuple) and len(truth) == 2 and all(isinstance(end, int | float) for end in truth)
