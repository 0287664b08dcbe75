"""A comment as the tagger sees it: its words, digits and signs in a row, each with what is known of it.

What the rules have masked is one piece. Nothing here depends on the script but how words are cut: where they are not spaced, every letter is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import regex

from assistant.domain import PiiKind
from assistant.guard.cues import Cue
from assistant.guard.spans import Span

REACH = 3  # pieces to either side that count
_DENSE = r"\p{Thai}\p{Khmer}\p{Myanmar}\p{Han}\p{Hiragana}\p{Katakana}ー"
_PIECE = regex.compile(rf"(?V1)\d+|[{_DENSE}]\p{{M}}*|[[\p{{L}}\p{{M}}'’]--[{_DENSE}]]+|\S")
_LETTER = regex.compile(rf"[{_DENSE}]")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_SCRIPTS = (("th", "\u0e00", "\u0e7f"), ("my", "\u1000", "\u109f"), ("km", "\u1780", "\u17ff"), ("kana", "\u3040", "\u30ff"), ("han", "\u4e00", "\u9fff"),
            ("ko", "\uac00", "\ud7a3"), ("ar", "\u0600", "\u06ff"))  # fmt: skip
_ORDINARY = frozenset({"stop", "units", "join"})  # cues that announce nothing
_OF_RULES = frozenset({"order_about", "mail"})  # cues that the rules alone read: the tagger was fitted without them
_JOINTS = frozenset("-./")
_FAR = 7  # pieces to the nearest cue
_DIGITS_MAX, _RUN_MAX, _GROUPS_MAX, _SYLLABLES_MAX = 8, 14, 5, 5


@dataclass(frozen=True, slots=True)
class Piece:
    """`original[start:end]`. `near`: what its neighbours count too; `own`: what counts for itself alone; `word`: as its direct neighbours know it."""

    start: int
    end: int
    mask: PiiKind | None
    near: tuple[str, ...]
    own: tuple[str, ...] = ()
    word: str = ""


def cut(text: str, cues: Iterable[Cue], taken: Sequence[Span], known: Callable[[str], Sequence[str]]) -> list[Piece]:
    """The pieces of a text in order. `taken`: what is masked; `known`: what lists say of a word ("given", "place"). Linear in the length of the text."""
    places = _places(text, taken)
    marks = _marks(text, cues)
    said = {at: tags for hit in _WORD.finditer(text) if (tags := known(hit[0])) for at in range(*hit.span())}
    near = [
        (f"m={mask}",) if mask else (_shape(text[start:end]), *_cued(marks, start, end), *said.get(start, ()))
        for start, end, mask in places
    ]
    masks = [f"am={kind}" for kind in sorted({mask for *_, mask in places if mask})]
    before, behind = _nearest(near), _nearest(near[::-1])[::-1]
    runs = _runs(text, places)
    out = []
    for k, (start, end, mask) in enumerate(places):
        if mask:
            out.append(Piece(start, end, mask, near[k]))
            continue
        low = text[start:end].casefold()
        joined = ("j-" if k and places[k - 1][1] == start else "s-", "j+" if k + 1 < len(places) and places[k + 1][0] == end else "s+")
        own = (f"<{low[:3]}", f">{low[-3:]}", *masks, *joined, *(f"L{x}" for x in before[k]), *(f"R{x}" for x in behind[k]), *runs[k], *_beside(text, start, end))
        out.append(Piece(start, end, None, near[k], own, f"w={low}"))
    return out


def _places(text: str, taken: Sequence[Span]) -> list[tuple[int, int, PiiKind | None]]:
    """Where the pieces lie; a mask is one."""
    out: list[tuple[int, int, PiiKind | None]] = []
    at = 0
    for start, end, kind in [*sorted(taken), (len(text), len(text), None)]:
        out += [(*hit.span(), None) for hit in _PIECE.finditer(text, at, start)]
        if kind is not None:
            out.append((start, end, kind))
        at = end
    return out


def _marks(text: str, cues: Iterable[Cue]) -> list[list[tuple[str, bool]]]:
    """For every character the cues it belongs to, and whether they begin there."""
    marks: list[list[tuple[str, bool]]] = [[] for _ in text]
    for cue in cues:
        for at in range(cue.start, cue.end) if cue.kind not in _OF_RULES else ():
            marks[at].append((cue.kind, at == cue.start))
    return marks


def _cued(marks: Sequence[Sequence[tuple[str, bool]]], start: int, end: int) -> list[str]:
    inside = {f"c={kind}" for at in range(start, end) for kind, _ in marks[at]}
    return sorted(inside | {f"b={kind}" for kind, begins in marks[start] if begins})


def _nearest(near: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """For every piece the cues, or the mask, of the nearest one in front that has any."""
    out: list[list[str]] = []
    last, told = -_FAR, list[str]()
    for k, features in enumerate(near):
        out.append(told if k - last <= _FAR else [])
        telling = [x for x in features if x.startswith("m=") or (x.startswith("c=") and x[2:] not in _ORDINARY)]
        if telling:
            last, told = k, telling
    return out


def _runs(text: str, places: Sequence[tuple[int, int, PiiKind | None]]) -> list[tuple[str, ...]]:
    """Of digits, how many there are with those that signs join to them, and in how many groups."""
    out: list[tuple[str, ...]] = [() for _ in places]
    k = 0
    while k < len(places):
        first, groups = k, list[int]()
        while k < len(places) and places[k][2] is None and (text[places[k][0]].isdecimal() or (groups and text[places[k][0]] in _JOINTS)):
            groups += [k] if text[places[k][0]].isdecimal() else []
            k += 1
        digits = sum(places[g][1] - places[g][0] for g in groups)
        for g in groups:
            out[g] = (f"run={min(digits, _RUN_MAX)}", f"groups={min(len(groups), _GROUPS_MAX)}")
        k += k == first
    return out


def _beside(text: str, start: int, end: int) -> tuple[str, ...]:
    """Where words are not spaced: the letter with those right beside it, which is as near to a word as can be had."""
    if _LETTER.match(text, start) is None:
        return ()
    before, behind = text[max(0, start - 1) : start], text[end : end + 1]
    return (f"2<{before}{text[start:end]}", f"2>{text[start:end]}{behind}", f"3{before}{text[start:end]}{behind}")


def _shape(piece: str) -> str:
    """How it is written: digits by their number, letters by their capitals or their script, signs as they are."""
    first = piece[0]
    if first.isdecimal():
        return f"d{min(len(piece), _DIGITS_MAX)}"
    if not first.isalpha():
        return f"p{first}"
    if first.isupper() and len(piece) > 1:
        return "XX" if piece.isupper() else "Xx"
    if first.isupper() or first.islower():
        return ("X" if first.isupper() else "x") + ("" if len(piece) == 1 else "x")
    script = next((name for name, low, high in _SCRIPTS if low <= first <= high), "L")
    return f"{script}{min(len(piece), _SYLLABLES_MAX)}" if script == "ko" else script  # a name has three syllables, or two
