"""Rules of wording as data: `wording.toml` of a language or a market, read and checked as a whole.

A rule names fixed terms, or slots of words that must all occur near each other; never a pattern. Each carries one
sentence that trips it and one that must pass: those are its tests. Matching is `assistant.guard.matcher`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args

import tomli as tomllib
from pydantic import Field, ValidationError, model_validator

from assistant.domain import CommentFlag, Severity, SpeechFlag, Value
from assistant.errors import BadKnowledge

Direction = Literal["viewer", "host", "answer"]
Category = CommentFlag | SpeechFlag
_ALLOWED = {"viewer": get_args(CommentFlag), "host": get_args(SpeechFlag), "answer": get_args(SpeechFlag) + get_args(CommentFlag)}

Words = tuple[str, ...]


class Rule(Value):
    """One thing that offends, claims too much or attacks. `@name` in terms and slots stands for a list of its pack."""

    id: str = Field(pattern=r"^[a-z0-9_.-]+$")
    category: Category
    severity: Severity
    direction: tuple[Direction, ...] = Field(("viewer",), min_length=1)
    terms: Words = ()  # any of these is enough; `*` at the end = any ending, `=` in front = marks as written
    near: tuple[Words, ...] = ()  # or: one of each slot, all within `within` words
    within: int = Field(8, ge=2, le=40)  # words
    link: bool = False  # only in a text with a link or outside contact that is not the shop's
    unless: Words = ()  # words that show it is meant well, anywhere in the text
    why: str = Field(min_length=10)  # one plain sentence, English, for the moderator
    say_instead: str | None = None  # in the host's language
    source: str = "house"  # law, platform rule, or "house"
    reviewed: bool = False  # by a native reviewer; others are shown as unreviewed
    trips: str = Field(min_length=1)
    passes: str = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Rule:
        if not (self.terms or self.near or self.link):
            raise ValueError("needs terms, near or link")
        wrong = [d for d in self.direction if self.category not in _ALLOWED[d]]
        if wrong:
            raise ValueError(f"category {self.category} is not one of direction {wrong[0]}")
        if "host" in self.direction and not self.say_instead:
            raise ValueError("a rule for the host's speech needs say_instead")
        if any(len(slot) == 0 for slot in self.near):
            raise ValueError("a slot of near is empty")
        return self


class Personal(Value):
    """Words that stand next to personal data; see `assistant.guard.pii`."""

    phone: Words = ()
    account: Words = ()
    identity: Words = ()
    order: Words = ()
    order_weak: Words = ()  # may also mean placing an order: only a long number counts
    order_about: Words = ()  # the way and the troubles of an order (customs, a courier, refund): a code anywhere in the comment is its number
    letters: Words = ()  # how letters are called when a code is read out ("bee", "kay")
    money: Words = ()  # currencies: a number beside one is a price
    units: Words = ()  # a number before one is an amount
    digits: Words = Field((), max_length=10)  # the words for 0 to 9, in this order; several spellings with spaces between
    lead: Words = ()  # announce an address
    street: Words = ()  # before the name of a street or estate
    after: Words = ()  # behind the name of a street
    house: Words = ()  # before the number of a house, flat or block
    door: Words = ()  # the same, and nothing else in any shop ("flat no"): with a number an address by itself
    floor: Words = ()  # before or behind the number of a storey: who lives on the fifth floor may ask for a lift
    number: Words = ()  # says "number" of anything; of a house behind the name or number of a street
    way: Words = ()  # behind the name of a street, and nothing else ("sokak"): a number right behind it makes an address
    road: Words = ()  # whole names of well-known streets that people write without a word for street
    join: Words = ()  # small words inside the names of streets and districts ("de la", "san"), which end one elsewhere
    postcode: Words = ()  # announce a postcode
    admin: Words = ()  # before the name of a district
    area: Words = ()  # end the names of districts and streets where words are not spaced (区, 路): such a run before a number is an address
    name: Words = ()  # announce a person's name
    name_weak: Words = ()  # may also speak of other names: only a capitalised one, or two words at the end, count
    surname: Words = ()  # family names that open a full name written as one word without capitals (陈, 김): a name beside a telephone number
    given: Words = ()  # names of people, first and last, that are no ordinary words: one beside a cue or other personal data is masked, capitals or not
    intro: Words = ()  # how people say who they are ("this is"): two capitalised words, or a full name, must follow
    named: Words = ()  # stand behind a name ("名義", "diye biri")
    title: Words = ()  # stand in front of a name and are none (คุณ, chị, Mrs): with a full name, or beside other personal data
    ending: Words = ()  # what is written onto the end of a name (인데, 입니다)
    between: Words = ()  # stand between the groups of a number said digit by digit (の, 에)
    doubled: Words = ()  # say that the digit behind is there twice ("double two")
    tripled: Words = ()  # or three times
    zeros: Words = ()  # behind how many zeros there are ("three zeros")
    mail: Words = ()  # announce an e-mail address
    mail_at: Words = ()  # how "@" is said
    mail_at_weak: Words = ()  # the same, but so ordinary a word that a host everybody knows must follow
    mail_sep: Words = ()  # how "_" and "-" are said in one
    mail_dot: Words = ()  # how "." is said in an e-mail address
    beside: Words = ()  # where a house lies ("behind", "opposite"): with its number an address
    article: Words = ()  # say that a number is the goods' own: barcode, model, batch
    locker: Words = ()  # announce the code of a parcel locker
    sold: Words = ()  # say that something is sold at a place ("my stall at", "they sell it for"): that place is a shop's, no home
    stop: Words = ()  # ordinary words that end a name or an address


class Pack(Value):
    """One `wording.toml`."""

    lists: dict[str, Words] = {}
    personal: Personal = Personal()
    rule: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Pack:
        ids = [rule.id for rule in self.rule]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"rule {twice[0]}: id used twice")
        for rule in self.rule:
            for word in (*rule.terms, *rule.unless, *(w for slot in rule.near for w in slot)):
                if word.startswith("@") and word[1:] not in self.lists:
                    raise ValueError(f"rule {rule.id}: no list {word}")
        return self

    def expand(self, words: Sequence[str]) -> Iterator[str]:
        """The words with every `@list` replaced by what it holds."""
        for word in words:
            if word.startswith("@"):
                yield from self.lists[word[1:]]
            else:
                yield word

    def expanded(self) -> tuple[Rule, ...]:
        """The rules with their lists written out."""
        return tuple(
            rule.model_copy(
                update={
                    "terms": tuple(self.expand(rule.terms)),
                    "unless": tuple(self.expand(rule.unless)),
                    "near": tuple(tuple(self.expand(slot)) for slot in rule.near),
                }
            )
            for rule in self.rule
        )


def load_pack(path: Path) -> Pack:
    """Read one file. Raises `BadKnowledge` naming the file and the rule of every fault."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadKnowledge(str(error), where=str(path), remedy="mend the file; TOML needs quotes round every word") from error
    try:
        return Pack.model_validate(raw)
    except ValidationError as error:
        faults = "; ".join(_fault(raw, fault["loc"], fault["msg"]) for fault in error.errors(include_url=False))
        raise BadKnowledge(faults, where=str(path), remedy="see docs/wording-packs.md") from error


def _fault(raw: Mapping[str, object], loc: tuple[int | str, ...], message: str) -> str:
    """A fault with the id of its rule instead of its number."""
    rules = raw.get("rule")
    if len(loc) > 1 and loc[0] == "rule" and isinstance(rules, list) and isinstance(loc[1], int):
        entry = rules[loc[1]]
        name = entry.get("id", f"number {loc[1] + 1}") if isinstance(entry, dict) else f"number {loc[1] + 1}"
        return f"rule {name}: {'.'.join(map(str, loc[2:])) or 'rule'}: {message}"
    return f"{'.'.join(map(str, loc)) or 'pack'}: {message}"


def load_packs(root: Path, market: str, langs: Sequence[str]) -> tuple[dict[str, Pack], Pack | None]:
    """The packs of these languages that exist, and that of the market. Raises `BadKnowledge`."""
    paths = {lang: root / "languages" / lang / "wording.toml" for lang in langs}
    of_market = root / "markets" / market / "wording.toml"
    return {lang: load_pack(p) for lang, p in paths.items() if p.is_file()}, load_pack(of_market) if of_market.is_file() else None
