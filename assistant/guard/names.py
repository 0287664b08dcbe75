"""People's names in a comment: only behind a cue ("a.n.", "my name is"), or beside a telephone number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

import regex

from assistant.guard.cues import Cue

_WORD = regex.compile(r"[\p{L}\p{M}][\p{L}\p{M}'’.\-]*")
_LINKS = frozenset({"bin", "binti", "bt", "al", "el", "van", "de", "da", "dos", "ibn", "abu", "bte", "a/l", "a/p", "بن", "بنت", "ابن", "ابو", "أبو", "ال"})
_ENDS = frozenset(",;:()?!\n؟،.0123456789[]/")
_NOT_NAMES = ("stop", "phone", "account", "identity", "order", "order_weak", "street", "lead", "house", "units", "money", "name", "name_weak", "admin")

_DATA_CUES = ("phone", "account", "identity", "order", "lead", "street", "house", "postcode")  # announce other personal data
_SIGNS = " ,.-:|/"

Span = tuple[int, int]


def names_by_cue(text: str, cues: Sequence[Cue], taken: Sequence[Span]) -> list[Span]:
    """The name behind each cue, if one follows."""
    found = []
    for cue in cues:
        if cue.kind in ("name", "name_weak"):
            words = _following(text, cue.end, cues, taken)
            if words and (cue.kind == "name" or _is_surely_name(text, words, cues, taken)):
                found.append((words[0][0], words[-1][1]))
    return found


def names_before_addresses(
    text: str, cues: Sequence[Cue], taken: Sequence[Span], addresses: Sequence[Span], is_place: Callable[[str], bool]
) -> list[Span]:
    """Two to four capitalised words right in front of an address."""
    free = [(m.start(), m.end()) for m in _WORD.finditer(text) if not _in(m.start(), taken) and not _is_cue(m.start(), m.end(), cues)]
    found = []
    for start, _ in addresses:
        run = _adjoining(text, [w for w in free if w[1] <= start][::-1], start)
        name = list(takewhile(lambda w: text[w[0] : w[1]].istitle(), run))[::-1]
        if 2 <= len(name) <= 4 and not _mentions_place(text, name, is_place):
            found.append((name[0][0], name[-1][1]))
    return found


def names_beside_phones(text: str, cues: Sequence[Cue], taken: Sequence[Span], phones: Sequence[Span], is_place: Callable[[str], bool]) -> list[Span]:
    """Two to four capitalised words beside a number; or any two or three words that are, with numbers, the whole comment."""
    free = [(m.start(), m.end()) for m in _WORD.finditer(text) if not _in(m.start(), taken) and not _is_cue(m.start(), m.end(), cues)]
    every = [m for m in _WORD.finditer(text) if not _in(m.start(), taken)]
    found = []
    for start, end in phones:
        before = [w for w in free if w[1] <= start]
        behind = [w for w in free if w[0] >= end]
        for words, edge in ((_adjoining(text, before[::-1], start)[::-1], start), (_adjoining(text, behind, end), end)):
            whole = len(words) == len(every)
            name = words if whole else [w for w in words if text[w[0]].isupper()]
            if 2 <= len(name) <= 4 and (whole or name == words or _touches(text, name, edge)) and not _mentions_place(text, name, is_place):
                found.append((name[0][0], name[-1][1]))
                break
    return found


def full_names_beside_phones(text: str, cues: Sequence[Cue], taken: Sequence[Span], phones: Sequence[Span], surnames: frozenset[str]) -> list[Span]:
    """A word of two to four letters that opens with a family name, right beside a number: scripts without capitals write names so."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(text) if not _in(m.start(), taken) and not _is_cue(m.start(), m.end(), cues)]
    found = []
    for start, end in phones:
        beside = [_adjoining(text, [w for w in words if w[1] <= start][::-1], start)[:1], _adjoining(text, [w for w in words if w[0] >= end], end)[:1]]
        for a, b in (word for side in beside for word in side):
            if b - a in _full_name_length(text[a:b]) and any(text[a:b].startswith(name) for name in surnames):
                found.append((a, b))
                break
    return found


def _full_name_length(word: str) -> range:
    """Korean names have three or four syllables, Chinese two to four characters; kana take more room."""
    kana = any("\u3040" <= c <= "\u30ff" for c in word)
    return range(3, 5) if "가" <= word[0] <= "힣" else range(2, 7) if kana else range(2, 5)


def _is_surely_name(text: str, words: list[Span], cues: Sequence[Cue], taken: Sequence[Span]) -> bool:
    """Behind a weak cue: capitalised, several words that end the text, or words in front of other personal data and its cue."""
    if text[words[0][0]].isupper():
        return not text.isupper()
    at = words[-1][1]
    announced = False
    while at < len(text):
        at += len(text[at:]) - len(text[at:].lstrip(_SIGNS))
        cue = next((c for c in cues if c.start == at and c.end > at and c.kind in _DATA_CUES), None)
        if cue is None:
            break
        at, announced = cue.end, True
    known = _in(at, taken)
    return (announced and known) or (len(words) >= 2 and (at >= len(text) or known))


def _following(text: str, at: int, cues: Sequence[Cue], taken: Sequence[Span]) -> list[Span]:
    words: list[Span] = []
    while len(words) < 4:
        while at < len(text) and (text[at] in " \t:=.\"'“" if not words else text[at] in " \t"):
            at += 1
        hit = _WORD.match(text, at)
        if hit is None or _in(at, taken) or _is_cue(hit.start(), hit.end(), cues):
            break
        word, end = hit.group(), hit.end()
        capital = text[words[0][0]].isupper() if words else False
        if capital and not word[0].isupper() and word.casefold() not in _LINKS:
            break
        words.append((hit.start(), end - (word.endswith(".") and len(word) > 2)))
        at = end
        if at < len(text) and (text[at] in _ENDS or (word.endswith(".") and len(word) > 2)):
            break
    lower = words and text[words[0][0]].islower()
    return words[:3] if lower else words


def _adjoining(text: str, words: list[Span], edge: int) -> list[Span]:
    """Words that stand beside `edge` with nothing but blanks and light signs between them."""
    run: list[Span] = []
    for start, end in words:
        gap = text[end:edge] if end <= edge else text[edge:start]
        if gap.strip(" -:,|/(+)") or "\n" in gap:
            break
        run.append((start, end))
        edge = start if end <= edge else end
    return run


def _touches(text: str, name: list[Span], edge: int) -> bool:
    gap = text[name[-1][1] : edge] if name[-1][1] <= edge else text[edge : name[0][0]]
    between = text[name[0][0] : name[-1][1]].split()
    return not gap.strip(" -:,|/(+)") and len(between) == len(name)


def _mentions_place(text: str, name: list[Span], is_place: Callable[[str], bool]) -> bool:
    return is_place(text[name[0][0] : name[-1][1]]) or any(is_place(text[a:b]) for a, b in name)


def _in(at: int, spans: Sequence[Span]) -> bool:
    return any(a <= at < b for a, b in spans)


def _is_cue(start: int, end: int, cues: Sequence[Cue]) -> bool:
    return any(
        c.kind in _NOT_NAMES and not c.capital and c.start < end and start < c.end and c.end - c.start >= min(2, end - start) for c in cues
    )
