"""What the finders of personal data have taken of a text so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.domain import PiiKind

Place = tuple[int, int]
Span = tuple[int, int, PiiKind]


class Taken:
    """Spans of one text that do not overlap. What comes first stays; a later span that touches it is dropped."""

    def __init__(self, length: int) -> None:
        self._spans: list[Span] = []
        self._held = bytearray(length)

    def add(self, start: int, end: int, kind: PiiKind) -> None:
        """Take a span, if all of it is free."""
        if start < end and self.free(start, end):
            self._spans.append((start, end, kind))
            self._held[start:end] = b"\x01" * (end - start)

    def add_all(self, places: Iterable[Place], kind: PiiKind) -> None:
        """Take several of one kind."""
        for start, end in places:
            self.add(start, end, kind)

    def give_back(self, span: Span) -> None:
        """Free a span that was taken."""
        self._spans.remove(span)
        self._held[span[0] : span[1]] = bytes(span[1] - span[0])

    def free(self, start: int, end: int) -> bool:
        """Whether nobody has taken any of it."""
        return self._held.find(1, start, end) < 0

    def holds(self, at: int) -> bool:
        """Whether the character is taken."""
        return at < len(self._held) and self._held[at] == 1

    def of(self, *kinds: PiiKind) -> list[Place]:
        """Places of these kinds (of all where none is named), in order."""
        return sorted((a, b) for a, b, kind in self._spans if not kinds or kind in kinds)

    def __iter__(self) -> Iterator[Span]:
        return iter(sorted(self._spans))

    def __bool__(self) -> bool:
        return bool(self._spans)
