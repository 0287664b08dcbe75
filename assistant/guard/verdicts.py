"""One claim against the facts sheet: supported, contradicted, unknown, or nothing to say (None). Pure.

Wherever the sheet could be read in the host's favour it is: a verdict that is wrong interrupts a correct host.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from assistant.guard import written
from assistant.guard.amounts import UNITS
from assistant.guard.claim import Claim
from assistant.guard.excuses import MONEY, is_rounded
from assistant.guard.findings import FactsView, Finding, Scene
from assistant.language.spelling import match_key

_TOLERANCE, _APPROX = 0.005, 0.1  # relative differences that count as the same: as said, and when said with "about"
_HOURS = {"minute": 1 / 60, "hour": 1, "day": 24, "business_day": 24, "week": 168}
_DAYS = {"minute": (0, 0), "hour": (1 / 24, 1 / 24), "day": (1, 1), "business_day": (1, 1), "week": (5, 7), "month": (20, 31), "year": (250, 366)}
_CALENDAR = {"day": 1, "business_day": 1, "week": 7, "month": 30, "year": 365}
_MONTHS = {"month": 1.0, "year": 12.0, "week": 0.25, "times": 1.0}
# The unit in which a fact is written, by the end of its key -> factors of the units it may be said in.
_FACTORS: dict[str, dict[str, float]] = {
    "hours": {"hour": 1, "minute": 1 / 60, "day": 24, "week": 168}, "minutes": {"minute": 1, "hour": 60}, "seconds": {"second": 1, "minute": 60},
    "ml": {"ml": 1, "l": 1000}, "g": {"g": 1, "kg": 1000}, "m": {"m": 1, "cm": 0.01}, "months": {"month": 1, "year": 12},
    "with_case": {"hour": 1, "minute": 1 / 60}, "cm": {"cm": 1, "m": 100}, "days": {"day": 1, "business_day": 1, "week": 7, "month": 30},
}  # fmt: skip
_MONEY = {
    "fee": "shipping.fee", "free_from": "shipping.free_from", "coupon_min": "coupon.min", "cod_fee": "payment.cod_fee",
    "cod_max": "payment.cod_max", "interest": "payment.installments.interest",
}  # fmt: skip
_MEASURES = ("capacity_ml", "battery_mah", "volume_ml", "net_weight_g", "weight_g", "power_w", "tank_ml", "count", "warranty_months", "stock")
_PLAUSIBLE = (0.3, 3.0)  # how far a wrong amount may be from the fact where it is not sure that it is meant
_SLOWER, _MUCH_SLOWER = 2.5, 4  # times the hours a parcel is handed over in: such a promise is wrong too
_THRESHOLD = 3  # times the postage: from here on an amount may be the basket that makes it free
_INSTALMENT = 0.12  # of the least order that is paid in parts: a smaller amount may be one of the parts
_SUM = 1.2  # from here on an amount beside several pieces is no price of one
_PLAUSIBLE_UNNAMED = (0.15, 6.0)  # ... and where no product is named
_PLAUSIBLE_ALONE = (0.45, 1.8)  # ... and where not even a unit says that it is money
_FEW_PIECES, _ROUGH = 5, (0.5, 1.5)  # how far a number of pieces may be from the stock
_PURE = 100  # percent of a material that is the only one
# Materials a host names -> how a sheet may write them.
_MATERIALS: dict[str, tuple[str, ...]] = {
    "cotton": ("cotton",), "linen": ("linen",), "silk": ("silk",), "wool": ("wool", "merino", "cashmere"), "leather": ("leather", "suede"),
    "polyester": ("polyester",), "rayon": ("rayon", "viscose"), "stainless steel": ("stainless steel",), "glass": ("glass",), "wood": ("wood", "bamboo"),
}  # fmt: skip
_SHORT = {"americanexpress": "amex"}
_LIVE = {"min_age": "giveaway.min_age", "draw": "giveaway.draw_every_minutes", "winners": "giveaway.winners_per_draw"}
# Yes-or-no claims about the market or the shop: path and the value that makes the claim true.
_FACTS: dict[str, tuple[str, Any]] = {
    "cod": ("markets.<M>.payment.cod", True), "inspect": ("markets.<M>.payment.inspect_before_paying", True),
    "try_on": ("markets.<M>.payment.try_on_before_paying", True), "cod_by_card": ("markets.<M>.payment.cod_by_card", True),
    "exchange": ("markets.<M>.returns.exchange.available", True), "return_free": ("markets.<M>.returns.change_of_mind_postage", "seller"),
    "opened_ok": ("markets.<M>.returns.opened_ok", True), "unboxing_video": ("markets.<M>.returns.unboxing_video_required", True),
    "tracking": ("markets.<M>.shipping.tracking.available", True), "installments": ("markets.<M>.payment.installments.available", True),
    "gift_wrap_free": ("shop.gift_wrap.free", True),
    "purchase_needed": ("giveaway.purchase_needed", True), "sale_returnable": ("returns_common.sale_items_returnable", True),
}  # fmt: skip

class Judge:
    """Compares claims with one sheet. Immutable."""

    def __init__(self, facts: FactsView) -> None:
        self._facts = facts

    def judge(self, claim: Claim, scene: Scene) -> Finding | None:
        """The verdict on one claim; None where it cannot or need not be judged."""
        kind = claim.kind
        if claim.least and kind not in ("delivery", "refund"):
            return None
        if kind in _LIVE:
            return self._plain(claim, _LIVE[kind], _in_unit(claim, _LIVE[kind]))
        if kind in _MONEY and kind != "fee":
            return self._plain(claim, f"markets.{scene.market}.{_MONEY[kind]}", claim.high)
        if kind in _FACTS and kind not in ("cod", "installments"):
            path, value = _FACTS[kind]
            return self._truth(claim, path.replace("<M>", scene.market), value)
        rule: Callable[[Claim, Scene], Finding | None] | None = getattr(self, f"_{kind}", None)
        return rule(claim, scene) if rule else self._attribute(claim, scene)

    # ------------------------------------------------------------ ways to compare

    def _found(self, claim: Claim, path: str, agrees: bool, product: str | None = None) -> Finding:
        return Finding("supported" if agrees else "contradicted", claim, path, self._facts.get(path), product)

    def _plain(self, claim: Claim, path: str, said: float, product: str | None = None) -> Finding | None:
        """Equal numbers. Nothing is said of an amount that is only guessed to be meant and is far from the fact."""
        if not self._facts.exists(path):
            return Finding("unknown", claim, product=product)
        truth = self._facts.get(path)
        agrees = any(_same(value, truth, approx=claim.approx) for value in claim.readings or (said,))
        if not agrees and not _is_plausible(claim, truth):
            return None
        near = not isinstance(truth, int | float) or _PLAUSIBLE[0] * truth <= said <= _PLAUSIBLE[1] * truth
        return replace(self._found(claim, path, agrees, product), far=not near)

    def _truth(self, claim: Claim, path: str, value: Any, product: str | None = None) -> Finding:
        """A yes-or-no fact."""
        if not self._facts.exists(path):
            return Finding("unknown", claim, product=product)
        return self._found(claim, path, (self._facts.get(path) == value) == claim.positive, product)

    def _fact(self, claim: Claim, scene: Scene) -> Finding | None:
        """A fact that has no rule of its own: an amount, a span of days, true or false, or a text."""
        product = scene.mentioned or self._holder(claim.path.removeprefix("products.<P>."), scene.on_screen) if "<P>" in claim.path else None
        path = claim.path.replace("<M>", scene.market).replace("<P>", product or "")
        if not self._facts.exists(path):
            return None
        truth = self._facts.get(path)
        if isinstance(truth, str):
            agrees = self._agrees_as_written(claim, truth, path)
            return None if agrees is None else self._found(claim, path, agrees, product)
        if claim.unit and isinstance(truth, list):
            return self._span(claim, path)
        return self._plain(claim, path, _in_unit(claim, path), product) if claim.unit else self._truth(claim, path, True, product)

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

    def _span(self, claim: Claim, path: str) -> Finding:
        """Business days: inside the fact's span is right; faster, or a promised maximum below the fact's, is not."""
        if not self._facts.exists(path):
            return Finding("unknown", claim)
        least, most = self._facts.get(path)
        first, last = _DAYS[claim.unit]
        low, high = claim.low * first, claim.high * last
        single = claim.low == claim.high
        if claim.least:
            return self._found(claim, path, low <= most)
        if single and (claim.upper or claim.sure) and not claim.approx:
            return self._found(claim, path, high >= most)
        if claim.approx:
            return self._found(claim, path, high >= least - 1 and low <= most + 1)
        if single:
            return self._found(claim, path, high >= least and low <= most)
        return self._found(claim, path, low >= least and low <= most)

    # ------------------------------------------------------------ shipping

    def _delivery(self, claim: Claim, scene: Scene) -> Finding:
        base = f"markets.{scene.market}.shipping"
        far = scene.remote or (scene.everywhere and scene.remote is None)
        path = f"{base}.days_remote" if far and self._facts.exists(f"{base}.days_remote") else f"{base}.days"
        return self._span(claim, path)

    def _dispatch(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.shipping.dispatch_hours"
        if not self._facts.exists(path):
            return Finding("unknown", claim)
        hours = claim.high * _HOURS[claim.unit]
        least = self._facts.get(path)
        times = claim.low * _HOURS[claim.unit] / least if least else 0.0
        packed = "delivery" not in claim.rivals and times >= _MUCH_SLOWER  # only of packing and handing over, and beyond a slip
        slower = times >= _SLOWER and (packed or not self._in_transit(claim, scene))
        return self._found(claim, path, hours >= least and not slower)

    def _in_transit(self, claim: Claim, scene: Scene) -> bool:
        """Whether the time is right for a delivery: it may have been meant."""
        base = f"markets.{scene.market}.shipping"
        return any(self._span(claim, f"{base}.{key}").outcome == "supported" for key in ("days", "days_remote"))

    def _fee(self, claim: Claim, scene: Scene) -> Finding | None:
        base = f"markets.{scene.market}.shipping"
        for path in (f"{base}.fee", f"{base}.fee_courier"):
            said = claim.readings or (claim.high,)
            if self._facts.exists(path) and any(_same(value, self._facts.get(path), approx=claim.approx) for value in said):
                return self._found(claim, path, True)
        least = self._facts.get(f"{base}.free_from")
        if isinstance(least, int | float) and claim.high >= least > 0:
            return None  # what somebody spends: the postage is then free
        if isinstance(least, int | float) and self._is_basket(claim, least, self._facts.get(f"{base}.fee")):
            return self._plain(claim, f"{base}.free_from", claim.high)
        return self._plain(claim, f"{base}.fee", claim.high)

    def _is_basket(self, claim: Claim, least: float, fee: Any) -> bool:
        """Whether an amount far above the postage is nearer to the basket from which it is free: "fill three hundred and the postage is gone"."""
        return isinstance(fee, int | float) and claim.high >= fee * _THRESHOLD > 0 and least / claim.high < claim.high / fee

    def _free_shipping_all(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.shipping.free_from"
        fee = self._facts.get(f"markets.{scene.market}.shipping.fee")
        if not claim.positive or fee == 0:
            return None
        if not self._facts.exists(path) and isinstance(fee, int | float):
            return self._found(claim, f"markets.{scene.market}.shipping.fee", False)
        return self._found(claim, path, self._facts.get(path) == 0) if self._facts.exists(path) else None

    def _served(self, claim: Claim, scene: Scene) -> Finding:
        return self._found(claim, "shop.markets_served", (claim.value in self._facts.get("shop.markets_served")) == claim.positive)

    # ------------------------------------------------------------ payment

    def _cod(self, claim: Claim, scene: Scene) -> Finding | None:
        base = f"markets.{scene.market}.payment"
        if self._facts.get(f"{base}.cod") is not True or not claim.positive or not self._facts.exists(f"{base}.cod_areas"):
            areas_only = not claim.positive and self._facts.exists(f"{base}.cod_areas")
            return None if areas_only else self._truth(claim, f"{base}.cod", True)
        listed = scene.in_areas(self._facts.get(f"{base}.cod_areas")) if scene.places else None
        if scene.everywhere or listed is False:
            return self._found(claim, f"{base}.cod_areas", False)
        return self._found(claim, f"{base}.cod_areas" if listed else f"{base}.cod", True)

    def _method(self, claim: Claim, scene: Scene) -> Finding | None:
        base = f"markets.{scene.market}.payment"
        refused, taken = self._facts.get(f"{base}.not_accepted") or (), self._facts.get(f"{base}.methods") or ()
        if not self._facts.exists(f"{base}.methods"):
            return Finding("unknown", claim)
        provider = self._facts.get(f"{base}.installments.provider") or ""
        if _named(claim.value, refused):
            return self._found(claim, f"{base}.not_accepted", not claim.positive)
        if _named(claim.value, taken):
            return self._found(claim, f"{base}.methods", claim.positive)
        if provider and _named(claim.value, (provider,)):
            return None
        return self._found(claim, f"{base}.methods", not claim.positive)

    def _all_methods(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.payment.not_accepted"
        return self._found(claim, path, False) if claim.positive and self._facts.get(path) else None

    def _no_interest(self, claim: Claim, scene: Scene) -> Finding | None:
        """Without interest for all plans, or for the months that are said with it."""
        base = f"markets.{scene.market}.payment.installments"
        free = f"{base}.interest_free_months"
        if not claim.positive or not self._facts.exists(free):
            return self._truth(claim, f"{base}.interest", 0)
        if claim.unit:
            return self._found(claim, free, claim.high * _MONTHS[claim.unit] <= self._facts.get(free))
        return self._found(claim, f"{base}.interest", True) if self._facts.get(f"{base}.interest") == 0 else None

    def _installments(self, claim: Claim, scene: Scene) -> Finding | None:
        base = f"markets.{scene.market}.payment.installments"
        if not claim.unit or self._facts.get(f"{base}.available") is False:
            return self._truth(claim, f"{base}.available", True)
        said = claim.high * _MONTHS[claim.unit]
        for key in ("payments", "months"):
            if self._facts.exists(f"{base}.{key}"):
                longest = self._facts.get(f"{base}.{key}")
                exact = key == "payments" and claim.unit == "times"  # payments need not be monthly
                return self._found(claim, f"{base}.{key}", said == longest if exact else said <= longest)
        return Finding("unknown", claim)

    def _installments_min(self, claim: Claim, scene: Scene) -> Finding | None:
        """An order below the least that is paid in parts; one above it is. The price of what is named is no least order."""
        path = f"markets.{scene.market}.payment.installments.min"
        least = self._facts.get(path)
        said = claim.readings or (claim.high,)
        if not isinstance(least, int | float) or max(said) < least * _INSTALMENT or self._facts.get(f"markets.{scene.market}.prices.{scene.mentioned}") in said:
            return None
        return self._found(claim, path, max(said) >= least * (1 - _TOLERANCE))

    def _coupon(self, claim: Claim, scene: Scene) -> Finding | None:
        base = f"markets.{scene.market}.coupon"
        key, other = ("percent", "amount") if claim.unit == "percent" else ("amount", "percent")
        if self._facts.exists(f"{base}.{key}"):
            return self._plain(claim, f"{base}.{key}", claim.high)
        return self._found(claim, f"{base}.{other}", False) if self._facts.exists(f"{base}.{other}") else Finding("unknown", claim)

    # ------------------------------------------------------------ returns

    def _returns(self, claim: Claim, scene: Scene) -> Finding:
        path = f"markets.{scene.market}.returns.window_days"
        if not self._facts.exists(path):
            return Finding("unknown", claim)
        return self._found(claim, path, claim.high * _CALENDAR[claim.unit] == self._facts.get(path))

    def _faulty_returns(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.returns.faulty_window_days"
        return self._found(claim, path, claim.high * _CALENDAR[claim.unit] == self._facts.get(path)) if self._facts.exists(path) else None

    def _returns_anytime(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.returns.window_days"
        return self._found(claim, path, False) if claim.positive and self._facts.exists(path) else None

    def _refund(self, claim: Claim, scene: Scene) -> Finding:
        return self._span(claim, f"markets.{scene.market}.returns.refund_days")

    def _exchange_times(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.returns.exchange.times"
        fewer = self._facts.exists(path) and claim.high == 1 < self._facts.get(path)  # "swap it once" does not say that it is the only time
        return None if fewer else self._plain(claim, path, claim.high)

    def _return_fee(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.returns.return_fee"
        return self._plain(claim, path, claim.high) if self._facts.exists(path) or not claim.lone else None

    def _exchange_free(self, claim: Claim, scene: Scene) -> Finding | None:
        base = f"markets.{scene.market}.returns.exchange"
        if self._facts.get(f"{base}.available") is False:
            return self._truth(claim, f"{base}.available", True) if claim.positive else None
        return self._truth(claim, f"{base}.postage", "seller")

    def _answered_on(self, claim: Claim, scene: Scene) -> Finding | None:
        """A weekday on which the shop is said to answer. The day of the next live may be meant otherwise."""
        path = f"markets.{scene.market}.service.days"
        days = self._facts.get(path)
        if not isinstance(days, str) or claim.value == self._facts.get("live.next_live.weekday"):
            return None
        agrees = written.agrees_on_weekday(claim.value, days, positive=True)
        return None if agrees is None else self._found(claim, path, agrees)

    def _always_open(self, claim: Claim, scene: Scene) -> Finding | None:
        path = f"markets.{scene.market}.service.hours"
        return self._found(claim, path, False) if claim.positive and self._facts.exists(path) else None

    # ------------------------------------------------------------ live, products

    def _deal(self, claim: Claim, scene: Scene) -> Finding | None:
        if not self._facts.exists("live.deal.buy"):
            return Finding("unknown", claim)
        if claim.lone and scene.mentioned is None:  # "one plus one" may be any sum
            return None
        agrees = not claim.value and (claim.low, claim.high) == (self._facts.get("live.deal.buy"), self._facts.get("live.deal.free"))
        path = "live.deal.offer" if self._facts.exists("live.deal.offer") else "live.deal.free"
        return self._found(claim, path, agrees)

    def _minors(self, claim: Claim, scene: Scene) -> Finding | None:
        age = self._facts.get("giveaway.min_age")
        return self._found(claim, "giveaway.min_age", False) if isinstance(age, int) and age >= 18 else None

    def _plan(self, claim: Claim, scene: Scene) -> Finding:
        return Finding("unknown", claim)

    def _stock(self, claim: Claim, scene: Scene) -> Finding | None:
        """More pieces than half again as many as there are, or fewer than half: a count on air is rough. A price beside "piece" is no count."""
        path = f"products.{scene.mentioned}.stock"
        stock = self._facts.get(path) if scene.mentioned else None
        if not isinstance(stock, int) or isinstance(stock, bool):
            return None
        said = claim.high
        if said == self._facts.get(f"markets.{scene.market}.prices.{scene.mentioned}"):
            return None
        wrong = abs(said - stock) >= _FEW_PIECES and not stock * _ROUGH[0] <= said <= stock * _ROUGH[1]
        return self._found(claim, path, False, scene.mentioned) if wrong else None

    def _sold_out_sizes(self, claim: Claim, scene: Scene) -> Finding | None:
        return self._sold_out(claim, scene, "sizes")

    def _sold_out_colours(self, claim: Claim, scene: Scene) -> Finding | None:
        return self._sold_out(claim, scene, "colours")

    def _sold_out(self, claim: Claim, scene: Scene, key: str) -> Finding | None:
        """A size or a colour that is said to be there and is not. One that is there need not be named."""
        product = scene.mentioned or (scene.on_screen if scene.brief else None)
        path = f"products.{product}.sold_out_{key}"
        ours = _listed(claim.value, self._facts.get(f"products.{product}.{key}") or ()) if product else None
        return self._found(claim, path, False, product) if ours in (self._facts.get(path) or ()) else None

    def _material(self, claim: Claim, scene: Scene) -> Finding | None:
        """What is said to be the one material. The sheet must name another, or only a share of this one."""
        product = scene.mentioned or (scene.on_screen if scene.brief else None)
        path = f"products.{product}.material"
        text = self._facts.get(path) if product else None
        names = _MATERIALS.get(claim.value)
        if not isinstance(text, str) or names is None:
            return None
        known = match_key(text)
        if not any(f" {name}" in f" {known}" for name in names):
            return self._found(claim, path, False, product)
        if claim.lone:  # nothing says that there is no other in it
            return None
        share = next((float(m[1]) for name in names if (m := re.search(rf"(\d+) percent (?:\w+ )?{name}", known))), None)
        return self._found(claim, path, False, product) if share is not None and share < _PURE else None

    def _cure(self, claim: Claim, scene: Scene) -> Finding | None:
        product = scene.mentioned or scene.on_screen
        path = f"products.{product}.claims_allowed"
        return self._found(claim, path, False, product) if product and self._facts.exists(path) else None

    def _price(self, claim: Claim, scene: Scene) -> Finding | None:
        product = scene.mentioned or (scene.on_screen if scene.brief or not claim.lone else None)
        if product is None or (claim.lone and self._is_told_elsewhere(claim, scene, product)):
            return None
        found = self._plain(claim, f"markets.{scene.market}.prices.{product}", claim.high, product)
        return None if found and found.outcome == "contradicted" and (self._is_reckoned(claim, scene, product) or _is_sum(claim, scene, found.truth)) else found

    def _is_reckoned(self, claim: Claim, scene: Scene, product: str) -> bool:
        """Whether an amount is exactly what the price makes with something else: several pieces, another product, the postage, the coupon."""
        base = f"markets.{scene.market}"
        price = self._facts.get(f"{base}.prices.{product}")
        if not isinstance(price, int | float):
            return False
        fee, cod, off = (self._facts.get(f"{base}.{path}") or 0 for path in ("shipping.fee", "payment.cod_fee", "coupon.amount"))
        percent = self._facts.get(f"{base}.coupon.percent") or 0
        prices = [self._facts.get(f"{base}.prices.{p}") for p in self._facts.products if p != product]
        sums = [price * n for n in range(2, 6)] + [price + p for p in prices if isinstance(p, int | float)]
        less = [price, *sums] if "coupon" in claim.rivals else []
        sums += [price + fee, price + cod, price + fee + cod, *(s - off for s in less), *(s * (100 - percent) / 100 for s in less)]
        return any(abs(said - s) < 0.01 for said in claim.readings or (claim.high,) for s in sums)

    def _is_told_elsewhere(self, claim: Claim, scene: Scene, product: str) -> bool:
        """Whether an amount without any cue is right for something else: the postage, another product, what a battery holds."""
        base = f"markets.{scene.market}"
        paths = [f"{base}.prices.{p}" for p in self._facts.products if p != product]
        paths += [f"products.{product}.{key}" for key in _MEASURES]
        paths += [] if scene.mentioned else [f"{base}.{path}" for path in MONEY]
        known = {self._facts.get(path) for path in paths if self._facts.exists(path)}
        said = claim.readings or (claim.high,)
        return self._facts.get(f"{base}.prices.{product}") not in said and not known.isdisjoint(said)

    def _origin(self, claim: Claim, scene: Scene) -> Finding | None:
        product = scene.mentioned or scene.on_screen
        return self._truth(claim, f"products.{product}.origin_country", claim.value, product) if product else None

    def _allergen(self, claim: Claim, scene: Scene) -> Finding | None:
        product = scene.mentioned or scene.on_screen
        path = f"products.{product}.allergens"
        return self._found(claim, path, not _named(claim.value, self._facts.get(path))) if product and self._facts.exists(path) else None

    def _warranty(self, claim: Claim, scene: Scene) -> Finding | None:
        product = scene.mentioned or scene.on_screen
        said = claim.high * _MONTHS[claim.unit]
        return self._plain(claim, f"products.{product}.warranty_months", said, product) if product else None

    def _halal(self, claim: Claim, scene: Scene) -> Finding | None:
        return self._attribute(claim, scene, "halal.certified")

    def _attribute(self, claim: Claim, scene: Scene, key: str = "") -> Finding | None:
        """A fact of a product: the one named, else the one on screen if it has it, else the only one that has it."""
        key = key or claim.kind
        product = scene.mentioned or self._holder(key, scene.on_screen)
        if product is None:
            return None
        path = f"products.{product}.{key}"
        if claim.unit:
            said, truth = _in_unit(claim, key), self._facts.get(path)
            if isinstance(truth, int | float) and self._is_meant_otherwise(claim, scene, product, said, truth):
                return None
            return self._plain(claim, path, said, product)
        return self._truth(claim, path, True, product)

    def _is_meant_otherwise(self, claim: Claim, scene: Scene, product: str, said: float, truth: float) -> bool:
        """Whether a measure that differs is rounded, is another one of the same product, or is said of something else."""
        if said == truth:
            return False
        same_unit = [kind for kind, units in UNITS.items() if claim.unit in units and kind != claim.kind]
        others = [(kind, self._facts.get(f"products.{product}.{kind}")) for kind in same_unit]
        if is_rounded(claim.high, truth * claim.high / said if said else truth) or any(_in_unit(claim, kind) == known for kind, known in others):
            return True
        least, most = _PLAUSIBLE if scene.on_screen else _PLAUSIBLE_UNNAMED
        return product not in (scene.mentioned, scene.on_screen) and not least * truth <= said <= most * truth

    def _holder(self, key: str, on_screen: str | None) -> str | None:
        if on_screen and self._facts.exists(f"products.{on_screen}.{key}"):
            return on_screen
        holders = [p for p in self._facts.products if self._facts.exists(f"products.{p}.{key}")]
        return holders[0] if len(holders) == 1 else None


def _same(said: float, truth: Any, *, approx: bool) -> bool:
    if not isinstance(truth, int | float):
        return True
    return abs(said - truth) <= abs(truth) * (_APPROX if approx else _TOLERANCE) + 1e-9


def _is_sum(claim: Claim, scene: Scene, price: Any) -> bool:
    """Whether an amount may be what several pieces or several products make together."""
    return (scene.several or claim.pieces >= 2) and isinstance(price, int | float) and claim.high >= price * _SUM


def _is_plausible(claim: Claim, truth: Any) -> bool:
    """Whether an amount that nothing ties to the fact is near enough to be meant for it."""
    if not (claim.guess or claim.lone) or not isinstance(truth, int | float):
        return True
    if claim.guess and any(abs(value - truth) < 1 for value in claim.readings):
        return False  # the cents were left out
    least, most = _PLAUSIBLE_ALONE if claim.guess and claim.lone else _PLAUSIBLE
    return any(least * truth <= value <= most * truth for value in claim.readings or (claim.high,))


def _in_unit(claim: Claim, path: str) -> float:
    """The amount in the unit that the fact's key ends with."""
    for ending, factors in _FACTORS.items():
        if path.endswith(ending) and claim.unit in factors:
            return claim.high * factors[claim.unit]
    return claim.high


def _listed(value: str, listed: Sequence[str]) -> str | None:
    """The entry of a list that is meant: the same words, one of the words of a colour, or the only number of a size."""
    key = match_key(value)
    exact = [entry for entry in listed if match_key(entry) == key]
    partly = [entry for entry in listed if key in match_key(entry).replace("-", " ").split() and re.findall(r"\d+", entry) in ([], [key])]
    return next(iter(exact), partly[0] if len(partly) == 1 else None)


def _named(value: str, listed: Sequence[str]) -> bool:
    key = _joined(value)
    return any(key == item or (len(key) >= 4 and key in item) for item in map(_joined, listed))


def _joined(name: str) -> str:
    """A name as it is compared: sheets write some of them short."""
    key = match_key(name).replace(" ", "")
    return _SHORT.get(key, key)
