"""A language as data: how people ask, what they say besides, how they name things, and how a good shop answers.

`load_pack(folder)` reads `knowledge/languages/<lang>/` and refuses anything unknown, missing or inconsistent, all
faults at once. Nothing falls back to English: a line that is missing is a fault here, not a surprise on air.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import tomli as tomllib
from pydantic import Field, ValidationError

from assistant import fingerprint
from assistant.domain import Value
from assistant.errors import BadKnowledge
from assistant.language.number_words import NumberWords, load_number_words
from assistant.language.quantities import QuantityReader
from assistant.language.spelling import match_key
from assistant.market.topics import ACTS, CONCEPTS, TOPICS, answer_lines

_READ_BY = ("language", "phrasebook", "common", "words", "senses", "names", "numbers")  # what decides how a comment is read
PARTS = ("language", "phrasebook", "words", "names", "glossary", "answers")  # files of a language folder, without .toml
BLANKS = ("product", "place", "country", "method", "carrier", "channel", "size", "colour", "weekday", "number", "amount", "month")

COMMON = "common:"  # label prefix of a common question

Names = dict[str, tuple[str, ...]]


class Language(Value):
    """What a language is called and how it is written."""

    code: str = Field(pattern=r"^[a-z]{2,3}$")
    name: str
    scripts: tuple[str, ...] = Field(min_length=1)  # ISO 15924, the main one first
    spaced: bool  # words are separated by spaces
    locale: str  # Babel locale
    draft: bool = False  # still being written: checked on request, not used
    markets: tuple[str, ...] = ()  # markets where this is what most viewers type
    letter_digits: str = Field("", pattern=r"^\d*$")  # digits that stand for letters inside words, as in Arabizi
    foreign_letters: str = ""  # of its script, which it does not use: a place is not named with them
    before: tuple[str, ...] = ()  # what may be written onto the front of a name: the, and, to
    after: tuple[str, ...] = ()  # what may be written onto its end: my, that, the
    compounds: bool = False  # nouns end longer words (Korean)
    variants: tuple[Literal["Hant"], ...] = ()  # standards of its script it is answered in where viewers type them
    sounds: dict[str, dict[str, str]] = {}  # script -> letters -> sound, where viewers also write in a script not its own


class WordList(Value):
    words: tuple[str, ...] = ()


class Words(Value):
    """Words that shape understanding; see docs/languages.md."""

    slang: dict[str, str] = {}
    cues: Names = {}
    question: WordList = WordList()
    joiners: WordList = WordList()
    this: WordList = WordList()
    yes_no: WordList = WordList()
    follow: WordList = WordList()
    filler: WordList = WordList()  # politeness and forms of address that say nothing about what is asked


class NameLists(Value):
    """How viewers name things: key (English, or a product kind) -> words, the most usual first."""

    products: Names = {}
    colours: Names = {}
    methods: Names = {}
    carriers: Names = {}
    channels: Names = {}
    things: Names = {}
    sizes: Names = {}
    weekdays: Names = {}
    days: Names = {}


class Phrasebook(Value):
    asks: Names
    acts: Names
    common: Names = {}  # ways of asking what shops answer in their own words; see knowledge/common_questions.toml

    def all(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every label with its phrasings: topics, acts, and common questions as `common:<id>`."""
        yield from self.asks.items()
        yield from self.acts.items()
        yield from ((f"{COMMON}{id}", phrases) for id, phrases in self.common.items())


class Pack(Value):
    """One language folder, complete and checked."""

    folder: Path
    digest: str  # of all that decides how the language is read
    language: Language
    words: Words
    names: NameLists
    glossary: dict[str, str]  # English fact text -> this language
    answers: dict[str, str]
    answers_by_script: dict[str, dict[str, str]] = {}
    numbers: NumberWords | None = None  # how its numbers are said
    senses: Names = {}  # meaning -> words that say it; see knowledge/senses.toml

    @property
    def code(self) -> str:
        return self.language.code

    @property
    def phrases(self) -> Phrasebook:
        """Read anew at each use and not kept: most of a folder is phrasings, and they are needed only where something is trained
        on them. Raises `BadKnowledge`."""
        return read_phrases(self.folder)

    @cached_property
    def quantities(self) -> QuantityReader | None:
        """Reads what is counted in this language; None without number words."""
        return QuantityReader(self.numbers) if self.numbers else None

    def line(self, key: str, script: str | None = None) -> str:
        """Answer line `key`, in `script` where the language has one for it."""
        return self.answers_by_script.get(script or "", {}).get(key) or self.answers[key]


SHOWN = 20  # faults that an error names


