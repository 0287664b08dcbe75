"""The line a host can say to put a wrong promise right, in the host's language, with the true value as the market writes it."""

from __future__ import annotations

import re
from typing import Any

from babel import Locale, UnknownLocaleError, lists, numbers

from assistant.guard.findings import Finding
from assistant.guard.promise_words import PromiseWords
from assistant.market.locales import lean_locale

_MONEY = ("fee", "free_from", "coupon_min", "cod_fee", "cod_max", "price", "return_fee")
_UNIT = {
    "returns": "day", "returns_anytime": "day", "warranty": "month", "installments": "month", "interest": "percent", "min_age": "year",
    "minors": "year", "draw": "minute", "winners": "person", "exchange_times": "times", "dispatch": "hour", "no_interest": "percent",
}  # fmt: skip
_BY_KEY = {
    "hours": "hour", "with_case": "hour", "minutes": "minute", "seconds": "second", "_w": "watt", "_ml": "ml", "_mah": "mah", "_g": "g",
    "_m": "m", "months": "month", "percent": "percent",
}  # fmt: skip


class Corrector:
    """Fills the correction lines of one language for one market. `currency` is ISO 4217."""

    def __init__(self, words: PromiseWords, lang: str, market: str, currency: str | None) -> None:
        self._words, self._currency, self._locale = words, currency, _locale(lang, market)

    def line(self, finding: Finding, product_name: str | None) -> str:
        """One sentence for a contradicted finding."""
        words, kind, truth = self._words, finding.claim.kind, finding.truth
        path = finding.path or ""
        product = product_name or ""
        match kind:
            case "cure":
                return words.lines["claims"].format(product=product)
            case "allergen":
                return words.lines["contains"].format(product=product, value=self._many(truth))
            case "always_open":
                return _tidy(words.lines["is"].format(product="", value=f"{words.facts['always_open'].not_so} ({truth})"))
            case "no_interest" if path.endswith("months"):
                return _tidy(words.lines["is"].format(product="", value=f"{words.facts['no_interest'].so} ({self.amount(truth, 'month')})"))
            case "sold_out_sizes" | "sold_out_colours":
                return _tidy(words.lines["sold_out"].format(product=product, value=self._many(truth)))
            case "material":
                return _tidy(words.lines["is"].format(product=product, value=str(truth)))
            case "deal":
                return words.lines["deal"].format(value=str(truth))
            case "method" | "all_methods" if path.endswith("not_accepted"):
                value = finding.claim.value or self._many(truth)
                return words.lines["not_accepted"].format(value=value)
            case "method" | "served":
                return words.lines["list"].format(value=self._many(self._countries(truth) if kind == "served" else truth))
            case "cod" if path.endswith("cod_areas"):
                return words.lines["cod_areas"].format(value=self._many(truth))
            case "delivery" | "refund":
                key = "place_days" if path.endswith("days_remote") else "days"
                lines = {str(name): line for name, line in words.lines.items()}
                return lines[key].format(name=words.names.get(kind, kind), value=self.days(truth))
            case "origin":
                return words.lines["fact"].format(product=product, value=self._locale.territories.get(truth, truth))
        if kind in words.facts and (kind not in _UNIT or isinstance(truth, bool)) and kind != "free_shipping_all":
            cues = words.facts[kind]
            said = cues.not_so if finding.claim.positive else cues.so
            return _tidy(words.lines["is"].format(product=product, value=said))
        return self._amount(finding, product)

    def money(self, amount: float) -> str:
        """`9500` -> "Rp9.500"; whole amounts without decimals."""
        if not self._currency:
            return self.number(amount)
        whole = float(amount).is_integer()
        pattern = re.sub(r"([0#])\.0+", r"\1", self._locale.currency_formats["standard"].pattern) if whole else None
        text = numbers.format_currency(amount, self._currency, locale=self._locale, format=pattern, currency_digits=not whole)
        return re.sub(r"[\u200e\u200f]", "", text).replace("\xa0", " ").replace("Rp ", "Rp").strip()

    def number(self, value: float) -> str:
        return numbers.format_decimal(value, format="#,##0.##", locale=self._locale)

    def days(self, span: Any) -> str:
        """`[6, 11]` -> "6-11 hari kerja"."""
        low, high = span
        return self._words.units["business_day"].format(n=str(low) if low == high else f"{low}-{high}")

    def amount(self, value: float, unit: str) -> str:
        """`24, "month"` -> "24 bulan"."""
        return self._words.units.get(unit, "{n}").format(n=self.number(value))

    def _amount(self, finding: Finding, product: str) -> str:
        kind, path, truth = finding.claim.kind, finding.path or "", finding.truth
        term: Any = "returns" if kind == "returns_anytime" else "min_age" if kind == "minors" else kind
        term = {"free_shipping_all": "free_from", "no_interest": "interest"}.get(term, term)
        name = self._words.names.get(term, "")  # "the lunch box: 65 W" says it without a name
        if term in _MONEY or path.endswith("coupon.amount"):
            return _tidy(self._words.lines["money"].format(name=name, product=product, value=self.money(truth)))
        unit = _UNIT.get(kind) or next((u for end, u in _BY_KEY.items() if path.endswith(end)), "")
        value = self.amount(truth, unit) if isinstance(truth, int | float) else str(truth)
        return _tidy(self._words.lines["amount"].format(name=name, product=product, value=value))

    def _many(self, items: Any) -> str:
        return lists.format_list([str(x) for x in items], locale=self._locale)

    def _countries(self, codes: Any) -> list[str]:
        return [self._locale.territories.get(c, c) for c in codes]


def _locale(lang: str, market: str) -> Locale:
    base = lang.split("-")[0]
    for name in (f"{base}_{market}", base):
        try:
            return lean_locale(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def _tidy(text: str) -> str:
    return re.sub(r"\s+([,.])", r"\1", re.sub(r"\s{2,}", " ", text)).strip()
