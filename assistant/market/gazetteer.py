"""Names found in a text on the match channel: whole words in scripts with spaces, anywhere in scripts without.

Names, prefixes and suffixes are given in the match spelling (`assistant.language.spelling`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.language.automaton import Automaton

_GLUED_MIN = 4  # shorter names take no prefix or suffix: `kl`, `sby` with two letters more is another word
_GLUED_MIN_DENSE = {"ARABIC": 3, "HANGUL": 2}  # scripts in which fewer letters make a name
_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF))  # Thai Lao Burmese Khmer Kana Han


@dataclass(frozen=True, slots=True)
class Hit:
    """A name in a text; `start`, `end` are code points of the match text."""

    target: str
    start: int
    end: int
    weak: bool


class Gazetteer:
    """Many names, found in one pass. Longer names win over shorter ones they overlap."""

    def __init__(
        self,
        names: Mapping[str, str],
        *,
        weak: Iterable[str] = (),
        prefixes: Iterable[str] = (),
        suffixes: Iterable[str] = (),
        not_after: Iterable[str] = (),
        not_before: Iterable[str] = (),
    ) -> None:
        """`names` is name -> target. `weak` names are ordinary words too. A name next to a `not_*` word is no name there."""
        self._weak = frozenset(weak)
        self._prefixes, self._suffixes = frozenset(prefixes), frozenset(suffixes)
        self._not_after, self._not_before = tuple(not_after), tuple(not_before)
        self._names = [(name, target) for name, target in names.items() if name]
        self._automaton = Automaton([name for name, _ in self._names])

    def find(self, match_text: str) -> list[Hit]:
        """Names in order of appearance, none overlapping another."""
        found = sorted(self._all(match_text), key=lambda hit: (hit.start - hit.end, hit.start))
        kept: list[Hit] = []
        for hit in found:
            if all(hit.end <= other.start or other.end <= hit.start for other in kept):
                kept.append(hit)
        return sorted(kept, key=lambda hit: hit.start)

    def _all(self, text: str) -> Iterator[Hit]:
        for at, start, end in self._automaton.find(text):
            name, target = self._names[at]
            if self._starts(text, start, name) and self._ends(text, end, name) and not self._excluded(text, start, end):
                yield Hit(target, start, end, name in self._weak)

    def _starts(self, text: str, start: int, name: str) -> bool:
        if start and _katakana(name[0]) and _katakana(text[start - 1]):
            return False
        if start == 0 or _unspaced(name[0]) or not _wordly(text[start - 1]) or _unspaced(text[start - 1]):
            return True
        begin = start
        while begin > 0 and _wordly(text[begin - 1]):
            begin -= 1
        return len(name) >= _glued_min(name[0]) and text[begin:start] in self._prefixes

    def _ends(self, text: str, end: int, name: str) -> bool:
        if end == len(text) or not _wordly(text[end]):
            return True
        if _katakana(name[-1]) and _katakana(text[end]):
            return False
        if _unspaced(name[-1]):
            return not unicodedata.category(text[end]).startswith("M")
        stop = end
        while stop < len(text) and _wordly(text[stop]):
            stop += 1
        return _unspaced(text[end]) or (len(name) >= _glued_min(name[-1]) and text[end:stop] in self._suffixes)

    def _excluded(self, text: str, start: int, end: int) -> bool:
        after = text[end:].lstrip()
        return follows(text[:start], self._not_after) or any(_opens(after, word) for word in self._not_before)


def follows(before: str, words: Iterable[str]) -> bool:
    """Whether one of `words` stands right at the end of the text `before` a name."""
    closed = before.rstrip()
    return any(_closes(closed, word) for word in words)


def _closes(text: str, word: str) -> bool:
    return text.endswith(word) and (_unspaced(word[0]) or len(text) == len(word) or not _wordly(text[-len(word) - 1]))


def _opens(text: str, word: str) -> bool:
    return text.startswith(word) and (_unspaced(word[-1]) or len(text) == len(word) or not _wordly(text[len(word)]))


def _wordly(ch: str) -> bool:
    return unicodedata.category(ch)[0] in "LNM"


def _unspaced(ch: str) -> bool:
    return any(first <= ord(ch) <= last for first, last in _UNSPACED)


def _katakana(ch: str) -> bool:
    """Katakana spells one foreign word without a break, so a name inside a longer run is another word."""
    return "゠" <= ch <= "ヿ"


def _glued_min(ch: str) -> int:
    return _GLUED_MIN_DENSE.get(unicodedata.name(ch, "").split(" ")[0], _GLUED_MIN)
