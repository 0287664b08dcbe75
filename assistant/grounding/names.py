"""Named things of a rendering, products, places, ways to pay, colours, days, against those of its grounds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.entities import Entity, Namer
from assistant.grounding.grounds import Fault, Grounds
from assistant.guard.links import find_links
from assistant.language.spelling import marked_words, match_key, normalise

_ECHOED = ("product", "place", "country", "thing")  # what a viewer named may be named again
_OF_GOODS = ("thing", "size")  # their words are everyday ones where the answer is not of such
_PRODUCT_PATH = re.compile(r"(?:^|\.)(?:products|prices)\.([a-z0-9_]+)")
_CODE = re.compile(r"(?<![A-Za-z0-9])(?=[A-Z0-9]*[A-Z])[A-Z][A-Z0-9]{3,}(?![A-Za-z0-9])")
_LATIN = re.compile(r"(?<![A-Za-z])[A-Z]?[a-z]{4,}(?![A-Za-z])")
# Latin words that are written so in every script, and name nothing of a shop.
_EVERYWHERE = frozenset(("live", "chat", "code", "size", "online", "okay", "comment", "free", "halal", "android", "wifi", "bluetooth", "email", "check", "sorry", "inch", "store", "video", "link", "cash", "vegan", "logo"))
_HANDLE = re.compile(r"@[\w.]{3,}|[\w.+-]+@[\w-]+\.[\w.]+")


class NameCheck:
    """Names of one rendering."""

    def __init__(self, namer: Namer, grounds: Grounds, lang: str, *, is_latin: bool) -> None:
        self._namer, self._grounds, self._lang, self._foreign = namer, grounds, lang, not is_latin
        self._products = {m for path in grounds.facts for m in _PRODUCT_PATH.findall(path)}

    def faults(self, match: str, answer: str, question: str, text: str, answer_text: str, *, may_name_days: bool) -> Iterator[Fault]:
        told = self._named(answer, answer_text)
        grounds = [*told, *(e for t in self._grounds.texts() for e in self._of_fact(t))]
        known: set[tuple[str, str]] = {(e.kind, _plain(v)) for e in grounds for v in e.values}
        asked: set[tuple[str, str]] = {(e.kind, _plain(v)) for e in self._named(question, self._grounds.question) if e.kind in _ECHOED for v in e.values}
        written = " ".join((answer, *map(match_key, self._grounds.texts()), *map(match_key, self._grounds.product_names)))
        kinds = {e.kind for e in grounds} | ({"day"} if may_name_days else set())
        products = {_plain(p) for p in self._products} | {v for kind, v in known if kind == "product"}
        named = self._named(match, text)
        is_named = any(_plain(v) in products for e in named if e.kind == "product" for v in e.values)
        for entity in named:
            if (entity.kind in _OF_GOODS and entity.kind not in kinds) or (entity.kind == "day" and may_name_days):
                continue
            if entity.weak or entity.heard or f" {match[entity.start : entity.end]} " in f" {written} ":
                continue
            if entity.kind == "product":
                yield from self._product(entity, products, asked, question, is_named=is_named)
            elif entity.values and not any((entity.kind, _plain(v)) in known | asked or match_key(v) in written for v in entity.values):
                yield Fault("place" if entity.kind in ("place", "country") else "name", entity.text, f"the {entity.kind} {entity.text!r} is in no cited fact")
        yield from self._codes(text, answer_text)

    def _product(self, entity: Entity, products: set[str], asked: set[tuple[str, str]], question: str, *, is_named: bool) -> Iterator[Fault]:
        values = [_plain(v) for v in entity.values]
        if any(v in products for v in values) or (not values and (is_named or not products or match_key(entity.text) in question)):
            return
        if not products and any(("product", v) in asked for v in values):
            return
        yield Fault("product", entity.text, f"{entity.text!r} is not what the answer is about")

    def _codes(self, text: str, answer: str) -> Iterator[Fault]:
        """Codes, links, addresses and names in Latin letters: as they stand, or not at all."""
        known = " ".join((answer, *self._grounds.texts(), *self._grounds.product_names)).casefold()
        echoed = self._grounds.question.casefold() if not _CODE.search(answer) else ""
        for code in _CODE.findall(text):
            if code.casefold() not in known and code.casefold() not in echoed:
                yield Fault("name", code, f"{code!r} is in no cited fact")
        if self._foreign:
            echo = " ".join((known, self._grounds.question.casefold()))
            for word in _LATIN.findall(text):
                if word.casefold() not in echo and word.casefold() not in _EVERYWHERE:
                    yield Fault("name", word, f"{word!r} is in no cited fact")
        for link in find_links(text):
            if link.host not in known:
                yield Fault("link", link.host, f"the link to {link.host!r} is in no cited fact")
        for handle in _HANDLE.findall(text):
            if handle.casefold() not in known:
                yield Fault("link", handle, f"{handle!r} is in no cited fact")

    def _named(self, match: str, text: str) -> list[Entity]:
        return self._namer.find(match, self._lang, marked_words(text))

    def _of_fact(self, text: str) -> list[Entity]:
        match = normalise(text).match
        return [*self._namer.find(match, "en"), *self._namer.find(match, self._lang)]

    def with_digits(self, match: str) -> list[tuple[int, int]]:
        """Spans of names that hold digits: a vacuum called R7."""
        found = self._namer.find(match, self._lang)
        return [(e.start, e.end) for e in found if e.kind in ("product", "method", "carrier") and any(c.isdigit() for c in match_key(e.text))]


def _plain(value: str) -> str:
    return match_key(value).replace(" ", "").replace("_", "")
