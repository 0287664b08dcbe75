""" "Buy two, get one free" and every other way of saying it."""

from __future__ import annotations

from assistant.guard.claim import Claim
from assistant.guard.sentence import Sentence, gap, span
from assistant.language.quantities import QuantityReader


class DealReader:
    """Reads the deals of one language. Immutable."""

    def __init__(self, quantities: QuantityReader) -> None:
        self._quantities = quantities

    def read(self, sentence: Sentence) -> list[Claim]:
        """ "buy two get one free", and where the verb ends the clause: "two buy, one free"."""
        numbers = [n for n in self._quantities.numbers.find(sentence.text, loose=True) if n.value < 100]
        for bought, free in zip(numbers, numbers[1:], strict=False):
            buy = next((b for b in sentence.of("buy") if 0 <= bought.start - b.end <= 12 or 0 <= b.start - bought.end <= 8), None)
            if buy is None or buy.start >= free.start:
                continue
            between = max(buy.end, bought.end)
            got = next((g for g in sentence.of("get") if between <= g.start and gap(span(g), (free.start, free.end)) <= 12), None)
            if got is not None and free.start - between <= 30:
                return [Claim("deal", min(buy.start, bought.start), max(got.end, free.end), bought.value, free.value, "piece")]
        return []
