"""What is counted: days, money, centimetres, pieces. Numbers and units of one language on the match channel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.language.number_words import NumberWords, Unit, alternatives, glued, load_number_words
from assistant.language.numbers import Number, NumberReader
from assistant.language.spelling import match_key

_METRES = re.compile(r"(?<![\d.,])([12]) ?m ?(\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount from `low` to `high` (equal for one number) of `unit`, at `[start:end]` of the match text."""

    low: float
    high: float
    unit: Unit
    start: int
    end: int
    approx: bool = False
    upper: bool = False
    lower: bool = False
    also: tuple[Unit, ...] = ()  # what the unit's word stands for as well: Korean 분 is minutes and people

    def unit_in(self, units: Collection[str]) -> Unit | None:
        """The one of these units that it is, or may be, an amount of."""
        return next((unit for unit in (self.unit, *self.also) if unit in units), None)


class QuantityReader:
    """Finds numbers and quantities in one language. Immutable."""

    def __init__(self, words: NumberWords) -> None:
        self.numbers = NumberReader(words)
        self._after, self._also = _table(words.units), _shared(words.units)
        self._before = _table(words.before)
        self._after_re = re.compile(rf"\s?(?P<unit>{glued(self._after, words.endings)})")
        self._before_re = re.compile(rf"(?P<unit>{alternatives(self._before)})\s?$")
        self._half_re = re.compile(rf"\s?(?:{words.joining_particle})?(?:{alternatives(words.join)})?\s?(?:{_loose(words.half)})")
        self._cents_re = re.compile(rf"\s?(?:{alternatives(words.cents)})") if words.cents else None
        self._tenths = words.tenths_after_unit
        self._named_tenths_re, self._tenth = _named_tenths(words)
        self._off_re, self._digit = _discount(words)
        self._span_re = re.compile(rf"\s?(?:{alternatives(words.span)})?\s?(?:{alternatives(words.about)})?\s?\Z")
        self._fixed = {match_key(w): (unit, n) for unit, rows in words.fixed.items() for n, names in rows.items() for w in names}
        particle = "|".join(re.escape(match_key(p)) for p in words.particles if len(match_key(p)) == 1)  # no article: "the day" is no amount
        lead = rf"(?<![^\W\d_])(?:{particle})?" if particle else ""
        names = _loose(tuple(self._fixed)) if particle else alternatives(self._fixed)
        self._fixed_re = re.compile(rf"{lead}(?P<word>{names})" + (r"(?![^\W\d_])" if particle else ""))

    def find(self, match_text: str) -> list[Quantity]:
        """Quantities in order, without overlaps; a number without a unit is not one."""
        numbers = self.numbers.find(match_text)
        found = [_metres(m) for m in _METRES.finditer(match_text)]
        for number in numbers:
            if any(q.start <= number.start < q.end for q in found):
                continue
            quantity = self._with_unit(match_text, number)
            if quantity is not None:
                found.append(quantity)
        found = self._ranges(match_text, numbers, self._with_tenths(match_text, numbers, self._with_cents(match_text, numbers, found)))
        found = self._open_ranges(match_text, numbers, found)
        found = self._with_discounts(match_text, found)
        taken = list(found)
        for m in self._fixed_re.finditer(match_text):
            if all(m.end() <= q.start or m.start("word") >= q.end for q in taken):
                found.append(self._fixed_quantity(match_text, m))
        found = self._same_unit_ranges(match_text, sorted(found, key=lambda q: q.start))
        return self._fixed_ranges(match_text, numbers, found)

    def _with_unit(self, text: str, n: Number) -> Quantity | None:
        after = self._after_re.match(text, n.end)
        if after and not _is_cut(text, after.end()):
            half = self._half_re.match(text, after.end())
            value, end = (n.value + 0.5, half.end()) if half and half.end() > after.end() else (n.value, after.end())
            return replace(_quantity(n, value, self._after[after["unit"]], n.start, end), also=self._also.get(after["unit"], ()))
        before = self._before_re.search(text, max(0, n.start - 24), n.start)
        if before and not n.money:
            return _quantity(n, n.value, self._before[before["unit"]], before.start(), n.end)
        return _quantity(n, n.value, "money", n.start, n.end) if n.money else None

    def _with_cents(self, text: str, numbers: list[Number], found: list[Quantity]) -> list[Quantity]:
        """ "eight ringgit fifty (sen)" is 8.50."""
        if self._cents_re is None:
            return found
        out = list(found)
        for i, q in enumerate(found):
            n = next((n for n in numbers if q.end <= n.start <= q.end + 1), None)
            if q.unit != "money" or n is None or not 5 <= n.value < 100 or n.value % 1 or any(o.start == n.start for o in found):
                continue
            cents = self._cents_re.match(text, n.end)
            value = round(q.high + n.value / 100, 2)
            out[i] = replace(q, low=value, high=value, end=cents.end() if cents else n.end)
        return out

    def _with_tenths(self, text: str, numbers: list[Number], found: list[Quantity]) -> list[Quantity]:
        """ "eight yuan five" is 8.50, and so is "eight yuan five mao"."""
        found = [self._with_named_tenths(text, q) for q in found]
        if not self._tenths:
            return found
        behind = {n.start: n for n in numbers if n.value in range(1, 10)}
        own = {q.start for q in found}
        return [
            replace(q, low=round(q.high + n.value / 10, 2), high=round(q.high + n.value / 10, 2), end=n.end)
            if q.unit == "money" and (n := behind.get(q.end)) is not None and q.end not in own
            else q
            for q in found
        ]

    def _with_named_tenths(self, text: str, q: Quantity) -> Quantity:
        m = self._named_tenths_re.match(text, q.end) if self._named_tenths_re and q.unit == "money" and q.high % 1 == 0 else None
        if m is None:
            return q
        value = round(q.high + self._tenth[m["tenths"]] / 10 + (self._tenth[m["cents"]] / 100 if m["cents"] else 0.0), 2)
        return replace(q, low=value, high=value, end=m.end())

    def _open_ranges(self, text: str, numbers: list[Number], found: list[Quantity]) -> list[Quantity]:
        """ "days five to nine": the second number has no unit of its own."""
        out = []
        for q in found:
            nexts = (n for n in numbers if n.start > q.end and (between := text[q.end : n.start].strip()) and self._span_re.fullmatch(between))
            n = next(nexts, None)
            alone = n is not None and not any(o.start <= n.start < o.end for o in found)
            out.append(replace(q, high=n.value, end=n.end) if n is not None and alone and q.low == q.high < n.value <= 10 * q.high else q)
        return out

    def _with_discounts(self, text: str, found: list[Quantity]) -> list[Quantity]:
        if self._off_re is None:
            return found
        off = []
        for m in self._off_re.finditer(text):
            tenths = 10 * self._digit(m["a"]) + (self._digit(m["b"]) if m["b"] else 0)
            percent = 100 - tenths if m["left"] else tenths
            off.append(Quantity(percent, percent, "percent", m.start(), m.end()))
        return [q for q in found if not any(q.start < o.end and o.start < q.end for o in off)] + off

    def _ranges(self, text: str, numbers: list[Number], found: list[Quantity]) -> list[Quantity]:
        """Joins "two to three days": the first number has no unit, or the same one."""
        starts = {q.start: i for i, q in enumerate(found)}
        out = list(found)
        for first, second in zip(numbers, numbers[1:], strict=False):
            index = starts.get(second.start)
            between = text[first.end : second.start]
            if index is None or first.start in starts or not self._span_re.fullmatch(between):
                continue
            low = first.value * (second.scale if second.scale > 1 and first.scale == 1 else 1)
            quantity = out[index]
            if low < quantity.high and (between.strip() or low < 100):
                out[index] = replace(quantity, low=low, start=first.start, approx=quantity.approx or first.approx, upper=first.upper)
        return self._same_unit_ranges(text, sorted(out, key=lambda q: q.start))

    def _same_unit_ranges(self, text: str, found: list[Quantity]) -> list[Quantity]:
        """ "two days to three days" is one quantity."""
        out: list[Quantity] = []
        for q in found:
            last = out[-1] if out else None
            between = text[last.end : q.start] if last else ""
            joined = between.strip() and self._span_re.fullmatch(between)
            if last and joined and last.unit == q.unit and last.low == last.high < q.low:
                out[-1] = replace(last, high=q.high, end=q.end)
            else:
                out.append(q)
        return out

    def _fixed_quantity(self, text: str, m: re.Match[str]) -> Quantity:
        unit, amount = self._fixed[m["word"]]
        half = self._half_re.match(text, m.end())
        amount, end = (amount + 0.5, half.end()) if half and half.end() > m.end() else (amount, m.end())
        hedged = self.numbers.hedges(text, m.start("word"))
        return Quantity(amount, amount, unit, m.start("word"), end, *hedged)

    def _fixed_ranges(self, text: str, numbers: list[Number], found: list[Quantity]) -> list[Quantity]:
        """ "two-days three": a word that holds amount and unit, then a number that continues it."""
        out = []
        for q in found:
            nexts = [n for n in numbers if n.start >= q.end and self._span_re.fullmatch(text[q.end : n.start])]
            n = nexts[0] if nexts and text[q.start : q.end] in self._fixed else None
            if n is not None and n.value == q.high + 1 and all(n.start != o.start for o in found):
                q = replace(q, high=n.value, end=n.end)
            out.append(q)
        return out


