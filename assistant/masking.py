"""Where a stretch of a text lies once the personal data in it is masked."""

from __future__ import annotations

import re
from typing import get_args

from assistant.domain import PiiKind

Span = tuple[int, int]
_MASK = re.compile(rf"\[(?:{'|'.join(get_args(PiiKind))}|\d+ characters left out)\]")


def without_masks(masked: str) -> str:
    """The text with its masks taken out, for reading what else it says."""
    return _MASK.sub(" ", masked)


def masked_span(span: Span, text: str, masked: str) -> Span:
    """The place in `masked` of what lies at `span` in `text`; what was masked, even in part, is the whole mask.

    Both count code points, end exclusive. (0, 0), which marks nothing, when `masked` is not `text` with masks in it.
    """
    start, end = span
    if text == masked:
        return span
    pieces = _aligned(text, masked)
    if pieces is None or not 0 <= start < end <= len(text):
        return (0, 0)
    begins = next(piece for piece in pieces if start < piece.end)
    ends = next(piece for piece in pieces if end <= piece.end)
    return begins.moved(start, left=True), ends.moved(end, left=False)


class _Piece:
    """A stretch that both texts have, or a mask and what it stands for."""

    __slots__ = ("end", "masked", "start", "to")

    def __init__(self, start: int, end: int, to: Span, masked: bool) -> None:
        self.start, self.end, self.to, self.masked = start, end, to, masked

    def moved(self, place: int, *, left: bool) -> int:
        if self.masked:
            return self.to[0] if left else self.to[1]
        return self.to[0] + place - self.start


def _aligned(text: str, masked: str) -> list[_Piece] | None:
    """Both texts side by side: each stretch between two masks is found behind the one before, the last at the very end."""
    pieces: list[_Piece] = []
    at, read = 0, 0  # how far `text` and `masked` are read
    masks = list(_MASK.finditer(masked))
    if not masks:
        return None
    for mask, following in zip(masks, [*masks[1:], None], strict=True):
        plain = masked[read : mask.start()]
        if not text.startswith(plain, at):
            return None
        if plain:
            pieces.append(_Piece(at, at + len(plain), (read, mask.start()), False))
        at += len(plain)
        after = masked[mask.end() : following.start() if following else len(masked)]
        until = text.find(after, at + 1) if following else len(text) - len(after)
        if until <= at:
            return None
        pieces.append(_Piece(at, until, mask.span(), True))
        at, read = until, mask.end()
    rest = masked[read:]
    if text[at:] != rest:
        return None
    return [*pieces, _Piece(at, len(text), (read, len(masked)), False)] if rest else pieces
