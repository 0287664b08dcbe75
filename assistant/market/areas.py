"""The areas a shop names in plain English ("Sabah, Sarawak and Labuan", "anywhere outside Java"), read as a rule.

Reading is three-valued: what cannot be told is None, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.language.spelling import match_key

Lookup = Callable[[str], frozenset[str]]  # a name -> ids of the places of that name
Truth = bool | None

_BUT = re.compile(r"\b(?:except(?:ing|\s+for)?|excluding|excl\.?|other\s+than|outside(?:\s+of)?|apart\s+from|but\s+not|not\s+in(?:cluding)?|beyond)\b", re.I)
_LIST = re.compile(r"\s*[,;/\n]\s*(?:and\s+|or\s+)?|\s+(?:and|or|plus|as\s+well\s+as|also)\s+|\s*&\s*", re.I)
_HARD_LIST = re.compile(r"\s*[,;/\n]\s*(?:and\s+|or\s+)?", re.I)
_LABEL = re.compile(r"^[^,;()]*?(?::|\s[-–—]\s)")
_BRACKET = re.compile(r"\(([^()]*)\)")
_WITHIN = re.compile(r"^(.+?)\s+(?:in|of|within|inside|across)\s+(?:the\s+)?(.+)$", re.I)
_FILLER = re.compile(
    r"^(?:the|all|whole|entire|any|every|each|to|in|only|states?|provinces?|regions?|emirates?|governorates?|count(?:y|ies)|island|city)(?:\s+of)?(?:\s+the)?\s+", re.I
)
_TRAILER = re.compile(r"\s+(?:provinces?|regions?|areas?|states?|governorates?|count(?:y|ies)|emirates?|territor(?:y|ies)|zones?|districts?|cit(?:y|ies)|islands?)$", re.I)
_HEDGE = re.compile(
    r"^(?:(?:the|some|most|certain|many|few|small|smaller|remote|remoter|far|outlying|outer|offshore|interior|inner|inland|parts?|other|deep)\s+(?:of\s+)?)+", re.I
)
_EVERYWHERE = re.compile(
    r"(?:any|every)(?:where|\s+place)|nationwide|(?:the\s+)?(?:whole|entire|rest of the)\s+country"
    r"|(?:all|any|every|each)(?:\s+of)?(?:\s+the)?(?:\s+other)?\s+(?:areas?|places?|provinces?|regions?|states?|cit(?:y|ies)|towns?|count(?:y|ies)|governorates?|emirates?|addresses|islands?|locations?)",
    re.I,
)
_REST = re.compile(r"(?:the\s+)?(?:other\s+)?(?:areas?|places?|provinces?|regions?|states?|cities|towns|counties|governorates|emirates|addresses|locations|deliveries|orders)?", re.I)
_DIRECTION = re.compile(r"(?:north|south|east|west|central|upper|lower|northern|southern|eastern|western)(?:ern)?", re.I)


def either(values: Iterable[Truth]) -> Truth:
    """Three-valued or."""
    seen = set(values)
    return True if True in seen else None if None in seen else False


def both(values: Iterable[Truth]) -> Truth:
    """Three-valued and."""
    seen = set(values)
    return False if False in seen else None if None in seen else True


def opposite(value: Truth) -> Truth:
    """Three-valued not."""
    return None if value is None else not value


@dataclass(frozen=True, slots=True)
class Area:
    """A rule about places: known `ids`, or `all_of` / `any_of` other rules, less what `minus` covers. Empty = not understood."""

    ids: frozenset[str] = frozenset()
    everywhere: bool = False
    any_of: tuple[Area, ...] = ()
    all_of: tuple[Area, ...] = ()
    minus: Area | None = None

    def covers(self, inside: Callable[[str], Truth]) -> Truth:
        """Whether the place that `inside` speaks for lies in this area; `inside(id)` says whether it lies in one place."""
        if self.everywhere:
            here: Truth = True
        elif self.ids:
            here = either(inside(place) for place in self.ids)
        elif self.any_of:
            here = either(area.covers(inside) for area in self.any_of)
        elif self.all_of:
            here = both(area.covers(inside) for area in self.all_of)
        else:
            here = None
        return both((here, opposite(self.minus.covers(inside)))) if self.minus else here


UNKNOWN = Area()


def read_areas(text: str, lookup: Lookup) -> Area:
    """The rule a shop's text states."""
    text = _LABEL.sub("", text.strip().rstrip("."), count=1).strip() or text
    open_text, inner = _lift_brackets(text)
    but = _BUT.search(open_text)
    if but is None:
        return _union(open_text, inner, lookup, with_exception=False)
    minus = _union(open_text[but.end() :], inner, lookup, with_exception=False)
    base = _union(open_text[: but.start()], inner, lookup, with_exception=True)
    return Area(any_of=(base,), minus=minus)


