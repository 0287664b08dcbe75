"""One market's `places.toml`: its schema, and the tree of places it makes.

    prefixes = ["di", "ke"]            letters that viewers write onto a name without a space
    suffixes = []
    elide = [["ال", "لل"]]             a name that begins with the first is also written with the second
    [places]
    java = { name = "Java", kind = "island", names = ["jawa"] }
    surabaya = { name = "Surabaya", kind = "city", in = "east_java", names = ["sby"], weak = [] }

    [towns]
    "west_java" = ["Cimahi", "Tasikmalaya|tasik"]     cities in it; `a+b`: in both; `~Name`: a weak name

`in` are the places it lies in; `maybe` those it may lie in or not (opinions differ, or only part of it does).
`weak` names are ordinary words too. `seat`: a province and its capital of the same name, which viewers do not tell apart.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import tomli as tomllib
from pydantic import Field, ValidationError, field_validator, model_validator

from assistant.domain import Value
from assistant.errors import BadKnowledge
from assistant.language.spelling import match_key

Kind = Literal["region", "province", "island", "seat", "city", "district", "sort", "rural"]


class Place(Value):
    """A place, a group of places (`region`), or a word for a sort of place (`sort`: islands; `rural`: villages, never listed)."""

    name: str
    kind: Kind
    parents: tuple[str, ...] = Field((), alias="in")
    maybe: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()

    @field_validator("parents", "maybe", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class PlaceFile(Value):
    """The file as written."""

    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    elide: tuple[tuple[str, str], ...] = ()
    places: dict[str, Place] = {}
    towns: dict[str, tuple[str, ...]] = {}

    @model_validator(mode="before")
    @classmethod
    def _spell_out_towns(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Every town becomes a place of its own; its id is its name and the first place it lies in."""
        places = dict(data.get("places", {}))
        for above, lines in data.get("towns", {}).items():
            parents = above.split("+")
            for line in lines:
                name, *others = line.removeprefix("~").split("|")
                place_id = f"{match_key(name).replace(' ', '_')}_{parents[0]}"
                if place_id in places:
                    raise ValueError(f"{name!r} stands twice in {above}")
                places[place_id] = {"name": name, "kind": "city", "in": parents, "names": others, "weak": [name] if line.startswith("~") else []}
        return {**data, "places": places}


def load_places(path: Path) -> PlaceFile:
    """Read and check one file; a market without one has no known places. Raises `BadKnowledge`."""
    if not path.exists():
        return PlaceFile()
    try:
        data = PlaceFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as e:
        raise BadKnowledge(str(e), where=str(path), remedy="mend the TOML") from e
    except ValidationError as e:
        first = e.errors()[0]
        raise BadKnowledge(first["msg"], where=f"{path}: {'.'.join(map(str, first['loc']))}", remedy="see the head of place_data.py") from e
    _check_parents(data, path)
    return data


def _check_parents(data: PlaceFile, path: Path) -> None:
    for place_id, place in data.places.items():
        for parent in (*place.parents, *place.maybe):
            if parent not in data.places:
                raise BadKnowledge(f"no place {parent!r}", where=f"{path}: {place_id}", remedy="add it or mend the spelling")
        if place_id in ancestors(data, place_id):
            raise BadKnowledge("lies in itself", where=f"{path}: {place_id}", remedy="mend `in`")


def ancestors(data: PlaceFile, place_id: str) -> frozenset[str]:
    """Everything the place certainly lies in, itself not included (unless the data goes in a circle)."""
    found: set[str] = set()
    todo = list(data.places[place_id].parents)
    while todo:
        parent = todo.pop()
        if parent not in found:
            found.add(parent)
            todo += data.places[parent].parents
    return frozenset(found)
