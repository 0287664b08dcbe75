"""The guard of one market: what a comment hides, what the host should not have said, what must not go out.

Advisory by design: nothing here has authority. A comment is data; the flags inform a moderator, and what goes out is
checked again, whoever wrote it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from assistant.domain import Flag, Masked, PiiKind, Value
from assistant.guard.cues import CueMap
from assistant.guard.injection import find_injection
from assistant.guard.links import Link, outside
from assistant.guard.matcher import Match, Matcher
from assistant.guard.overstepping import Overstep, OverstepReader
from assistant.guard.pii import Masker
from assistant.guard.reach import READ
from assistant.guard.spans import Span
from assistant.guard.spoken import SpokenPhones
from assistant.guard.tagger import Tagger, load_tagger
from assistant.guard.wording import Direction, Pack, Rule, load_packs
from assistant.language.number_words import NumberWords, load_number_words
from assistant.language.spelling import Spelling, normalise
from assistant.market.places import Places

_RANK = {"low": 0, "medium": 1, "high": 2}
_HOSTILE = frozenset({"abuse", "sexual_harassment", "ethnicity", "religion", "politics", "monarchy"})
_OF_MARKETS = frozenset({"alcohol_pork", "monarchy"})  # minded in some markets only
_DIGITS = re.compile(r"\+?\d[\d._-]+")
_PHONES: frozenset[PiiKind] = frozenset({"phone"})
_ALWAYS = "en"  # attacks come in English in every room


class CommentReview(Value):
    """What the guard makes of one comment. `hostile` also holds attacks on the shop that are no flag by themselves."""

    masked: Masked
    flags: tuple[Flag, ...] = ()
    hidden: bool = False  # a high flag: the comment is not shown
    hostile: bool = False
    pii_only: bool = False  # only personal data, nothing asked


class Guard:
    """The guard of one market. `own_hosts`: links the shop itself gives. `keep`: codes that only look personal.
    `numbers`: language -> how its numbers are said. `oversteps`: language -> what reads a host's sentences beside the rules.

    The rules of `home` (the room's languages) and of the market always hold, those of another language where a text is
    in it; its automata are made at its first text.
    """

    def __init__(
        self,
        packs: Mapping[str, Pack],
        market_pack: Pack | None,
        market: str,
        *,
        home: Sequence[str] = (),
        places: Places | None = None,
        own_hosts: frozenset[str] = frozenset(),
        keep: frozenset[str] = frozenset(),
        numbers: Mapping[str, NumberWords] | None = None,
        oversteps: Mapping[str, OverstepReader] | None = None,
        tagger: Tagger | None = None,
    ) -> None:
        self._packs, self._market_pack = dict(packs), market_pack
        self._oversteps = oversteps or {}
        self._home = tuple(lang for lang in home or packs if lang in packs)
        self._matchers: dict[tuple[Direction, str], Matcher] = {}
        known = (lambda name: bool(places.resolve(name))) if places else (lambda name: False)
        everyone = [*packs.values(), *([market_pack] if market_pack else [])]
        self._masker = Masker([pack.personal for pack in everyone], market, keep=keep, is_place=known, spoken=SpokenPhones(numbers or {}, (word for pack in everyone for word in pack.personal.between)), tagger=tagger)
        self._own = frozenset(host.casefold().removeprefix("www.") for host in own_hosts)

    @classmethod
    def load(
        cls,
        root: Path,
        market: str,
        langs: Sequence[str],
        *,
        home: Sequence[str] = (),
        own_hosts: frozenset[str] = frozenset(),
        keep: frozenset[str] = frozenset(),
        numbers: Mapping[str, NumberWords] | None = None,
        oversteps: Mapping[str, OverstepReader] | None = None,
        tagger: Tagger | Literal["fitted"] | None = "fitted",
    ) -> Guard:
        """The guard of `root/markets/<market>` with these languages and English; `home`: those of the room, else all;
        `numbers`: how they are said (default: read from their folders); `tagger`: what reads comments beside the rules (default: with the
        weights of `root`, if it has any). Raises `BadKnowledge`."""
        places = Places.load(root, market) if (root / "markets" / market / "places.toml").is_file() else None
        packs, market_pack = load_packs(root, market, tuple(dict.fromkeys([*langs, _ALWAYS])))
        if numbers is None:
            paths = {lang: root / "languages" / lang / "numbers.toml" for lang in packs}
            numbers = {lang: load_number_words(path) for lang, path in paths.items() if path.is_file()}
        at_home = (*home, _ALWAYS) if home else ()
        return cls(packs, market_pack, market, home=at_home, places=places, own_hosts=own_hosts, keep=keep, numbers=numbers, oversteps=oversteps, tagger=load_tagger(root) if tagger == "fitted" else tagger)

    def _find(self, direction: Direction, lang: str, text: str, spelling: Spelling, *, disguised: bool, linked: bool = False) -> list[Match]:
        groups = [""] if lang in self._home or lang not in self._packs else ["", lang]
        return [m for group in groups for m in self._matcher(direction, group).find(text, spelling, disguised=disguised, linked=linked)]

    def _matcher(self, direction: Direction, lang: str) -> Matcher:
        """The automata of one language, or of the room and the market (`lang` empty)."""
        if (direction, lang) not in self._matchers:
            packs = [self._packs[lang]] if lang else [*(self._packs[home] for home in self._home), *([self._market_pack] if self._market_pack else [])]
            self._matchers[direction, lang] = Matcher([rule for pack in packs for rule in pack.expanded()], direction)
        return self._matchers[direction, lang]

    def explain(self, direction: Direction, text: str, lang: str = "") -> list[Match]:
        """Every rule a text trips, for people: the flags made of them keep one a category."""
        return self._find(direction, lang, text, normalise(text), disguised=direction == "viewer", linked=bool(outside(text, self._own)))

    def mask(self, text: str, lang: str = "", *, left_out: int = 0, said_by: Direction = "viewer") -> Masked:
        """The text as it may be kept and shown. Every language's cues hold, so a wrong `lang` loses nothing. `left_out`: see `review_comment`.
        Comments alone are read beside the rules: a host names winners and shops all evening."""
        return self._masker.mask(text, left_out=left_out, read=said_by == "viewer")

    def personal(self, text: str) -> tuple[CueMap, tuple[Span, ...]]:
        """The words in a text that stand next to personal data, and what of it is found in a comment."""
        return self._masker.personal(text)

    def known(self, word: str) -> tuple[str, ...]:
        """What lists say of a word; see `tagger.Known`."""
        return self._masker.known(word)

    def mask_handle(self, handle: str) -> str:
        """A viewer's handle as it may be kept and shown. Names and numbers of the platform stay: a handle is public; what reaches a person by
        another way, a telephone number or an address, goes. What tells two such handles apart is two bytes of a digest: too few to search for
        the number."""
        made_up = handle.isascii() and "@" not in handle and not any(c.isspace() for c in handle)  # it may look like an order or a card
        masked = _DIGITS.sub(lambda run: self._masker.mask(run[0], only=_PHONES).text, handle) if made_up else self._masker.mask(handle).text
        if masked == handle:
            return handle
        return f"{masked}#{hashlib.blake2b(handle.encode('utf-8', 'replace'), digest_size=2).hexdigest()}"

    def review_comment(self, text: str, spelling: Spelling, lang: str = "", *, left_out: int = 0) -> CommentReview:
        """Masks and flags of a viewer's comment. `spelling` is `normalise(text)`. No more than `READ` characters are looked at; `left_out`: how
        many the comment had beyond `text`."""
        if len(text) > READ:
            left_out, text = left_out + len(text) - READ, text[:READ]
            spelling = normalise(text)
        masked = self._masker.mask(text, spelling, left_out=left_out, read=True)
        links = outside(masked.text, self._own)  # an e-mail address said in words is none
        met = self._find("viewer", lang, text, spelling, disguised=True, linked=bool(links))
        own_id = "national_id" in masked.kinds and not links  # nobody who asks for an identity number gives one
        found = [_flag(m, host=False) for m in met if m.rule.category != "brigading" and not (own_id and m.rule.category == "phishing")]
        injection = find_injection(text)
        flags = _strongest([*found, *([injection] if injection else [])])
        return CommentReview(
            masked=masked,
            flags=flags,
            hidden=any(flag.severity == "high" for flag in flags),
            hostile=any(m.rule.category in _HOSTILE or m.rule.category == "brigading" for m in met),
            pii_only=not flags and self._masker.pii_only(text, masked),
        )

    def review_speech(self, text: str, lang: str = "", *, claims_allowed: frozenset[str] = frozenset()) -> tuple[Flag, ...]:
        """Flags on the host's own words. `claims_allowed`: ids of rules whose claim the shop can prove."""
        text = text[:READ]
        spelling = normalise(text)
        flags = [_flag(m, host=True) for m in self._find("host", lang, text, spelling, disguised=False) if m.rule.id not in claims_allowed]
        read = self.overstep(spelling.match, lang)
        if read is not None and all(flag.category != read.category for flag in flags) and _learned_id(read, lang) not in claims_allowed:
            flags.append(self._learned(read, lang, len(text)))
        return _strongest(flags)

    def overstep(self, match: str, lang: str) -> Overstep | None:
        """What a host's sentence (match form) reads as beside the rules, where this market minds it."""
        lang = lang.split("-")[0]
        read = self._oversteps[lang].read(match) if lang in self._oversteps else None
        return None if read is None or (read.category in _OF_MARKETS and not self._rules_on(read.category, lang)) else read

    def _rules_on(self, category: str, lang: str) -> list[Rule]:
        """The rules on a category for hosts: those of the language, then the market's."""
        packs = [self._packs.get(lang), self._market_pack]
        return [rule for pack in packs if pack for rule in pack.rule if rule.category == category and "host" in rule.direction]

    def _learned(self, read: Overstep, lang: str, length: int) -> Flag:
        rules = self._rules_on(read.category, lang.split("-")[0])
        severities = [rule.severity for rule in rules]
        return Flag(
            category=read.category,
            severity=max(severities, key=severities.count, default="medium"),
            span=(0, length),
            why=f"It reads as {read.category.replace('_', ' ')}, like: {read.like}",
            say_instead=next((rule.say_instead for rule in rules if rule.say_instead), None),
        )

    def review_draft(self, text: str, lang: str = "") -> tuple[Flag, ...]:
        """Flags on a text that is about to go out: claims, coarse words, personal data, links that are not the shop's."""
        if len(text) > READ:
            return (Flag(category="phishing", severity="high", span=(READ, len(text)), why=f"The text is longer than the {READ} characters that can be checked."),)
        spelling = normalise(text)
        flags = [_flag(m, host=False) for m in self._find("answer", lang, text, spelling, disguised=False)]
        flags += [_outgoing_link(link) for link in outside(text, self._own)]
        masked = self._masker.mask(text, spelling)
        if masked.found:
            kinds = ", ".join(kind.replace("_", " ") for kind in masked.kinds)
            flags.append(Flag(category="phishing", severity="high", span=(0, len(text)), why=f"The text would publish personal data: {kinds}."))
        return tuple(flags)


def _flag(match: Match, *, host: bool) -> Flag:
    rule = match.rule
    return Flag(
        category=rule.category, severity=rule.severity, span=match.span, why=rule.why, say_instead=rule.say_instead if host else None
    )


def _learned_id(read: Overstep, lang: str) -> str:
    """What a shop that can prove such a claim names in `claims_allowed`."""
    return f"{lang.split('-')[0]}.reads_as.{read.category}"


def _outgoing_link(link: Link) -> Flag:
    return Flag(category="phishing", severity="high", span=(link.start, link.end), why="The text leads to a link that is not one of the shop's own.")


def _strongest(flags: Sequence[Flag]) -> tuple[Flag, ...]:
    """One flag a category, the most severe; in order of severity, then of place."""
    best: dict[str, Flag] = {}
    for flag in flags:
        kept = best.get(flag.category)
        if kept is None or _RANK[flag.severity] > _RANK[kept.severity]:
            best[flag.category] = flag
    return tuple(sorted(best.values(), key=lambda f: (-_RANK[f.severity], f.span)))
