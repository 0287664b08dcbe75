"""What a rendering may say, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["number", "unit", "range", "currency", "date", "name", "product", "place", "link", "negation", "condition", "promise", "contradiction", "words", "language", "length"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a rendering says, or leaves out, without a ground. `what` quotes it in match form; `why` is for people."""

    kind: Kind
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """What may be said: `facts` by cited path, and `answers`, the embedded lines in the viewer's language.

    `question` (masked) may be echoed, not asserted. `product_names`: other names of the cited products; `others`: names of products that are
    not cited.
    """

    lang: str
    market: str
    facts: Mapping[str, Any]
    answers: tuple[str, ...]
    question: str = ""
    product_names: tuple[str, ...] = ()
    others: tuple[str, ...] = field(default=())

    @property
    def answer(self) -> str:
        """All embedded lines as one text."""
        return " ".join(self.answers)

    def texts(self) -> Iterator[str]:
        """Every text among the facts, in any language the sheet has it in."""
        yield from _texts(tuple(self.facts.values()))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
