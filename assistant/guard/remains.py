"""What the rules leave of the personal data in a comment: where the tagger is asked, and what of its answer counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from assistant.domain import PiiKind
from assistant.guard.cues import Cue, CueMap
from assistant.guard.given import Given
from assistant.guard.spans import Span, Taken
from assistant.guard.tagger import Tagger
from assistant.language.spelling import match_key

_ANNOUNCE = frozenset(
    ("phone", "account", "identity", "order", "lead", "street", "postcode", "name", "name_weak", "named", "intro", "locker", "admin")
)
_NAMING = ("name", "name_weak", "named")
_TAGS = ("given", "place", "sur", "numw")
_TITLE_REACH = 1  # characters between a title and a name
_REMEMBERED = 4096  # words


class Known:
    """What lists say of a word: whether people and places are called so, whether it is a family name, or a digit. The last words asked for are remembered."""

    def __init__(self, given: Given, surnames: frozenset[str], digits: frozenset[str], is_place: Callable[[str], bool]) -> None:
        self._given, self._surnames, self._digits, self._is_place = given, surnames, digits, is_place
        self.tags = lru_cache(maxsize=_REMEMBERED)(self._tags)

    def _tags(self, word: str) -> tuple[str, ...]:
        said = (self._given.has(word), self._is_place(word), word in self._surnames, match_key(word) in self._digits)
        return tuple(tag for tag, true in zip(_TAGS, said, strict=True) if true)


class Remains:
    """`keep`: the shop's own words."""

    def __init__(self, tagger: Tagger | None, known: Known, keep: frozenset[str], is_place: Callable[[str], bool]) -> None:
        self._tagger, self._known, self._keep, self._is_place = tagger, known, keep, is_place

    def find(self, text: str, cues: CueMap, found: Taken) -> list[Span]:
        """What is personal beside what the rules have found."""
        taken = list(found)
        if self._tagger is None or not worth_reading(text, cues, taken):
            return []
        rest = list(self._tagger.find(text, cues, taken, self._known.tags))
        alone = not taken and len(rest) == 1 and not cues.has(_NAMING)
        return [
            (a, b, kind)
            for a, b, kind in rest
            if not self._is_ours(text[a:b], kind) and not (alone and kind == "name" and _is_addressed(cues, a))
        ]

    def _is_ours(self, datum: str, kind: PiiKind) -> bool:
        """Whether it is the shop's own word, or a place where a person is meant."""
        return datum.casefold() in self._keep or (kind == "name" and (self._is_place(datum) or all(map(self._is_place, datum.split()))))


def worth_reading(text: str, cues: Iterable[Cue], taken: Sequence[Span]) -> bool:
    """Whether anything in the text hints at personal data: something masked, a digit, a word that announces some."""
    return bool(taken) or any(c.isdecimal() for c in text) or any(cue.kind in _ANNOUNCE for cue in cues)


def _is_addressed(cues: CueMap, at: int) -> bool:
    """Whether a title stands in front: the host is called so by everybody."""
    return cues.before(at, _TITLE_REACH, ("title",)) is not None
