""" "Buy two, get one free" and every other way of saying it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from assistant.guard.claim import Claim
from assistant.guard.promise_words import PromiseWords
from assistant.guard.sentence import Sentence, gap, span
from assistant.language.number_words import alternatives
from assistant.language.numbers import Number
from assistant.language.quantities import QuantityReader

_MOST = 20  # pieces a deal counts in
_NEAR, _APART = 12, 36  # characters between a word and its number, and between the two numbers
_VERB_LAST = 14  # characters between a number and the verb behind it: "three boxes of tea if you buy"
_HUNDREDS = 100
_FEW = 6  # pieces in "two for one", "1+1"
_COUNTED = ("piece", "times", "person")  # units of a number that may still be a deal's
_ON_US = 10  # characters between "the third" and what says that it costs nothing
_NOT_BOUGHT = ("draw", "exchanges", "returning", "postage")  # the third winner, the second swap, the third parcel


class DealReader:
    """Reads the deals of one language. Immutable."""

    def __init__(self, words: PromiseWords, quantities: QuantityReader) -> None:
        self._quantities = quantities
        self._plus = re.compile(rf"\s?(?:\+|{alternatives(words.plus)})\s?")
        self._priced_as = re.compile(alternatives(words.priced_as))

    def read(self, sentence: Sentence) -> list[Claim]:
        """The first deal said: pieces to buy and pieces for free."""
        nths = [span(h) for h in sentence.of("nth")]  # "yung pang *apat*" counts nothing
        counts = [n for n in self._counts(sentence.text) if not any(at[0] < n.end and n.start < at[1] for at in nths)]
        for first, second in pairwise(counts):
            pieces = self._bought_and_free(sentence, first, second) or self._side_by_side(sentence, first, second)
            if pieces is not None:
                return [Claim("deal", first.start, second.end, *pieces, "piece", lone=self._is_sum(sentence, first, second))]
        return self._last_on_us(sentence, counts) or [Claim("deal", h.start, h.end, value="second cheaper") for h in sentence.of("second_cheaper")[:1]]

    def _last_on_us(self, sentence: Sentence, counts: Sequence[Number]) -> list[Claim]:
        """ "take two and *the third is on us*": one fewer is bought, one is given."""
        if any(map(sentence.has, _NOT_BOUGHT)):
            return []
        given = [g for g in sentence.of("get", "free", "we_pay") if not sentence.denied(g)]
        for hit in sentence.of("nth"):
            bought = float(hit.value[1]) - 1
            taken = any(b.end <= hit.start for b in sentence.of("buy")) or any(n.value == bought and n.end <= hit.start for n in counts)
            if taken and any(gap(span(g), span(hit)) <= _ON_US for g in given):
                return [Claim("deal", hit.start, hit.end, bought, 1, "piece")]
        return []

    def _counts(self, text: str) -> list[Number]:
        """Whole numbers that count pieces: no money, no percent, no days, no halves."""
        taken = [q for q in self._quantities.find(text) if q.unit not in _COUNTED]
        numbers: Iterable[Number] = self._quantities.numbers.find(text, loose=True)
        numbers = list(numbers)
        of_price = {a.start for a, b in pairwise(numbers) if 0 <= b.start - a.end <= 1 and b.value >= _HUNDREDS}  # "three two hundred" is 3200
        numbers += [n for n in _in_one_word(self._quantities, text) if not any(m.start < n.end and n.start < m.end for m in numbers)]
        counts = (n for n in sorted(numbers, key=lambda n: n.start) if 1 <= n.value <= _MOST and n.value % 1 == 0 and n.start not in of_price)
        return [n for n in counts if not any(q.start <= n.start < q.end for q in taken)]

    def _bought_and_free(self, sentence: Sentence, bought: Number, free: Number) -> tuple[float, float] | None:
        """ "buy two get one free", and where the verb ends the clause: "two buy, one free"."""
        paid = any(0 <= bought.start - p.end <= 4 for p in sentence.of("pay"))
        if paid and any(bought.end <= b.start and 0 <= free.start - b.end <= 4 for b in sentence.of("buy")):  # "pay three, take five"
            return _whole_and_paid(free.value, bought.value)
        buy = next((b for b in sentence.of("buy") if 0 <= bought.start - b.end <= _NEAR or 0 <= b.start - bought.end <= _VERB_LAST), None)
        if buy is None or buy.start >= free.start:
            return None
        between = max(buy.end, bought.end)
        pay = next((p for p in sentence.of("pay") if between <= p.start and gap(span(p), (free.start, free.end)) <= 4), None)
        if pay is not None:  # "take three, pay two"
            return _whole_and_paid(bought.value, free.value)
        got = next((g for g in sentence.of("get") if between <= g.start and gap(span(g), (free.start, free.end)) <= _NEAR), None)
        return (bought.value, free.value) if got is not None and free.start - between <= _APART else None

    def _side_by_side(self, sentence: Sentence, first: Number, second: Number) -> tuple[float, float] | None:
        """ "1+1", "two pairs plus one", "two free one", "two for one"."""
        if max(first.value, second.value) > _FEW:
            return None
        counted = next((q for q in self._quantities.find(sentence.text) if q.start == first.start and q.end <= second.start), first)
        between = sentence.text[counted.end : second.start]
        if self._plus.fullmatch(between) or _is_between(sentence, counted.end, second.start):
            return (first.value, second.value)
        words = between.split()
        priced = any(self._priced_as.fullmatch(" ".join(words[at:])) for at in range(min(len(words), 2)))  # "two *jars* for the price of one"
        return _whole_and_paid(first.value, second.value) if priced else None

    def _is_sum(self, sentence: Sentence, first: Number, second: Number) -> bool:
        """ "one plus one" in words, without a word for what is given: of pieces only if a product is named."""
        between = sentence.text[first.end : second.start]
        given = any(h.end <= first.start or h.start >= second.end for h in sentence.of("get", "free"))
        return "+" not in between and not given and self._plus.fullmatch(between) is not None


def _in_one_word(quantities: QuantityReader, text: str) -> Iterator[Number]:
    """Counts that are one word with what is counted: Arabic "حبتين", two pieces."""
    yield from (Number(q.low, q.start, q.end, "words") for q in quantities.find(text) if q.unit == "piece" and q.low == q.high)


def _is_between(sentence: Sentence, start: int, end: int) -> bool:
    """ "two *free* one": the word for what is given touches both counts."""
    return any(0 <= g.start - start <= 1 and 0 <= end - g.end <= 1 for g in sentence.of("get"))


def _whole_and_paid(taken: float, paid: float) -> tuple[float, float] | None:
    return (paid, taken - paid) if 1 <= paid < taken <= _FEW else None
