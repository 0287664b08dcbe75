"""What languages say of persons: texts that promise that one will look, and viewers who ask for one. Words are data of each language.

A text of the assistant that promises a person must not go out unless somebody really is told: see `escalating.Escalations`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import regex
import tomli as tomllib
from pydantic import Field, ValidationError

from assistant.domain import Value
from assistant.errors import BadKnowledge
from assistant.language.finder import Finder
from assistant.language.spelling import normalise

FILE = "handoff.toml"  # of a language folder
_SENTENCES = regex.compile(r"(?<=[.!?。！？።។။۔॥])\s*|\n+")


class Assures(Value):
    """A sentence with one of `who` and one of `does` promises a person."""

    who: tuple[str, ...] = Field(min_length=1)
    does: tuple[str, ...] = Field(min_length=1)


class Asks(Value):
    person: tuple[str, ...] = Field(min_length=1)


class HandoffWords(Value):
    """One language's file."""

    assures: Assures
    asks: Asks


class PersonWords:
    """The words of every language that has them. Finders are made when a language is first met."""

    def __init__(self, words: Mapping[str, HandoffWords]) -> None:
        self._words = words
        self._finders: dict[str, tuple[Finder[str], Finder[str]]] = {}

    @classmethod
    def load(cls, root: Path) -> PersonWords:
        """`root`: the folder of language folders. Raises `BadKnowledge`."""
        return cls({path.parent.name: _read(path) for path in sorted(root.glob(f"*/{FILE}"))})

    def languages(self) -> tuple[str, ...]:
        return tuple(self._words)

    def assures(self, text: str, lang: str) -> bool:
        """Whether a text tells a viewer that a person will look. False for a language without words of it."""
        found = self._of(lang)
        if found is None:
            return False
        return any({"who", "does"} <= {hit.value for hit in found[0].find(normalise(part).match)} for part in _SENTENCES.split(text) if part)

    def asks_person(self, match: str, lang: str) -> bool:
        """Whether a viewer asks for a person. `match`: match text of the comment."""
        found = self._of(lang)
        return found is not None and bool(found[1].find(match))

    def _of(self, lang: str) -> tuple[Finder[str], Finder[str]] | None:
        code = lang.split("-")[0]
        if code not in self._words:
            return None
        if code not in self._finders:
            words = self._words[code]
            terms = [*((w, "who") for w in words.assures.who), *((w, "does") for w in words.assures.does)]
            self._finders[code] = Finder(terms), Finder([(w, "person") for w in words.asks.person])
        return self._finders[code]


def _read(path: Path) -> HandoffWords:
    try:
        return HandoffWords.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise BadKnowledge(f"cannot be read ({error})", where=str(path), remedy="give it [assures] who, does and [asks] person") from error
