"""Texts as comparable units, and what lines up with what.

A unit is a word, or, in scripts written without spaces, a letter with its marks: the error rate over units is the word error rate for
most languages and the character error rate for Thai, Lao, Khmer, Burmese, Chinese and Japanese. The script decides, not a language
tag, so that mixed streams need none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import regex
from rapidfuzz.distance import Levenshtein

_UNSPACED = r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Han}\p{Hiragana}\p{Katakana}ー"
_SPACED = rf"(?:(?![{_UNSPACED}])[\p{{L}}\p{{M}}\p{{N}}])+"
_UNIT = regex.compile(rf"(?=[{_UNSPACED}])\X|{_SPACED}(?:['’]{_SPACED})?")
_UNSPACED_LETTER = regex.compile(rf"[{_UNSPACED}]")
NEAR_S = 1.5  # the same word further away than this is another one


@dataclass(frozen=True, slots=True)
class Unit:
    """`word` counts the words it was cut from; several units share it in scripts without spaces. Times in stream seconds."""

    text: str
    start: float
    end: float
    word: int

    @property
    def unspaced(self) -> bool:
        return _UNSPACED_LETTER.match(self.text) is not None


def units(text: str) -> list[str]:
    """Case, punctuation and spelling of code points do not count."""
    return [found.replace("’", "'") for found in _UNIT.findall(_folded(text))]


def timed_units(words: Sequence[tuple[str, float, float]]) -> list[Unit]:
    """Words with times as the units of their whole text; a recogniser may cut inside a letter with its marks. Within a word time is
    shared out evenly over its code points; a unit belongs to the word of its last one."""
    text, places = "", list[tuple[int, float, float]]()  # of each code point: number of its word, start, end
    for number, (word, start, end) in enumerate(words):
        folded = _folded(word)
        if not folded:
            continue
        if text and not (_UNSPACED_LETTER.match(text[-1]) and _UNSPACED_LETTER.match(folded[0])):
            text += " "
            places.append((number, start, start))
        step = (end - start) / len(folded)
        text += folded
        places += [(number, start + i * step, start + (i + 1) * step) for i in range(len(folded))]
    return [
        Unit(found[0].replace("’", "'"), places[found.start()][1], places[found.end() - 1][2], places[found.end() - 1][0])
        for found in _UNIT.finditer(text)
    ]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def edits(said: Sequence[str], truth: Sequence[str]) -> int:
    """Fewest insertions, deletions and replacements of units (Levenshtein, 1966)."""
    return Levenshtein.distance(said, truth)


def aligned(said: Sequence[Unit], truth: Sequence[Unit]) -> list[tuple[int, int]]:
    """Pairs (index in `said`, index in `truth`) of equal units, in order, at most NEAR_S apart; among the alignments with the fewest
    edits the one whose pairs lie closest in time."""
    costs = [[float(j) for j in range(len(truth) + 1)]]
    for i, one in enumerate(said, 1):
        row = [float(i)]
        for j, other in enumerate(truth, 1):
            row.append(min(costs[-1][j] + 1, row[-1] + 1, costs[-1][j - 1] + _pair_cost(one, other)))
        costs.append(row)
    return _walked_back(costs, said, truth)


def _pair_cost(said: Unit, truth: Unit) -> float:
    apart = abs(said.end - truth.end)
    return 1e-4 * apart if said.text == truth.text and apart <= NEAR_S else 1.001  # of as few edits, those with more pairs


def _walked_back(costs: list[list[float]], said: Sequence[Unit], truth: Sequence[Unit]) -> list[tuple[int, int]]:
    i, j = len(said), len(truth)
    pairs = []
    while i and j:
        pair = _pair_cost(said[i - 1], truth[j - 1])
        if costs[i][j] == costs[i - 1][j - 1] + pair:  # the same sum as above, so equal to the last bit
            i, j = i - 1, j - 1
            if pair < 1:
                pairs.append((i, j))
        elif costs[i][j] == costs[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def word_moments(said: Sequence[Unit], moments: Sequence[float], truth: Sequence[Unit]) -> dict[int, float]:
    """When each true word was there: word number -> the moment of the last of its units that was said. A word counts as there when at
    least half of its units and its last one were said. `moments`: when each unit of `said` came."""
    whole: dict[int, int] = {}
    for unit in truth:
        whole[unit.word] = whole.get(unit.word, 0) + 1
    last = {unit.word: j for j, unit in enumerate(truth)}
    found: dict[int, list[tuple[int, float]]] = {}
    for i, j in aligned(said, truth):
        found.setdefault(truth[j].word, []).append((j, moments[i]))
    return {
        word: max(moment for _, moment in got)
        for word, got in found.items()
        if 2 * len(got) >= whole[word] and any(j == last[word] for j, _ in got)
    }
