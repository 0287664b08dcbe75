"""Names written in Latin letters, found where viewers write them in their own script: tripod in трипод, ترايبود, 트라이포드, トライポッド.

Both sides become a row of consonant classes with the vowels between them, which is what survives of a foreign word in every
script: p, b, f and v are one class, so are l and r; vowels may be put in where consonants meet (Japanese, Korean, Thai) and
left out where the script does (Arabic). Romanisation is anyascii's, letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import regex
from anyascii import anyascii

from assistant.language.finder import is_unspaced

_SHORT = 2  # consonants of a name that must end in a vowel, and agree in it, to be told by its sound; fewer never are
_RUN = regex.compile(r"[\p{Katakana}ー]+|[[\p{L}\p{M}]--\p{Han}--\p{Hiragana}]+", regex.V1)  # a Chinese sentence sounds like any brand; kana write foreign names in katakana
_KATAKANA = regex.compile(r"[\p{Katakana}ー]+")
_ARABIC, _LATIN, _HANGUL = (regex.compile(rf"\p{{{script}}}") for script in ("Arabic", "Latin", "Hangul"))
_SYLLABIC = regex.compile(r"[\p{Hangul}\p{Katakana}\p{Thai}\p{Khmer}\p{Myanmar}]")  # put vowels where consonants meet
_FRONTS = ("", "ال", "و", "ب", "ل", "لل", "ه", "بال", "هال", "وال")  # what Arabic writes onto the front of a noun
_LEADING = "เแโใไ"  # Thai vowels written before the consonant they follow
_CLASSES = {**dict.fromkeys("bpfv", "p"), **dict.fromkeys("dt", "t"), **dict.fromkeys("gkqx", "k"), **dict.fromkeys("szj", "s"), **dict.fromkeys("lr", "l"), "m": "m", "n": "n"}
_VOWELS = {"a": "a", **dict.fromkeys("eiy", "i"), **dict.fromkeys("ouw", "o")}
_PAIRS = (("ch", "s"), ("sh", "s"), ("ts", "s"), ("ph", "p"), ("th", "t"), ("kh", "k"), ("gh", "k"), ("ng", "n"), ("ck", "k"))
_ENDING = 2  # letters that a spaced word may have behind the name: case endings, particles


@dataclass(slots=True)
class _Sound:
    """One consonant: its class, the vowels heard right before it, and the letters of the text it came from."""

    of: str
    before: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SoundHit:
    """The value of a name heard at `[start:end]` of the text."""

    value: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def _letters(character: str) -> str:
    return str(anyascii(character)).lower()


def _sounds(text: str) -> tuple[list[_Sound], frozenset[str]]:
    """The consonants of a text with the vowels between them, and the vowels behind the last."""
    order = list(range(len(text)))
    for i in range(len(order) - 1):
        if text[i] in _LEADING and order[i] == i:
            order[i], order[i + 1] = order[i + 1], order[i]
    spelt = [(letter, at) for at in order for letter in _letters(text[at])]
    found: list[_Sound] = []
    vowels: set[str] = set()
    at = 0
    while at < len(spelt):
        letter, place = spelt[at]
        pair = letter + (spelt[at + 1][0] if at + 1 < len(spelt) else "")
        known = next((of for two, of in _PAIRS if pair == two), None)
        step = 2 if known else 1
        if known is None and letter == "c":
            known = "s" if pair[1:] in ("e", "i", "y") else "k"
        known = known or _CLASSES.get(letter)
        if known:
            if found and found[-1].of == "n" and known == "p" and not vowels:
                found[-1].of = "m"  # a nasal before a lip is one: sanbaru, sambal
            if found and found[-1].of == known and not vowels:
                found[-1].end = max(found[-1].end, place + 1)
            else:
                found.append(_Sound(known, frozenset(vowels), place, place + 1))
            vowels = set()
        elif letter in _VOWELS:
            vowels.add(_VOWELS[letter])
        at += step
    return found, frozenset(vowels)


class SoundFinder:
    """Finds names by their sound in texts of other scripts. Immutable."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names`: (a word in Latin letters, what it stands for)."""
        heard = ((_sounds(word.casefold()), value) for word, value in names)
        self._names = [(sounds, final, value) for (sounds, final), value in heard if len(sounds) > _SHORT or (len(sounds) == _SHORT and final and sounds[1].before)]

    def find(self, match: str) -> list[SoundHit]:
        """Hits in a match text, in order; none in Latin words."""
        if not self._names or match.isascii():
            return []
        hits = []
        for run in _RUN.finditer(match):
            if _LATIN.search(run[0]):
                continue
            sounds, last = _sounds(run[0])
            loose = is_unspaced(run[0][0]) and not _KATAKANA.fullmatch(run[0])
            for name, final, value in self._names:
                hit = _heard(name, final, sounds, last, run[0], loose=loose)
                if hit is not None:
                    hits.append(SoundHit(value, run.start() + hit[0], run.start() + hit[1]))
        return sorted(hits, key=lambda h: (h.start, -h.end))


def _heard(
    name: list[_Sound], final: frozenset[str], sounds: list[_Sound], last: frozenset[str], text: str, *, loose: bool
) -> tuple[int, int] | None:
    """Where a name is heard in a word (`loose`: anywhere in a text without spaces): (start, end)."""
    short, arabic, syllabic = len(name) <= _SHORT, bool(_ARABIC.search(text)), bool(_SYLLABIC.search(text))
    for first in range(len(sounds) - len(name) + 1):
        part = sounds[first : first + len(name)]
        if any(a.of != b.of for a, b in zip(name, part, strict=True)):
            continue
        pairs = [(a.before, b.before) for a, b in zip(name[1:], part[1:], strict=True)]
        if not all(_agree(a, b, left_out=arabic, put_in=syllabic) for a, b in pairs):
            continue
        if any(a for a, _ in pairs) and not any(a & b for a, b in pairs):
            continue  # consonants alone are many words
        behind = sounds[first + len(name)].before if first + len(name) < len(sounds) else last
        if short and final and not final & behind:
            continue
        start, end = part[0].start, part[-1].end
        begins = first == 0 or sounds[first - 1].end <= start  # not inside a syllable written as one letter
        if name[0].before and not (first == 0 and name[0].before & part[0].before):
            continue
        if first == 0 and start == 0 and part[0].before and not name[0].before:
            continue  # the syllable opens with a vowel: "입" is no "p"
        if loose and begins:
            return start, end
        ending = len(text) - end - bool(final and behind and not _HANGUL.search(text))
        if not loose and begins and text[:start] in _FRONTS and ending <= (0 if short and not syllabic else _ENDING):
            return 0, len(text)
    return None


def _agree(name: frozenset[str], heard: frozenset[str], *, left_out: bool, put_in: bool) -> bool:
    """The vowels between two consonants of the name and of the text."""
    if not name:
        return put_in or not heard
    return bool(name & heard) or (left_out and not heard)