def load_pack(
    folder: Path, shown: int = SHOWN, common: Mapping[str, str] | None = None, senses: Mapping[str, str] | None = None, *, phrases: bool = True
) -> Pack:
    """Read and check one language folder. Raises `BadKnowledge` naming the first `shown` faults and how many more there are.

    `common`, `senses`: ids of the common questions and of the senses; without them any are accepted. `phrases`: check the phrasings too; else they are
    when they are first used.
    """
    faults: list[str] = []
    parts = {name: _read(folder / f"{name}.toml", faults) for name in PARTS if name != "phrasebook"}
    by_script = {p.stem.split(".", 1)[1]: _read(p, faults).get("answers", {}) for p in sorted(folder.glob("answers.*.toml"))}
    book = _phrases(folder, faults) if phrases else None
    pack = None
    if not faults:
        try:
            pack = Pack(
                folder=folder,
                digest=fingerprint.of_files(folder / f"{name}.toml" for name in _READ_BY),
                language=Language(**parts["language"]),
                words=Words(**parts["words"]),
                names=NameLists(**parts["names"]),
                glossary=parts["glossary"].get("terms", {}),
                answers=parts["answers"].get("answers", {}),
                answers_by_script=by_script,
                numbers=load_number_words(folder / "numbers.toml") if (folder / "numbers.toml").is_file() else None,
                senses=_read(folder / "senses.toml", faults).get("senses", {}) if (folder / "senses.toml").is_file() else {},
            )
        except ValidationError as error:
            faults += [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        else:
            faults += _faults(pack, folder.name)
            faults += [f"senses: unknown sense {sense}" for sense in pack.senses if senses is not None and sense not in senses]
    if book is not None:
        faults += _phrase_faults(book)
        faults += [f"common: unknown question {c}" for c in book.common if common is not None and c not in common]
    if faults or pack is None:
        raise _bad(faults, folder, shown)
    return pack


def read_phrases(folder: Path) -> Phrasebook:
    """The phrasings of one language folder, checked. Raises `BadKnowledge`."""
    faults: list[str] = []
    book = _phrases(folder, faults)
    if book is not None:
        faults += _phrase_faults(book)
    if faults or book is None:
        raise _bad(faults, folder, SHOWN)
    return book


def _phrases(folder: Path, faults: list[str]) -> Phrasebook | None:
    parts = _read(folder / "phrasebook.toml", faults)
    if (folder / "common.toml").is_file():
        parts |= _read(folder / "common.toml", faults)
    if faults:
        return None
    try:
        return Phrasebook(**parts)
    except ValidationError as error:
        faults += [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        return None


def _bad(faults: Sequence[str], folder: Path, shown: int) -> BadKnowledge:
    more = f"; and {len(faults) - shown} more" if len(faults) > shown else ""
    return BadKnowledge("; ".join(faults[:shown]) + more, where=str(folder))


THIN = 6  # ways of asking under which a topic is hardly recognised


def thin_spots(pack: Pack, kinds: Mapping[str, Sequence[str]], common: Iterable[str] = (), senses: Iterable[str] = ()) -> list[str]:
    """Where a complete language is still thin: questions with few ways of asking, kinds of product without a noun."""
    book = pack.phrases
    few = [topic for topic in TOPICS if len(book.asks[topic]) < THIN]
    few += [f"{COMMON}{id}" for id in common if len(book.common.get(id, ())) < THIN]
    unnamed = [kind for kind in kinds if not pack.names.products.get(kind)]
    hints = [f"fewer than {THIN} ways of asking: {', '.join(few)}"] if few else []
    unsaid = [sense for sense in senses if not pack.senses.get(sense)]
    hints += [f"no words for these senses: {', '.join(unsaid)}"] if unsaid else []
    return hints + ([f"no noun for these kinds of product: {', '.join(unnamed)}"] if unnamed else [])


def _read(path: Path, faults: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(f"{path.name} is missing")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path.name}: {error}")
    return {}


def _faults(pack: Pack, folder_name: str) -> list[str]:
    faults = [] if pack.code == folder_name else [f"language.code is {pack.code}, the folder is {folder_name}"]
    known = {*TOPICS, *ACTS, *CONCEPTS}
    faults += [f"cues: unknown key {k}" for k in pack.words.cues if k not in known]
    faults += _line_faults(pack.answers, "answers", complete=True)
    for script, lines in pack.answers_by_script.items():
        faults += _line_faults(lines, f"answers.{script}", complete=False)
    return faults


def _phrase_faults(book: Phrasebook) -> list[str]:
    faults = [f"asks: unknown topic {t}" for t in book.asks if t not in TOPICS]
    faults += [f"asks: nothing for {t}" for t in TOPICS if not book.asks.get(t)]
    faults += [f"acts: unknown act {a}" for a in book.acts if a not in ACTS]
    faults += [f"acts: nothing for {a}" for a in ACTS if not book.acts.get(a)]
    return faults + _blank_faults(book) + _double_faults(book)


def blanks_of(text: str) -> set[str]:
    """Names in braces; raises ValueError on broken braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _blank_faults(book: Phrasebook) -> list[str]:
    faults = []
    for key, phrases in book.all():
        for phrase in phrases:
            try:
                wrong = blanks_of(phrase) - set(BLANKS)
            except ValueError as error:
                wrong = {str(error)}
            if wrong:
                faults.append(f"{key}: unknown blank {', '.join(sorted(wrong))} in {phrase!r}")
    return faults


OWN_LINES = ("unit.", "weekday.")  # words Babel does not have, or says otherwise than people do


def _line_faults(lines: Mapping[str, str], where: str, *, complete: bool) -> list[str]:
    known = answer_lines()
    faults = [f"{where}: no line for {k}" for k in known if complete and not lines.get(k)]
    faults += [f"{where}: unknown line {k}" for k in lines if k not in known and not k.startswith(OWN_LINES)]
    for key, line in lines.items():
        extra = blanks_of(line) - set(known.get(key, ()))
        if extra and key in known:
            faults.append(f"{where}: {key} has no blank {', '.join(sorted(extra))}")
    return faults


def _double_faults(book: Phrasebook) -> list[str]:
    """The same phrase under two topics teaches nothing."""
    seen: dict[str, str] = {}
    faults = []
    for key, phrases in book.all():
        for phrase in phrases:
            other = seen.setdefault(match_key(phrase), key)
            if other != key:
                faults.append(f"{phrase!r} stands under {other} and {key}")
    return faults
