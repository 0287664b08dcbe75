"""Which words of an unfinished sentence will stay: those on which two hypotheses in a row agree (LocalAgreement-2).

Each hypothesis covers the sentence from its beginning. What was said to be stable is never taken back: a later hypothesis is laid
over it, and only what comes after it counts. The policy: Liu, Spanakis, Niehues, "Low-Latency Sequence-to-Sequence Speech Recognition
and Translation by Partial Hypothesis Selection", 2020; laying over by edit distance instead of equal strings is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

import regex

from assistant.domain import UNSPACED, Word

HOLD_BACK_S = 0.12  # a word that ends this close to the end of the sound may be half a word
LAID_OVER = 24  # stable units by which a hypothesis is laid over them
EARLY_S = 0.6  # word times of two hypotheses differ by up to this
PER_SECOND = 0.5  # edits that a second of distance in time counts for
_SIGNS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_LAST_SIGNS = regex.compile(r"(?<=[\p{L}\p{M}\p{N}])[^\p{L}\p{M}\p{N}%]+$")
_CLUSTERS = regex.compile(r"\X")


class Agreement:
    """The words of one sentence. Not for several sentences."""

    def __init__(self, lang: str | None, *, hold_back_s: float = HOLD_BACK_S) -> None:
        self._unspaced = (lang or "").split("-")[0] in UNSPACED
        self._hold_back_s = hold_back_s
        self._stable: list[Word] = []
        self._open: list[Word] = []  # of the latest hypothesis, after the stable ones

    @property
    def stable(self) -> tuple[Word, ...]:
        """Never taken back, in order."""
        return tuple(self._stable)

    @property
    def words(self) -> tuple[Word, ...]:
        """The stable words, and those of the latest hypothesis after them."""
        return (*self._stable, *self._open)

    def hear(self, words: Sequence[Word], until: float) -> tuple[Word, ...]:
        """The words that became stable by a hypothesis over the sound up to `until` (seconds, as the words' times)."""
        rest = self._after_stable(words)
        agreed = 0
        for before, now in zip(self._open, rest, strict=False):
            if _key(before.text) != _key(now.text) or now.end > until - self._hold_back_s:
                break
            agreed += 1
        new = rest[:agreed]
        if new and agreed == len(rest):  # recognisers put a full stop wherever the sound ends
            new[-1] = new[-1].model_copy(update={"text": _LAST_SIGNS.sub("", new[-1].text)})
        self._stable += new
        self._open = rest[agreed:]
        return tuple(new)

    def finish(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """The words that become stable by the hypothesis over the whole sentence: all that come after the stable ones."""
        rest = self._after_stable(words)
        self._stable += rest
        self._open = []
        return tuple(rest)

    def split(self, at: float) -> Agreement:
        """What was said from `at` on as a sentence of its own: the sound was cut there."""
        rest = Agreement(None, hold_back_s=self._hold_back_s)
        rest._unspaced = self._unspaced
        rest._stable = [word for word in self._stable if (word.start + word.end) / 2 > at]
        self._stable = self._stable[: len(self._stable) - len(rest._stable)]
        self._open = []
        return rest

    def _after_stable(self, words: Sequence[Word]) -> list[Word]:
        units = [unit for word in words for unit in (_letters(word) if self._unspaced else [word]) if _key(unit.text)]
        return units[_place(self._stable[-LAID_OVER:], units) :]


def same_words(text: str, other: str) -> bool:
    """Whether two texts differ in nothing but signs, spaces and case."""
    return _key(text) == _key(other)


def _key(text: str) -> str:
    return _SIGNS.sub("", normalize("NFKC", text).casefold())


def _letters(word: Word) -> list[Word]:
    """A word of an unspaced script as its letters with their marks; each takes an equal share of the time."""
    clusters: list[str] = []
    for cluster in _CLUSTERS.findall(word.text):
        if clusters and not _key(cluster):
            clusters[-1] += cluster
        else:
            clusters.append(cluster)
    share = (word.end - word.start) / max(1, len(clusters))
    return [
        Word(text=text, start=word.start + i * share, end=word.start + (i + 1) * share, probability=word.probability)
        for i, text in enumerate(clusters)
    ]


def _place(stable: Sequence[Word], units: Sequence[Word]) -> int:
    """How many of `units` say what `stable` says already: the place with the fewest edits, nearest in time.

    The stable words may begin anywhere in the units (they are the last ones of more), so a beginning left out costs nothing.
    """
    if not stable:
        return 0
    first = next((i for i, unit in enumerate(units) if unit.end > stable[0].start - EARLY_S), len(units))
    rest = units[first:]
    row = [0.0] * (len(rest) + 1)
    for said in (_key(word.text) for word in stable):
        last, row = row, [row[0] + 1]
        for j, unit in enumerate(rest, 1):
            row.append(min(last[j - 1] + (said != _key(unit.text)), last[j] + 1, row[j - 1] + 1))
    ends = [stable[0].start, *(unit.end for unit in rest)]
    costs = [edits + PER_SECOND * abs(end - stable[-1].end) for edits, end in zip(row, ends, strict=True)]
    return first + costs.index(min(costs))
