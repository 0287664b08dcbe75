"""The ordinary words of a language, as far as its folder uses them: what is one of them was not meant to be a product's name.

Reads every text of the folder as plain words; nothing is trained. Tenths of a second a language, so not on the event loop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import regex
import tomli as tomllib

from assistant.errors import BadKnowledge
from assistant.language.finder import is_unspaced
from assistant.language.spelling import match_key

_BLANK = regex.compile(r"\{[^{}]*\}")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}'’]+")
_KATAKANA = regex.compile(r"[\p{Katakana}ー]+")
_SHORTEST_STEM, _SHORTEST_HANGUL = 3, 1
GRAM = 4  # letters of a script without spaces that are looked up together
_COLUMNS = 1 << 22  # bits for such runs: 512 KB a language, few collisions


class Vocabulary:
    """What a language's texts hold: words, and for scripts without spaces short runs of letters. Immutable."""

    def __init__(self, texts: Iterable[str], *, numbers: Iterable[str] = (), before: Iterable[str] = (), after: Iterable[str] = ()) -> None:
        """`numbers`: texts whose words are amounts. `before`, `after`: what the language writes onto the front and the end of a word."""
        written = {word for text in texts for word in _WORD.findall(_BLANK.sub(" ", text).casefold())}
        written |= {run for word in written for run in _KATAKANA.findall(word)}  # words of their own in a language without spaces
        self._words = frozenset(_keys(written))
        self._numbers = frozenset(_keys(numbers))
        unspaced = sorted((n for n in self._numbers if is_unspaced(n[0])), key=len, reverse=True)
        self._amounts = regex.compile("|".join(map(regex.escape, unspaced))) if unspaced else None
        self._before, self._after = frozenset(map(match_key, before)), frozenset(map(match_key, after))
        self._longest = max(map(len, self._after), default=0), max(map(len, self._before), default=0)
        self._runs = np.zeros(_COLUMNS // 8, np.uint8)
        for word in self._words:
            if is_unspaced(word[0]):
                for i in range(len(word) - GRAM + 1):
                    column = crc32(word[i : i + GRAM].encode()) % _COLUMNS
                    self._runs[column >> 3] |= 1 << (column & 7)

    def __len__(self) -> int:
        return len(self._words)

    def knows(self, word: str) -> bool:
        """Whether a word, on the match channel, is an ordinary one or a form of one. Digits are."""
        if word in self._words or any(map(str.isdecimal, word)):
            return True
        stems = [word, *(word[at:] for at in self.fronts(word))]
        return any(stem in self._words for stem in stems) or any(stem[:at] in self._words for stem in stems for at in self.endings(stem))

    def fronts(self, word: str) -> list[int]:
        """Where the word goes on behind what may be written onto its front."""
        return [n for n in range(1, min(self._longest[1], len(word) - _SHORTEST_STEM) + 1) if word[:n] in self._before]

    def endings(self, word: str) -> list[int]:
        """Where what may be an ending of the word starts."""
        least = _SHORTEST_HANGUL if "가" <= word[:1] <= "힣" else _SHORTEST_STEM
        return [n for n in range(max(least, len(word) - self._longest[0]), len(word)) if word[n:] in self._after]

    def counts(self, word: str) -> bool:
        """Whether a word, on the match channel, is part of a number."""
        return word in self._numbers or any(map(str.isdecimal, word))

    def strange(self, run: str) -> list[bool]:
        """For each `GRAM` letters in a row of a text without spaces, whether no text of the language has them."""
        columns = (crc32(run[i : i + GRAM].encode()) % _COLUMNS for i in range(len(run) - GRAM + 1))
        return [not self._runs[c >> 3] >> (c & 7) & 1 for c in columns]

    def amounts(self, run: str) -> list[bool]:
        """For each letter of a text without spaces, whether it is part of a number."""
        found = [False] * len(run)
        for hit in self._amounts.finditer(run) if self._amounts else ():
            found[hit.start() : hit.end()] = [True] * (hit.end() - hit.start())
        return found


def _keys(texts: Iterable[str]) -> set[str]:
    """The words of many texts on the match channel, folded in one go; the digit between them keeps Burmese and Khmer ones apart."""
    return set(match_key(" 0 ".join(texts)).split()) - {"0"}


def load_vocabulary(folder: Path) -> Vocabulary:
    """Of one language folder. Raises `BadKnowledge`."""
    parts = {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}
    language = parts.get("language", {})
    counted = parts.get("numbers", {})
    numbers = [text for table in ("words", "money_scales") for text in _texts(counted.get(table, ()))]
    texts = (text for part in parts.values() for text in _texts(part))
    return Vocabulary(texts, numbers=numbers, before=language.get("before", ()), after=language.get("after", ()))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadKnowledge(str(error), where=str(path)) from error


def _texts(data: Any) -> Iterator[str]:
    """Values, and keys too: slang is listed by key, and the rest are English words."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield " ".join(data).replace("_", " ")
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for item in data:
            yield from _texts(item)
