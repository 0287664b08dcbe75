"""Numbers, dates and money of a rendering against those of its grounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.grounding.amounts import Amount, amounts, fact_amounts, in_days, same_value, supports
from assistant.grounding.grounds import Fault, Grounds
from assistant.grounding.names import NameCheck
from assistant.grounding.tongue import GroundingTongue
from assistant.grounding.units import latin_units
from assistant.language.spelling import match_key

_HALF_DAY = 12
_BESIDE = 3  # characters between an amount and its hundredths
_OF_VIEWERS = ("weight", "length", "months", "size", "")  # what a viewer says of a person or a place and may hear again
_IN_PATHS = ("mm", "cm", "kg", "mg", "ml", "mah", "wh")
_LABEL = re.compile(r"(?<![a-z0-9])[a-z]+\d[a-z0-9]*(?![a-z0-9])")
_MONTH = re.compile(r"\b\d{4}-(\d{2})\b")
# Signs that name one currency, or one of a few.
_SIGNS: dict[str, tuple[str, ...]] = {
    "₸": ("KZT",), "฿": ("THB",), "₫": ("VND",), "₩": ("KRW",), "₱": ("PHP",), "€": ("EUR",), "£": ("GBP", "EGP"), "¥": ("JPY", "CNY"), "￥": ("JPY", "CNY"), "₽": ("RUB",),
    "₹": ("INR",), "៛": ("KHR",), "₺": ("TRY",), "﷼": ("IRR", "SAR"), "$": ("USD", "MXN", "SGD", "COP", "BRL"), "₦": ("NGN",), "zł": ("PLN",), "R$": ("BRL",),
}  # fmt: skip


class NumberCheck:
    """Numbers of one rendering; all texts in match form."""

    def __init__(self, grounds: Grounds, tongue: GroundingTongue, match: str, answer: str, question: str, names: NameCheck) -> None:
        assert tongue.quantities is not None  # a language without numbers is not checked
        self._grounds, self._tongue, self._reader = grounds, tongue, tongue.quantities
        self._match, self._answer = match, answer
        known = " ".join((answer, question, *map(match_key, grounds.texts())))
        self.said = [in_days(a) for a in amounts(match, self._reader, [*names.with_digits(match), *_labels(match, known)])]
        self.told = [in_days(a) for a in amounts(answer, self._reader, [*names.with_digits(answer), *_labels(answer, known)])]
        self._echoed = [a for a in amounts(question, self._reader) if a.measure in _OF_VIEWERS] if question else []

    def faults(self) -> Iterator[Fault]:
        """Numbers and spans that the grounds do not hold."""
        known = [*self.told, *map(in_days, fact_amounts(self._grounds.facts))]
        cents = _with_cents(self.said, known)
        for amount in self.said:
            if amount not in cents:
                yield from self._amount(self._match, amount, known, self._echoed)
        loose = [n.value for n in self._reader.numbers.find(self._match, loose=True)]
        yield from _ranges(self._match, self.said, loose, known)

    def _amount(self, match: str, amount: Amount, known: Sequence[Amount], echoed: Sequence[Amount]) -> Iterator[Fault]:
        if amount.is_word and not amount.measure and amount.high <= 1:
            return
        words = match[amount.start : amount.end]
        for value in amount.ends:
            if any(supports(g, amount, value) for g in known) or self._on_the_clock(amount, value, known) or self._is_count(amount, value):
                continue
            if self._of_viewer(echoed, value, amount):
                continue
            other = next((g for g in known if any(same_value(value, end) for end in g.ends)), None)
            if other is not None:
                yield Fault("unit", words, f"{words!r}: the facts count it in {other.unit or other.measure}")
            else:
                yield Fault("number", words, f"the number {words!r} is in no cited fact")
            return

    def _of_viewer(self, echoed: Sequence[Amount], value: float, amount: Amount) -> bool:
        said = value / amount.factor
        return amount.measure in _OF_VIEWERS and any(same_value(said, end / e.factor) for e in echoed for end in e.ends)

    def _is_count(self, amount: Amount, value: float) -> bool:
        """How many a list of the facts names."""
        lists = [len(v) for v in self._grounds.facts.values() if isinstance(v, list) and v and isinstance(v[0], str)]
        return amount.measure in ("", "piece") and value in lists

    @staticmethod
    def _on_the_clock(amount: Amount, value: float, known: Sequence[Amount]) -> bool:
        clocks = [end for g in known if g.measure == "clock" for end in g.ends]
        if amount.measure == "time" and amount.unit == "minute":
            return any(same_value(value / 60, round(c % 1 * 60)) for c in clocks)
        hour = value / 3600 if amount.unit == "hour" else value
        if amount.measure not in ("clock", "time", ""):
            return False
        exact = amount.measure == "clock"
        wanted = [(c, int(c)) for c in clocks]
        return any(same_value(hour, c) or same_value(hour, c - _HALF_DAY) or same_value(hour + 0.0, c + _HALF_DAY) or (not exact and hour in (whole, whole - _HALF_DAY)) for c, whole in wanted) or (
            not exact and any(same_value(value, round(c % 1 * 60)) and value for c in clocks)
        )

    def units(self) -> Iterator[Fault]:
        """Units that neither the answer nor the facts count in, and that are no other way to say theirs."""
        facts = {unit for path in self._grounds.facts for unit in _path_units(path)} | {u for t in self._grounds.texts() for u in latin_units(match_key(t))}
        known = latin_units(self._answer) | self._tongue.units(self._answer) | facts
        counted = {a.unit for a in self.said}
        for unit in sorted((latin_units(self._match) | self._tongue.units(self._match)) - known - (counted - {"inch"} if known else set())):
            yield Fault("unit", unit, f"nothing in the grounds is counted in {unit}")

    def dates(self) -> Iterator[Fault]:
        """Months that the grounds do not name."""
        known = self._tongue.months(self._answer) | {int(m) for text in self._grounds.texts() for m in _MONTH.findall(text)}
        for month in sorted(self._tongue.months(self._match) - known):
            yield Fault("date", str(month), f"month {month} is in no cited fact")

    def money(self, text: str, answer: str, currency: str | None) -> Iterator[Fault]:
        """Names and signs of money that are not those of the grounds."""
        allowed = {currency} if currency else set()
        for codes in (*self._tongue.currencies(self._answer).values(), *_signs(answer)):
            allowed |= set(codes) if not allowed & set(codes) else set()
        for word, named in self._tongue.currencies(self._match).items():
            if not named & allowed:
                yield Fault("currency", word, f"{word!r} is no money of this market")
        for codes in _signs(text):
            if not set(codes) & allowed:
                yield Fault("currency", codes[0], f"a sign of {codes[0]} is no money of this market")


def _path_units(path: str) -> Iterator[str]:
    yield from (unit for unit in _IN_PATHS if f"_{unit}" in path)


def _signs(text: str) -> list[tuple[str, ...]]:
    return [codes for sign, codes in _SIGNS.items() if sign in text and not (sign == "$" and "R$" in text)]


def _labels(match: str, known: str) -> list[tuple[int, int]]:
    """Spans of words that mix letters and digits, R7 or USB3, where the grounds have them too."""
    return [m.span() for m in _LABEL.finditer(match) if re.search(rf"(?<![a-z0-9]){m[0]}(?![a-z0-9])", known)]


def _with_cents(said: Sequence[Amount], known: Sequence[Amount]) -> list[Amount]:
    """Two numbers side by side that are an amount of money and its hundredths: "fifteen thirty" for 15.30."""
    money = [end for g in known if g.measure in ("money", "") for end in g.ends if end % 1]
    pairs = [(a, b) for a, b in pairwise(said) if b.start - a.end <= _BESIDE and b.low < 100 and {a.measure, b.measure} <= {"", "money"}]
    return [amount for a, b in pairs if any(same_value(a.low + b.low / 100, m) for m in money) for amount in (a, b)]


def _ranges(match: str, said: Sequence[Amount], loose: Sequence[float], known: Sequence[Amount]) -> Iterator[Fault]:
    """A span of which only one end is said: "in four days" for four to eight. `loose`: also numbers that may be other words."""
    values = [*(end for a in said for end in a.ends), *loose]
    for ground in known:
        if ground.low == ground.high:
            continue
        kept = [any(same_value(v, end) or same_value(v, end / ground.factor) for v in values) for end in ground.ends]
        alone = any(g.low == g.high and any(same_value(g.low, end) for end in ground.ends) for g in known)
        if any(kept) and not all(kept) and not alone:
            yield Fault("range", match, f"only one end of {ground.low:g} to {ground.high:g} {ground.unit} is said")


