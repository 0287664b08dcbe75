"""Telephone numbers said in words of more than one digit: "zero five hundred thirty-two, forty-one, twenty-seven"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.language.finder import Finder
from assistant.language.number_words import NumberWords
from assistant.language.numbers import NumberReader

_WORDS = 5  # number words in a row, fewer are no telephone number
_PARTS, _DIGITS = 3, range(8, 16)  # numbers, and the digits they make together
_SINGLE = 6  # digits said one by one that need no such word
_LARGEST = 1000  # what a part stays below: "one thousand two hundred" is a price


class SpokenPhones:
    """Immutable but for the readers, made at the first run of number words in a language."""

    def __init__(self, numbers: Mapping[str, NumberWords]) -> None:
        self._numbers = dict(numbers)
        self._readers: dict[str, NumberReader] = {}
        self._finder: Finder[str] = Finder(
            (particle + word, lang)
            for lang, said in numbers.items()
            for words in (*said.words.values(), *said.scales.values(), said.join)
            for word in words
            for particle in ("", *said.particles)
        )

    def find(self, match: str, announced: Callable[[int, int], bool]) -> list[tuple[int, int]]:
        """Spans of the match text. `announced(start, end)`: whether a word for telephone stands near."""
        hits = self._finder.find(match)
        if len(hits) < _WORDS:
            return []
        spans: list[tuple[int, int]] = []
        for lang in sorted({h.value for h in hits}):
            for start, end in _runs(match, sorted({(h.start, h.end) for h in hits if h.value == lang})):
                if all(end <= a or start >= b for a, b in spans) and self._is_phone(match, start, end, lang, announced):
                    spans.append((start, end))
        return spans

    def _is_phone(self, match: str, start: int, end: int, lang: str, announced: Callable[[int, int], bool]) -> bool:
        reader = self._readers.get(lang)
        if reader is None:
            reader = self._readers[lang] = NumberReader(self._numbers[lang])
        values = [n.value for n in reader.find(match[start:end], loose=True)]
        if len(values) < _PARTS or any(v % 1 or not 0 <= v < _LARGEST for v in values):
            return False
        if sum(len(f"{v:.0f}") for v in values) not in _DIGITS:
            return False
        steps = {b - a for a, b in zip(values, values[1:], strict=False)}
        return len(steps) > 1 and (values[0] == 0 or sum(v < 10 for v in values) >= _SINGLE or announced(start, end))


def _runs(match: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of at least `_WORDS` number words with nothing but a space between them."""
    runs: list[tuple[int, int]] = []
    first = at = count = 0
    for start, end in spans:
        if count and start <= at + 1 and not match[at:start].strip():
            count += end > at
            at = max(at, end)
            continue
        if count >= _WORDS:
            runs.append((first, at))
        first, at, count = start, end, 1
    return [*runs, (first, at)] if count >= _WORDS else runs
