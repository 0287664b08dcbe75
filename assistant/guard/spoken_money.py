"""Money said without its unit: "two fifty four", "nineteen and ninety", "the postage is fourteen". What was meant may be one of several amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.language.number_words import alternatives
from assistant.language.numbers import Number
from assistant.language.quantities import Quantity, QuantityReader
from assistant.language.spelling import match_key

_BARE_MONEY, _YEARS, _SPOKEN_YEARS = 1000, range(1900, 2100), range(2001, 2031)  # from here on a number without a unit is money, unless it is a year
_TIMES = ("day", "business_day", "week", "month", "year", "hour")
_PARTS = {("kg", "g"): 1000, ("l", "ml"): 1000, ("m", "cm"): 100, ("hour", "minute"): 60, ("minute", "second"): 60, ("year", "month"): 12}
_APART = 4  # times the lower end: a span said without "to" is narrower
_LEAST = 5  # smaller numbers count things


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity, and all it may mean where that is open. `bare`: only its size says that it is money; `guess`: nothing does."""

    quantity: Quantity
    readings: tuple[float, ...] = ()
    guess: bool = False
    bare: bool = False

    @property
    def span(self) -> tuple[int, int]:
        return (self.quantity.start, self.quantity.end)


class AmountFinder:
    """All amounts of a sentence in one language. Immutable."""

    def __init__(self, quantities: QuantityReader, prices: Sequence[str] = ()) -> None:
        """`prices`: words in front of a price, which end no range even where they are said of times as well (Russian "за")."""
        self._quantities = quantities
        words = quantities.numbers.words
        self._joint = re.compile(rf"\s?(?:(?:{alternatives((*words.join, *words.cents_after))})\s)?")
        self._cents = re.compile(rf"\s?(?:{alternatives(words.cents)})")
        self._both = re.compile(rf"\s?(?:(?:{alternatives(words.join)})\s)?(?:{re.escape(words.joining_particle)})?")
        until = [w for w in (*(w for w in words.span if len(w) > 1), *words.at_most) if w not in prices]  # "a" of "dos a tres" stands before prices too
        self._until = re.compile(rf"(?:{alternatives(until)})\s?$")
        self._to = tuple(match_key(w) for w in words.span if len(w) > 1)

    def find(self, text: str) -> list[Amount]:
        """Amounts in order: with a unit, then numbers that can only be money, then at most one that may be."""
        sure = [q for q in self._whole(text, self._run_on(text, self._quantities.find(text))) if q.unit not in _TIMES or q.high < _BARE_MONEY]  # a price runs into "two years"
        sure = sorted([*sure, *self._cents_alone(text, sure)], key=lambda q: q.start)
        bare = [n for n in self._quantities.numbers.find(text) if not _overlaps(n, sure)]
        loose = self._quantities.numbers.find(text, loose=True)
        amounts = [self._unhurried(text, Amount(q), loose) for q in sure] + [Amount(_money(n), _in_thousands(n), bare=True) for n in bare if n.value >= _BARE_MONEY and not _is_year(n)]
        weak = [n for n in loose if not _overlaps(n, sure)]  # "one fifty bob": a weak word in front
        amounts = self._with_cents(text, sorted(amounts, key=lambda a: a.span), bare, weak)
        if not any(a.quantity.unit == "money" for a in amounts):
            amounts += self._guess(text, bare, weak)
        return sorted(amounts, key=lambda a: a.span)

    def sums(self, text: str) -> list[Amount]:
        """Everything that may be an amount of money or a percentage, in no order; `readings` holds all the values it may
        mean. For what people reckon with."""
        found = [replace(a, readings=a.readings or (a.quantity.high,)) for a in self.find(text) if a.quantity.unit in ("money", "percent")]
        taken = [*(a.quantity for a in found), *self._quantities.find(text)]
        loose = [n for n in self._quantities.numbers.find(text, loose=True) if not _overlaps(n, taken)]
        pairs = [p for p in pairwise(loose) if self._joint.fullmatch(text[p[0].end : p[1].start])]
        found += [a for first, second in pairs if (a := _pair(first, second)) is not None]
        return found + [Amount(_money(n), (n.value, n.value * _BARE_MONEY), guess=True) for n in loose if n.value >= _LEAST]

    def _run_on(self, text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
        """Joins "two-days-to three days": the word for "to" is written onto the first amount (Korean 이틀에서)."""
        joined: list[Quantity] = []
        for q in quantities:
            last = joined[-1] if joined else None
            next_to = last is not None and text[last.end : q.start].isspace() and text[last.start : last.end].endswith(self._to)
            if last and next_to and last.unit == q.unit and last.low == last.high < q.low:
                joined[-1] = replace(last, high=q.high, end=q.end)
            else:
                joined.append(q)
        return joined

    def _whole(self, text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
        """ "two kilos six hundred grams" is one amount, and so is "two kilos six hundred" where hundreds can only be grams; so with litres."""
        whole: list[Quantity] = []
        for q in quantities:
            last = whole[-1] if whole else None
            per = _PARTS.get((last.unit, q.unit)) if last else None
            if last and per and q.high < per and last.low == last.high and q.low == q.high and self._both.fullmatch(text[last.end : q.start]):
                whole[-1] = replace(last, low=last.low + q.low / per, high=last.high + q.high / per, end=q.end)
            else:
                whole.append(q)
        numbers = self._quantities.numbers.find(text)
        for at, q in enumerate(whole):
            grams = next((n for n in numbers if n.start >= q.end and self._both.fullmatch(text[q.end : n.start])), None)
            if q.unit in ("kg", "l") and q.low == q.high and q.high % 1 == 0 and grams and 100 <= grams.value < 1000 and not _overlaps(grams, whole):
                whole[at] = replace(q, low=q.low + grams.value / 1000, high=q.high + grams.value / 1000, end=grams.end)
        return whole

    def _cents_alone(self, text: str, sure: Sequence[Quantity]) -> list[Quantity]:
        """ "fifty cents" without a whole amount in front."""
        free = [n for n in self._quantities.numbers.find(text) if not _overlaps(n, sure) and n.value < 100 and self._cents.match(text, n.end)]
        whole = [q.end for q in sure if q.unit == "money"]
        return [replace(_money(n), low=n.value / 100, high=n.value / 100) for n in free if not any(0 <= n.start - end <= 4 for end in whole)]

    def _unhurried(self, text: str, amount: Amount, loose: Sequence[Number]) -> Amount:
        """ "two sixty shillings" sounds like "two three shillings", but such ends are too far apart for a span."""
        q = amount.quantity
        within = [n for n in loose if q.start <= n.start and n.end <= q.end]
        if q.unit != "money" or q.low * _APART >= q.high or len(within) != 2 or text[within[0].end : within[1].start] != " ":
            return amount
        readings = _paired(within[0].value, within[1].value)
        return Amount(replace(q, low=readings[0], high=readings[0]), readings) if readings else amount

    def _with_cents(self, text: str, amounts: Sequence[Amount], bare: Sequence[Number], weak: Sequence[Number]) -> list[Amount]:
        """ "two hundred and five lira ninety", and "two fifty four ringgit", where the front of the number has no unit."""
        out = []
        for amount in amounts:
            q = amount.quantity
            after = next((n for n in bare if n.start >= q.end and self._joint.fullmatch(text[q.end : n.start])), None)
            before = next((n for n in weak if n.end <= q.start and self._joint.fullmatch(text[n.end : q.start])), None)
            if q.unit == "money" and q.low == q.high and q.high % 1 == 0:
                if after is not None and 1 <= after.value < 100:
                    amount = replace(amount, quantity=replace(q, end=after.end), readings=(q.high, q.high + after.value / 100))
                elif before is not None and before.value < _BARE_MONEY:
                    amount = replace(amount, quantity=replace(q, start=before.start), readings=(*_paired(before.value, q.high), q.high))
            out.append(amount)
        return out

    def _guess(self, text: str, bare: Sequence[Number], loose: Sequence[Number]) -> list[Amount]:
        """The one number, or pair of numbers, of a sentence without any other amount of money; it may be said twice."""
        run = self._run(text, loose)
        if run is not None:
            return [run]
        pairs = [p for p in pairwise(loose) if p[1] in bare and self._joint.fullmatch(text[p[0].end : p[1].start])]
        found = [a for first, second in pairs if (a := _pair(first, second)) is not None]
        if not found:
            found = [Amount(_money(n), _alone(n), guess=True) for n in bare if _LEAST <= n.value < _BARE_MONEY]
        rest = [n for n in bare if not any(a.span[0] <= n.start < a.span[1] for a in found)]
        said_again = all(a.readings == found[0].readings for a in found)
        if not found or rest or not said_again or self._ends_a_range(text, found[0].span[0]):
            return []
        return found[:1]

    def _run(self, text: str, loose: Sequence[Number]) -> Amount | None:
        """The one run of three or four small numbers, which may be said twice: "two nine fifty"."""
        runs: list[list[Number]] = []
        for n in loose:
            close = runs and text[runs[-1][-1].end : n.start].strip() == "" and n.kind == "words"
            runs = [*runs[:-1], [*runs[-1], n]] if close else [*runs, [n]]
        halves = [half for run in runs if len(run) >= 3 for half in _halves(run)]
        readings = {_run_readings([n.value for n in half]) for half in halves}
        others = [n for run in runs if len(run) < 3 for n in run if n.value >= _LEAST]
        if len(readings) != 1 or others or not (found := readings.pop()) or self._ends_a_range(text, halves[0][0].start):
            return None
        first = halves[0]
        return Amount(replace(_money(first[0]), low=found[0], high=found[0], end=first[-1].end), found, guess=True)

    def _ends_a_range(self, text: str, start: int) -> bool:
        """ "until nine fifteen"."""
        return self._until.search(text[max(0, start - 16) : start]) is not None


def _pair(first: Number, second: Number) -> Amount | None:
    readings = _paired(first.value, second.value)
    both = replace(_money(first), low=readings[0], high=readings[0], end=second.end) if readings else None
    return Amount(both, readings, guess=True) if both else None


def _halves(run: list[Number]) -> list[list[Number]]:
    """A run that is said twice in a row, in its two halves."""
    middle = len(run) // 2
    front, back = run[:middle], run[middle:]
    return [front, back] if [n.value for n in front] == [n.value for n in back] else [run]


def _run_readings(values: Sequence[float]) -> tuple[float, ...]:
    """What three or four small numbers may mean as one amount: 2, 9, 50 is 2950; 3, 5, 5 is 355 or 355,000. Counting up is no amount."""
    if any(v % 1 or v < 0 for v in values) or values[0] < 1 or all(b - a == 1 for a, b in pairwise(values)):
        return ()
    if len(values) == 3 and values[0] < 100 and 0 < values[1] < 10 <= values[2] < 100:
        return (values[0] * 1000 + values[1] * 100 + values[2],)
    if len(values) in (3, 4) and all(v < 10 for v in values):
        number = float("".join(f"{v:.0f}" for v in values))
        return (number, number * (1000 if len(values) == 3 else 100))
    return ()


def _overlaps(n: Number, quantities: Sequence[Quantity]) -> bool:
    return any(q.start < n.end and n.start < q.end for q in quantities)


def _paired(first: float, second: float) -> tuple[float, ...]:
    """What two numbers in a row may mean as one amount: 2 and 54 is 254, 19 and 90 is 19.90, 11 and 410 is 11410."""
    if first % 1 or second % 1 or first < 1:
        return ()
    readings = [first + second / 100] if 10 <= second < 100 else []
    readings += [first * 100 + second] if first < 100 and 1 <= second < 100 and not (first < 10 and second < 10) else []
    readings += [first * 1000 + second] if 100 <= second < 1000 else []
    readings += [first * 1000 + second * 100, first * 100 + second] if first < 10 and 1 <= second < 10 else []  # "four five" is 4500 in Nairobi
    return tuple(readings)


def _alone(n: Number) -> tuple[float, ...]:
    """What one number may mean: itself, so many thousands, and where it is said in words the end of it as cents ("a hundred and ninety")."""
    whole, cents = divmod(n.value, 100)
    return (n.value, n.value * 1000, *((100 * whole + cents / 100,) if n.kind == "words" and whole and cents >= 10 else ()))


def _in_thousands(n: Number) -> tuple[float, ...]:
    """What a number of a hundred thousand and more may mean: "a hundred thousand and twenty five" is 125,000 to most who say it."""
    lakhs, rest = divmod(n.value, 100_000)
    return (n.value, lakhs * 100_000 + rest * 1000) if n.kind == "words" and lakhs and 10 <= rest < 100 else ()


def _money(n: Number) -> Quantity:
    return Quantity(n.value, n.value, "money", n.start, n.end, n.approx, n.upper, n.lower)


def _is_year(n: Number) -> bool:
    return n.value in (_YEARS if n.kind == "digits" else _SPOKEN_YEARS)
