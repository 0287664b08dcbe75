"""The evasion channel: what a disguised word looks like once its disguise is taken off.

`skeleton` undoes look-alike letters, leet, dotted and spaced letters and doubled letters, on top of what the match
channel folds. It is a second channel beside `assistant.language.spelling`, never a replacement: it also flattens
harmless words, so a term must be put through it too before the two are compared. `masks` finds words with letters
starred out. Digits inside numbers ("50k", "10rb") are left alone.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from assistant.language.spelling import Spelling, normalise

_LOOKALIKES = dict(
    zip(
        "авсеһіјкмнорѕтухԁԛԝьг" "αβεικνορτυχηω" "ɑıɡɩɪʟʏᴀʙᴄᴅᴇꜰɢʜᴊᴋᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡᴢ" "օոսհց",
        "abcehijkmhopstyxdqwbr" "abeikvoptuxnw" "aigiilyabcdefghjkmnopqrstuvwz" "onuhg",
        strict=True,
    )
)
_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g", "@": "a", "$": "s", "!": "i", "|": "i", "€": "e"}
_ELL = frozenset("1|!")  # stand for l as often as for i
_STARS = frozenset("*#×✱∗")
_INSIDE = frozenset(".-_·•,'~/\\:;=+^")  # may stand between the letters of one word
_SPACED_MIN = 3  # single letters in a row that make a spaced-out word
_UNIT_MAX = 4  # letters after a number that may be a unit ("50k", "10rb", "3pcs")
_VISIBLE_MIN = 3  # letters a starred word must still show

Letters = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Mask:
    """A word with letters starred out, `?` for each; its place in the original text."""

    pattern: str
    span: tuple[int, int]


@lru_cache(maxsize=16384)
def _letters(ch: str) -> str:
    return normalise(ch).match


def _words(text: str) -> list[Letters]:
    """Runs of characters that may belong to one word, folded; look-alikes and signs still in place."""
    words: list[Letters] = [[]]
    for i, ch in enumerate(text):
        if ch.isspace():
            words.append([])
        elif ch in _LEET or ch in _STARS or ch in _INSIDE:
            words[-1].append((ch, i))
        elif folded := _letters(ch):
            words[-1] += [(c, i) for c in folded]
        elif unicodedata.category(ch)[0] in "PS":
            words.append([])
    return [w for w in words if w]


def _bare(word: Letters) -> Letters:
    """Without the signs between letters; signs at the ends go too."""
    return [(c, i) for c, i in word if c not in _INSIDE]


def _is_single(word: Letters) -> bool:
    letters = [c for c, _ in _bare(word) if unicodedata.category(c)[0] != "M"]
    return len(letters) == 1 and letters[0] not in _STARS


def _join_spaced(words: list[Letters]) -> list[Letters]:
    """`s p a c e d` becomes one word; rows of digits stay apart."""
    out: list[Letters] = []
    run: list[Letters] = []
    for word in [*words, []]:
        if word and _is_single(word):
            run.append(word)
            continue
        letters = sum(_bare(w)[0][0].isalpha() for w in run)
        if len(run) >= _SPACED_MIN and letters * 3 >= len(run) * 2:
            out.append([pair for w in run for pair in _bare(w)])
        else:
            out += run
        run = []
        if word:
            out.append(word)
    return out


def _is_number(word: Letters) -> bool:
    """A number with or without a unit: never de-leeted."""
    text = "".join(c for c, _ in word)
    digits = sum(c.isdecimal() for c in text)
    stem = text.rstrip("!")
    tail = stem.lstrip("0123456789")
    if stem[:1].isdecimal() and len(tail) <= _UNIT_MAX:
        return True
    head = stem.rstrip("0123456789")
    return stem[-1:].isdecimal() and (len(head) <= 3 or digits <= 2) and not any(c.isdecimal() for c in head)


def _plain(word: Letters, ell: bool) -> Letters:
    """One word with leet and look-alikes undone."""
    word = _bare(word)
    if any(c.isalpha() for c, _ in word) and not _is_number(word):
        last = max((k for k, (c, _) in enumerate(word) if c.isalnum() or c in "@$" or unicodedata.category(c)[0] == "M"), default=-1)
        word = [(("l" if ell and c in _ELL else _LEET.get(c, c)) if k <= last else " ", i) for k, (c, i) in enumerate(word)]
    letters = [c for c, _ in word if c.isalpha()]
    if any("a" <= c <= "z" for c in letters) or all(c in _LOOKALIKES for c in letters):
        word = [(_LOOKALIKES.get(c, c), i) for c, i in word]
    return [(c, i) for c, i in word if c.isalnum() or unicodedata.category(c)[0] == "M"]


def _skeleton(text: str, words: list[Letters], ell: bool) -> Spelling:
    out: Letters = []
    for word in words:
        plain = _plain(word, ell)
        if not plain:
            continue
        if out:
            out.append((" ", plain[0][1]))
        for c, i in plain:
            if c.isdecimal() or not out or out[-1][0] != c:
                out.append((c, i))
    return Spelling(text, "".join(c for c, _ in out), tuple(i for _, i in out))


def skeleton(text: str) -> Spelling:
    """The evasion channel of `text`, with the origin of every character."""
    return _skeleton(text, _join_spaced(_words(text)), ell=False)


def skeletons(text: str) -> tuple[Spelling, ...]:
    """The readings of a disguise: a second one where `1`, `|` or `!` may stand for `l`."""
    words = _join_spaced(_words(text))
    first = _skeleton(text, words, ell=False)
    if not any(c in text for c in _ELL):
        return (first,)
    second = _skeleton(text, words, ell=True)
    return (first,) if second.match == first.match else (first, second)


def masks(text: str) -> tuple[Mask, ...]:
    """Words with letters starred out (`a*jing`), at least half of them still to be seen, the first among them."""
    if not any(c in _STARS for c in text):
        return ()
    found = []
    for word in _words(text):
        bare = _bare(word)
        pattern = "".join("?" if c in _STARS else c for c, _ in bare)
        seen = sum(c.isalpha() for c in pattern)
        if "?" in pattern[1:] and pattern[0].isalpha() and seen >= max(_VISIBLE_MIN, pattern.count("?")):
            found.append(Mask(pattern, (bare[0][1], bare[-1][1] + 1)))
    return tuple(found)
