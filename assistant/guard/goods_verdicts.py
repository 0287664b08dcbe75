"""Verdicts on what is sold: deals, stock, sizes, materials, prices, attributes of a product."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from assistant.guard.amounts import UNITS
from assistant.guard.claim import Claim
from assistant.guard.comparing import MONTHS, PLAUSIBLE, Comparer, in_unit, is_listed, is_out_of_scale
from assistant.guard.excuses import MONEY, is_rounded
from assistant.guard.findings import Finding, Scene
from assistant.language.spelling import match_key

_MEASURES = ("capacity_ml", "battery_mah", "volume_ml", "net_weight_g", "weight_g", "power_w", "tank_ml", "count", "warranty_months", "stock")
_PLAUSIBLE_UNNAMED = (0.15, 6.0)  # how far a wrong amount may be from the fact where no product is named
_SUM = 1.2  # from here on an amount beside several pieces is no price of one
_FEW_PIECES, _ROUGH = 5, (0.5, 1.5)  # how far a number of pieces may be from the stock
_PURE = 100  # percent of a material that is the only one
_VISCOSE, _MAN_MADE = ("viscose", "rayon", "modal", "lyocell"), ("pu leather", "vegan leather", "faux leather", "polyurethane", "synthetic leather")
_PLASTIC = ("plastic", "abs", "polypropylene", "polycarbonate", "tritan", "pp ")
_OF_PARTS = ("plastic", "silicone", "aluminium", "ceramic", "rubber", "titanium", "glass", "wood")  # lids and soles: named alone, it is of a part
# Materials a host names -> how a sheet may write them.
_MATERIALS: dict[str, tuple[str, ...]] = {
    "cotton": ("cotton",), "linen": ("linen",), "silk": ("silk",), "wool": ("wool", "merino", "cashmere"), "leather": ("leather", "suede"),
    "polyester": ("polyester",), "rayon": _VISCOSE, "viscose": _VISCOSE, "stainless steel": ("stainless steel",), "glass": ("glass",),
    "wood": ("wood", "bamboo"), "real leather": ("leather", "suede"), "suede": ("suede",), "PU leather": _MAN_MADE, "pu leather": _MAN_MADE,
    "faux leather": _MAN_MADE, "synthetic leather": _MAN_MADE, "nylon": ("nylon", "polyamide"), "acrylic": ("acrylic",), "velvet": ("velvet",),
    "denim": ("denim",), "satin": ("satin", "sateen"), "chiffon": ("chiffon",), "microfibre": ("microfibre", "microfiber"), "canvas": ("canvas",),
    "bamboo": ("bamboo",), "plastic": _PLASTIC, "silicone": ("silicone",), "aluminium": ("alumin",), "ceramic": ("ceramic", "porcelain", "stoneware"),
    "rubber": ("rubber", "latex", "tpr"), "titanium": ("titanium",),
}  # fmt: skip
_IMITATED = re.compile(r"\b(?:vegan|faux|synthetic|artificial|imitation|pu) (?:leather|suede|silk|wool)\b")  # what a sheet calls by the name of what it is not


class GoodsVerdicts(Comparer):
    """One rule for each kind of claim; its name is the kind's with a line in front."""

    def _deal(self, claim: Claim, scene: Scene) -> Finding | None:
        if not self.facts.exists("live.deal.buy"):
            return Finding("unknown", claim)
        if claim.lone and scene.mentioned is None:  # "one plus one" may be any sum
            return None
        agrees = not claim.value and (claim.low, claim.high) == (self.facts.get("live.deal.buy"), self.facts.get("live.deal.free"))
        path = "live.deal.offer" if self.facts.exists("live.deal.offer") else "live.deal.free"
        return self.found(claim, path, agrees)

    def _minors(self, claim: Claim, scene: Scene) -> Finding | None:
        age = self.facts.get("giveaway.min_age")
        return self.found(claim, "giveaway.min_age", False) if isinstance(age, int) and age >= 18 else None

    def _plan(self, claim: Claim, scene: Scene) -> Finding:
        return Finding("unknown", claim)

    def _stock(self, claim: Claim, scene: Scene) -> Finding | None:
        """More pieces than half again as many as there are, or fewer than half: a count on air is rough. A price beside "piece" is no count."""
        path = f"products.{scene.mentioned}.stock"
        stock = self.facts.get(path) if scene.mentioned else None
        if not isinstance(stock, int) or isinstance(stock, bool):
            return None
        said = claim.high
        if said == self.facts.get(f"markets.{scene.market}.prices.{scene.mentioned}"):
            return None
        wrong = abs(said - stock) >= _FEW_PIECES and not stock * _ROUGH[0] <= said <= stock * _ROUGH[1]
        return self.found(claim, path, False, scene.mentioned) if wrong else None

    def _sold_out_sizes(self, claim: Claim, scene: Scene) -> Finding | None:
        return self._sold_out(claim, scene, "sizes")

    def _sold_out_colours(self, claim: Claim, scene: Scene) -> Finding | None:
        return self._sold_out(claim, scene, "colours")

    def _sold_out(self, claim: Claim, scene: Scene, key: str) -> Finding | None:
        """A size or a colour that is said to be there and is not. One that is there need not be named."""
        product = scene.mentioned or (scene.on_screen if scene.brief else None)
        path = f"products.{product}.sold_out_{key}"
        ours = _listed(claim.value, self.facts.get(f"products.{product}.{key}") or ()) if product else None
        return self.found(claim, path, False, product) if ours in (self.facts.get(path) or ()) else None

    def _material(self, claim: Claim, scene: Scene) -> Finding | None:
        """What is said to be the one material. The sheet must name another, or only a share of this one."""
        product = scene.mentioned or (scene.on_screen if scene.brief else None)
        path = f"products.{product}.material"
        text = self.facts.get(path) if product else None
        names = _MATERIALS.get(claim.value)
        if not isinstance(text, str) or names is None or (claim.lone and claim.value in _OF_PARTS):
            return None
        known = match_key(text) if claim.lone or names is _MAN_MADE else _IMITATED.sub(" ", match_key(text))  # "leather" may be loosely said of it, "real leather" not
        if not any(f" {name}" in f" {known}" for name in names):
            return self.found(claim, path, False, product)
        if claim.lone:  # nothing says that there is no other in it
            return None
        if not any(f" {name}" in f" {match_key(text.split(',')[0])}" for name in names):  # only a sole or a lining is of it
            return self.found(claim, path, False, product)
        share = next((float(m[1]) for name in names if (m := re.search(rf"(\d+) percent (?:\w+ )?{name}", known))), None)
        return self.found(claim, path, False, product) if share is not None and share < _PURE else None

    def _cure(self, claim: Claim, scene: Scene) -> Finding | None:
        product = scene.mentioned or scene.on_screen
        path = f"products.{product}.claims_allowed"
        return self.found(claim, path, False, product) if product and self.facts.exists(path) else None

    def _price(self, claim: Claim, scene: Scene) -> Finding | None:
        product = scene.mentioned or (scene.on_screen if scene.brief or not claim.lone else None)
        if product is None or (claim.lone and self._is_told_elsewhere(claim, scene, product)):
            return None
        found = self.plain(claim, f"markets.{scene.market}.prices.{product}", claim.high, product)
        return None if found and found.outcome == "contradicted" and (self._is_reckoned(claim, scene, product) or _is_sum(claim, scene, found.truth)) else found

    def _is_reckoned(self, claim: Claim, scene: Scene, product: str) -> bool:
        """Whether an amount is exactly what the price makes with something else: several pieces, another product, the postage, the coupon."""
        base = f"markets.{scene.market}"
        price = self.facts.get(f"{base}.prices.{product}")
        if not isinstance(price, int | float):
            return False
        fee, cod, off = (self.facts.get(f"{base}.{path}") or 0 for path in ("shipping.fee", "payment.cod_fee", "coupon.amount"))
        percent = self.facts.get(f"{base}.coupon.percent") or 0
        prices = [self.facts.get(f"{base}.prices.{p}") for p in self.facts.products if p != product]
        sums = [price * n for n in range(2, 6)] + [price + p for p in prices if isinstance(p, int | float)]
        less = [price, *sums] if "coupon" in claim.rivals else []
        sums += [price + fee, price + cod, price + fee + cod, *(s - off for s in less), *(s * (100 - percent) / 100 for s in less)]
        return any(abs(said - s) < 0.01 for said in claim.readings or (claim.high,) for s in sums)

    def _is_told_elsewhere(self, claim: Claim, scene: Scene, product: str) -> bool:
        """Whether an amount without any cue is right for something else: the postage, another product, what a battery holds."""
        base = f"markets.{scene.market}"
        paths = [f"{base}.prices.{p}" for p in self.facts.products if p != product]
        paths += [f"products.{product}.{key}" for key in _MEASURES]
        paths += [] if scene.mentioned else [f"{base}.{path}" for path in MONEY]
        known = {self.facts.get(path) for path in paths if self.facts.exists(path)}
        said = claim.readings or (claim.high,)
        return self.facts.get(f"{base}.prices.{product}") not in said and not known.isdisjoint(said)

    def _origin(self, claim: Claim, scene: Scene) -> Finding | None:
        product = scene.mentioned or scene.on_screen
        return self.truth(claim, f"products.{product}.origin_country", claim.value, product) if product else None

    def _allergen(self, claim: Claim, scene: Scene) -> Finding | None:
        product = scene.mentioned or scene.on_screen
        path = f"products.{product}.allergens"
        return self.found(claim, path, not is_listed(claim.value, self.facts.get(path))) if product and self.facts.exists(path) else None

    def _warranty(self, claim: Claim, scene: Scene) -> Finding | None:
        product = scene.mentioned or scene.on_screen
        said = claim.high * MONTHS[claim.unit]
        return self.plain(claim, f"products.{product}.warranty_months", said, product) if product else None

    def _halal(self, claim: Claim, scene: Scene) -> Finding | None:
        return self._attribute(claim, scene, "halal.certified")

    def _attribute(self, claim: Claim, scene: Scene, key: str = "") -> Finding | None:
        """A fact of a product: the one named, else the one on screen if it has it, else the only one that has it."""
        key = key or claim.kind
        product = scene.mentioned or self.holder(key, scene.on_screen)
        if product is None:
            return None
        path = f"products.{product}.{key}"
        if claim.unit:
            said, truth = in_unit(claim, key), self.facts.get(path)
            if isinstance(truth, int | float) and self._is_meant_otherwise(claim, scene, product, said, truth):
                return None
            return self.plain(claim, path, said, product)
        return self.truth(claim, path, True, product)

    def _is_meant_otherwise(self, claim: Claim, scene: Scene, product: str, said: float, truth: float) -> bool:
        """Whether a measure that differs is rounded, is another one of the same product, or is said of something else."""
        if said == truth:
            return False
        if is_out_of_scale(claim, said, truth):
            return True
        same_unit = [kind for kind, units in UNITS.items() if claim.unit in units and kind != claim.kind]
        others = [(kind, self.facts.get(f"products.{product}.{kind}")) for kind in same_unit]
        if is_rounded(claim.high, truth * claim.high / said if said else truth) or any(in_unit(claim, kind) == known for kind, known in others):
            return True
        least, most = PLAUSIBLE if scene.on_screen else _PLAUSIBLE_UNNAMED
        return product not in (scene.mentioned, scene.on_screen) and not least * truth <= said <= most * truth


def _is_sum(claim: Claim, scene: Scene, price: Any) -> bool:
    """Whether an amount may be what several pieces or several products make together."""
    return (scene.several or claim.pieces >= 2) and isinstance(price, int | float) and claim.high >= price * _SUM


def _listed(value: str, listed: Sequence[str]) -> str | None:
    """The entry of a list that is meant: the same words, one of the words of a colour, or the only number of a size."""
    key = match_key(value)
    exact = [entry for entry in listed if match_key(entry) == key]
    partly = [entry for entry in listed if key in match_key(entry).replace("-", " ").split() and re.findall(r"\d+", entry) in ([], [key])]
    return next(iter(exact), partly[0] if len(partly) == 1 else None)
