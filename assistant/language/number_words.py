"""`numbers.toml`: how people of one language say and type numbers and units, as a checked value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import tomli as tomllib
from pydantic import ValidationError

from assistant.domain import Value
from assistant.errors import BadKnowledge
from assistant.language.finder import is_unspaced
from assistant.language.spelling import match_key

Words = tuple[str, ...]
Unit = Literal[
    "second", "minute", "hour", "day", "business_day", "week", "month", "year", "percent", "money", "piece", "person", "times", "size",
    "cm", "mm", "m", "inch", "kg", "g", "ml", "l", "watt", "volt", "mah", "spf",
]  # fmt: skip
LETTER = r"[^\W\d_]"


class _Tree(dict[str, "_Tree"]):
    """Letter -> what follows it; the empty letter where a word ends."""


class NumberWords(Value):
    """`knowledge/languages/<lang>/numbers.toml`. Keys of `words`, `scales` and `fixed` are the values."""

    words: dict[float, Words] = {}  # value -> words for it
    scales: dict[float, Words] = {}  # what multiplies the part before it
    bare_scales: bool = False  # a scale without a part before it counts once ("mia" = 100)
    ellipsis_from: float = 0  # "two thousand nine" = 2900 after scales from here on; 0 = never
    no_ellipsis: Words = ()  # digits that never continue that way
    never_after_tens: Words = ()  # digits with another form after tens, so that this one is another word there
    tens_after_units: bool = False  # "five and twenty"
    glyphs: dict[str, float] = {}  # characters a number before a unit is written with as one word: 일 = 1, 십 = 10, 만 = 10000
    half: Words = ()
    point: Words = ()
    join: Words = ()  # may stand between parts of one number
    particles: Words = ()  # may be attached in front of a number word
    joining_particle: str = ""  # the particle that means "and"
    attached: Words = ()  # letters that may touch the digits after them: rp9500
    weak: Words = ()  # also ordinary words: a number only with a unit or as part of a longer number
    stop: Words = ()  # longer words that only look as if they held a number word
    money_scales: Words = ()  # a scale that without another unit means money
    cents: Words = ()  # hundredths of the currency; with any, "eight ringgit fifty" is 8.50
    cents_after: Words = ()  # between a whole amount and its hundredths, beside `join`: nineteen *with* ninety
    tenths: Words = ()  # tenths of the currency: 九块两毛 is 9.20, 九块九毛五 is 9.95
    tenths_after_unit: bool = False  # "eight yuan five" is 8.50
    off_tenths: Words = ()  # a discount in tenths: 2割 is 20 %
    left_tenths: Words = ()  # a discount by the tenths that are left: 八折 is 20 %
    endings: Words = ()  # may be written onto a unit: 원이에요
    span: Words = ()  # between the ends of a range
    about: Words = ()
    at_most: Words = ()
    at_least: Words = ()
    units: dict[Unit, Words] = {}  # after the number
    before: dict[Unit, Words] = {}  # in front of the number
    fixed: dict[Unit, dict[float, Words]] = {}  # unit -> amount -> words that hold both


def load_number_words(path: Path) -> NumberWords:
    """Reads one numbers.toml; unknown keys are refused."""
    try:
        return NumberWords.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as fault:
        raise BadKnowledge(str(fault), where=str(path), remedy="see docs/wording-packs.md, and knowledge/languages/en/numbers.toml for every key") from fault


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of the words: longest first, whole words where the script separates words."""
    return _any_of(words, bounded=True, ended=rf"(?!{LETTER})")


def glued(words: Iterable[str], endings: Iterable[str] = ()) -> str:
    """The same for words that may touch what stands in front, and take these endings."""
    tails = "|".join(re.escape(match_key(e)) for e in endings)
    return _any_of(words, bounded=False, ended=rf"(?:(?!{LETTER})|(?=(?:{tails})(?!{LETTER})))" if tails else rf"(?!{LETTER})")


def unbounded(words: Iterable[str]) -> str:
    """The same without a look at what stands around the words."""
    return _any_of(words, bounded=False, ended="")


def _any_of(words: Iterable[str], *, bounded: bool, ended: str) -> str:
    """The words as a tree of their letters: hundreds of alternatives in a row are slow to try at every place of a text."""
    tree = _Tree()
    for key in {match_key(w) for w in words} - {""}:
        node = tree
        for sign in key:
            node = node.setdefault(sign, _Tree())
        node[""] = _Tree()
    heads = {sign: rf"(?<!{LETTER})" if bounded and _is_spaced(sign) else "" for sign in tree}
    return "|".join(heads[sign] + re.escape(sign) + _branches(tree[sign], sign, ended) for sign in sorted(tree)) or r"(?!)"


def _branches(node: _Tree, last: str, ended: str) -> str:
    """What may follow the letter `last`, the longer words before the one that ends here."""
    found = [re.escape(sign) + _branches(child, sign, ended) for sign, child in sorted(node.items()) if sign]
    if "" in node:
        found.append(ended if _is_spaced(last) else "")
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"


def _is_spaced(sign: str) -> bool:
    """Whether a letter is of a script that separates words by spaces."""
    return sign.isalpha() and not is_unspaced(sign)
