"""How a text sounds, in one plain alphabet: what lets a language's two scripts be read alike.

Viewers write Arabic as `a2sat` and as `اقساط`, Persian as `chand` and as `چند`. A language folder says how the letters
of each script sound (`[sounds.<script>]` of language.toml); vowels, which one script leaves out, sound like nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import regex


class Sounds:
    """The letter tables of one language: ISO 15924 code -> letters of the match channel -> their sound."""

    def __init__(self, tables: Mapping[str, Mapping[str, str]]) -> None:
        self.scripts = frozenset(tables)
        self._table = {letters: sound for table in tables.values() for letters, sound in table.items()}
        self._letters = regex.compile("|".join(regex.escape(letters) for letters in sorted(self._table, key=len, reverse=True)) or r"(?!)")

    def of(self, match: str) -> str:
        """The sound of a text on the match channel, whatever scripts its words are in; other signs stay."""
        heard = self._letters.sub(lambda hit: self._table[hit.group()], match)
        return " ".join(_RUN.sub(r"\1", heard).split())


_RUN = regex.compile(r"(\p{L})\1+")
