"""The match channel: one comparable spelling for everything viewers type, with a way back to the original text.

`normalise` folds case, width, Latin diacritics, Arabic vowel marks and letter variants, native digits, repeated
letters and punctuation. Marks that carry meaning (Thai, Khmer, Burmese, Indic vowels) stay. It is idempotent on
its own output. The evasion channel (leet, look-alikes, spaced letters) is `assistant.language.evasion`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from assistant.language.hanzi import simplified

# Letters that no Unicode decomposition folds.
_LETTERS = {
    "ı": "i", "ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ə": "a", "ё": "е",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ۀ": "ه", "ک": "ك", "ؤ": "و", "ئ": "ي", "ھ": "ه", "ہ": "ه",
    "’": "", "'": "", "`": "", "´": "", "ʼ": "", "‘": "",
}  # fmt: skip
_ARABIC_MARKS = frozenset(chr(c) for c in [*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06ED), 0x0640])
_JOINS_DIGITS = frozenset(".,:٫٬")
_LOOSE_JOINS = re.compile(r"(?<!\d)[.,:٫٬]|[.,:٫٬](?!\d)")
_WORDS = re.compile(r"[^\W_]+")
_RUNS = re.compile(r"(?<!\w)x{2,5}(?=[ls](?!\w))|([^\d \u1780-\u17b3])\1{2,}|([\u1780-\u17b3])\2{3,}")
# XXXL is a size, not a cry, and Khmer has words with one letter three times (ice: ទឹកកក)
# Burmese and Khmer are typed with spaces anywhere: between their letters they mean nothing.
_LOOSE_SPACES = re.compile(r"(?<=[\u1000-\u109f]) (?=[\u1000-\u109f])|(?<=[\u1780-\u17ff]) (?=[\u1780-\u17ff])")
_SPACES = re.compile(r" {2,}")
_VOICING = frozenset("\u3099\u309a")  # marks that half-width kana carry as letters of their own
_CONTENT = frozenset("LNM")  # Unicode letters, numbers, marks


@dataclass(frozen=True, slots=True)
class Spelling:
    """A normalised text. `match[i]` came from `original[origin[i]]`."""

    original: str
    match: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Span of `original` that covers `match[start:end]`; code points, end exclusive."""
        if not self.origin or start >= end:
            return (0, 0)
        first, last = self.origin[start], self.origin[min(end, len(self.origin)) - 1]
        stop = last + 1
        while stop < len(self.original) and unicodedata.category(self.original[stop]).startswith("M"):
            stop += 1
        return (first, stop)


@lru_cache(maxsize=16384)
def _fold(ch: str) -> str:
    """What one code point becomes: letters, '' when dropped, ' ' for a separator."""
    if ch in _LETTERS:
        return _LETTERS[ch]
    if ch in _ARABIC_MARKS:
        return ""
    category = unicodedata.category(ch)
    if category in ("Cf", "Cc", "Cs", "Co", "Cn"):
        return " " if ch in "\t\n\r" else ""
    if category == "Nd":
        return str(unicodedata.decimal(ch))
    if "̀" <= ch <= "ͯ" or "︀" <= ch <= "️":
        return ""
    if category[0] not in _CONTENT:
        return ch if ch in _JOINS_DIGITS or ch in "%+" else " "
    return _fold_letter(ch)


def _fold_letter(ch: str) -> str:
    folded = unicodedata.normalize("NFKC", ch).casefold()
    if "一" <= folded[:1] <= "鿿":
        return simplified(folded)
    decomposed = unicodedata.normalize("NFKD", folded)
    if decomposed and unicodedata.name(decomposed[0], "").startswith(("LATIN", "CYRILLIC SMALL LETTER IO", "GREEK")):
        folded = "".join(c for c in decomposed if not "̀" <= c <= "ͯ")
    folded = "".join(_LETTERS.get(c, c) for c in folded)
    return "".join(c if unicodedata.category(c)[0] in _CONTENT else " " for c in folded)


