"""One claim against the facts sheet: supported, contradicted, unknown, or nothing to say (None). Pure.

Wherever the sheet could be read in the host's favour it is: a verdict that is wrong interrupts a correct host.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.guard.claim import Claim
from assistant.guard.comparing import in_unit
from assistant.guard.findings import Finding, Scene
from assistant.guard.goods_verdicts import GoodsVerdicts
from assistant.guard.shop_verdicts import ShopVerdicts

_MONEY = {
    "fee": "shipping.fee", "free_from": "shipping.free_from", "coupon_min": "coupon.min", "cod_fee": "payment.cod_fee",
    "cod_max": "payment.cod_max", "interest": "payment.installments.interest",
}  # fmt: skip
_LIVE = {"min_age": "giveaway.min_age", "draw": "giveaway.draw_every_minutes", "winners": "giveaway.winners_per_draw"}
# Yes-or-no claims about the market or the shop: path and the value that makes the claim true.
_FACTS: dict[str, tuple[str, Any]] = {
    "cod": ("markets.<M>.payment.cod", True), "inspect": ("markets.<M>.payment.inspect_before_paying", True),
    "try_on": ("markets.<M>.payment.try_on_before_paying", True), "cod_by_card": ("markets.<M>.payment.cod_by_card", True),
    "exchange": ("markets.<M>.returns.exchange.available", True), "return_free": ("markets.<M>.returns.change_of_mind_postage", "seller"),
    "opened_ok": ("markets.<M>.returns.opened_ok", True), "unboxing_video": ("markets.<M>.returns.unboxing_video_required", True),
    "tracking": ("markets.<M>.shipping.tracking.available", True), "installments": ("markets.<M>.payment.installments.available", True),
    "gift_wrap_free": ("shop.gift_wrap.free", True), "code_again": ("live.coupon_rules.one_per_account", False),
    "purchase_needed": ("giveaway.purchase_needed", True), "sale_returnable": ("returns_common.sale_items_returnable", True),
}  # fmt: skip


class Judge(ShopVerdicts, GoodsVerdicts):
    """Compares claims with one sheet. Immutable."""

    def judge(self, claim: Claim, scene: Scene) -> Finding | None:
        """The verdict on one claim; None where it cannot or need not be judged."""
        kind = claim.kind
        if claim.least and kind not in ("delivery", "refund"):
            return None
        if kind in _LIVE:
            return self.plain(claim, _LIVE[kind], in_unit(claim, _LIVE[kind]))
        if kind in _MONEY and kind != "fee":
            return self.plain(claim, f"markets.{scene.market}.{_MONEY[kind]}", claim.high)
        if kind in _FACTS and kind not in ("cod", "installments"):
            path, value = _FACTS[kind]
            return self.truth(claim, path.replace("<M>", scene.market), value)
        rule: Callable[[Claim, Scene], Finding | None] | None = getattr(self, f"_{kind}", None)
        return rule(claim, scene) if rule else self._attribute(claim, scene)
