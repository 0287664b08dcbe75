"""A reply cut to what a platform takes: at a sentence end if it can be, never inside a letter, a number or a link."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Literal

import regex

ELLIPSIS = "…"
_LEAST_SENTENCE = 0.4  # a sentence end earlier than this share of the room would lose too much of the answer
_LEAST_WORD = 0.6

_GRAPHEME = regex.compile(r"\X")
_SENTENCE_END = regex.compile(r"[.!?…。！？।॥؟۔።။]+[\p{Pe}\p{Pf}\"']*(?=\s|$)|[。！？।॥။][\p{Pe}\p{Pf}]*|\n+")
_SPACE = regex.compile(r"\s+")
# What must stay whole: a link, or a number with its sign, its currency and the start of the unit or word that follows.
_WHOLE = regex.compile(
    r"https?://\S+"
    r"|(?:\p{Sc}[ \u00A0]?)?[-+−]?\p{Nd}(?:\p{Nd}|[.,:/٫٬'’\u00A0\u202F -](?=\p{Nd}))*(?:[ \u00A0]?(?:[\p{Sc}%٪‰]|[\p{L}\p{M}]{1,6}))?"
)


def fit(text: str, most: int, unit: Literal["chars", "bytes"]) -> str | None:
    """`text` within `most` code points or UTF-8 bytes; `None` when no honest piece of it fits.

    Cut after a sentence if one ends late enough, else between words, else between graphemes; the last two with an ellipsis.
    """
    size = _bytes if unit == "bytes" else len
    if size(text) <= most:
        return text
    ends = [m.end() for m in _GRAPHEME.finditer(text)]
    sizes = list(accumulate(size(text[a:b]) for a, b in zip([0, *ends], ends, strict=False)))
    whole = [m.span() for m in _WHOLE.finditer(text)]

    def cuts(room: int) -> list[int]:
        """Places, ascending, where the text may end within `room` units."""
        fitting = ends[: bisect_right(sizes, room)]
        return [end for end in fitting if not any(a < end < b for a, b in whole)]

    if sentence := _sentence(text, cuts(most)):
        return sentence
    return _piece(text, cuts(most - size(ELLIPSIS)))


def _bytes(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))


def _sentence(text: str, cuts: list[int]) -> str | None:
    allowed = set(cuts)
    ends = [m.end() for m in _SENTENCE_END.finditer(text) if m.end() in allowed]
    if not ends or ends[-1] < _LEAST_SENTENCE * cuts[-1]:
        return None
    return text[: ends[-1]].strip() or None


def _piece(text: str, cuts: list[int]) -> str | None:
    if not cuts:
        return None
    allowed = set(cuts)
    gaps = [m.start() for m in _SPACE.finditer(text) if m.start() in allowed]
    end = gaps[-1] if gaps and gaps[-1] >= _LEAST_WORD * cuts[-1] else cuts[-1]
    kept = text[:end].rstrip()
    return kept + ELLIPSIS if kept else None
