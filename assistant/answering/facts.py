"""What a question rests on while it is answered: the sheet of one market seen from one language. No wording here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import regex

from assistant.answering.entities import Entity
from assistant.market.phrasebook import Pack
from assistant.market.rendering import Renderer
from assistant.market.sheet import MISSING, Sheet


class Places(Protocol):
    """What the answers need to know of a market's places."""

    def is_remote(self, place: str, remote_text: str) -> bool | None:
        """True inside the remote area, False surely outside, None when not known."""

    def in_areas(self, place: str, areas: Sequence[str]) -> bool | None: ...

    def name_in(self, place_id: str, *scripts: str, without: str = "") -> str: ...

    def resolve(self, name: str) -> frozenset[str]: ...


_DOUBLE_STOP = regex.compile(r"(?<!\.)\.\.(?!\.)")  # an abbreviation at the end: "19 ر.س."


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, with what the comment and its context name."""

    topic: str
    products: tuple[str, ...] = ()  # resolved product ids, best first
    entities: tuple[Entity, ...] = ()
    match: str = ""  # match text of the comment (numbers are read from it)
    yes_no: bool = False
    cues: frozenset[str] = frozenset()  # topics and ideas whose own words stand in the stretch

    def first(self, kind: str) -> Entity | None:
        return next((e for e in self.entities if e.kind == kind), None)

    def all(self, kind: str) -> tuple[Entity, ...]:
        return tuple(e for e in self.entities if e.kind == kind)


@dataclass(frozen=True, slots=True)
class Answer:
    """A line for the viewer and the paths it rests on."""

    text: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything an answer is made from: facts, market, the viewer's language and its lines."""

    sheet: Sheet
    market: str
    pack: Pack
    renderer: Renderer
    places: Places | None = None
    script: str | None = None

    def get(self, path: str) -> Any:
        """Value at `path` (`<M>` is this market); MISSING when the sheet does not say."""
        return self.sheet.get(self.fill(path))

    def fill(self, path: str, product: str | None = None) -> str:
        return path.replace("<M>", self.market).replace("<P>", product or "<P>")

    def has(self, path: str) -> bool:
        return self.get(path) is not MISSING

    def text(self, path: str) -> str | None:
        """Free text at `path` in the viewer's language: the sheet's own wording where it has one, else through the glossary."""
        local = self.sheet.text(self.fill(path), self.pack.code)
        if local is None:
            return None
        if local.lang.split("-")[0] == self.pack.code:
            return local.text
        return self.renderer.text(local.text)

    def not_sold_here(self, product: str) -> Answer | None:
        """That this market may not buy the product, where that is so."""
        path = f"products.{product}.not_sold_in"
        return self.answer("product_not_here", path, product=self.product_name(product)) if self.market in (self.get(path) or ()) else None

    def product_name(self, product: str) -> str:
        local = self.sheet.text(f"products.{product}.name", self.pack.code)
        return local.text if local else product.replace("_", " ")

    def place_name(self, place: Entity) -> str:
        """The place as the viewer's script writes it."""
        return self.places.name_in(place.value, *self._scripts, without=self.pack.language.foreign_letters) if self.places else place.text

    @property
    def _scripts(self) -> tuple[str, ...]:
        """Scripts to name places in: the fullest first, for a name in signs says more than one in syllables."""
        own = self.pack.language.scripts
        return (self.script,) if self.script else tuple(sorted(own, key=lambda s: s != "Hani")) if "Kana" in own else own

    def area_name(self, english: str) -> str:
        """A town or region of a list in the sheet, as the viewer's script writes it."""
        known = self.places.resolve(english) if self.places else frozenset()
        return (
            self.places.name_in(min(known), *self._scripts, without=self.pack.language.foreign_letters)
            if self.places and known
            else self.renderer.text(english)
        )

    def english(self, path: str) -> str:
        """Free text at `path` as the sheet writes it in English; empty where it has none."""
        local = self.sheet.text(self.fill(path), "en")
        return local.text if local else ""

    def line(self, key: str, **blanks: str) -> str:
        return _DOUBLE_STOP.sub(".", self.pack.line(key, self.script).format(**blanks))

    def answer(self, key: str, *paths: str, **blanks: str) -> Answer:
        """The line `key` filled; `paths` are cited as they stand, those the sheet lacks left out."""
        cited = tuple(dict.fromkeys(self.fill(p) for p in paths if self.has(p)))
        return Answer(self.line(key, **blanks), cited)