def _lift_brackets(text: str) -> tuple[str, list[str]]:
    """`A (B, C), D` -> `A {0}, D` with ["B, C"]: lists in brackets are read on their own."""
    inner: list[str] = []

    def lift(found: re.Match[str]) -> str:
        inner.append(found[1])
        return f" {{{len(inner) - 1}}}"

    return _BRACKET.sub(lift, text), inner


def _union(text: str, inner: list[str], lookup: Lookup, *, with_exception: bool) -> Area:
    if with_exception and _REST.fullmatch(text.strip(" ,")):
        return Area(everywhere=True)
    terms = _split(text, lookup)
    areas = [_bracketed(term, inner, lookup) for term in terms]
    if with_exception and areas and areas[-1] == UNKNOWN and _REST.fullmatch(terms[-1]):
        areas[-1] = Area(everywhere=True)
    return areas[0] if len(areas) == 1 else Area(any_of=tuple(areas)) if areas else UNKNOWN


def _split(text: str, lookup: Lookup) -> list[str]:
    """The list's members. `Bangka and Belitung` stays whole where that is a name; `North and South Sumatra` is completed."""
    members: list[str] = []
    for chunk in _HARD_LIST.split(text.strip(" ,")):
        members += [chunk] if _named(chunk, lookup) else _LIST.split(chunk)
    members = [m.strip() for m in members if m and m.strip()]
    tail = ""
    for i in range(len(members) - 1, -1, -1):
        first, _, rest = members[i].partition(" ")
        if _DIRECTION.fullmatch(members[i]) and tail and not lookup(match_key(members[i])):
            members[i] = f"{members[i]} {tail}"
        elif rest and _DIRECTION.fullmatch(first):
            tail = rest
        else:
            tail = ""
    return members


def _bracketed(term: str, inner: list[str], lookup: Lookup) -> Area:
    found = re.search(r"\{(\d+)\}", term)
    if not found:
        return _term(term, lookup)
    name, note = term.replace(found[0], "").strip(), inner[int(found[1])]
    head = _term(name, lookup)
    but = _BUT.match(note.strip())
    if but:
        return Area(any_of=(head,), minus=_union(note.strip()[but.end() :], [], lookup, with_exception=False))
    listed = _union(note, [], lookup, with_exception=False)
    return listed if head == UNKNOWN else head if listed == UNKNOWN else Area(any_of=(head, listed))


def _term(term: str, lookup: Lookup) -> Area:
    if _EVERYWHERE.fullmatch(term):
        return Area(everywhere=True)
    if ids := _named(term, lookup):
        return Area(ids=ids)
    if within := _WITHIN.match(term):
        place = _term(within[2], lookup)
        return UNKNOWN if place == UNKNOWN else Area(all_of=(_term(within[1], lookup), place))
    hedge = _HEDGE.match(term)
    if hedge and term[hedge.end() :]:
        rest = _term(term[hedge.end() :], lookup)
        only_article = hedge[0].strip().lower() == "the"
        return rest if only_article or rest == UNKNOWN else Area(all_of=(UNKNOWN, rest))
    first, _, rest_name = term.partition(" ")
    if rest_name and first.lower() == "rural" and (ids := _named(rest_name, lookup)):
        return Area(all_of=(Area(ids=lookup("rural")) if lookup("rural") else UNKNOWN, Area(ids=ids)))
    return UNKNOWN


def _named(term: str, lookup: Lookup) -> frozenset[str]:
    """Ids of the places a term names, with and without the words around a name (`Kelantan state`, `the province of Aceh`)."""
    seen: set[str] = set()
    todo = [term.strip()]
    while todo:
        name = todo.pop(0)
        if not name or name in seen:
            continue
        seen.add(name)
        if ids := lookup(match_key(name)):
            return ids
        todo += [_FILLER.sub("", name, count=1), _TRAILER.sub("", name, count=1)]
    return frozenset()
