""" "Last five!" against the stock: a ledger of one evening, as a frozen state and a pure check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.domain import Flag
from assistant.guard.findings import FactsView
from assistant.guard.promises import FindProduct, PromiseLanguage
from assistant.language.spelling import normalise

_SHARE = 0.5  # a claim below this share of the stock is false
_MARGIN = 5  # and at least this many pieces below it
_TOO_OFTEN = 3  # the claim of an evening at which repetition itself is worth a word


@dataclass(frozen=True, slots=True)
class Evening:
    """What was said so far: claims that were not simply true, what was flagged (product, number, stock), and whether we warned."""

    claims: int = 0
    flagged: frozenset[tuple[str, float, int]] = frozenset()
    warned: bool = False


class ScarcityLedger:
    """Judges "last N" claims of one room. Immutable: the evening goes in and comes out."""

    def __init__(self, facts: FactsView, languages: Mapping[str, PromiseLanguage]) -> None:
        self._facts, self._languages = facts, languages

    def check(
        self, evening: Evening, text: str, lang: str, *, find_product: FindProduct | None = None, product_on_screen: str | None = None
    ) -> tuple[Evening, Flag | None]:
        """The evening after this utterance, and a flag where it deserves one.

        The same number for the same product and stock is flagged once; the third claim of an evening that is not the
        exact stock raises one warning, true or not.
        """
        language = self._languages.get(lang.split("-")[0])
        spelling = normalise(text)
        claim = language.reader.read_last(spelling.match) if language else None
        if language is None or claim is None:
            return evening, None
        product = (find_product(spelling.match) if find_product else None) or product_on_screen
        stock = self._stock(product)
        if stock is None or claim.high == stock:
            return evening, None
        evening = replace(evening, claims=evening.claims + 1)
        key = (product or "", claim.high, stock)
        span = spelling.span(claim.start, claim.end)
        lines = language.words.lines
        if _is_false(claim.high, stock) and key not in evening.flagged:
            why = f"says {claim.high:g} left, the sheet has {'at least ' if product is None else ''}{stock} in stock"
            flag = Flag(category="false_scarcity", severity="high", span=span, why=why, say_instead=lines["scarcity"])
            return replace(evening, flagged=evening.flagged | {key}), flag
        if evening.claims >= _TOO_OFTEN and not evening.warned:
            why = f"claim number {evening.claims} of this evening that only a few pieces are left"
            flag = Flag(category="false_scarcity", severity="medium", span=span, why=why, say_instead=lines["scarcity_again"])
            return replace(evening, warned=True), flag
        return evening, None

    def _stock(self, product: str | None) -> int | None:
        """Pieces of this product; of no product in particular, the smallest stock there is."""
        products = [product] if product else list(self._facts.products)
        stocks = [s for s in (self._facts.get(f"products.{p}.stock") for p in products) if isinstance(s, int)]
        return min(stocks, default=None)


def _is_false(said: float, stock: int) -> bool:
    return said < stock * _SHARE and stock - said >= _MARGIN
