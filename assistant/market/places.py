"""Where viewers live: places of one market found in what they type, and whether a shop's named areas hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from assistant.domain import Value
from assistant.errors import BadKnowledge
from assistant.language.identify import script_of
from assistant.language.spelling import match_key
from assistant.market.areas import Area, Truth, either, read_areas
from assistant.market.gazetteer import Gazetteer
from assistant.market.place_data import Place, PlaceFile, ancestors, load_places

_JOINED_MIN = 6  # a name of several words is also found written as one word of at least this many letters
_SMALL = ("city", "district")  # kinds that hold no villages
_LISTED = ("region", "province", "island", "seat")  # kinds of which a group's members are all in the data


class PlaceHit(Value):
    """A place in a text; `start`, `end` are code points of the match text. A `weak` name is an ordinary word too."""

    place_id: str
    name: str
    start: int
    end: int
    weak: bool = False


class Places:
    """The places of one market."""

    def __init__(self, data: PlaceFile, *, where: str = "places") -> None:
        """Raises `BadKnowledge` where two places claim one name."""
        self._data = data
        self._up = {place_id: ancestors(data, place_id) for place_id in data.places}
        self._down: dict[str, set[str]] = {place_id: {place_id} for place_id in data.places}
        for place_id, above in self._up.items():
            for parent in above:
                self._down[parent].add(place_id)
        self._by_name = _names(data, where)
        weak = {match_key(w) for place in data.places.values() for w in place.weak}
        self._gazetteer = Gazetteer(self._by_name, weak=weak, prefixes=data.prefixes, suffixes=data.suffixes)
        self._areas = lru_cache(maxsize=64)(lambda text: read_areas(text, self.resolve))

    @classmethod
    def load(cls, folder: Path, market: str) -> Places:
        """Places of `folder/markets/<market>/places.toml`; none where there is no such file. Raises `BadKnowledge`."""
        path = Path(folder) / "markets" / market / "places.toml"
        return cls(load_places(path), where=str(path))

    def find(self, match_text: str) -> list[PlaceHit]:
        """Places named in a text on the match channel, in order of appearance."""
        hits = self._gazetteer.find(match_text)
        return [PlaceHit(place_id=h.target, name=self._data.places[h.target].name, start=h.start, end=h.end, weak=h.weak) for h in hits]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all places."""
        return tuple(self._data.places)

    def place(self, place_id: str) -> Place | None:
        """The place of this id."""
        return self._data.places.get(place_id)

    def name_in(self, place_id: str, *scripts: str, without: str = "") -> str:
        """How the place is written in the first of these scripts (ISO 15924) it has a name in, with its own marks; else its usual name.

        `without`: letters a name must not have (Қарағанды is Караганда in Russian).
        """
        place = self._data.places[place_id]
        if scripts[:1] == ("Latn",):
            key = match_key(place.name)
            name = next((n for n in (place.name, *place.names) if not n.isascii() and match_key(n) == key), place.name)
            return name.title() if name.islower() else name
        own = [script for script in scripts if script != "Latn"]
        named = [n for script in own for n in place.names if script_of(n) == script]
        return next((n for n in named if set(without).isdisjoint(n.casefold())), named[0] if named else place.name)

    def within(self, place_id: str) -> frozenset[str]:
        """Ids of everything the place certainly lies in."""
        return self._up.get(place_id, frozenset())

    def resolve(self, name: str) -> frozenset[str]:
        """Ids of the place with exactly this name, in any spelling; empty where there is none."""
        found = self._by_name.get(match_key(name))
        return frozenset() if found is None else frozenset({found})

    def is_remote(self, place: str, remote_text: str) -> bool | None:
        """Whether a place (id, or a text naming one) lies in the areas a shop describes; None = cannot be told."""
        area = self._areas(remote_text)
        return self._for_each(place, lambda place_id: self._covered(place_id, area))

    def in_areas(self, place: str, areas: Iterable[str]) -> bool | None:
        """Whether a place (id, or a text naming one) is one of the listed towns or regions; None = cannot be told."""
        listed = [self.resolve(name) for name in areas]
        return self._for_each(place, lambda place_id: either(self._listed(place_id, ids) for ids in listed))

    def _covered(self, place_id: str, area: Area) -> Truth:
        """Inside the area, as a whole or, for a group of provinces and islands, each of them for itself."""
        verdict = area.covers(lambda target: self._lies_in(place_id, target))
        if verdict is not None or self._data.places[place_id].kind != "region":
            return verdict
        members = [i for i, p in self._data.places.items() if place_id in (*p.parents, *p.maybe)]
        listed = all(self._data.places[i].kind in _LISTED for i in members)
        return True if members and listed and all(self._covered(i, area) for i in members) else None

    def _for_each(self, place: str, judge: Callable[[str], Truth]) -> bool | None:
        """Judge the places meant; those that only say where another one lies (`Denpasar, Bali`) do not count."""
        ids = {place} if place in self._data.places else {h.target for h in self._gazetteer.find(match_key(place))}
        ids -= {above for place_id in ids for above in self._up[place_id]}
        verdicts = {judge(place_id) for place_id in ids}
        return verdicts.pop() if len(verdicts) == 1 else None

    def _lies_in(self, place_id: str, target: str) -> Truth:
        place = self._data.places[place_id]
        if target == place_id or target in self._up[place_id]:
            return True
        doubtful = (m for p in (place_id, *self._up[place_id]) for m in self._data.places[p].maybe)
        if any(target == m or target in self._up[m] for m in doubtful):
            return None
        if self._down[place_id] & self._down[target]:
            return None
        if self._data.places[target].kind == "rural":
            return False if place.kind in _SMALL else None
        return None if place.kind in ("sort", "rural") else False

    def _listed(self, place_id: str, ids: frozenset[str]) -> Truth:
        """A listed name that is both a province and its capital may mean the capital alone."""
        if not ids:
            return None
        target = next(iter(ids))
        inside = self._lies_in(place_id, target)
        by_name_only = inside and place_id != target and self._data.places[target].kind == "seat"
        return None if by_name_only else inside


def _names(data: PlaceFile, where: str) -> dict[str, str]:
    """Every spelling -> place id. Spellings made here (joined words, elision) never take a name that was given."""
    given: dict[str, str] = {}
    for place_id, place in data.places.items():
        for name in (place.name, *place.names, *place.weak):
            key = match_key(name)
            if given.setdefault(key, place_id) != place_id:
                raise BadKnowledge(f"{name!r} names both {given[key]} and {place_id}", where=where, remedy="keep it in one of them")
    made = {}
    for key, place_id in given.items():
        joined = key.replace(" ", "")
        if joined.isascii() and len(joined) >= _JOINED_MIN:
            made[joined] = place_id
        for full, short in data.elide:
            if key.startswith(match_key(full)):
                made[match_key(short) + key.removeprefix(match_key(full))] = place_id
    return {**made, **given}

