"""The verdict on a claim with the benefit of the doubt: wherever the rest of the sentence shows that the host knows the right amount, or
meant something else, nobody is interrupted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from assistant.guard.claim import Claim
from assistant.guard.excuses import SaidNumbers, is_other_money
from assistant.guard.findings import FactsView, Finding, Scene
from assistant.guard.reckoning import SaidMoney, is_reckoned
from assistant.guard.spoken_money import AmountFinder
from assistant.guard.under_topic import DAYS
from assistant.guard.verdicts import Judge
from assistant.language.quantities import QuantityReader

_SPANS = ("delivery", "refund")  # many amounts are right for a span
_BASKET = 0.4  # of the least order of a code
_FACTS_IN_SPANS = ("shipping.days", "shipping.days_remote", "returns.refund_days")
_OF_RETURNS = ("returns", "delivery")  # days that are said of broken goods are the time to report them
_NO_EXCUSE = {("delivery", "dispatch")}  # "arrives in two days" is not excused by a parcel that leaves in two


class Said:
    """What else a sentence says, read when a contradiction has to be excused."""

    def __init__(self, match: str, quantities: QuantityReader, amounts: AmountFinder) -> None:
        self._match, self._quantities, self._amounts = match, quantities, amounts

    @cached_property
    def numbers(self) -> SaidNumbers:
        return SaidNumbers.read(self._match, self._quantities)

    def has_deal(self, claim: Claim, facts: FactsView) -> bool:
        """Whether the deal is told rightly as well: "buy eight, four free, that is twelve"."""
        right = {facts.get("live.deal.buy"), facts.get("live.deal.free")}
        return {claim.low, claim.high} != right and right <= {*self.money.counts, *(value for value, *_ in self.numbers.numbers)}

    @cached_property
    def money(self) -> SaidMoney:
        return SaidMoney.read(self._match, self._amounts, self._quantities)


class LenientJudge:
    """Judges claims of one market's sheet. Immutable."""

    def __init__(self, facts: FactsView, market: str) -> None:
        self.facts, self.market, self.strict = facts, market, Judge(facts)

    def judge(self, claim: Claim, scene: Scene, claims: Sequence[Claim], said: Said) -> Finding | None:
        """The verdict on a claim. An amount that is wrong for the nearest cue and right for a farther one was meant for that; a host who
        says the right amount beside the wrong one knows it."""
        found = self.strict.judge(claim, scene)
        if found is None or found.outcome != "contradicted":
            return found
        on_its_way = claim.kind == "delivery" or (claim.kind != "refund" and {"delivery", "dispatch"} & {*claim.rivals})
        handed_over = self.strict.judge(replace(claim, kind="dispatch"), scene) if claim.unit == "hour" and on_its_way else None
        if handed_over is not None and handed_over.truth == claim.high:  # "thirty hours is until the courier has it, not until you have it"
            return handed_over
        rivals = self._rivals(claim, scene, claims, said, found.truth)
        right = next((r for r in rivals if r is not None and r.outcome == "supported"), None)
        if right is not None or self._is_excused(found, scene, claims, said):
            return right
        unlike = found.path is not None and found.path.endswith("coupon.percent") and claim.unit == "money"  # so much off, where it is percent
        likelier = "coupon_min" if unlike else "faulty_returns" if claim.kind in _OF_RETURNS else ""
        return next((r for r in rivals if r is not None and r.claim.kind == likelier), found)

    def _rivals(self, claim: Claim, scene: Scene, claims: Sequence[Claim], said: Said, truth: Any) -> list[Finding | None]:
        """Verdicts on what the amount may have been meant for instead: by a cue farther away, another way of the parcel, another place."""
        kinds = [kind for kind in claim.rivals if (claim.kind, kind) not in _NO_EXCUSE]
        rivals = [self.strict.judge(replace(claim, kind=kind), scene) for kind in kinds]
        if claim.kind != "delivery":
            return rivals
        in_transit = [replace(claim, low=high, high=high, unit=unit) for high, unit in claim.others] + [
            replace(c, kind="delivery") for c in claims if c.kind in ("delivery", "dispatch") and c is not claim
        ]
        if "dispatch" in claim.rivals and any(self.agrees(c, scene) for c in in_transit):
            rivals.append(self.strict.judge(replace(claim, kind="dispatch"), scene))  # "leaves in a day and a half, then two or three days"
        both_told = said.numbers.has_right(claim, truth) or any(self.agrees(c, scene) for c in in_transit if c.kind == "delivery")
        if scene.remote is not None and both_told:
            rivals.append(self.strict.judge(claim, replace(scene, remote=not scene.remote)))  # "the islands five to eight days, the rest two to four"
        if scene.remote is None and (scene.places or claim.low < claim.high):  # it may be far, or a place nobody knows
            rivals.append(self.strict.judge(claim, replace(scene, remote=True)))
        return rivals

    def _is_excused(self, found: Finding, scene: Scene, claims: Sequence[Claim], said: Said) -> bool:
        """Whether something else in the sentence says that the right amount is known, or that this one promises nothing."""
        claim = found.claim
        if claim.kind in _SPANS:
            if said.numbers.put_right(claim, found.truth) or said.numbers.is_other_time(claim, self.facts, self.market):
                return True
        elif any(self.agrees(replace(claim, low=high, high=high, unit=unit), scene) for high, unit in claim.others) or any(
            self.agrees(replace(c, kind=claim.kind), scene) for c in claims if c is not claim and claim.kind in c.rivals
        ):
            return True
        if claim.unit in DAYS and claim.kind not in _SPANS and said.numbers.put_right(claim, found.truth):
            return True
        if claim.kind == "free_shipping_all" and any(found.truth in readings for readings, _ in said.money.amounts):
            return True  # the threshold is told with it
        if found.path is not None and found.path.startswith("live.deal.") and said.has_deal(claim, self.facts):
            return True
        if claim.late and isinstance(found.truth, list) and claim.high > found.truth[1]:
            return True
        if claim.late and claim.kind == "dispatch":
            return True
        if claim.low < claim.high and [claim.low, claim.high] in [self.facts.get(f"markets.{self.market}.{path}") for path in _FACTS_IN_SPANS]:
            return True  # the very span of something else
        if claim.kind == "coupon" and claim.unit == "money" and self._is_basket(claim):
            return True
        product = scene.mentioned or scene.on_screen
        return is_other_money(claim, claims, self.facts, self.market) or is_reckoned(claim, found.truth, said.money, self.facts, self.market, product)

    def _is_basket(self, claim: Claim) -> bool:
        """Whether an amount beside a code that takes a percentage is rather what is bought with it."""
        least = self.facts.get(f"markets.{self.market}.coupon.min")
        by_percent = self.facts.exists(f"markets.{self.market}.coupon.percent") and not self.facts.exists(f"markets.{self.market}.coupon.amount")
        return by_percent and isinstance(least, int | float) and claim.high >= least * _BASKET

    def agrees(self, claim: Claim, scene: Scene) -> bool:
        found = self.strict.judge(claim, scene)
        return found is not None and found.outcome == "supported"
