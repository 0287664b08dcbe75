"""What a language's `grounding.toml` brings: words that limit an answer, words that promise, money by its names."""

from __future__ import annotations

from pathlib import Path

import tomli as tomllib
from pydantic import ValidationError

from assistant.domain import Value
from assistant.errors import BadKnowledge

Words = tuple[str, ...]
Lists = dict[str, Words]

LIMITS = ("if", "only", "except", "about", "most", "least", "business", "once")
PROMISES = (
    "free", "gift", "discount", "guarantee", "today", "soon", "always", "every", "everywhere", "best", "original", "reserve", "refund", "health", "halal",
    "safe", "more", "swap", "waterproof", "warranty", "stock", "pays_shop", "unlimited", "fast",
)  # fmt: skip


class GroundingWords(Value):
    """One language's lists. A term may end in `*`: any ending."""

    deny: Words = ()  # negations beside those of promises.toml
    privacy: Words = ()  # words of the clause that asks for no personal data: comments
    fine: Words = ()  # with a negation in it that denies nothing
    limits: Lists = {}
    promises: Lists = {}
    currencies: Lists = {}  # ISO 4217 -> names and signs
    units: Lists = {}  # unit -> names, of units that numbers.toml does not count
    months: dict[int, Words] = {}  # beside those Babel knows: 1 is January


def load_grounding_words(path: Path) -> GroundingWords:
    """Reads and checks one grounding.toml. Raises `BadKnowledge`."""
    try:
        words = GroundingWords.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as fault:
        raise BadKnowledge(str(fault), where=str(path), remedy="see docs/grounding.md, and knowledge/languages/en/grounding.toml for every key") from fault
    wrong = [f"limits.{k}" for k in words.limits if k not in LIMITS] + [f"promises.{k}" for k in words.promises if k not in PROMISES]
    if wrong:
        raise BadKnowledge(f"unknown: {', '.join(wrong)}", where=str(path), remedy=f"limits: {', '.join(LIMITS)}; promises: {', '.join(PROMISES)}")
    return words
