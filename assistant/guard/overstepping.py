"""What a host's sentence oversteps when no rule names its words: learned from example lines of each language.

Rules catch words and slots; they miss stories ("my mother-in-law threw her insulin away"). `speech.toml` of a language
holds lines of hosts who overstep, by category, and of hosts who do not. A sentence is flagged where it is more like
lines of a category than like innocent ones. Hosts mostly talk of prices, parcels and payment: a few phrasings of every
question of the phrasebook stand among the innocent lines, as no list of lines covers the trade. Pure over its lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import regex
import tomli as tomllib
from pydantic import ValidationError

from assistant import fingerprint
from assistant.answering.retrieval import Example, Retriever
from assistant.domain import SpeechFlag, Value
from assistant.errors import BadKnowledge
from assistant.language.spelling import match_key
from assistant.market.phrasebook import read_phrases
from assistant.ports import Shelf

FILE = "speech.toml"
INNOCENT = "innocent"
_BOOK = "phrasebook.toml"
# Swept over 5158 lines in 20 languages: 247 of 298 are found with the rules, which alone find 192; alarms on 6 of 2477 right lines and
# on 9 of those with a wrong promise. Score alone (0.15, no lead) without the questions found 249 and alarmed on 13 and 88.
_LEAST = 0.18  # score of a category
_LEAD = -0.15  # over innocent lines, which the questions make many
_LIKER = 0.0  # likeness of the nearest line of the category, over that of the nearest innocent one
_CLEAR = 0.1  # lead that needs no such likeness
_QUESTIONS = 4  # phrasings of each question
# Questions on what hosts overstep.
_DELICATE = frozenset({"p.alcohol_free", "p.contains_alcohol", "p.pork_free", "p.halal", "p.certificates", "p.registration"})
_BLANK = regex.compile(r"\{\w+\}")
_NUMBER = regex.compile(r"\d+(?:[.,:]\d+)*")
_MARK = "\ue000"  # stands for any number


class SpeechLines(Value):
    """One `speech.toml`: category, or `innocent`, -> lines as a transcript has them."""

    speech: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Overstep:
    """A category that a sentence reads as. `like`: the known line that it is most like."""

    category: SpeechFlag
    score: float
    like: str


def load_lines(path: Path) -> Mapping[str, Sequence[str]]:
    """The lines of one file. Raises `BadKnowledge` for a category there is none of, or no innocent lines."""
    try:
        lines = SpeechLines.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).speech
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise BadKnowledge(str(error), where=str(path), remedy="see docs/wording-packs.md") from error
    unknown = sorted(lines.keys() - {*get_args(SpeechFlag), INNOCENT})
    if unknown or not lines.get(INNOCENT):
        fault = f"there is no category {unknown[0]}" if unknown else "no innocent lines"
        raise BadKnowledge(fault, where=str(path), remedy=f"categories are {', '.join(get_args(SpeechFlag))} and {INNOCENT}")
    return lines


class OverstepReader:
    """Reads the sentences of one language. Immutable."""

    def __init__(
        self, lines: Mapping[str, Sequence[str]], *, spaced: bool, shelf: Shelf | None = None, name: str = "", folder: Path | None = None
    ) -> None:
        """`folder`: of the language, for the questions that count as innocent."""
        self._retriever = Retriever(
            lambda: list(_examples(lines, questions(folder) if folder else ())), spaced=spaced, shelf=shelf, name=name
        )
        self._labels = len(self._retriever.labels)

    def read(self, match: str) -> Overstep | None:
        """The category a sentence in match form oversteps, or None."""
        text = _blanked(match)
        found = self._retriever.candidates(text, frozenset(), top=self._labels) if text else []
        innocent = next((c for c in found if c.label == INNOCENT), None)
        best = max((c for c in found if c.label != INNOCENT), key=lambda c: c.score, default=None)
        if best is None or best.score < _LEAST:
            return None
        lead = best.score - innocent.score if innocent else 1.0
        if lead < _LEAD or (innocent and lead < _CLEAR and best.similarity - innocent.similarity < _LIKER):
            return None
        return Overstep(_category(best.label), best.score, best.nearest)


class OverstepReaders(Mapping[str, OverstepReader]):
    """Every language whose folder holds a speech.toml; each is trained when a host first speaks it."""

    def __init__(self, languages: Path, spaced: Mapping[str, bool], shelf: Shelf | None = None) -> None:
        self._paths = {p.parent.name: p for p in sorted(languages.glob(f"*/{FILE}")) if p.parent.name in spaced}
        self._spaced, self._shelf = spaced, shelf
        self._made: dict[str, OverstepReader] = {}

    def __getitem__(self, lang: str) -> OverstepReader:
        if lang not in self._made:
            path = self._paths[lang]
            read = [p for p in (path, path.with_name(_BOOK)) if p.is_file()]
            name = f"overstepping-{fingerprint.of_code()}{fingerprint.of_files(read)}"
            self._made[lang] = OverstepReader(load_lines(path), spaced=self._spaced[lang], shelf=self._shelf, name=name, folder=path.parent)
        return self._made[lang]

    def __contains__(self, lang: object) -> bool:
        return lang in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def questions(folder: Path) -> list[str]:
    """A few phrasings of each question of a language folder, spread over all there are; none without a phrasebook."""
    if not (folder / _BOOK).is_file():
        return []
    asks = read_phrases(folder).asks
    spread = (said[:: max(1, len(said) // _QUESTIONS)][:_QUESTIONS] for topic, said in asks.items() if topic not in _DELICATE)
    return [_BLANK.sub("0", phrase) for said in spread for phrase in said]


def _examples(lines: Mapping[str, Sequence[str]], asked: Sequence[str] = ()) -> Iterator[Example]:
    seen = set()
    for category, said in (*lines.items(), (INNOCENT, asked)):
        for line in said:
            text = _blanked(match_key(line))
            if text and text not in seen:
                seen.add(text)
                yield Example(text, frozenset(), category, phrase=line)


def _blanked(match: str) -> str:
    return " ".join(_NUMBER.sub(f" {_MARK} ", match).split())


def _category(label: str) -> SpeechFlag:
    return next(category for category in get_args(SpeechFlag) if category == label)
