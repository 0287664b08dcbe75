"""Facts as people of a market read them: money, days, dates, lists, and the sheet's English texts in their language.

Money and dates follow Babel's data for the viewer's language in the room's market; digits are Western, which every
market here reads. English fact texts go through the language's glossary, longest phrase first; what the glossary does
not know (names, codes) stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import lru_cache

import regex
from babel import Locale, UnknownLocaleError, dates, languages, lists, numbers, units

from assistant.language.automaton import Automaton
from assistant.market.locales import lean_locale
from assistant.market.phrasebook import Pack

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Renderer:
    """Turns values of the facts sheet into text of one language for one market. `currency` is ISO 4217."""

    def __init__(self, pack: Pack, market: str, currency: str | None, script: str | None = None) -> None:
        """`script`: one that is not the language's main one. Babel and the glossary do not write it, so values come from
        the language's own words for it (`unit.*`, `weekday.*` in its answers file), else in English."""
        self.pack = pack
        self.currency = currency
        self.market = market
        self.script = script if script in pack.answers_by_script else None
        self.locale = Locale("en") if self.script else _locale(pack, market)
        self._gloss: _Glossary | None = None  # built at the first text: thousands of terms
        self._memory: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def in_script(self, script: str) -> Renderer:
        """The renderer of another script of this language."""
        return Renderer(self.pack, self.market, self.currency, script)

    def _own(self, key: str) -> str | None:
        """The language's own words for a unit or a weekday, where it brings some along."""
        return self.pack.answers_by_script[self.script].get(key) if self.script else self.pack.answers.get(key)

    def money(self, amount: float) -> str:
        """`9500` -> "Rp9.500". Whole amounts lose their decimals, others keep two."""
        if not self.currency:
            return self.number(amount)
        whole = float(amount).is_integer()
        text = numbers.format_currency(
            amount,
            self.currency,
            locale=self.locale,
            format=_whole_pattern(self.locale) if whole else None,
            currency_digits=not whole,
        )
        symbol = _own_symbol(self.currency, self.market)
        text = text.replace(self.currency, symbol) if symbol else text
        return text.replace("\xa0", " ").replace("‏", "").replace("Rp ", "Rp").strip()

    def number(self, value: float) -> str:
        return numbers.format_decimal(value, format="#,##0.###", locale=self.locale)

    def percent(self, value: float) -> str:
        return f"{self.number(value)}%"

    def unit(self, value: float, unit: str, length: str = "short") -> str:
        """`value` with a CLDR unit ("gram", "duration-month", "centimeter")."""
        for size in dict.fromkeys((length, "long", "short", "narrow")):
            text = units.format_unit(value, unit, length=size, locale=self.locale)  # type: ignore[arg-type]
            if not regex.search(rf"\b{unit}\b", text):  # Babel writes the bare unit name where a length has no pattern
                return text.replace("\xa0", " ").replace("\u202f", " ")
        return self.number(value)

    def duration(self, value: float, unit: str) -> str:
        """`24, "month"` -> "24 bulan"."""
        own = self._own(f"unit.{unit}")
        if own:
            return own.format(n=self.number(value))
        return self.unit(value, f"duration-{unit}", "long")

    def age(self, years: float) -> str:
        """Years of a person's age: some languages count them otherwise (`unit.age`)."""
        own = self._own("unit.age")
        return own.format(n=self.number(years)) if own else self.duration(years, "year")

    def times(self, count: float) -> str:
        """How often: `unit.times`, else "1x"."""
        return (self._own("unit.times") or "{n}x").format(n=self.number(count))

    def days(self, span: Sequence[int]) -> str:
        """Business days `[min, max]`."""
        low, high = span
        if low == high:
            return self.pack.line("days.one", self.script).format(min=low)
        return self.pack.line("days.range", self.script).format(min=low, max=high)

    def many(self, items: Sequence[str]) -> str:
        """A list as a sentence part."""
        joined = lists.format_list(list(items), locale=self.locale).replace("\u200b", "")
        return _spaced_joints(joined) if not self.pack.language.spaced else joined

    def country(self, code: str) -> str:
        return self.locale.territories.get(code, code)

    def weekday(self, english: str) -> str:
        return self._own(f"weekday.{english}") or dates.get_day_names("wide", locale=self.locale)[WEEKDAYS.index(english)]

    def time(self, at: time) -> str:
        """`08:30` -> "8:30 AM", as the language writes it in this market."""
        return dates.format_time(at, "short", locale=self.locale).replace("\xa0", " ").replace("\u202f", " ")

    def month(self, value: str) -> str:
        """`"2027-05"` -> "Mei 2027"."""
        year, month = value.split("-")
        return dates.format_skeleton("yMMMM", date(int(year), int(month), 1), locale=self.locale)

    def name(self, english: str) -> str:
        """An entry of a closed list (a method, a colour, a size): translated as a whole or not at all, for half a name is none."""
        if self.script:
            return english
        if english not in self._names:
            wanted = english.casefold()
            found = (local for term, local in reversed(self.pack.glossary.items()) if term.casefold() == wanted)
            self._names[english] = next(found, english)
        return self._names[english]

    def text(self, english: str) -> str:
        """An English fact text in this language."""
        if not self.pack.glossary or self.script:
            return english
        known = self._memory.get(english)
        if known is None:
            self._gloss = self._gloss or _Glossary(self.pack.glossary)
            known = self._memory[english] = _tidy(self._gloss.replace(english))
        return known


