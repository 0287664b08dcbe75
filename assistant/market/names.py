"""The names a facts sheet uses: products, methods, carriers, channels, colours, sizes."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.market.sheet import MISSING, Sheet


class SheetNames:
    """Reads names off a sheet, over all markets: a viewer may name a method of another market."""

    def __init__(self, sheet: Sheet, langs: Sequence[str]) -> None:
        self._sheet = sheet
        self._langs = tuple(dict.fromkeys(("en", *langs)))

    @property
    def products(self) -> tuple[str, ...]:
        return self._sheet.products

    def names_of(self, product: str) -> tuple[str, ...]:
        """The product's name in every language the sheet has it in."""
        found = (self._sheet.text(f"products.{product}.name", lang) for lang in self._langs)
        return tuple(dict.fromkeys(local.text for local in found if local is not None))

    def values_of(self, product: str, key: str) -> tuple[str, ...]:
        value = self._sheet.get(f"products.{product}.{key}")
        return () if value is MISSING else tuple(str(v) for v in value)

    def category_of(self, product: str) -> str | None:
        """`products.<P>.category`, where the sheet has it."""
        value = self._sheet.get(f"products.{product}.category")
        return None if value is MISSING else str(value)

    def all_methods(self) -> tuple[str, ...]:
        return self._over_markets("payment.methods", "payment.not_accepted")

    def all_carriers(self) -> tuple[str, ...]:
        return self._over_markets("shipping.carriers")

    def all_channels(self) -> tuple[str, ...]:
        value = self._sheet.get("shop.contact_channels")
        return () if value is MISSING else tuple(value)

    def _over_markets(self, *keys: str) -> tuple[str, ...]:
        values = (self._sheet.get(f"markets.{market}.{key}") for market in self._sheet.markets_served for key in keys)
        return tuple(dict.fromkeys(str(v) for value in values if value is not MISSING for v in value))
