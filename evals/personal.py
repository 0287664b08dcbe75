"""Comments with their personal data marked, for fitting the tagger of `assistant.guard.tagger`; and variations of them.

They are dev cases whose kinds of data the rules find exactly (so their places are right), the lines marked by hand of `tests/guard`, and phrasings
without any data from the phrasebooks.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import regex
import tomli as tomllib

from assistant.domain import PiiKind
from assistant.guard.cues import Cue
from assistant.guard.review import Guard
from assistant.guard.spans import Span
from assistant.guard.tagger import Tagger
from evals.cases import CommentCase

_MARKED = regex.compile(r"\[([a-z_]+)\|([^\]]+)\]")
_LINES = Path(__file__).with_name("personal_lines")
_TESTED = ("personal_lines.toml", "name_lines.toml", "address_lines.toml")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_BLANK = regex.compile(r"\{(\w+)\}")
_BLANKS = {"product": "sandal", "place": "Contoh", "country": "Japan", "method": "visa", "carrier": "dhl", "channel": "chat", "size": "40", "colour": "beige",
           "weekday": "monday", "amount": "100", "month": "may"}  # fmt: skip
_SWAPPED: tuple[PiiKind, ...] = ("name", "address", "email")
_KEPT = {"phone": 3}  # digits at the front that say what a number is
_DROP_CUE, _DROP_NAME, _DROP_PLACE, _SWAP, _SMALL = 0.35, 0.5, 0.3, 0.8, 0.3  # shares
_PHRASINGS = 0.2  # share: there are many, and little is learned of each
_LISTED = frozenset(("stop", "units", "join", "money"))  # cues that are never dropped


@dataclass(frozen=True)
class Example:
    """A comment, where its personal data is, the cues in it and what lists say of its words."""

    lang: str
    market: str
    text: str
    spans: tuple[Span, ...]
    cues: tuple[Cue, ...]
    known: Mapping[str, tuple[str, ...]]


def of_cases(cases: Sequence[CommentCase], root: Path) -> Iterator[Example]:
    """Of the cases whose kinds the rules find exactly."""
    for case in sorted(cases, key=lambda case: case.market):
        example = read(root, case.market, case.lang, case.text)
        if {kind for *_, kind in example.spans} == set(case.pii):
            yield example


def of_tested(folder: Path, root: Path) -> Iterator[Example]:
    """Of the marked lines of the tests in `folder`."""
    for name in _TESTED:
        for key, table in tomllib.loads((folder / name).read_text(encoding="utf-8")).items():
            yield from of_table(key, table, root)


def of_lines(root: Path) -> Iterator[Example]:
    """Of the lines in `personal_lines/`, marked by hand, `[kind|datum]`: a file a language and market."""
    for path in sorted(_LINES.glob("*.toml")):
        yield from of_table(path.stem, tomllib.loads(path.read_text(encoding="utf-8")), root)


def of_table(key: str, table: Mapping[str, Any], root: Path) -> Iterator[Example]:
    """Of a table of lines of one language (its key, or what `key` begins with) and market."""
    lang, market = str(table.get("lang", key)).partition("-")[0], table.get("market", key)
    for line in (*table.get("personal", ()), *table.get("marked", ()), *table["plain"]):
        text, spans = _unmarked(line)
        yield replace(read(root, market, lang, text), spans=spans)
    addresses = (read(root, market, lang, line) for line in table.get("address", ()))
    yield from (example for example in addresses if [kind for *_, kind in example.spans] == ["address"])


def of_phrasebooks(root: Path, markets: Mapping[str, str], chance: random.Random) -> Iterator[Example]:
    """Some phrasings of each language (`markets`: one market of each) that hold no personal data, as the rules read them."""
    for lang, market in sorted(markets.items(), key=lambda both: both[1]):
        path = root / "languages" / lang / "phrasebook.toml"
        if path.is_file():
            book = tomllib.loads(path.read_text(encoding="utf-8"))
            lines = [
                line
                for group in book.values()
                for asks in group.values()
                if isinstance(asks, list)
                for line in asks
                if isinstance(line, str) and chance.random() < _PHRASINGS
            ]
            examples = (read(root, market, lang, _BLANK.sub(lambda blank: _BLANKS.get(blank[1], "2"), line)) for line in lines)
            yield from (example for example in examples if not example.spans)


def read(root: Path, market: str, lang: str, text: str) -> Example:
    """The comment as the rules of its market read it."""
    guard = guard_of(root, market)
    cues, spans = guard.personal(text)
    words = {hit[0] for hit in _WORD.finditer(text)}
    return Example(lang, market, text, spans, tuple(cues), {word: tags for word in words if (tags := guard.known(word))})


def variations(examples: Sequence[Example], copies: int, chance: random.Random) -> Iterator[Example]:
    """Copies with other data in the same places, some words that announce data unknown, and some without capitals."""
    pool: dict[tuple[str, PiiKind], list[tuple[Example, Span]]] = defaultdict(list)
    for example in examples:
        for span in example.spans:
            pool[example.lang, span[2]].append((example, span))
    for example in examples:
        for _ in range(copies if example.spans else 0):
            yield _forgetful(_swapped(example, pool, chance), chance)


def _swapped(example: Example, pool: Mapping[tuple[str, PiiKind], Sequence[tuple[Example, Span]]], chance: random.Random) -> Example:
    text, spans, cues, known, at = "", list[Span](), list[Cue](), dict(example.known), 0

    def copy(source: Example, start: int, end: int, change: Callable[[str], str]) -> None:
        nonlocal text
        cues.extend(
            replace(c, start=c.start - start + len(text), end=c.end - start + len(text))
            for c in source.cues
            if start <= c.start and c.end <= end
        )
        text += change(source.text[start:end])

    for span in example.spans:
        start, end, kind = span
        copy(example, at, start, str)
        source, (first, last, _) = (
            chance.choice(pool[example.lang, kind]) if kind in _SWAPPED and chance.random() < _SWAP else (example, span)
        )
        begins = len(text)
        copy(source, first, last, lambda datum, kind=kind: datum if kind == "name" else _other_digits(datum, _KEPT.get(kind, 0), chance))  # type: ignore[misc]
        known |= source.known
        spans.append((begins, len(text), kind))
        at = end
    copy(example, at, len(example.text), str)
    small = text.lower() if chance.random() < _SMALL and len(text.lower()) == len(text) else text
    known |= {word.lower(): tags for word, tags in known.items()}
    return Example(example.lang, example.market, small, tuple(spans), tuple(cues), known)


def _forgetful(example: Example, chance: random.Random) -> Example:
    """As if some cue words and listed words were not known: no list is ever whole."""
    cues = tuple(c for c in example.cues if c.kind in _LISTED or chance.random() > _DROP_CUE)
    share = {"given": _DROP_NAME, "place": _DROP_PLACE}
    known = {word: tuple(tag for tag in tags if chance.random() > share.get(tag, 0.0)) for word, tags in example.known.items()}
    return replace(example, cues=cues, known=known)


def _other_digits(datum: str, kept: int, chance: random.Random) -> str:
    """Other digits of the same script; the first `kept` stay."""
    out = []
    for sign in datum:
        if sign.isdecimal():
            kept -= 1
            sign = sign if kept >= 0 else chr(ord(sign) - int(sign) + chance.randrange(10))
        out.append(sign)
    return "".join(out)


def _unmarked(line: str) -> tuple[str, tuple[Span, ...]]:
    text, spans, at = "", list[Span](), 0
    for hit in _MARKED.finditer(line):
        text += line[at : hit.start()]
        spans.append((len(text), len(text) + len(hit[2]), hit[1]))
        text, at = text + hit[2], hit.end()
    return text + line[at:], tuple(spans)


@lru_cache(maxsize=1)
def guard_of(root: Path, market: str, tagger: Tagger | None = None) -> Guard:
    """With the words of every language, as rooms have them; `tagger`: what reads beside the rules."""
    langs = sorted(path.parent.name for path in (root / "languages").glob("*/wording.toml"))
    return Guard.load(root, market, langs, tagger=tagger)
