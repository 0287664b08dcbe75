"""Verdicts on what the shop does: sending, paying, taking back, answering."""

from __future__ import annotations

from typing import Any

from assistant.guard import written
from assistant.guard.claim import Claim
from assistant.guard.comparing import HOURS, MONTHS, TOLERANCE, Comparer, is_listed, same_amount
from assistant.guard.findings import Finding, Scene

_CALENDAR = {"day": 1, "business_day": 1, "week": 7, "month": 30, "year": 365}
_SLOWER, _MUCH_SLOWER = 2.5, 4  # times the hours a parcel is handed over in: such a promise is wrong too
_THRESHOLD = 3  # times the postage: from here on an amount may be the basket that makes it free
_INSTALMENT = 0.12  # of the least order that is paid in parts: a smaller amount may be one of the parts


class ShopVerdicts(Comparer):
    """One rule for each kind of claim; its name is the kind's with a line in front."""

    # ------------------------------------------------------------ shipping

    def _delivery(self, claim: Claim, scene: Scene) -> Finding:
        base = f"markets.{scene.market}.shipping"
        far = scene.remote or (scene.everywhere and scene.remote is None)
        path = f"{base}.days_remote" if far and self.facts.exists(f"{base}.days_remote") else f"{base}.days"
        return self.span(claim, path)

    def _dispatch(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.shipping.dispatch_hours"
        if not self.facts.exists(path):
            return Finding("unknown", claim)
        hours = claim.high * HOURS[claim.unit]
        least = self.facts.get(path)
        times = claim.low * HOURS[claim.unit] / least if least else 0.0
        packed = "delivery" not in claim.rivals and times >= _MUCH_SLOWER  # only of packing and handing over, and beyond a slip
        slower = times >= _SLOWER and (packed or not self._in_transit(claim, scene))
        return self.found(claim, path, hours >= least and not slower)

    def _in_transit(self, claim: Claim, scene: Scene) -> bool:
        """Whether the time is right for a delivery: it may have been meant."""
        base = f"markets.{scene.market}.shipping"
        return any(self.span(claim, f"{base}.{key}").outcome == "supported" for key in ("days", "days_remote"))

    def _fee(self, claim: Claim, scene: Scene) -> Finding | None:
        base = f"markets.{scene.market}.shipping"
        for path in (f"{base}.fee", f"{base}.fee_courier"):
            said = claim.readings or (claim.high,)
            if self.facts.exists(path) and any(same_amount(value, self.facts.get(path), approx=claim.approx) for value in said):
                return self.found(claim, path, True)
        least = self.facts.get(f"{base}.free_from")
        if isinstance(least, int | float) and claim.high >= least > 0:
            return None  # what somebody spends: the postage is then free
        if isinstance(least, int | float) and self._is_basket(claim, least, self.facts.get(f"{base}.fee")):
            return self.plain(claim, f"{base}.free_from", claim.high)
        return self.plain(claim, f"{base}.fee", claim.high)

    def _is_basket(self, claim: Claim, least: float, fee: Any) -> bool:
        """Whether an amount far above the postage is nearer to the basket from which it is free: "fill three hundred and the postage is gone"."""
        return isinstance(fee, int | float) and claim.high >= fee * _THRESHOLD > 0 and least / claim.high < claim.high / fee

    def _free_shipping_all(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.shipping.free_from"
        fee = self.facts.get(f"markets.{scene.market}.shipping.fee")
        if not claim.positive or fee == 0:
            return None
        if not self.facts.exists(path) and isinstance(fee, int | float):
            return self.found(claim, f"markets.{scene.market}.shipping.fee", False)
        return self.found(claim, path, self.facts.get(path) == 0) if self.facts.exists(path) else None

    def _served(self, claim: Claim, scene: Scene) -> Finding:
        return self.found(claim, "shop.markets_served", (claim.value in self.facts.get("shop.markets_served")) == claim.positive)

    # ------------------------------------------------------------ payment

    def _cod(self, claim: Claim, scene: Scene) -> Finding | None:
        base = f"markets.{scene.market}.payment"
        if self.facts.get(f"{base}.cod") is not True or not claim.positive or not self.facts.exists(f"{base}.cod_areas"):
            areas_only = not claim.positive and self.facts.exists(f"{base}.cod_areas")
            return None if areas_only else self.truth(claim, f"{base}.cod", True)
        listed = scene.in_areas(self.facts.get(f"{base}.cod_areas")) if scene.places else None
        if scene.everywhere or listed is False:
            return self.found(claim, f"{base}.cod_areas", False)
        return self.found(claim, f"{base}.cod_areas" if listed else f"{base}.cod", True)

    def _method(self, claim: Claim, scene: Scene) -> Finding | None:
        base = f"markets.{scene.market}.payment"
        refused, taken = self.facts.get(f"{base}.not_accepted") or (), self.facts.get(f"{base}.methods") or ()
        if not self.facts.exists(f"{base}.methods"):
            return Finding("unknown", claim)
        provider = self.facts.get(f"{base}.installments.provider") or ""
        if is_listed(claim.value, refused):
            return self.found(claim, f"{base}.not_accepted", not claim.positive)
        if is_listed(claim.value, taken):
            return self.found(claim, f"{base}.methods", claim.positive)
        if provider and is_listed(claim.value, (provider,)):
            return None
        return self.found(claim, f"{base}.methods", not claim.positive)

    def _all_methods(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.payment.not_accepted"
        return self.found(claim, path, False) if claim.positive and self.facts.get(path) else None

    def _no_interest(self, claim: Claim, scene: Scene) -> Finding | None:
        """Without interest for all plans, or for the months that are said with it."""
        base = f"markets.{scene.market}.payment.installments"
        free = f"{base}.interest_free_months"
        if not claim.positive or not self.facts.exists(free):
            return self.truth(claim, f"{base}.interest", 0)
        if claim.unit:
            return self.found(claim, free, claim.high * MONTHS[claim.unit] <= self.facts.get(free))
        return self.found(claim, f"{base}.interest", True) if self.facts.get(f"{base}.interest") == 0 else None

    def _installments(self, claim: Claim, scene: Scene) -> Finding | None:
        base = f"markets.{scene.market}.payment.installments"
        if not claim.unit or self.facts.get(f"{base}.available") is False:
            return self.truth(claim, f"{base}.available", True)
        said = claim.high * MONTHS[claim.unit]
        for key in ("payments", "months"):
            if self.facts.exists(f"{base}.{key}"):
                longest = self.facts.get(f"{base}.{key}")
                exact = key == "payments" and claim.unit == "times"  # payments need not be monthly
                return self.found(claim, f"{base}.{key}", said == longest if exact else said <= longest)
        return Finding("unknown", claim)

    def _installments_min(self, claim: Claim, scene: Scene) -> Finding | None:
        """An order below the least that is paid in parts; one above it is. The price of what is named is no least order."""
        path = f"markets.{scene.market}.payment.installments.min"
        least = self.facts.get(path)
        said = claim.readings or (claim.high,)
        if not isinstance(least, int | float) or max(said) < least * _INSTALMENT or self.facts.get(f"markets.{scene.market}.prices.{scene.mentioned}") in said:
            return None
        return self.found(claim, path, max(said) >= least * (1 - TOLERANCE))

    def _coupon(self, claim: Claim, scene: Scene) -> Finding | None:
        base = f"markets.{scene.market}.coupon"
        key, other = ("percent", "amount") if claim.unit == "percent" else ("amount", "percent")
        if self.facts.exists(f"{base}.{key}"):
            return self.plain(claim, f"{base}.{key}", claim.high)
        return self.found(claim, f"{base}.{other}", False) if self.facts.exists(f"{base}.{other}") else Finding("unknown", claim)

    # ------------------------------------------------------------ returns

    def _returns(self, claim: Claim, scene: Scene) -> Finding:
        path = f"markets.{scene.market}.returns.window_days"
        if not self.facts.exists(path):
            return Finding("unknown", claim)
        return self.found(claim, path, claim.high * _CALENDAR[claim.unit] == self.facts.get(path))

    def _faulty_returns(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.returns.faulty_window_days"
        return self.found(claim, path, claim.high * _CALENDAR[claim.unit] == self.facts.get(path)) if self.facts.exists(path) else None

    def _returns_anytime(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.returns.window_days"
        return self.found(claim, path, False) if claim.positive and self.facts.exists(path) else None

    def _refund(self, claim: Claim, scene: Scene) -> Finding:
        return self.span(claim, f"markets.{scene.market}.returns.refund_days")

    def _exchange_times(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.returns.exchange.times"
        fewer = self.facts.exists(path) and claim.high == 1 < self.facts.get(path)  # "swap it once" does not say that it is the only time
        return None if fewer else self.plain(claim, path, claim.high)

    def _return_fee(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.returns.return_fee"
        return self.plain(claim, path, claim.high) if self.facts.exists(path) or not claim.lone else None

    def _exchange_free(self, claim: Claim, scene: Scene) -> Finding | None:
        base = f"markets.{scene.market}.returns.exchange"
        if self.facts.get(f"{base}.available") is False:
            return self.truth(claim, f"{base}.available", True) if claim.positive else None
        return self.truth(claim, f"{base}.postage", "seller")

    def _answered_on(self, claim: Claim, scene: Scene) -> Finding | None:
        """A weekday on which the shop is said to answer. The day of the next live may be meant otherwise."""
        path = f"markets.{scene.market}.service.days"
        days = self.facts.get(path)
        if not isinstance(days, str) or claim.value == self.facts.get("live.next_live.weekday"):
            return None
        agrees = written.agrees_on_weekday(claim.value, days, positive=True)
        return None if agrees is None else self.found(claim, path, agrees)

    def _always_open(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.service.hours"
        return self.found(claim, path, False) if claim.positive and self.facts.exists(path) else None
