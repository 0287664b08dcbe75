"""Which product of the facts sheet a platform, or a script of the shop, means by what it calls it."""

from __future__ import annotations

from collections.abc import Callable

from assistant.market.sheet import Sheet

_KEYS = ("model_number",)


def product_finder(sheet: Sheet) -> Callable[[str], str | None]:
    """Finds a product by its id in the sheet, its model number or its name, in any letter case. None for what the sheet does not hold,
    or holds twice under that name."""
    known: dict[str, str | None] = {}
    for product in sheet.products:
        values = [sheet.get(f"products.{product}.{key}") for key in _KEYS]
        local = sheet.text(f"products.{product}.name", "en")
        for name in {str(v).casefold() for v in (*values, local.text if local else None) if isinstance(v, str)}:
            known[name] = None if name in known else product
    ids = {product.casefold(): product for product in sheet.products}
    return lambda name: ids.get(name.strip().casefold()) or known.get(name.strip().casefold())
