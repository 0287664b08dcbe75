"""Find many fixed terms in a normalised text at once, as whole words where the script separates words.

One Aho-Corasick pass, so the cost does not grow with the number of terms. A term may end in `*`: any ending.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Generic, TypeVar

from assistant.language.automaton import Automaton
from assistant.language.spelling import contradicts, marked_words, match_key

T = TypeVar("T", bound=Hashable)
Marked = Mapping[str, frozenset[str]]

_BOUND_MIN = 3  # letters of a term that takes something written onto it; a Hangul syllable is two or three of them
_COMPOUND_MIN = 2  # syllables of a Hangul term that may end a longer word
_STACKERS = "\u17d2\u1039"  # Khmer coeng, Burmese virama: the next consonant belongs to the same syllable
# Scripts written without spaces between words: a term may stand inside a longer run of letters.
_UNSPACED = ("THAI", "LAO", "KHMER", "MYANMAR", "CJK", "HIRAGANA", "KATAKANA")


@lru_cache(maxsize=8192)
def is_unspaced(ch: str) -> bool:
    """True for a letter of a script that does not put spaces between words."""
    return unicodedata.name(ch, "").startswith(_UNSPACED)


@lru_cache(maxsize=8192)
def _is_word(ch: str) -> bool:
    return unicodedata.category(ch)[0] in "LNM"


_marks = lru_cache(maxsize=4096)(marked_words)  # of the few terms that are met: kept for all, they cost 15 MB


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A term found at `text[start:end]`."""

    value: T
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


class Finder(Generic[T]):
    """An immutable set of terms, each with a value. Terms are normalised; empty ones are dropped.

    `before`, `after`: what a language writes onto the front or end of a word (`ال`, `-nya`); a term may
    stand between, and its hit covers them. `compounds`: Hangul terms may end a longer word (랩원피스, a wrap dress).
    """

    def __init__(
        self, terms: Iterable[tuple[str, T]], *, before: Iterable[str] = (), after: Iterable[str] = (), compounds: bool = False
    ) -> None:
        self._compounds = compounds
        self._before, self._after = frozenset(map(match_key, before)), frozenset(map(match_key, after))
        table: dict[str, list[tuple[T, bool, str]]] = {}  # value, open end, the words typed with marks
        for term, value in terms:
            open_end = term.endswith("*")
            key = match_key(term.removesuffix("*"))
            if key:
                entries = table.setdefault(key, [])
                entry = (value, open_end, " ".join(sorted(chain(*marked_words(term.removesuffix("*")).values()))))
                if entry not in entries:
                    entries.append(entry)
        self._automaton = Automaton(list(table))
        alike: dict[tuple[tuple[T, bool], ...], tuple[tuple[T, bool, str], ...]] = {}  # hundreds of nouns stand for one kind
        self._entries = [
            tuple(entries) if any(marks for _, _, marks in entries) else alike.setdefault(tuple(e[:2] for e in entries), tuple(entries))
            for entries in table.values()
        ]

    def find(self, text: str, typed: Marked | None = None) -> list[Hit[T]]:
        """Every hit, in order of its end; overlapping ones too. `typed`: `marked_words` of the original, to tell apart
        words that only folding makes alike."""
        hits: list[Hit[T]] = []
        for term, start, end in self._automaton.find(text):
            bound = end - start >= _BOUND_MIN or "가" <= text[start] <= "힣"
            first = start if _starts_word(text, start) else self._bound_start(text, start) if bound else None
            if first is None and self._compounds and end - start >= _COMPOUND_MIN and "가" <= text[start] <= "힣":
                first = start
            if first is None:
                continue
            stop = end if _ends_word(text, end) else self._bound_end(text, end) if bound else None
            for value, open_end, marks in self._entries[term]:
                if (open_end or stop is not None) and not (typed and marks and contradicts(typed, _marks(marks))):
                    hits.append(Hit(value, first, stop if stop is not None else end))
        return hits

    def _bound_start(self, text: str, start: int) -> int | None:
        """Where the word starts whose front part is written onto a term at `start`."""
        starts = (start - len(part) for part in self._before if text.endswith(part, 0, start))
        return min((at for at in starts if _starts_word(text, at)), default=None)

    def _bound_end(self, text: str, end: int) -> int | None:
        ends = (end + len(part) for part in self._after if text.startswith(part, end))
        return max((at for at in ends if _ends_word(text, at)), default=None)

    def longest(self, text: str, typed: Marked | None = None) -> list[Hit[T]]:
        """Hits without overlaps, longer ones first to be kept, in order of their start. Values at one place all stay."""
        taken: list[tuple[int, int]] = []
        kept = []
        for hit in sorted(self.find(text, typed), key=lambda h: (-h.length, h.start)):
            same = (hit.start, hit.end) in taken
            if same or all(hit.end <= a or hit.start >= b for a, b in taken):
                kept.append(hit)
                if not same:
                    taken.append((hit.start, hit.end))
        return sorted(kept, key=lambda h: h.start)


def _starts_word(text: str, start: int) -> bool:
    if start == 0 or not _is_word(text[start - 1]):
        return True
    before, first = text[start - 1], text[start]
    if before in _STACKERS:
        return False
    if is_unspaced(first):
        return unicodedata.category(first)[0] != "M"
    return is_unspaced(before) or (before.isdecimal() != first.isdecimal())


def _ends_word(text: str, end: int) -> bool:
    if end >= len(text) or not _is_word(text[end]):
        return True
    last, after = text[end - 1], text[end]
    if is_unspaced(last):
        return unicodedata.category(after)[0] != "M" and not _closes_syllable(text, end)
    return is_unspaced(after) or (last.isdecimal() != after.isdecimal())


def _closes_syllable(text: str, at: int) -> bool:
    """A Burmese consonant that is killed or stacked ends the syllable before it: no word starts there."""
    if not "\u1000" <= text[at] <= "\u1021":
        return False
    signs = text[at + 1 : at + 3]
    end = next((i for i, c in enumerate(signs) if "\u1000" <= c <= "\u1021"), len(signs))  # up to the next consonant
    return any(c in "\u103a\u1039" for c in signs[:end])
