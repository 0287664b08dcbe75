"""Ways to compare what is claimed with what a sheet says: amounts, spans of days, yes or no, texts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.guard import written
from assistant.guard.claim import Claim
from assistant.guard.findings import FactsView, Finding, Scene
from assistant.language.spelling import match_key

TOLERANCE, _APPROX = 0.005, 0.1  # relative differences that count as the same: as said, and when said with "about"
_DAYS = {"minute": (0, 0), "hour": (1 / 24, 1 / 24), "day": (1, 1), "business_day": (1, 1), "week": (5, 7), "month": (20, 31), "year": (250, 366)}
HOURS = {"minute": 1 / 60, "hour": 1, "day": 24, "business_day": 24, "week": 168}
MONTHS = {"month": 1.0, "year": 12.0, "week": 0.25, "times": 1.0}
# The unit in which a fact is written, by the end of its key -> factors of the units it may be said in.
_FACTORS: dict[str, dict[str, float]] = {
    "hours": {"hour": 1, "minute": 1 / 60, "day": 24, "week": 168}, "minutes": {"minute": 1, "hour": 60}, "seconds": {"second": 1, "minute": 60},
    "ml": {"ml": 1, "l": 1000}, "g": {"g": 1, "kg": 1000}, "m": {"m": 1, "cm": 0.01}, "months": {"month": 1, "year": 12},
    "with_case": {"hour": 1, "minute": 1 / 60}, "cm": {"cm": 1, "m": 100}, "days": {"day": 1, "business_day": 1, "week": 7, "month": 30},
}  # fmt: skip
PLAUSIBLE = (0.3, 3.0)  # how far a wrong amount may be from the fact where it is not sure that it is meant
_PLAUSIBLE_ALONE = (0.45, 1.8)  # ... and where not even a unit says that it is money
_OF_BODIES, _SCALE = ("g", "kg", "cm", "m"), 5  # what people tell of themselves as well, and times the fact
_SHORT = {"americanexpress": "amex", "tng": "touchngo"}


class Comparer:
    """Compares with one sheet. Immutable."""

    def __init__(self, facts: FactsView) -> None:
        self.facts = facts

    def found(self, claim: Claim, path: str, agrees: bool, product: str | None = None) -> Finding:
        return Finding("supported" if agrees else "contradicted", claim, path, self.facts.get(path), product)

    def plain(self, claim: Claim, path: str, said: float, product: str | None = None) -> Finding | None:
        """Equal numbers. Nothing is said of an amount that is only guessed to be meant and is far from the fact."""
        if not self.facts.exists(path):
            return Finding("unknown", claim, product=product)
        truth = self.facts.get(path)
        agrees = any(same_amount(value, truth, approx=claim.approx) for value in claim.readings or (said,))
        if not agrees and not _is_plausible(claim, truth):
            return None
        near = not isinstance(truth, int | float) or PLAUSIBLE[0] * truth <= said <= PLAUSIBLE[1] * truth
        return replace(self.found(claim, path, agrees, product), far=not near)

    def truth(self, claim: Claim, path: str, value: Any, product: str | None = None) -> Finding:
        """A yes-or-no fact."""
        if not self.facts.exists(path):
            return Finding("unknown", claim, product=product)
        return self.found(claim, path, (self.facts.get(path) == value) == claim.positive, product)

    def _fact(self, claim: Claim, scene: Scene) -> Finding | None:
        """A fact that has no rule of its own: an amount, a span of days, true or false, or a text."""
        product = scene.mentioned or self.holder(claim.path.removeprefix("products.<P>."), scene.on_screen) if "<P>" in claim.path else None
        path = claim.path.replace("<M>", scene.market).replace("<P>", product or "")
        if not self.facts.exists(path):
            return None
        truth = self.facts.get(path)
        if isinstance(truth, str):
            agrees = self._agrees_as_written(claim, truth, path)
            return None if agrees is None else self.found(claim, path, agrees, product)
        if claim.unit and isinstance(truth, list):
            return self.span(claim, path)
        if claim.unit and is_out_of_scale(claim, in_unit(claim, path), truth):
            return None
        return self.plain(claim, path, in_unit(claim, path), product) if claim.unit else self.truth(claim, path, True, product)

    @staticmethod
    def _agrees_as_written(claim: Claim, truth: str, path: str) -> bool | None:
        match claim.unit:
            case "clock" | "clock24":
                return written.agrees_on_time(claim.readings, truth, exact=claim.unit == "clock24")
            case "until":
                return written.agrees_on_end(claim.readings, truth)
            case "year" | "month":
                per_year = 12 if claim.unit == "month" else 1
                return written.agrees_on_ages(claim.low / per_year, claim.high / per_year, truth)
            case "figures":
                return written.agrees_on_figures(claim.readings, truth)
        return written.agrees_on_weekday(claim.value, truth, positive=claim.positive, is_day_off="no_dispatch_day" in path)

    def span(self, claim: Claim, path: str) -> Finding:
        """Business days: inside the fact's span is right; faster, or a promised maximum below the fact's, is not."""
        if not self.facts.exists(path):
            return Finding("unknown", claim)
        least, most = self.facts.get(path)
        first, last = _DAYS[claim.unit]
        low, high = claim.low * first, claim.high * last
        single = claim.low == claim.high
        if claim.least:
            return self.found(claim, path, low <= most)
        if single and (claim.upper or claim.sure) and not claim.approx:
            return self.found(claim, path, high >= most)
        if claim.approx:
            return self.found(claim, path, high >= least - 1 and low <= most + 1)
        if single:
            return self.found(claim, path, high >= least and low <= most)
        return self.found(claim, path, low >= least and low <= most)

    def holder(self, key: str, on_screen: str | None) -> str | None:
        if on_screen and self.facts.exists(f"products.{on_screen}.{key}"):
            return on_screen
        holders = [p for p in self.facts.products if self.facts.exists(f"products.{p}.{key}")]
        return holders[0] if len(holders) == 1 else None


def same_amount(said: float, truth: Any, *, approx: bool) -> bool:
    if not isinstance(truth, int | float):
        return True
    return abs(said - truth) <= abs(truth) * (_APPROX if approx else TOLERANCE) + 1e-9


def _is_plausible(claim: Claim, truth: Any) -> bool:
    """Whether an amount that nothing ties to the fact is near enough to be meant for it."""
    if not (claim.guess or claim.lone) or not isinstance(truth, int | float):
        return True
    if claim.guess and any(abs(value - truth) < 1 for value in claim.readings):
        return False  # the cents were left out
    least, most = _PLAUSIBLE_ALONE if claim.guess and claim.lone else PLAUSIBLE
    return any(least * truth <= value <= most * truth for value in claim.readings or (claim.high,))


def is_out_of_scale(claim: Claim, said: float, truth: Any) -> bool:
    """Whether a weight or a length is of something else altogether: a dog beside a handbag."""
    return claim.unit in _OF_BODIES and isinstance(truth, int | float) and not truth / _SCALE <= said <= truth * _SCALE


def in_unit(claim: Claim, path: str) -> float:
    """The amount in the unit that the fact's key ends with."""
    for ending, factors in _FACTORS.items():
        if path.endswith(ending) and claim.unit in factors:
            return claim.high * factors[claim.unit]
    return claim.high


def is_listed(value: str, listed: Sequence[str]) -> bool:
    key = _joined(value)
    return any(key == item or (len(key) >= 4 and key in item) for item in map(_joined, listed))


def _joined(name: str) -> str:
    """A name as it is compared: sheets write some of them short."""
    key = match_key(name).replace(" ", "")
    return _SHORT.get(key, key)
