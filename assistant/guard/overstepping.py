"""What a host's sentence oversteps when no rule names its words: learned from example lines of each language.

Rules catch words and slots; they miss stories ("my mother-in-law threw her insulin away"). `speech.toml` of a language
holds lines of hosts who overstep, by category, and of hosts who do not. A sentence is flagged where it is more like
lines of a category than like innocent ones. Pure over its lines.
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
from assistant.ports import Shelf

FILE = "speech.toml"
INNOCENT = "innocent"
# On 255 lines written by others (7 languages) these found 22 of 27 with the rules, which alone found 11, and alarmed on 0 of 192.
_LEAST = 0.15  # score of a category
_LEAD = 0.0  # over innocent lines
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

    def __init__(self, lines: Mapping[str, Sequence[str]], *, spaced: bool, shelf: Shelf | None = None, name: str = "") -> None:
        self._retriever = Retriever(lambda: list(_examples(lines)), spaced=spaced, shelf=shelf, name=name)
        self._labels = len(self._retriever.labels)

    def read(self, match: str) -> Overstep | None:
        """The category a sentence in match form oversteps, or None."""
        text = _blanked(match)
        found = self._retriever.candidates(text, frozenset(), top=self._labels) if text else []
        innocent = max((c.score for c in found if c.label == INNOCENT), default=0.0)
        best = max((c for c in found if c.label != INNOCENT), key=lambda c: c.score, default=None)
        if best is None or best.score < _LEAST or best.score - innocent < _LEAD:
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
            name = f"overstepping-{fingerprint.of_code()}{fingerprint.of_files((path,))}"
            self._made[lang] = OverstepReader(load_lines(path), spaced=self._spaced[lang], shelf=self._shelf, name=name)
        return self._made[lang]

    def __contains__(self, lang: object) -> bool:
        return lang in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _examples(lines: Mapping[str, Sequence[str]]) -> Iterator[Example]:
    seen = set()
    for category, said in lines.items():
        for line in said:
            text = _blanked(match_key(line))
            if text and text not in seen:
                seen.add(text)
                yield Example(text, frozenset(), category, phrase=line)


def _blanked(match: str) -> str:
    return " ".join(_NUMBER.sub(f" {_MARK} ", match).split())


def _category(label: str) -> SpeechFlag:
    return next(category for category in get_args(SpeechFlag) if category == label)
