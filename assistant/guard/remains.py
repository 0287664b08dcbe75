"""What the rules leave of the personal data in a comment: what the tagger guesses, and what of it counts; and what of theirs is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from assistant.domain import PiiKind
from assistant.guard.codes import is_of_goods
from assistant.guard.cues import Cue, CueMap
from assistant.guard.given import Given
from assistant.guard.spans import Span, Taken
from assistant.guard.tagger import SEEN, Guess, Tagger
from assistant.language.spelling import match_key

_ANNOUNCE = frozenset(
    ("phone", "account", "identity", "order", "lead", "street", "postcode", "name", "name_weak", "named", "intro", "locker", "admin")
)
ACCOMPANIED, UNHINTED = 0.5, 0.97
ALONE: dict[PiiKind, float] = {"name": 0.96, "address": 0.97, "order_no": 0.9, "phone": 0.97, "email": 0.99, "national_id": 0.9, "bank_account": 0.9}  # by `python -m evals.tagger --held`: false ones of innocent comments
NONE: dict[PiiKind, float] = {"name": 0.005, "address": 0.002}  # by the same: of 58 true names that stand alone none is below, of 11 false ones 6 are
_DOUBTED = 3  # names and addresses in a comment that has more are not looked at twice: each costs a reading
_NAMING = ("name", "name_weak", "named")
_TAGS = ("given", "place", "sur", "numw", SEEN)
_TITLE_REACH = 1  # characters between a title and a name
_REMEMBERED = 4096  # words


class Known:
    """What lists say of a word: whether people and places are called so, whether it is a family name, a digit, or one of the ordinary words (`seen`, casefolded). The last words asked for are remembered."""

    def __init__(self, given: Given, surnames: frozenset[str], digits: frozenset[str], is_place: Callable[[str], bool], seen: frozenset[str] = frozenset()) -> None:
        self._given, self._surnames, self._digits, self._is_place, self._seen = given, surnames, digits, is_place, seen
        self.tags = lru_cache(maxsize=_REMEMBERED)(self._tags)

    def _tags(self, word: str) -> tuple[str, ...]:
        said = (self._given.has(word), self._is_place(word), word in self._surnames, match_key(word) in self._digits, word.casefold() in self._seen)
        return tuple(tag for tag, true in zip(_TAGS, said, strict=True) if true)


class Remains:
    """`keep`: the shop's own words; `is_counted`: whether digits in words only count."""

    def __init__(
        self, tagger: Tagger | None, known: Known, keep: frozenset[str], is_place: Callable[[str], bool], is_counted: Callable[[str], bool]
    ) -> None:
        self._tagger, self._known, self._keep, self._is_place, self._is_counted = tagger, known, keep, is_place, is_counted

    def mistaken(self, text: str, cues: CueMap, found: Taken) -> list[Span]:
        """Which names and addresses that the rules have found are surely none; beside a number of somebody's none is."""
        if self._tagger is None:
            return []
        taken = list(found)
        doubtful = [(span, least) for span in taken if (least := NONE.get(span[2])) is not None]
        if len(doubtful) > _DOUBTED or len(doubtful) < len(taken):
            return []
        return [span for span, least in doubtful if self._tagger.sure_of(text, cues, taken, span, self._known.tags) < least]

    def find(self, text: str, cues: CueMap, found: Taken) -> list[Span]:
        """What is personal beside what the rules have found."""
        if self._tagger is None:
            return []
        taken = list(found)
        guesses = [g for g in self._tagger.find(text, cues, taken, self._known.tags) if not self._is_ours(text[g.start : g.end], g.kind) and not _is_model(text, g)]
        accompanied, told = bool(taken) or len(guesses) > 1, hinted(text, cues, taken)
        return [g[:3] for g in guesses if g.sure >= _least(g.kind, accompanied=accompanied, hinted=told) and not self._is_host(g, cues, accompanied) and (accompanied or not self._is_counting(g, text))]

    def _is_ours(self, datum: str, kind: PiiKind) -> bool:
        """Whether it is the shop's own word, or a place where a person is meant."""
        return datum.casefold() in self._keep or (kind == "name" and (self._is_place(datum) or all(map(self._is_place, datum.split()))))

    @staticmethod
    def _is_host(guess: Guess, cues: CueMap, accompanied: bool) -> bool:
        """Whether a title stands in front of a name and nothing else tells whose it is: the host is called so by everybody."""
        return guess.kind == "name" and not accompanied and not cues.has(_NAMING) and cues.before(guess.start, _TITLE_REACH, ("title",)) is not None

    def _is_counting(self, guess: Guess, text: str) -> bool:
        """Whether it is a telephone in words alone, and these only count."""
        datum = text[guess.start : guess.end]
        return guess.kind == "phone" and not any(c.isdecimal() for c in datum) and self._is_counted(datum)


def _is_model(text: str, guess: Guess) -> bool:
    """Whether what is taken for an order's number is, or belongs to, a model or a capacity of the goods: "WH-1000XM5"."""
    if guess.kind != "order_no":
        return False
    start, end = guess.start, guess.end
    while start and (text[start - 1].isalnum() or text[start - 1] == "-"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "-"):
        end += 1
    return is_of_goods(text[start:end])


def _least(kind: PiiKind, *, accompanied: bool, hinted: bool) -> float:
    """How sure it must be: less where something else in the comment is personal, more where nothing hints at it."""
    if accompanied:
        return ACCOMPANIED
    return ALONE.get(kind, ACCOMPANIED) if hinted or kind != "name" else UNHINTED


def hinted(text: str, cues: Iterable[Cue], taken: Sequence[Span]) -> bool:
    """Whether anything in the text hints at personal data: something masked, a digit, a word that announces some."""
    return bool(taken) or any(c.isdecimal() for c in text) or any(cue.kind in _ANNOUNCE for cue in cues)
