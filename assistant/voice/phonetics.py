"""How far two spellings sound apart, in any scripts: what a recogniser wrote against the name that was said.

A text becomes a row of plain sounds (one letter each) by romanising it letter by letter and reading the letters as English does, and as
the language does that was heard. The distance is an edit distance in which what recognisers and ears mix up costs little: voiced and
unvoiced, l and r, vowels, an h; vowels put in between consonants or left out where a script leaves them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Literal

import regex
from anyascii import anyascii

VOWELS = frozenset("aeiou")
_WEAK = frozenset("hyw")  # come and go between vowels
# Thai as it is read, before its letters are romanised: what is written and not said, and vowels written around their consonant.
_THAI = (
    (regex.compile(r"[[\u0e01-\u0e2e]--[รล]][\u0e34-\u0e3a]*\u0e4c", regex.V1), ""),
    (regex.compile(r"[\u0e47-\u0e4c]"), ""),
    (regex.compile(r"([เแโใไ])((?:[กขคตทปผพฟดบ][รล](?![ะ-ู]))|[\u0e01-\u0e2e])"), r"\2\1"),
    (regex.compile(r"เีย"), "ia"),
    (regex.compile(r"เือ"), "ua"),
    (regex.compile(r"เาะ|เา"), lambda hit: "o" if len(hit[0]) > 2 else "au"),
    (regex.compile(r"[ไใ]ย?"), "ai"),
    (regex.compile(r"ัว"), "ua"),
    (regex.compile(r"อ(?=[ะ-ูเแโ])"), ""),
)
_FEW_VOWELS = regex.compile(r"[\p{Arabic}\p{Hebrew}]")
_SYLLABLES = regex.compile(r"[\p{Hangul}\p{Katakana}]")
Script = Literal["plain", "few vowels", "syllables"]  # leaves vowels out; puts them in where consonants meet
_LATIN = regex.compile(r"\p{Latin}")
_ALL_THAI = regex.compile(r"[\u0e00-\u0e7f]")
_SIGNS = str.maketrans({"ع": "a", "ا": "a", "ー": "", "ء": "", "ц": "с", "ツ": "ス"})
# English spelling, longest first. `C` is ch, `x` is sh, `j` is dj; q and c stand for k.
_ENGLISH = {
    "tch": "C", "sch": "x", "igh": "ai", "ch": "C", "sh": "x", "ph": "f", "th": "t", "gh": "g", "kh": "k", "ck": "k", "qu": "kw", "ts": "s", "tz": "s",
    "zh": "x", "dh": "t", "bh": "b", "ng": "n", "ee": "i", "oo": "u", "ou": "u", "ow": "au", "aw": "o", "ey": "i", "ce": "se", "ci": "si", "cy": "si", "q": "k",
    "c": "k", "x": "ks",
}  # fmt: skip
_ROMANISED = {
    "tch": "C",
    "ch": "C",
    "sh": "x",
    "ph": "p",
    "th": "t",
    "gh": "g",
    "kh": "k",
    "zh": "x",
    "dh": "t",
    "bh": "p",
    "ng": "n",
    "q": "k",
    "c": "k",
    "x": "x",
}


def _table(spellings: Iterable[str]) -> regex.Pattern[str]:
    return regex.compile("|".join(sorted(map(regex.escape, spellings), key=len, reverse=True)) or "(?!)")


_ENGLISH_SPELLINGS, _ROMANISED_SPELLINGS = _table(_ENGLISH), _table(_ROMANISED)
_SAME = (
    ("pb", 0.15), ("td", 0.15), ("kg", 0.15), ("sz", 0.1), ("fv", 0.15), ("Cj", 0.15), ("vw", 0.1), ("fp", 0.3), ("vb", 0.2), ("wb", 0.35), ("fb", 0.35), ("pv", 0.35),
    ("lr", 0.25), ("mn", 0.3), ("sx", 0.2), ("sC", 0.35), ("Cx", 0.2), ("zj", 0.25), ("zC", 0.35), ("zx", 0.25), ("jx", 0.25), ("Ct", 0.5), ("jd", 0.5), ("kh", 0.5), ("kC", 0.5),
    ("gj", 0.5), ("jy", 0.3), ("iy", 0.05), ("uw", 0.05), ("ow", 0.1), ("ey", 0.1), ("ei", 0.15), ("ou", 0.15), ("ae", 0.2), ("ao", 0.2), ("ai", 0.35), ("au", 0.3),
    ("eo", 0.3), ("eu", 0.35), ("iu", 0.35), ("io", 0.4), ("ln", 0.5), ("rw", 0.5), ("lw", 0.5), ("ds", 0.5), ("ts", 0.5), ("hw", 0.4),
)  # fmt: skip
_SUBSTITUTE = {pair: cost for two, cost in _SAME for pair in (two, two[::-1])}
_CLASS = str.maketrans("bfvdgqzCjxrn", "pppt" + "kk" + "ssss" + "lm")  # sounds that share a place in the index
_VOWEL_COST, _WEAK_COST, _CONSONANT_COST, _LAST_COST = 0.3, 0.2, 0.8, 0.5
_PUT_IN_COST, _LEFT_OUT_COST, _FIRST_COST = 0.1, 0.2, 0.6
_WEIGHT = {True: 0.5, False: 1.0}


class Letters:
    """Reads spellings as sounds. `letters`: how a language sounds its Latin letters where English does otherwise (`c` -> `ch`)."""

    def __init__(self, letters: Mapping[str, str] | None = None) -> None:
        self._own = {spelt.casefold(): _sounded(_ENGLISH, _ENGLISH_SPELLINGS, sound) for spelt, sound in (letters or {}).items()}
        self._spellings = _table(self._own)

    def readings(self, text: str) -> tuple[str, ...]:
        """The rows of sounds that `text` may stand for: one, or two where the language reads its letters otherwise; none for no letters."""
        if not _LATIN.search(text):
            rows = [_sounded(_ROMANISED, _ROMANISED_SPELLINGS, romanised(text))]
        else:
            rows = [_sounded(_ENGLISH, _ENGLISH_SPELLINGS, romanised(text)), *([self._as_own(text.casefold())] if self._own else [])]
        return tuple(row for row in dict.fromkeys(map(_squeezed, rows)) if row)

    def _as_own(self, text: str) -> str:
        """With the marks of its letters, which romanising drops."""
        row, at = [], 0
        for hit in self._spellings.finditer(text):
            row += [_sounded(_ENGLISH, _ENGLISH_SPELLINGS, romanised(text[at : hit.start()])), self._own[hit[0]]]
            at = hit.end()
        return "".join([*row, _sounded(_ENGLISH, _ENGLISH_SPELLINGS, romanised(text[at:]))])


def _sounded(table: Mapping[str, str], spellings: regex.Pattern[str], text: str) -> str:
    return spellings.sub(lambda hit: table[hit[0]], text)


@lru_cache(maxsize=8192)
def romanised(text: str) -> str:
    """Latin letters of a text, lower case, nothing else."""
    if _ALL_THAI.search(text):
        for written, read in _THAI:
            text = written.sub(read, text)
    return "".join(ch for ch in str(anyascii(text.translate(_SIGNS))).lower() if "a" <= ch <= "z")


@lru_cache(maxsize=8192)
def _squeezed(row: str) -> str:
    """Without what is not heard: double letters."""
    return regex.sub(r"(.)\1+", r"\1", row)


def script_of(text: str) -> Script:
    """How the script of a text treats vowels."""
    return "few vowels" if _FEW_VOWELS.search(text) else "syllables" if _SYLLABLES.search(text) else "plain"


def skeleton(row: str) -> str:
    """The classes of a row's consonants: what survives of a name in every script. y, w and h are no consonants here, except a w that
    opens the row or a syllable: it is a v."""
    kept = []
    for i, sound in enumerate(row):
        if sound == "w" and (i == 0 or row[i + 1 : i + 2] in tuple(VOWELS)):
            kept.append("p")
        elif sound not in VOWELS and sound not in _WEAK:
            kept.append(sound.translate(_CLASS))
    return "".join(kept)


def weight(row: str) -> float:
    """How much there is to a row: 1 for a consonant, 0.5 for a vowel."""
    return sum(_WEIGHT[sound in VOWELS or sound in _WEAK] for sound in row)


def distance(said: str, heard: str, script: Script = "plain") -> float:
    """Edit distance of two rows, 0 = alike; about 1 for a wrong consonant. `script`: how that of `heard` treats vowels."""
    missing = [_gap(said, i, _LEFT_OUT_COST if script == "few vowels" else _VOWEL_COST) for i in range(len(said))]
    surplus = [_gap(heard, i, _PUT_IN_COST if script == "syllables" else _VOWEL_COST) for i in range(len(heard))]
    above = [0.0, *accumulate(surplus)]
    for i, sound in enumerate(said):
        row = [above[0] + missing[i]]
        for j, other in enumerate(heard):
            swap = 0.0 if sound == other else _substitute(sound, other)
            row.append(min(above[j] + swap, above[j + 1] + missing[i], row[j] + surplus[j]))
        above = row
    return above[-1]


def nearest(said: Sequence[str], heard: Sequence[str], script: Script = "plain") -> float:
    """The smallest distance between readings as a share of the name's weight: 0 alike, 1 nothing in common. They must open with sounds of
    one class: the start of a name is what is heard best."""
    pairs = ((a, b) for a in said for b in heard if _opening(a) == _opening(b))
    return min((distance(a, b, script) / max(weight(a), 1.0) for a, b in pairs), default=1.0)


def _opening(row: str) -> str:
    return skeleton(row)[:1]


def _substitute(a: str, b: str) -> float:
    known = _SUBSTITUTE.get(a + b)
    if known is not None:
        return known
    vowels = (a in VOWELS) + (b in VOWELS)
    return 0.35 if vowels == 2 else 1.0


def _gap(row: str, at: int, vowel_cost: float) -> float:
    """What it costs to put in or leave out the sound at a place of a row."""
    sound = row[at]
    if sound in VOWELS:
        return _FIRST_COST if at == 0 else vowel_cost
    if sound in _WEAK:
        return _WEAK_COST
    return _LAST_COST if at == len(row) - 1 else _CONSONANT_COST
