"""The names of people that packs list: whether a word as it was typed is one of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from assistant.language.finder import is_unspaced
from assistant.language.spelling import match_key

_FOLDED_MIN = 5  # letters of a name that is known without its marks too; shorter ones are other words ("Đỗ", do)
_RUN = range(3, 13)  # characters of a listed name that opens a run of letters where words are not spaced
_CASES = "аяыиеуюй"  # what ends a Russian name in its cases
_SIGNS = ".'’-"


class Given:
    """An immutable set of names, compared without regard to capitals."""

    def __init__(self, names: Iterable[str]) -> None:
        plain = {_plain(name) for name in names}
        folded = {key for name in plain if len(key := match_key(name)) >= _FOLDED_MIN}
        stems = {f"{name[:-1]}-" for name in plain if _is_cyrillic(name) and name[-1] in _CASES}
        self._names = frozenset(plain | folded | stems)

    def is_name(self, word: str) -> bool:
        """Whether exactly this is listed."""
        return _plain(word) in self._names

    def has(self, word: str) -> bool:
        """Whether the word is listed; where words are not spaced, whether it opens with a name that is."""
        if not self._names:
            return False
        name = _plain(word)
        if not name:
            return False
        if is_unspaced(name[0]):
            return any(name[:length] in self._names for length in _RUN if length <= len(name))
        if name in self._names:
            return True
        if _is_cyrillic(name) and name[-1] in _CASES:
            return name[:-1] in self._names or f"{name[:-1]}-" in self._names
        return len(key := match_key(name)) >= _FOLDED_MIN and key in self._names


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip(_SIGNS)


def _is_cyrillic(name: str) -> bool:
    return "\u0400" <= name[:1] <= "\u04ff"


NO_NAMES = Given(())
