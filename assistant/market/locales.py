"""Locale data (CLDR by Babel) without the tables that no reply needs: a room may speak two dozen languages, at a megabyte each."""

from __future__ import annotations

from babel import Locale, localedata

# Names of units, of languages and of time zones, short forms of large numbers: half of what Babel keeps of a locale, for good.
_UNUSED = (
    "unit_display_names", "compound_unit_patterns", "time_zones", "meta_zones", "zone_formats", "languages", "scripts", "variants",
    "compact_decimal_formats", "compact_currency_formats", "interval_formats", "date_fields",
)  # fmt: skip


def lean_locale(name: str) -> Locale:
    """A locale for numbers, money, dates, lists, units and countries. Raises `UnknownLocaleError` and `ValueError` as Babel does."""
    locale = Locale.parse(name)
    for part in ("root", locale.language, str(locale)):  # each takes over what its parent still has
        if localedata.exists(part):
            tables = localedata.load(part)
            for table in _UNUSED:
                tables.pop(table, None)
    return locale
