"""What the rules for personal data leave: a linear-chain model reads the words beside them and says which of what is left is personal too.

Lafferty et al., "Conditional Random Fields", 2001. Its weights are data, `knowledge/tagger.tsv`, fitted by `python -m evals.tagger` on labelled
comments of every language. It guesses; what counts of its guesses is said in `remains`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, get_args

import numpy as np
import regex
from numpy.typing import NDArray

from assistant.domain import PiiKind
from assistant.errors import BadKnowledge
from assistant.guard.cues import Cue
from assistant.guard.pieces import REACH, Piece, cut
from assistant.guard.spans import Span

FILE = "tagger.tsv"
INSIDE = 0.4  # least probability of every piece of a datum
KINDS: tuple[PiiKind, ...] = get_args(PiiKind)
LABELS = ("O", *(f"{at}-{kind}" for kind in KINDS for at in "BI"))
BIAS, EDGE, SEEN = "1", "edge", "seen"
_FAR_FROM = 0.0  # where the best label of every piece weighs so little more than none, nothing comes near to sure
_WORDS = regex.compile(r"[\p{L}\p{M}]+")
_AMOUNT = regex.compile(r"(?<!\d)\d{1,3}(?:[.,]\d{3})+(?!\d)")  # 1.500.000
_NO_NAME = regex.compile(r"[\d!?؟:;@]")
_NUMBER_LEAST, _ORDER_LEAST = 6, 3  # digits
_LETTERED, _NAME_MOST, _ADDRESS_LEAST = 2, 5, 3  # words in a number, in a name, in an address without digits
Floats = NDArray[np.float32]


class Guess(NamedTuple):
    """`text[start:end]` is of a kind; `sure`: the probability of its surest piece."""

    start: int
    end: int
    kind: PiiKind
    sure: float


class Tagger:
    """Immutable. `near`: feature -> weights by place and label, of `REACH` pieces in front of the one it is of to as many behind; `own`: by label;
    `seen`: casefolded words that comments use for ordinary things."""

    def __init__(self, near: dict[str, Floats], own: dict[str, Floats], steps: Floats, seen: frozenset[str] = frozenset()) -> None:
        self._near, self._own, self.seen = near, own, seen
        self._steps = np.exp(steps)
        self._edge = near.get(EDGE, np.zeros((2 * REACH + 1, len(LABELS)), np.float32))

    def find(self, text: str, cues: Iterable[Cue], taken: Sequence[Span], known: Callable[[str], Sequence[str]]) -> list[Guess]:
        """What else of the text may be personal, in order; see `pieces.cut`."""
        pieces = cut(text, cues, taken, known)
        if not pieces:
            return []
        scores = self._scores(pieces)
        if (scores[:, 1:].max(axis=1) - scores[:, 0]).max() < _FAR_FROM:
            return []
        sure = self._marginals(scores)
        sure[[piece.mask is not None for piece in pieces]] = 0.0
        return list(_guesses(text, pieces, sure))

    def sure_of(self, text: str, cues: Iterable[Cue], taken: Sequence[Span], span: Span, known: Callable[[str], Sequence[str]]) -> float:
        """The probability that anything of one span that is taken is personal, by all that stands round it."""
        pieces = cut(text, cues, [other for other in taken if other != span], known)
        inside = [k for k, piece in enumerate(pieces) if piece.mask is None and piece.start < span[1] and span[0] < piece.end]
        return float(self._marginals(self._scores(pieces))[inside].sum(axis=1).max()) if inside else 1.0

    def _scores(self, pieces: Sequence[Piece]) -> Floats:
        """Pieces by labels."""
        around = np.zeros((len(pieces) + 4 * REACH, len(LABELS)), np.float32)
        for k in (*range(REACH), *range(len(pieces) + REACH, len(pieces) + 2 * REACH)):
            around[k : k + 2 * REACH + 1] += self._edge
        for k, piece in enumerate(pieces, REACH):
            for name in (*piece.near, piece.word):
                weights = self._near.get(name)
                if weights is not None:
                    around[k : k + 2 * REACH + 1] += weights
        scores = around[2 * REACH : len(pieces) + 2 * REACH]
        for k, piece in enumerate(pieces):
            for name in (BIAS, *piece.own):
                weights = self._own.get(name)
                if weights is not None:
                    scores[k] += weights
        return scores

    def _marginals(self, scores: Floats) -> Floats:
        """Pieces by kinds: the probability of each; forward and backward, scaled at every piece."""
        here = np.exp(scores - scores.max(axis=1, keepdims=True))
        ahead, back = here.copy(), np.ones_like(here)
        for k in range(len(here)):
            if k:
                ahead[k] *= ahead[k - 1] @ self._steps
            ahead[k] /= ahead[k].sum()
        for k in range(len(here) - 2, -1, -1):
            back[k] = self._steps @ (back[k + 1] * here[k + 1])
            back[k] /= back[k].sum()
        both = ahead * back
        both /= both.sum(axis=1, keepdims=True)
        return both[:, 1::2] + both[:, 2::2]


def _guesses(text: str, pieces: Sequence[Piece], sure: Floats) -> Iterator[Guess]:
    """Pieces in a row that are of the same kind. `sure`: pieces by kinds."""
    best = sure.argmax(axis=1)
    k = 0
    while k < len(pieces):
        first, kind = k, best[k]
        while k < len(pieces) and sure[k, kind] >= INSIDE:
            k += 1
        if k > first:
            start, end, said = pieces[first].start, pieces[k - 1].end, sum("numw" in piece.near for piece in pieces[first:k])
            if is_likely(text[start:end], KINDS[kind], said):
                yield Guess(start, end, KINDS[kind], float(sure[first:k, kind].max()))
        k += k == first


def is_likely(datum: str, kind: PiiKind, said: int = 0) -> bool:
    """Whether a datum of this kind may look like that at all: a number has digits (`said`: some in words), a name has none."""
    digits, words = sum(map(str.isdecimal, datum)), len(_WORDS.findall(datum))
    counted = sum(map(str.isdecimal, "".join(_AMOUNT.findall(datum))))
    match kind:
        case "national_id" | "bank_account":
            return digits - counted >= _NUMBER_LEAST and words <= _LETTERED
        case "order_no":
            return digits - counted >= _ORDER_LEAST and words <= _LETTERED
        case "phone":
            return digits + said >= _NUMBER_LEAST
        case "name":
            return len(datum) > 1 and words <= _NAME_MOST and _NO_NAME.search(datum) is None
        case "address":
            return digits > 0 or words >= _ADDRESS_LEAST
        case _:
            return words > 1


def _row(place: int) -> int:
    """Where the weights of a neighbour that far away are kept: the other way about, as they are added."""
    if abs(place) > REACH:
        raise ValueError(f"{place} is out of reach")
    return REACH - place


@lru_cache(maxsize=2)  # the rooms of one process share it
def load_tagger(root: Path) -> Tagger | None:
    """The weights of a knowledge folder; None where it has none. Raises `BadKnowledge`."""
    path = root / FILE
    if not path.is_file():
        return None
    near: dict[str, Floats] = {}
    own: dict[str, Floats] = {}
    steps = np.zeros((len(LABELS), len(LABELS)), np.float32)
    seen: set[str] = set()
    at = {label: k for k, label in enumerate(LABELS)}
    line = ""
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            place, feature, *weights = line.split("\t")
            if place == SEEN:
                seen.update(feature.split())
                continue
            if place == "step":
                row = steps[at[feature]]
            elif place == "own":
                row = own.setdefault(feature, np.zeros(len(LABELS), np.float32))
            else:  # of a neighbour `place` pieces away
                row = near.setdefault(feature, np.zeros((2 * REACH + 1, len(LABELS)), np.float32))[_row(int(place))]
            for weight in weights:
                label, _, value = weight.partition("=")
                row[at[label]] = float(value)
    except (OSError, UnicodeDecodeError, KeyError, IndexError, ValueError) as error:
        raise BadKnowledge(f"{line[:60]!r}: {error}", where=str(path), remedy="fit it anew: python -m evals.tagger") from error
    return Tagger(near, own, steps, frozenset(seen))
