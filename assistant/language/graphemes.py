"""Texts cut between what readers see as letters, never inside one."""

from __future__ import annotations

import regex

_GRAPHEME = regex.compile(r"\X")
ELLIPSIS = "…"


def cut(text: str, most: int) -> str:
    """`text` within `most` (at least 1) code points; one that is cut ends in an ellipsis."""
    if len(text) <= most:
        return text
    end = 0
    for grapheme in _GRAPHEME.finditer(text):
        if grapheme.end() > most - len(ELLIPSIS):
            break
        end = grapheme.end()
    return text[:end].rstrip() + ELLIPSIS
