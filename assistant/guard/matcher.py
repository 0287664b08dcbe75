"""Which rules of wording a text meets: one automaton per channel, slots checked for nearness, exceptions honoured."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.guard.wording import Direction, Rule
from assistant.language.evasion import Mask, masks, skeleton, skeletons
from assistant.language.finder import Finder, Hit, is_unspaced
from assistant.language.spelling import Spelling, match_key, normalise

_TERM, _UNLESS = -1, -2  # other values are numbers of slots
# What Arabic writes onto the front of a word.
_CLITICS = ("ال", "و", "وال", "ب", "بال", "ل", "لل", "ف", "يا ", "ه", "هال", "ع", "عال")
_SKELETON_MIN = 4  # shorter words collide too easily once doubled letters are gone
_MASKS_MAX, _GUESSES_MAX = 4, 8  # starred words looked behind, and words tried for each
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
        self._plain: Finder[Key] = Finder(entries, before=_CLITICS)
        self._bare: Finder[Key] = Finder(_bared(entries), before=_CLITICS)
        self._alone, self._starred = _single(entries), _by_length(entries)

    def find(self, text: str, spelling: Spelling, *, disguised: bool, linked: bool = False) -> tuple[Match, ...]:
        """Every rule met, once each. `disguised`: also look under evasive spelling; `linked`: the text leads outside."""
        found = self._channel(spelling, self._plain, linked)
        if disguised:
            for bare in skeletons(text):
                for number, span in self._channel(bare, self._bare, linked).items():
                    found.setdefault(number, span)
            for mask in masks(text)[:_MASKS_MAX]:
                for number, span in self._behind(text, mask, linked):
                    found.setdefault(number, span)
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

    def _behind(self, text: str, mask: Mask, linked: bool) -> Iterable[tuple[int, tuple[int, int]]]:
        """Rules met by a word the stars may hide, alone or with the words around it."""
        words = [w for w in self._starred.get(len(mask.pattern), ()) if all(p in ("?", c) for p, c in zip(mask.pattern, w, strict=True))]
        start, end = mask.span
        for word in words[:_GUESSES_MAX]:
            for number in self._alone.get(word, ()):
                yield number, mask.span
            if end - start == len(word):  # keeps every place in the text
                bared = normalise(text[:start] + word + text[end:])
                for number, (a, b) in self._channel(bared, self._plain, linked).items():
                    if a < end and start < b:
                        yield number, (a, b)


def _entries(rules: Sequence[Rule]) -> Iterable[tuple[str, Key]]:
    for number, rule in enumerate(rules):
        groups = [(_TERM, rule.terms), (_UNLESS, rule.unless), *enumerate(rule.near)]
        for role, words in groups:
            for word in words:
                exact = unicodedata.normalize("NFC", word.removeprefix("=").casefold()) if word.startswith("=") else ""
                yield word.removeprefix("="), (number, role, exact)


def _is_spelled(spelling: Spelling, hit: Hit[Key], exact: str) -> bool:
    """Whether the original has the marks of `exact`, not only its letters."""
    start, end = spelling.span(hit.start, hit.end)
    return unicodedata.normalize("NFC", spelling.original[start:end].casefold()) == exact


def _bared(entries: Iterable[tuple[str, Key]]) -> Iterable[tuple[str, Key]]:
    for word, (number, role, exact) in entries:
        if exact and role != _UNLESS:
            continue
        bare = skeleton(word.removesuffix("*")).match
        short = len(bare) < _SKELETON_MIN and not any(is_unspaced(c) for c in bare)
        if len(bare) > 1 and not (short and role == _TERM):  # "ส.ส." would be every "ส"
            yield bare + ("*" if word.endswith("*") else ""), (number, role, "")


def _single(entries: Iterable[tuple[str, Key]]) -> dict[str, set[int]]:
    """Single words that are enough alone -> rules; words written with their marks too."""
    table: dict[str, set[int]] = {}
    for word, (number, role, _) in entries:
        key = match_key(word.removesuffix("*"))
        if role == _TERM and len(key) >= _SKELETON_MIN and " " not in key:
            table.setdefault(key, set()).add(number)
    return table


def _by_length(entries: Iterable[tuple[str, Key]]) -> dict[int, list[str]]:
    """Every word of every term and slot that stars may hide: length -> words."""
    words = {w for term, (_, role, _) in entries if role != _UNLESS for w in match_key(term.removesuffix("*")).split()}
    table: dict[int, list[str]] = {}
    for word in sorted(w for w in words if len(w) >= _SKELETON_MIN):
        table.setdefault(len(word), []).append(word)
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
