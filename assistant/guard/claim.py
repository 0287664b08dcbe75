"""What one claim of a sentence is, and everything a sentence claims."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim at `[start:end]` of the match text.

    `kind` is a term, a fact, or one of method, all_methods, served, origin, deal, minors, cure, plan. `low`/`high`/`unit` hold an amount
    (for a deal: to buy, for free), `value` a name, `positive` whether the fact is claimed or denied. `rivals`: other kinds an amount may
    belong to, by cues that stand farther away.
    """

    kind: str
    start: int
    end: int
    low: float = 0.0
    high: float = 0.0
    unit: str = ""
    value: str = ""
    positive: bool = True
    approx: bool = False
    upper: bool = False  # "at most"
    least: bool = False  # "not before"
    sure: bool = False  # "guaranteed"
    shared: bool = False  # "each", "split between you": it may be a part of the amount
    late: bool = False  # somebody is told sorry: a time that is too long is what went wrong
    rivals: tuple[str, ...] = ()
    others: tuple[tuple[float, str], ...] = ()  # further amounts and their units that may be meant as well
    readings: tuple[float, ...] = ()  # all the amount may mean, where that is open
    guess: bool = False  # nothing in the amount says that it is money
    pieces: float = 0.0  # the most pieces the sentence counts: their price may be a sum
    path: str = ""  # the fact that is meant, where the kind does not say it; `<M>` and `<P>` are to be filled
    lone: bool = False  # no cue says what it is about: only with a product it is a price, or a deal


@dataclass(frozen=True, slots=True)
class Heard:
    """All a sentence says that can be checked, and what qualifies it."""

    claims: tuple[Claim, ...] = ()
    everywhere: bool = False
    remote: bool = False
    taken_out: frozenset[tuple[int, int]] = frozenset()  # spans of the places a promise is not for
