"""Telephone and other numbers said in words of more than one digit: "zero five hundred thirty-two, forty-one, twenty-seven"."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import regex

from assistant.language.finder import Finder, Hit
from assistant.language.number_words import NumberWords, alternatives
from assistant.language.numbers import NumberReader
from assistant.language.spelling import match_key

_WORDS = 5  # number words in a row, fewer are no telephone number
_PARTS, _DIGITS = 3, range(8, 16)  # numbers, and the digits they make together
_SINGLE = 6  # digits said one by one that need no such word
_REST = regex.compile(r"(?<!\d)\d(?: ?\d){3,}")  # digits behind the words
_BEGUN = range(9, 14)  # digits of a number begun in words
_GROUP = regex.compile(r"\d{1,6}")
_MIXED_WORDS = 2  # number words beside typed digits
_TOLD = 3  # typed digits that are no size: "three 36, two 38, one 40"
_BETWEEN_MAX = 20  # characters of a word between two parts
_LARGEST = 1000  # what a part stays below: "one thousand two hundred" is a price


class SpokenPhones:
    """Immutable but for the readers, made at the first run of number words in a language."""

    def __init__(self, numbers: Mapping[str, NumberWords], between: Iterable[str] = ()) -> None:
        """`between`: words that stand between the parts of a number ("dash", "then")."""
        self._between = frozenset(match_key(word) for word in between)
        self._numbers = dict(numbers)
        self._readers: dict[str, NumberReader] = {}
        self._zeros = {lang: regex.compile(rf"((?<!\p{{L}})(?:{alternatives(said.words.get(0, ()))}|0)(?!\p{{L}}))") for lang, said in numbers.items()}
        self._finder: Finder[str] = Finder(
            (particle + word, lang)
            for lang, said in numbers.items()
            for words in (*said.words.values(), *said.scales.values(), said.join, ("0",))
            for word in words
            for particle in ("", *said.particles)
        )

    def find(self, match: str, is_number: Callable[[int, int, str], bool]) -> list[tuple[int, int, str]]:
        """Spans of the match text and their digits. `is_number(start, end, digits)`: whether a word near it, or its form, says that they are one
        number."""
        hits = self._finder.find(match)
        spans = self._begun(match, hits, is_number) if any(h.end - h.start > 1 for h in hits) and _REST.search(match) else []
        spans += self._mixed(match, hits, is_number)
        if len(hits) < _WORDS:
            return spans
        for lang in sorted({h.value for h in hits}):
            for start, end in _runs(match, sorted({(h.start, h.end) for h in hits if h.value == lang}), between=self._between):
                if not any(map(str.isalpha, match[start:end])):
                    continue
                digits = self._digits(match, start, end, lang, is_number)
                if digits and all(end <= a or start >= b for a, b, _ in spans):
                    spans.append((start, end, digits))
        return spans

    def _begun(self, match: str, hits: Sequence[Hit[str]], is_number: Callable[[int, int, str], bool]) -> list[tuple[int, int, str]]:
        """Numbers begun in words and ended in digits: "five hundred twelve 345 678"."""
        spans: list[tuple[int, int, str]] = []
        for rest in _REST.finditer(match):
            for lang in sorted({h.value for h in hits if h.end == rest.start() or (h.end == rest.start() - 1 and match[h.end] == " ")}):
                words = {(h.start, h.end) for h in hits if h.value == lang and h.end <= rest.start()}
                start, end = _runs(match, sorted(words), least=1)[-1]
                values = self._values(match, start, end, lang)
                if not any(map(str.isalpha, match[start:end])) or any(v % 1 or not 0 <= v < _LARGEST for v in values):
                    continue
                digits = "".join(f"{v:.0f}" for v in values) + "".join(filter(str.isdecimal, rest.group()))
                if values and len(digits) in _BEGUN and is_number(start, rest.end(), digits):
                    spans.append((start, rest.end(), digits))
        return spans

    def _mixed(self, match: str, hits: Sequence[Hit[str]], is_number: Callable[[int, int, str], bool]) -> list[tuple[int, int, str]]:
        """Numbers of which some parts are typed and some said: "058 two two 7 ninety-three 4 1"."""
        typed = {hit.span() for hit in _GROUP.finditer(match)}
        words = [h for h in hits if h.end - h.start > 1 or not match[h.start].isdecimal()]
        spans: list[tuple[int, int, str]] = []
        if not typed or len(words) < _MIXED_WORDS:
            return spans
        for lang in sorted({h.value for h in words}):
            said = {(h.start, h.end) for h in words if h.value == lang}
            for start, end in _runs(match, sorted(said | typed), least=_MIXED_WORDS + 1, between=self._between, signs=" ,.-/"):
                inside = sum(start <= a < end for a, _ in said)
                digits = self._joined(match, start, end, lang) if inside >= _MIXED_WORDS else ""
                told = digits.startswith("0") or any(b - a >= _TOLD for a, b in typed if start <= a < end) or is_number(start, end, "")
                if len(digits) in _BEGUN and len({*digits}) >= _PARTS and told and is_number(start, end, digits):
                    spans.append((start, end, digits))
        return spans

    def _joined(self, match: str, start: int, end: int, lang: str) -> str:
        """The digits of a stretch in order, typed or said; none where a part of it is no part of a telephone number."""
        digits, at = "", start
        for hit in [*_GROUP.finditer(match, start, end), None]:
            stop = hit.start() if hit else end
            values = self._values(match, at, stop, lang) if match[at:stop].strip(" ,.-/") else []
            if any(v % 1 or not 0 <= v < _LARGEST for v in values):
                return ""
            digits += "".join(f"{v:.0f}" for v in values) + (hit.group() if hit else "")
            at = hit.end() if hit else end
        return digits

    def _values(self, match: str, start: int, end: int, lang: str) -> list[float]:
        reader = self._readers.get(lang)
        if reader is None:
            reader = self._readers[lang] = NumberReader(self._numbers[lang])
        return [value for piece in self._zeros[lang].split(match[start:end]) for value in _said(reader, piece, self._zeros[lang])]

    def _digits(self, match: str, start: int, end: int, lang: str, is_number: Callable[[int, int, str], bool]) -> str:
        """The digits of one number said in parts, or none."""
        values = self._values(match, start, end, lang)
        if len(values) < _PARTS or any(v % 1 or not 0 <= v < _LARGEST for v in values):
            return ""
        digits = "".join(f"{v:.0f}" for v in values)
        if len(digits) not in _DIGITS or len({b - a for a, b in zip(values, values[1:], strict=False)}) < 2:
            return ""
        sure = values[0] == 0 or sum(v < 10 for v in values) >= _SINGLE
        return digits if sure or is_number(start, end, digits) else ""


def _said(reader: NumberReader, piece: str, zero: regex.Pattern[str]) -> list[float]:
    """The numbers of a piece between zeros, or the zero: "five hundred, zero, zero" is three numbers where they are dictated."""
    return [0.0] if zero.fullmatch(piece) else [n.value for n in reader.find(piece, loose=True)]


def _runs(
    match: str, spans: Sequence[tuple[int, int]], least: int = _WORDS, between: Collection[str] = (), signs: str = " "
) -> list[tuple[int, int]]:
    """Stretches of at least so many number words with nothing but `signs`, or one of the words `between`, between them."""
    runs: list[tuple[int, int]] = []
    first = at = count = 0
    for start, end in spans:
        if count and ((start <= at + len(signs) and not match[at:start].strip(signs)) or (start - at < _BETWEEN_MAX and match[at:start].strip() in between)):
            count += end > at
            at = max(at, end)
            continue
        if count >= least:
            runs.append((first, at))
        first, at, count = start, end, 1
    return [*runs, (first, at)] if count >= least else runs