class Quantities:
    """The readers of all languages whose folders hold a numbers.toml. A language without one finds nothing."""

    def __init__(self, readers: Mapping[str, QuantityReader]) -> None:
        self._readers = dict(readers)

    @classmethod
    def load(cls, languages: Path) -> Quantities:
        """From `knowledge/languages`."""
        return cls({p.parent.name: QuantityReader(load_number_words(p)) for p in sorted(languages.glob("*/numbers.toml"))})

    @property
    def langs(self) -> tuple[str, ...]:
        return tuple(self._readers)

    def find_numbers(self, match_text: str, lang: str) -> list[Number]:
        """Numbers of a normalised text; `lang` is BCP-47, its base language counts."""
        reader = self._readers.get(lang.split("-")[0])
        return reader.numbers.find(match_text) if reader else []

    def find_quantities(self, match_text: str, lang: str) -> list[Quantity]:
        """Quantities of a normalised text, in order."""
        reader = self._readers.get(lang.split("-")[0])
        return reader.find(match_text) if reader else []


def _quantity(n: Number, value: float, unit: Unit, start: int, end: int) -> Quantity:
    return Quantity(value, value, unit, start, end, n.approx, n.upper, n.lower)


def _metres(m: re.Match[str]) -> Quantity:
    """ "1m60" is 160 cm."""
    value = int(m[1]) * 100 + int(m[2])
    return Quantity(value, value, "cm", m.start(), m.end())


