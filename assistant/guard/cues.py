"""The words beside personal data, found in one pass: what each is, and where it stands in the original text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from assistant.guard.wording import Personal
from assistant.language.finder import Finder
from assistant.language.spelling import Spelling, match_key

_SPELLED_MIN = 8  # digits in words that make a telephone number
_KINDS = tuple(name for name in Personal.model_fields if name not in ("digits", "surname", "area"))


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue word at `original[start:end]`."""

    kind: str
    start: int
    end: int
    capital: bool = False  # written as names are; an ordinary word of one language may be a name in another


class Cues:
    """Every language's cue words together: what language a comment is in must not decide whether it is masked."""

    def __init__(self, personal: Sequence[Personal]) -> None:
        self._finder: Finder[tuple[str, str, bool]] = Finder(
            (word.removeprefix("="), (kind, word.removeprefix("=").casefold() if word.startswith("=") else "", word.endswith(".")))
            for p in personal
            for kind in _KINDS
            for word in getattr(p, kind)
        )
        self._value: dict[str, int] = {}
        for p in personal:
            for value, words in enumerate(p.digits):
                self._value |= {match_key(word): value for word in words.split()}
        digit_words = sorted(self._value, key=len, reverse=True)
        either = "|".join(map(regex.escape, digit_words))
        self._spelled = regex.compile(rf"(?:(?:{either}|\d) ?){{{_SPELLED_MIN},}}+") if digit_words else None
        self._word = regex.compile(either + r"|\d") if digit_words else None

    def find(self, spelling: Spelling) -> list[Cue]:
        """Cues in order of their start; of several from one place the longest of each kind."""
        best: dict[tuple[str, int], Cue] = {}
        for hit in self._finder.find(spelling.match):
            kind, exact, dotted = hit.value
            start, end = spelling.span(hit.start, hit.end)
            if exact and unicodedata.normalize("NFC", spelling.original[start:end].casefold()) != exact:
                continue
            if dotted and (spelling.original[end : end + 1] != "." or (start and spelling.original[start - 1].isalpha())):
                continue
            end += dotted
            kept = best.get((kind, start))
            if kept is None or kept.end < end:
                best[kind, start] = Cue(kind, start, end, start > 0 and spelling.original[start:end].istitle())
        return sorted(best.values(), key=lambda c: (c.start, -c.end))

    def spelled(self, spelling: Spelling) -> list[tuple[int, int]]:
        """Telephone numbers spoken digit by digit, as spans of the original. Counting up or down is none."""
        if self._spelled is None or self._word is None:
            return []
        found = []
        for hit in self._spelled.finditer(spelling.match):
            values = [int(w) if w.isdecimal() else self._value[w] for w in self._word.findall(hit.group())]
            steps = {b - a for a, b in zip(values, values[1:], strict=False)}
            starts_word = hit.start() == 0 or not spelling.match[hit.start() - 1].isalpha() or ord(hit.group()[0]) > 0x0E00
            if starts_word and not hit.group().replace(" ", "").isdecimal() and len(steps) > 1:
                end = hit.start() + len(hit.group().rstrip())
                found.append(spelling.span(hit.start(), end))
        return found
