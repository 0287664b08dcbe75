"""What can be wrong with a facts sheet, said so that the seller can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from rapidfuzz import fuzz, process

from assistant.domain import Value

_CLOSE = 72.0  # rapidfuzz ratio, 0-100: below this a suggestion confuses more than it helps


class Problem(Value):
    """One finding. An `error` keeps the sheet from being used; a `warning` does not."""

    level: Literal["error", "warning"]
    path: str  # dotted path, or the file's name
    what: str
    did_you_mean: str | None = None
    remedy: str = ""

    def __str__(self) -> str:
        """One line for a person."""
        meant = f' - did you mean "{self.did_you_mean}"?' if self.did_you_mean else ""
        return f"{self.path}: {self.what}{meant}" + (f" ({self.remedy})" if self.remedy else "")


def error(path: str, what: str, remedy: str = "", did_you_mean: str | None = None) -> Problem:
    """A finding that keeps the sheet from being used."""
    return Problem(level="error", path=path, what=what, remedy=remedy, did_you_mean=did_you_mean)


def warning(path: str, what: str, remedy: str = "") -> Problem:
    """A finding the seller should look at."""
    return Problem(level="warning", path=path, what=what, remedy=remedy)


def path_of(*segments: str) -> str:
    """The dotted path of these segments, as facts are cited. A size such as `36.5` keeps its dot."""
    return ".".join(segments)


def closest(word: str, choices: Iterable[str]) -> str | None:
    """The one of `choices` that `word` was probably meant to be, or None."""
    listed: Sequence[str] = list(choices)
    found = process.extractOne(word, listed, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return found[0] if found else None
