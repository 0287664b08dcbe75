"""What a host's sentence may be about: the topics that it, and each stretch of it, reads as.

A host talks on without a stop, and a transcript has no commas: beside the whole, stretches of a few words are read, each half over
the next. Nothing a host says is small talk or a complaint here: only topics are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.entities import Entity
from assistant.answering.tongue import Tongue
from assistant.language.finder import Marked
from assistant.market.topics import TOPICS

_WORDS, _SIGNS = 8, 18  # of a stretch, in text with and without spaces between words
_LONGER = 2  # words over a stretch from which on a sentence is read in stretches
_TOP = 14  # topics a stretch is looked at for: an amount picks the likeliest that can hold it


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic that `[start:end]` of the match text may be about. `rank`: 0 for its likeliest; `score` as the classifier gives it."""

    topic: str
    score: float
    rank: int
    start: int
    end: int


def subjects(tongue: Tongue, match: str, script: str, typed: Marked) -> list[Subject]:
    """Topics of a sentence in match form and of its stretches, in no order."""
    no_topics = frozenset(label for label in tongue.retriever.labels if label not in TOPICS)
    found: list[Subject] = []
    about: tuple[Entity, ...] = ()
    for start, end in _stretches(match, spaced=tongue.spaced):
        text = tongue.digits(tongue.unslang(match[start:end].strip()))
        clause = tongue.clause(text, script, typed, top=_TOP, about=about, barred=no_topics)
        about = about or clause.entities
        found += [Subject(c.label, c.score, rank, start, end) for rank, c in enumerate(clause.candidates) if c.label in TOPICS]
    return found


def _stretches(match: str, *, spaced: bool) -> Iterator[tuple[int, int]]:
    """The whole first."""
    yield 0, len(match)
    if not spaced:
        starts = range(0, len(match) - _SIGNS // 4, _SIGNS // 2) if len(match) > _SIGNS + _SIGNS // 4 else ()
        yield from ((start, min(start + _SIGNS, len(match))) for start in starts)
        return
    words, at = [], 0
    for word in match.split(" "):
        words.append((at, at + len(word)))
        at += len(word) + 1
    if len(words) > _WORDS + _LONGER:
        for first in range(0, len(words) - _WORDS // 2, _WORDS // 2):
            yield words[first][0], words[min(first + _WORDS, len(words)) - 1][1]
