"""Which rules of wording a text meets: one automaton per channel, slots checked for nearness, exceptions honoured."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.guard.wording import Direction, Rule
from assistant.language.evasion import Mask, masks, skeleton, skeletons
from assistant.language.finder import Finder, Hit, is_unspaced
from assistant.language.spelling import Spelling, match_key

_TERM, _UNLESS = -1, -2  # other values are numbers of slots
_CLITICS = ("", "ال", "و", "وال", "ب", "بال", "ل", "لل", "ف", "يا ", "ه", "هال", "ع", "عال")
_SKELETON_MIN = 4  # shorter words collide too easily once doubled letters are gone
_LETTERS_A_WORD = 4  # in scripts without spaces

Key = tuple[int, int, str]  # number of the rule, role, the spelling it must have or ""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule met, with its place in the original text."""

    rule: Rule
    span: tuple[int, int]


class Matcher:
    """Immutable. One direction: what viewers write, what the host says, or what goes out."""

    def __init__(self, rules: Iterable[Rule], direction: Direction) -> None:
        self.rules = tuple(rule for rule in rules if direction in rule.direction)
        entries = list(_entries(self.rules))
        self._plain: Finder[Key] = Finder(entries)
        self._bare: Finder[Key] = Finder(_bared(entries))
        self._starred = _by_length(entries)

    def find(self, text: str, spelling: Spelling, *, disguised: bool, linked: bool = False) -> tuple[Match, ...]:
        """Every rule met, once each. `disguised`: also look under evasive spelling; `linked`: the text leads outside."""
        found = self._channel(spelling, self._plain, linked)
        if disguised:
            for bare in skeletons(text):
                for number, span in self._channel(bare, self._bare, linked).items():
                    found.setdefault(number, span)
            for mask in masks(text):
                for number in self._behind(mask):
                    found.setdefault(number, mask.span)
        return tuple(Match(self.rules[number], span) for number, span in sorted(found.items()))

    def _channel(self, spelling: Spelling, finder: Finder[Key], linked: bool) -> dict[int, tuple[int, int]]:
        roles: dict[int, dict[int, list[Hit[Key]]]] = {}
        for hit in finder.find(spelling.match):
            number, role, exact = hit.value
            if exact and not _is_spelled(spelling, hit, exact):
                continue
            roles.setdefault(number, {}).setdefault(role, []).append(hit)
        found: dict[int, tuple[int, int]] = {}
        for number, hits in roles.items():
            rule = self.rules[number]
            if _UNLESS in hits or (rule.link and not linked):
                continue
            place = _place(rule, hits, spelling.match)
            if place is not None:
                found[number] = spelling.span(*place)
        return found

    def _behind(self, mask: Mask) -> Iterable[int]:
        for term, numbers in self._starred.get(len(mask.pattern), {}).items():
            if term[0] == mask.pattern[0] and all(p in ("?", t) for p, t in zip(mask.pattern, term, strict=True)):
                yield from numbers


def _entries(rules: Sequence[Rule]) -> Iterable[tuple[str, Key]]:
    for number, rule in enumerate(rules):
        groups = [(_TERM, rule.terms), (_UNLESS, rule.unless), *enumerate(rule.near)]
        for role, words in groups:
            for word in words:
                exact = unicodedata.normalize("NFC", word.removeprefix("=").casefold()) if word.startswith("=") else ""
                for form in _forms(word.removeprefix("=")):
                    yield form, (number, role, exact)


def _is_spelled(spelling: Spelling, hit: Hit[Key], exact: str) -> bool:
    """Whether the original has the marks of `exact`, not only its letters."""
    start, end = spelling.span(hit.start, hit.end)
    return unicodedata.normalize("NFC", spelling.original[start:end].casefold()) == exact


def _forms(word: str) -> Iterable[str]:
    """An Arabic word also with what is written onto its front."""
    if "ء" <= word[:1] <= "ي" or word[:1] == "گ":
        return (clitic + word for clitic in _CLITICS)
    return (word,)


def _bared(entries: Iterable[tuple[str, Key]]) -> Iterable[tuple[str, Key]]:
    for word, (number, role, exact) in entries:
        if exact and role != _UNLESS:
            continue
        bare = skeleton(word.removesuffix("*")).match
        short = len(bare) < _SKELETON_MIN and not any(is_unspaced(c) for c in bare)
        if len(bare) > 1 and not (short and role == _TERM):  # "ส.ส." would be every "ส"
            yield bare + ("*" if word.endswith("*") else ""), (number, role, "")


def _by_length(entries: Iterable[tuple[str, Key]]) -> dict[int, dict[str, set[int]]]:
    """Single words that are enough alone, for starred ones: length -> word -> rules."""
    table: dict[int, dict[str, set[int]]] = {}
    for word, (number, role, _) in entries:
        key = match_key(word.removesuffix("*"))
        if role == _TERM and len(key) >= _SKELETON_MIN and " " not in key:
            table.setdefault(len(key), {}).setdefault(key, set()).add(number)
    return table


def _place(rule: Rule, hits: dict[int, list[Hit[Key]]], text: str) -> tuple[int, int] | None:
    """Where the rule is met in `text`, or None."""
    if _TERM in hits:
        best = min(hits[_TERM], key=lambda h: (h.start, -h.length))
        return best.start, best.end
    if not rule.near:
        return None
    slots = [hits.get(slot, []) for slot in range(len(rule.near))]
    if not all(slots):
        return None
    for anchor in slots[0]:
        chosen = [anchor]
        for slot in slots[1:]:
            free = [h for h in slot if all(h.end <= c.start or h.start >= c.end for c in chosen)]
            if not free:
                break
            chosen.append(min(free, key=lambda h: abs(h.start - anchor.start)))
        if len(chosen) == len(slots):
            start, end = min(h.start for h in chosen), max(h.end for h in chosen)
            if _words_in(text, start, end) <= rule.within:
                return start, end
    return None


def _words_in(text: str, start: int, end: int) -> float:
    part = text[start:end]
    letters = sum(is_unspaced(c) and unicodedata.category(c)[0] == "L" for c in part)
    return letters / _LETTERS_A_WORD if letters > len(part) / 2 else part.count(" ") + 1