class _Folded(dict[int, str]):
    """`_fold` as a table for `str.translate`, filled as code points turn up."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold(chr(code))
        return folded


_FOLDED = _Folded()


def _collapse(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Three or more of one letter become one; runs of separators become one space; `.,:` stay only between digits."""
    out: list[tuple[str, int]] = []
    i, n = 0, len(pairs)
    while i < n:
        ch, at = pairs[i]
        j = i + 1
        if ch in _JOINS_DIGITS:
            between = 0 < i < n - 1 and pairs[i - 1][0].isdecimal() and pairs[i + 1][0].isdecimal()
            ch = ("." if ch == "٫" else "," if ch == "٬" else ch) if between else " "
        elif not ch.isdecimal() and ch != " ":
            while j < n and pairs[j][0] == ch:
                j += 1
            if j - i == 2 or (j - i == 3 and "\u1780" <= ch <= "\u17b3") or (ch == "x" and _is_size(pairs, i, j)):
                out += pairs[i : j - 1]
                at = pairs[j - 1][1]
        if ch in _VOICING and out and len(voiced := unicodedata.normalize("NFC", out[-1][0] + ch)) == 1:
            out[-1] = (voiced, out[-1][1])
        elif ch == " ":
            if out and out[-1][0] != " ":
                out.append((" ", at))
        else:
            out.append((ch, at))
        i = j
    while out and out[-1][0] == " ":
        out.pop()
    return out


def _is_size(pairs: list[tuple[str, int]], start: int, end: int) -> bool:
    """XXL, XXXS: a run of x alone before one letter."""
    if end - start > 5 or end >= len(pairs) or pairs[end][0] not in "ls":
        return False
    before, after = (pairs[start - 1][0] if start else " "), (pairs[end + 1][0] if end + 1 < len(pairs) else " ")
    return not (before.isalnum() or after.isalnum() or before == "_" or after == "_")


def normalise(text: str) -> Spelling:
    """The match channel of `text`, with the origin of every character."""
    pairs = [(folded, i) for i, ch in enumerate(text) for folded in _fold(ch)]
    kept = _without_loose_spaces(_collapse(pairs))
    return Spelling(text, "".join(ch for ch, _ in kept), tuple(at for _, at in kept))


def _without_loose_spaces(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    text = "".join(ch for ch, _ in pairs)
    loose = {hit.start() for hit in _LOOSE_SPACES.finditer(text)}
    return [pair for i, pair in enumerate(pairs) if i not in loose] if loose else pairs


def match_key(text: str) -> str:
    """`normalise(text).match`, several times faster: phrasebooks and packs are tens of thousands of lines."""
    folded = text.translate(_FOLDED)
    folded = _LOOSE_JOINS.sub(" ", folded)
    folded = _RUNS.sub(lambda run: run[1] or run[2] or run[0], folded).replace("٫", ".").replace("٬", ",")
    if not _VOICING.isdisjoint(folded):
        folded = unicodedata.normalize("NFC", folded)
    return _LOOSE_SPACES.sub("", _SPACES.sub(" ", folded)).strip(" ")


def marked_words(text: str) -> dict[str, frozenset[str]]:
    """Latin words as they were typed, for those typed with marks: match spelling -> the typed forms, lower case, NFC.

    Folding makes `cồn` (alcohol) and `còn` (still there) one; who types marks tells them apart.
    """
    if text.isascii():
        return {}
    found: dict[str, set[str]] = {}
    for word in _WORDS.findall(unicodedata.normalize("NFC", text).casefold()):
        if not word.isascii() and "a" <= (key := match_key(word))[:1] <= "z" and key != word:
            found.setdefault(key, set()).add(word)
    return {key: frozenset(words) for key, words in found.items()}


def contradicts(typed: Mapping[str, frozenset[str]], term: Mapping[str, frozenset[str]]) -> bool:
    """Whether a text typed with marks shows that a term in it is another word (both from `marked_words`)."""
    return any(key in typed and not typed[key] & words for key, words in term.items())