def _is_cut(text: str, end: int) -> bool:
    """Whether a unit ends within a syllable: Burmese လ, a month, begins လေး, four."""
    return end < len(text) and unicodedata.category(text[end]).startswith("M")


def _named_tenths(words: NumberWords) -> tuple[re.Pattern[str] | None, dict[str, float]]:
    """The pattern of tenths of the currency by their own word, and what their digits are worth."""
    digits = {match_key(w): n for n, names in words.words.items() if n in range(1, 10) for w in names} | {str(n): float(n) for n in range(1, 10)}
    if not words.tenths:
        return None, digits
    one = alternatives(digits)
    return re.compile(rf"\s?(?P<tenths>{one})\s?(?:{alternatives(words.tenths)})(?P<cents>{one})?"), digits


def _discount(words: NumberWords) -> tuple[re.Pattern[str] | None, Callable[[str], float]]:
    """The pattern of discounts in tenths, and what one digit of them is worth."""
    digits = {match_key(w): value for value, names in words.words.items() if value in range(1, 10) for w in names if len(match_key(w)) == 1}

    def worth(digit: str) -> float:
        return digits.get(digit) or float(digit)

    if not (words.off_tenths or words.left_tenths):
        return None, worth
    digit = rf"[1-9{''.join(map(re.escape, digits))}]"
    kinds = rf"(?:(?P<off>{alternatives(words.off_tenths)})|(?P<left>{alternatives(words.left_tenths)}))"
    return re.compile(rf"(?<!\d)(?P<a>{digit})[.点]?(?P<b>{digit})?\s?{kinds}"), worth


def _table(rows: Mapping[Unit, tuple[str, ...]]) -> dict[str, Unit]:
    return {match_key(word): unit for unit, words in rows.items() for word in words}


def _shared(rows: Mapping[Unit, tuple[str, ...]]) -> dict[str, tuple[Unit, ...]]:
    """The words that stand for several units -> those they are not taken for: the last one listed wins."""
    units: dict[str, list[Unit]] = {}
    for unit, words in rows.items():
        for word in words:
            units.setdefault(match_key(word), []).append(unit)
    return {word: tuple(found[:-1]) for word, found in units.items() if len(found) > 1}


def _loose(words: tuple[str, ...]) -> str:
    """Any of the words, as whole words at their end only: particles may stand in front."""
    keys = sorted({match_key(w) for w in words} - {""}, key=lambda w: (-len(w), w))
    return "|".join(re.escape(k) for k in keys) or r"(?!)"