def _locale(pack: Pack, market: str) -> Locale:
    language = pack.language.locale.split("_", maxsplit=1)[0]
    for name in (f"{language}_{market}", pack.language.locale, language):
        try:
            return lean_locale(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


@lru_cache(maxsize=64)
def _own_symbol(currency: str, market: str) -> str | None:
    """What the market itself writes for its currency (RM, Ksh), where any reader can read it; for languages that only know its code."""
    for language in languages.get_official_languages(market, de_facto=True):
        try:
            symbol = str(lean_locale(f"{language}_{market}").currency_symbols.get(currency, currency))
        except (UnknownLocaleError, ValueError):
            continue
        if symbol != currency and (symbol.isascii() or not any(c.isalpha() for c in symbol)):
            return symbol
    return None


def _whole_pattern(locale: Locale) -> str:
    pattern = locale.currency_formats["standard"].pattern
    return regex.sub(r"([0#])\.0+", r"\1", pattern)


def _spaced_joints(text: str) -> str:
    """A space where Latin letters meet letters of a script without spaces: `EMS และ J&T`."""
    return regex.sub(r"(?<=[\p{Latin}\d])(?=[\p{Thai}\p{Khmer}\p{Myanmar}])|(?<=[\p{Thai}\p{Khmer}\p{Myanmar}])(?=[\p{Latin}])", " ", text)


def _tidy(text: str) -> str:
    return regex.sub(r"\s+([,.;])", r"\1", regex.sub(r"\s{2,}", " ", text)).strip()


class _Glossary:
    """Replaces every known English term, longest first, in one pass. `{n}` and `{m}` in a term stand for numbers."""

    def __init__(self, terms: Mapping[str, str]) -> None:
        patterns = {english: local for english, local in terms.items() if "{" in english}
        plain = {english.casefold(): local for english, local in terms.items() if english and "{" not in english}
        self._plain, self._local = Automaton(list(plain)), list(plain.values())
        self._patterns = [(_with_numbers(english), local) for english, local in patterns.items()]

    def replace(self, text: str) -> str:
        """The text with its terms in the other language, clause by clause; a clause that would come out as a medley stays as it is."""
        return "".join(part if _BETWEEN.fullmatch(part) else self._clause(part) for part in _BETWEEN.split(text))

    def _clause(self, text: str) -> str:
        """One clause: a sentence needs all of its words, in few pieces; of what only names things some may stay."""
        low = text.casefold()
        if len(low) != len(text):  # no English text does this
            return text
        pieces, at, left = [], 0, 0
        for start, end, local in sorted(self._found(text, low), key=lambda f: (f[0], -f[1])):
            if start >= at:
                pieces += [text[at:start], local]
                left += _plain_letters(text[at:start])
                at = end
        left += _plain_letters(text[at:])
        sentence = _OF_SENTENCES.search(low) is not None
        if sentence and len(pieces) > 2 * _MOST_PIECES:
            return text
        most = 0.0 if sentence else _MOST_LEFT
        return text if left > most * _plain_letters(text) else "".join([*pieces, text[at:]])

    def _found(self, text: str, low: str) -> list[tuple[int, int, str]]:
        """(start, end, what stands for it) of every known term; they may overlap."""
        found = [
            (start, end, self._local[term])
            for term, start, end in self._plain.find(low)
            if _stands_alone(text, start, end) and (end - start > 1 or text[start].islower())  # "2 A" is no article
        ]
        for pattern, local in self._patterns:
            for hit in pattern.finditer(text):
                said = {name: value for name, value in hit.groupdict().items() if value is not None}
                found.append((hit.start(), hit.end(), local.format_map(_Numbers(said))))
        return found


class _Numbers(dict[str, str]):
    """Blanks of a term; one it does not have stays as it is."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


_BETWEEN = regex.compile(r"([,;:.] | \(|\))")
_MOST_LEFT = 0.45  # of the letters: half in one language and half in another reads worse than a quotation
_MOST_PIECES = 3  # a sentence put together word by word says something else
_PLAIN_WORDS = regex.compile(r"(?<![\p{L}\p{N}])\p{Ll}+(?![\p{L}\p{N}])")  # names keep their capitals in every language
_OF_SENTENCES = regex.compile(  # words of which a sentence is built: word by word in another language they are no sentence there
    r"\b(?:an?|the|of|in|on|at|to|for|with|without|by|from|into|over|under|between|and|or|but|is|are|was|be|has|have|can|may|will|it|its|we|you|your|our|they|"
    r"them|not|no|do|does|as|than|that|this|these|there|when|while|if|after|before|until|up|out|per|each|both)\b"
)


def _plain_letters(text: str) -> int:
    return sum(len(word) for word in _PLAIN_WORDS.findall(text))


_BEFORE = regex.compile(r"[\p{L}\p{N}@-]")  # an address is no text: care@shop.example
_AFTER = regex.compile(r"[\p{L}\p{N}@]|[-.]\p{L}")


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (start and _BEFORE.match(text, start - 1)) and not _AFTER.match(text, end)


def _with_numbers(english: str) -> regex.Pattern[str]:
    body = regex.escape(english, special_only=True)
    for blank in ("n", "m"):
        body = body.replace(rf"\{{{blank}\}}", rf"(?P<{blank}>\d+(?:[.,]\d+)?)", 1)
    return regex.compile(r"(?<![\p{L}\p{N}-])" + body + r"(?![\p{L}\p{N}]|-\p{L})", regex.IGNORECASE)
