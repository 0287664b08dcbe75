"""Everything there is to say about a sheet before the live: its errors, and what viewers commonly ask that it cannot answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.domain import Value
from assistant.errors import BadSheet
from assistant.market.keys import find_key
from assistant.market.problems import Problem, error
from assistant.market.sheet import MISSING, InvalidSheet, Sheet, parse_sheet, read_text

_MARKET = (
    "shipping.free_from",
    "shipping.carriers",
    "shipping.origin",
    "shipping.dispatch_hours",
    "shipping.tracking.available",
    "shipping.days_remote",
    "payment.installments.available",
    "returns.refund_days",
    "returns.exchange.available",
    "service.hours",
    "service.days",
    "coupon.code",
)
_WITH_COD = ("payment.cod_fee", "payment.cod_max", "payment.inspect_before_paying")
_WITH_INSTALLMENTS = (
    "payment.installments.provider",
    "payment.installments.months",
    "payment.installments.interest",
    "payment.installments.min",
)
_SHOP = (
    "shop.authenticity",
    "shop.gift_wrap.available",
    "shop.wholesale.info",
    "orders.cancel",
    "orders.change_address",
    "dispatch.cutoff_local_time",
    "live.next_live.weekday",
    "returns_common.condition",
    "returns_common.faulty_or_wrong.seller_pays",
    "returns_common.sale_items_returnable",
)
_EVERY_PRODUCT = ("origin_country",)
_BY_CATEGORY: dict[str, tuple[str, ...]] = {
    "garment": ("material", "colours", "sizes", "size_chart", "fit", "care", "see_through", "lined", "stretch", "colour_fastness"),
    "footwear": ("material", "colours", "sizes", "size_chart", "fit", "width", "care", "waterproof"),
    "accessory": ("material", "colours", "dimensions_cm", "care"),
    "beauty": ("volume_ml", "ingredients", "use", "skin_type", "expiry", "registration", "halal.certified", "alcohol_free", "min_age", "animal_tested"),
    "food": ("net_weight_g", "ingredients", "allergens", "expiry", "halal.certified", "pork_free", "storage", "spice_level", "registration"),
    "supplement": ("count", "daily_dose", "ingredients", "allergens", "expiry", "halal.certified", "gelatin_source", "min_age", "storage", "registration"),
    "electronics": ("warranty_months", "warranty_covers", "includes", "charging", "battery_mah", "charge_hours", "certificates", "compatible_with"),
    "appliance": ("warranty_months", "warranty_covers", "includes", "dimensions_cm", "power_w", "voltage_v", "plug", "certificates", "spare_parts"),
    "home": ("material", "colours", "dimensions_cm", "weight_g", "care", "warranty_months"),
    "toy": ("age_range", "material", "dimensions_cm", "certificates"),
}
_PER_MARKET = frozenset({"certificates", "registration", "plug"})  # keys that hold one entry for each market
_UNLESS: dict[str, str] = {"voltage_v": "charging", "power_w": "charging", "plug": "charging", "size_chart": "size_guide_kg"}  # asked unless known
_ONE_SIZE = frozenset({"sizes", "size_chart"})


class SheetGap(Value):
    """A common question without an answer in the sheet."""

    topic: str  # what it is about, in words
    path: str  # the key that would answer it
    asks: str  # how a viewer asks, in English
    product: str | None = None

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.path}: nothing to answer {self.asks!r} with ({self.topic})"


def gaps(sheet: Sheet, market: str) -> tuple[SheetGap, ...]:
    """Common questions of a served market that the sheet leaves open, shop and market first, then product by product."""
    if market not in sheet.markets_served:
        return ()
    paths = [(path, None) for path in _SHOP]
    paths += [(f"markets.{market}.{name}", None) for name in _market_keys(sheet, market)]
    wanted: list[tuple[str, str | None]] = [*paths]
    for product in sheet.products:
        if sheet.sold_in(product, market):
            wanted += [(f"products.{product}.{name}", product) for name in _product_keys(sheet, product, market)]
    return tuple(_gap(path, product) for path, product in wanted if not sheet.exists(path))


def _market_keys(sheet: Sheet, market: str) -> list[str]:
    """What is asked in a market; details only of what the market has."""
    keys = list(_MARKET)
    if sheet.get(f"markets.{market}.payment.cod") is True:
        keys += _WITH_COD
    if sheet.get(f"markets.{market}.payment.installments.available") is True:
        keys += _WITH_INSTALLMENTS
    return keys


def _product_keys(sheet: Sheet, product: str, market: str) -> list[str]:
    category = sheet.get(f"products.{product}.category")
    asked = [*_EVERY_PRODUCT, *(_BY_CATEGORY.get(category, ()) if isinstance(category, str) else ())]
    keys = [key for key in asked if not _known_otherwise(sheet, product, key)]
    return [f"{key}.{market}" if key in _PER_MARKET and not _has_plug(sheet, product, market, key) else key for key in keys]


def _known_otherwise(sheet: Sheet, product: str, key: str) -> bool:
    other = _UNLESS.get(key)
    if other and sheet.exists(f"products.{product}.{other}"):
        return True
    sizes: Any = sheet.get(f"products.{product}.sizes")
    return key in _ONE_SIZE and sizes is not MISSING and len(sizes) <= 1


def _has_plug(sheet: Sheet, product: str, market: str, key: str) -> bool:
    return key == "plug" and sheet.plug_path(product, market) is not None


def _gap(path: str, product: str | None) -> SheetGap:
    segments = path.split(".")
    key = find_key(segments) or find_key([*segments, "M", "foot_cm"])
    topic, asks = (key.meaning, key.asks) if key else ("", "")
    return SheetGap(topic=topic or segments[-1], path=path, asks=asks or segments[-1].replace("_", " "), product=product)


class Report(Value):
    """The findings about one file. `information` is empty while there are errors: gaps of a broken sheet mean little."""

    where: str
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    information: tuple[SheetGap, ...] = ()

    @property
    def ok(self) -> bool:
        """The sheet can be used."""
        return not self.errors

    def lines(self) -> list[str]:
        """The report as text, the worst first."""
        return [
            *(f"error    {p}" for p in self.errors),
            *(f"warning  {p}" for p in self.warnings),
            *(f"info     {gap}" for gap in self.information),
        ]


def check_report(path: Path | str) -> Report:
    """Check a file. Never raises for what is wrong with the file: that is in the report."""
    try:
        text = read_text(Path(path))
    except BadSheet as e:
        return Report(where=str(path), errors=(error(e.where, e.what, e.remedy),))
    return report_of(text, str(path))


def report_of(text: str, where: str) -> Report:
    """Check a sheet given as text. Never raises for what is wrong with it."""
    try:
        sheet = parse_sheet(text, where)
    except InvalidSheet as e:
        by_level = {level: tuple(p for p in e.problems if p.level == level) for level in ("error", "warning")}
        return Report(where=where, errors=by_level["error"], warnings=by_level["warning"])
    except BadSheet as e:
        return Report(where=where, errors=(error(e.where, e.what, e.remedy),))
    found = dict.fromkeys(gap for market in sheet.markets_served for gap in gaps(sheet, market))
    return Report(where=where, warnings=sheet.warnings, information=tuple(found))
