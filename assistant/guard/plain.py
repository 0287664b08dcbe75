"""Texts as they may go out: without signs that change how the rest of a line is read.

A reply is filled with a shop's own texts, which may come from anywhere. They are text whatever they say; but a line break
begins what looks like another comment, and signs that turn the direction of writing make one price look like another.
"""

from __future__ import annotations

import regex

_BREAKS = regex.compile(r"\s*[\p{Cc}\p{Zl}\p{Zp}]\s*")
_TURNS = regex.compile(r"[\u202A-\u202E\u2066-\u2069]")  # embeddings, overrides and isolates; the marks LRM and RLM turn nothing round
_CARRIERS = regex.compile(
    r"(?<![\U0001F3F4\U000E0020-\U000E007F])[\U000E0000-\U000E007F]+|[\U000E0100-\U000E01EF]"
)  # a flag of a region has its tags behind 🏴


def plain(text: str) -> str:
    """`text` in one line, read in the order it is written, with nothing hidden in it."""
    if text.isascii() and text.isprintable():
        return text
    return _BREAKS.sub(" ", _CARRIERS.sub("", _TURNS.sub("", text))).strip()
