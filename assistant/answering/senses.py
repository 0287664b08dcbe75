"""Which of a shop's own questions a comment means, by what its words mean: in any language, whichever the entry was asked in. Pure.

A seller writes "does it stop when the water runs out" once, in English and perhaps one more language. `senses.toml` of a
language says by which words its viewers say "stop", "water" and "run out", so the entry and the comment meet in these.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.own_questions import product_of
from assistant.language.finder import Finder, Marked

_OF_ANSWER = 0.9  # of an answer's likeness: it says more than what was asked
Weigh = Callable[[str], float]  # how much a sense tells, in the language of the comment


@dataclass(frozen=True, slots=True)
class Meant:
    """The entry that a stretch of a comment is nearest to. `likeness` 0..1, `lead` over the next one, `shared` senses."""

    label: str
    likeness: float
    lead: float
    shared: frozenset[str]
    text: str  # of the entry, for people


@dataclass(frozen=True, slots=True)
class _Row:
    senses: frozenset[str]
    label: str
    paths: tuple[str, ...]
    text: str
    weight: float


class SenseFinder:
    """The senses of a language's words. Immutable."""

    def __init__(self, words: Mapping[str, Sequence[str]], before: Iterable[str] = ()) -> None:
        self._finder: Finder[str] = Finder(((word, sense) for sense, listed in words.items() for word in listed), before=before)

    def find(self, match: str, typed: Marked | None = None) -> frozenset[str]:
        """Of a text in match form: of its longest terms only, "washing machine" is no washing. `typed`: its words with marks."""
        return frozenset(hit.value for hit in self._finder.longest(match, typed))


class OwnBySense:
    """The shop's own entries as senses."""

    def __init__(self, rows: Iterable[tuple[frozenset[str], str, tuple[str, ...], str, bool]]) -> None:
        """`rows`: senses, label, paths of the entries, the text they are of, whether it is an answer."""
        self._rows: dict[str, list[_Row]] = defaultdict(list)  # by sense
        for senses, label, paths, text, answer in rows:
            row = _Row(senses, label, paths, text, _OF_ANSWER if answer else 1.0)
            for sense in senses:
                self._rows[sense].append(row)

    def nearest(self, senses: frozenset[str], named: Collection[str], weigh: Weigh) -> Meant | None:
        """The entry nearest to a comment's senses; of entries on products only those on a `named` one, where one is named."""
        best: dict[str, tuple[float, _Row]] = {}
        own = math.sqrt(sum(weigh(s) ** 2 for s in senses))
        for row in {id(r): r for sense in senses for r in self._rows.get(sense, ())}.values():
            shared = senses & row.senses
            if not _may_mean(row.paths, named):
                continue
            likeness = row.weight * sum(weigh(s) ** 2 for s in shared) / (own * math.sqrt(sum(weigh(s) ** 2 for s in row.senses)))
            if likeness > best.get(row.label, (0.0, row))[0]:
                best[row.label] = (likeness, row)
        ranked = sorted(best.items(), key=lambda item: -item[1][0])
        if not ranked:
            return None
        label, (likeness, row) = ranked[0]
        second = ranked[1][1][0] if len(ranked) > 1 else 0.0
        return Meant(label, likeness, likeness - second, senses & row.senses, row.text)


def _may_mean(paths: Sequence[str], named: Collection[str]) -> bool:
    return not named or any((product := product_of(path)) is None or product in named for path in paths)
