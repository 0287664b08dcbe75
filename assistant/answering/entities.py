"""The things a comment names: products, places, payment methods, carriers, sizes, colours, days.

Names come from the shop's sheet, from the languages' name lists and from the market's places. A product noun that no
product of this shop answers to is kept as a foreign product: the question is about something the shop does not list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import regex

from assistant.language.by_sound import SoundFinder
from assistant.language.finder import Finder, Hit, Marked
from assistant.language.spelling import match_key
from assistant.market.phrasebook import Pack
from assistant.market.places import PlaceHit
from assistant.market.topics import unfit_topics

Kind = Literal["product", "place", "country", "method", "carrier", "channel", "size", "colour", "weekday", "day", "thing", "number"]

# One private-use character stands for each kind of blank in the match channel.
MARK: dict[str, str] = {
    "product": "\ue000", "place": "\ue001", "country": "\ue002", "method": "\ue003", "carrier": "\ue004", "channel": "\ue005",
    "size": "\ue006", "number": "\ue006", "amount": "\ue006", "month": "\ue006", "colour": "\ue007", "weekday": "\ue008",
}  # fmt: skip
_RANK: dict[str, int] = {
    k: i for i, k in enumerate(("product", "method", "carrier", "channel", "place", "country", "size", "colour", "weekday", "day", "thing"))
}


class PlaceFinder(Protocol):
    """What finds places: `market.places.Places`."""

    def find(self, match_text: str) -> Sequence[PlaceHit]: ...


CountryFinder = Callable[[str, str], Sequence[tuple[str, int, int]]]
"""(match text, language) -> (country code, start, end) of each country named."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing named at `[start:end]` of the match text. `values`: product ids (empty = not in this shop), else one name."""

    kind: Kind
    values: tuple[str, ...]
    start: int
    end: int
    text: str
    weak: bool = False  # a place whose name is an ordinary word too
    near: bool = False  # a product of another kind than named, which viewers call by that name too
    heard: bool = False  # told by its sound

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""


class ShopNames(Protocol):
    """What the namer needs of a facts sheet."""

    @property
    def products(self) -> Sequence[str]: ...
    def names_of(self, product: str) -> Sequence[str]: ...
    def values_of(self, product: str, key: str) -> Sequence[str]: ...
    def category_of(self, product: str) -> str | None: ...
    def all_methods(self) -> Sequence[str]: ...
    def all_carriers(self) -> Sequence[str]: ...
    def all_channels(self) -> Sequence[str]: ...


class NoShop:
    """No facts sheet: what is left are the names that the languages bring."""

    products: tuple[str, ...] = ()

    def names_of(self, product: str) -> tuple[str, ...]:
        return ()

    def values_of(self, product: str, key: str) -> tuple[str, ...]:
        return ()

    def category_of(self, product: str) -> str | None:
        return None

    def all_methods(self) -> tuple[str, ...]:
        return ()

    def all_carriers(self) -> tuple[str, ...]:
        return ()

    def all_channels(self) -> tuple[str, ...]:
        return ()


Found = tuple[str, tuple[str, ...]]
_BRAND, _NOUN = 5, 4  # letters of a brand, and of a word for a kind, that can be told by sound
NEAR = "near"  # in place of a kind: a product that only goes by this name


class Namer:
    """Finds named things in the match text of one room. Built once per sheet; immutable."""

    def __init__(
        self,
        shop: ShopNames,
        packs: Mapping[str, Pack],
        kinds: Mapping[str, Sequence[str]],
        places: PlaceFinder | None,
        countries: CountryFinder | None,
        near: Mapping[str, Sequence[str]] | None = None,
        room_langs: Sequence[str] = (),
    ) -> None:
        """`near`: kinds that viewers call by each other's names; `room_langs`: languages whose nouns any comment of the room may hold."""
        mixed = dict.fromkeys((*room_langs, "en"))
        self._near = near or {}
        self._places, self._countries = places, countries
        self._kinds = product_kinds(shop, kinds)
        self._sounding = _sounding_words(shop, kinds)
        self._by_sound = SoundFinder((word, word) for word in self._sounding)
        self._shop, self._packs, self._all_kinds = shop, packs, kinds
        self._unfit = {product: unfit_topics(shop.category_of(product)) for product in shop.products}
        english = packs.get("en")
        common = [term for lang in mixed if lang in packs for term in self._product_terms(packs[lang], least=4)]
        common += _pack_terms(english, shop, all_kinds=False) if english else []
        self._common: Finder[Found] = Finder([*_shop_terms(shop), *common])
        self._finders: dict[str, Finder[Found]] = {}

    def _finder(self, lang: str) -> Finder[Found]:
        """A language's own names, made at its first comment; names attach what it writes onto words."""
        known = self._finders.get(lang)
        if known is None:
            pack = self._packs.get(lang)
            terms = list(_shop_terms(self._shop)) if pack is not None and (pack.language.before or pack.language.after) else []
            if pack is not None:
                terms += [*self._product_terms(pack, least=2), *_pack_terms(pack, self._shop, all_kinds=True)]
            known = self._finders[lang] = Finder(
                terms,
                before=pack.language.before if pack else (),
                after=pack.language.after if pack else (),
                compounds=pack is not None and pack.language.compounds,
            )
        return known

    def without_shop(self) -> Namer:
        """Finds what the languages name by themselves: what is learned with it holds for every shop and market."""
        return Namer(NoShop(), self._packs, self._all_kinds, None, self._countries, self._near)

    def weak_places(self, match: str) -> list[str]:
        """Places named by what is an ordinary word too."""
        return [match[h.start : h.end] for h in self._places.find(match) if h.weak] if self._places is not None else []

    def _of_kind(self, kind: str) -> tuple[tuple[str, ...], bool]:
        """The shop's products of a kind; where it has none, the one product that may go by its name (True)."""
        ids = tuple(p for p, own in self._kinds.items() if kind in own)
        if ids:
            return ids, False
        close = tuple(p for p, own in self._kinds.items() if own & set(self._near.get(kind, ())))
        return (close, True) if len(close) == 1 else ((), False)

    def _product_terms(self, pack: Pack, *, least: int) -> Iterable[tuple[str, Found]]:
        for kind, nouns in pack.names.products.items():
            ids, near = self._of_kind(kind)
            for noun in nouns:
                key = match_key(noun)
                if len(key) >= least or (key and "가" <= key[0] <= "힣"):
                    yield noun, (NEAR if near else "product", ids)

    def unfit(self, entities: Iterable[Entity]) -> frozenset[str]:
        """Topics that cannot be about any of the products named."""
        named = {product for e in entities if e.kind == "product" for product in e.values}
        return frozenset.intersection(*(self._unfit[product] for product in named)) if named else frozenset()

    def find(self, match: str, lang: str, typed: Marked | None = None) -> list[Entity]:
        """Entities without overlaps, in order; weak ones too. `typed`: the original's words with marks."""
        hits = [*self._finder(lang).find(match, typed), *self._common.find(match, typed)]
        found = [
            Entity("product" if kind == NEAR else kind, values, h.start, h.end, match[h.start : h.end], near=kind == NEAR)  # type: ignore[arg-type]  # kinds come from the tables above
            for h in hits
            for kind, values in [h.value]
        ]
        found += [Entity("product", self._sounding[h.value], h.start, h.end, match[h.start : h.end], heard=True) for h in self._by_sound.find(match)]
        if self._places is not None:
            found += [Entity("place", (h.place_id,), h.start, h.end, h.name, h.weak) for h in self._places.find(match)]
        if self._countries is not None:
            found += [Entity("country", (code,), start, end, match[start:end]) for code, start, end in self._countries(match, lang)]
        return _without_overlaps(found)


def _without_overlaps(found: list[Entity]) -> list[Entity]:
    """Longer names win; on a tie a product of the shop before others, then the order of `_RANK`. A noun of several products names all of them."""
    direct: dict[tuple[int, int], list[str]] = {}
    for entity in found:
        if entity.kind == "product" and not entity.near and not entity.heard:
            direct.setdefault((entity.start, entity.end), []).extend(entity.values)
    kept: list[Entity] = []
    for entity in sorted(found, key=lambda e: (e.weak, e.start - e.end, e.kind == "product" and not e.values, _RANK.get(e.kind, 99))):
        if all(entity.end <= k.start or entity.start >= k.end for k in kept):
            values = direct.get((entity.start, entity.end)) if entity.kind == "product" else None
            kept.append(replace(entity, values=tuple(dict.fromkeys(values)), near=False, heard=False) if values else entity)
    return sorted(kept, key=lambda e: e.start)


_BEHIND = regex.compile(r"\b(?:for|with|in|of|and)\b.*")  # what stands behind these is not what the product is


def product_kinds(shop: ShopNames, kinds: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """Which kinds each product of the sheet is, from the words of its id and name: the last kind named, longer words first.

    A phone tripod is a tripod, a rice cooker no rice.
    """
    return {product: frozenset(kind for kind, _ in heads) for product, heads in _heads(shop, kinds).items()}


def _forms(english: str) -> tuple[str, ...]:
    """A word and its plural: sheets write "curtains"."""
    plural = f"{english[:-1]}ies" if english.endswith("y") and english[-2:-1] not in "aeiou" else f"{english}es" if english.endswith(("s", "x", "ch", "sh")) else f"{english}s"
    return english, plural


def _heads(shop: ShopNames, kinds: Mapping[str, Sequence[str]]) -> dict[str, set[tuple[str, str]]]:
    """For each product (kind, the words that say so)."""
    finder: Finder[str] = Finder((form, kind) for kind, words in kinds.items() for word in words for form in _forms(word))
    found: dict[str, set[tuple[str, str]]] = {}
    for product in shop.products:
        found[product] = set()
        for text in (product.replace("_", " "), *shop.names_of(product)):
            match = _BEHIND.sub("", match_key(text)) or match_key(text)
            hits: list[Hit[str]] = list(finder.longest(match))
            last = max((h.end for h in hits), default=0)
            found[product] |= {(h.value, match[h.start : h.end]) for h in hits if h.end == last}
    return found


def _sounding_words(shop: ShopNames, kinds: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Words of the products' names by whose sound viewers of other scripts may call them: brands, and what the product is -> products."""
    words: dict[str, set[str]] = {}
    for product, heads in _heads(shop, kinds).items():
        brands = {match_key(name).split()[0] for name in shop.names_of(product) if len(match_key(name).split()) > 1}
        for word in (*(w for w in brands if len(w) >= _BRAND), *(text for _, text in heads if len(text) >= _NOUN)):
            if word.isascii() and word.isalpha():  # of two words ("power bank") each alone is another thing
                words.setdefault(word, set()).add(product)
    return {word: tuple(sorted(products)) for word, products in words.items()}


def _shop_terms(shop: ShopNames) -> Iterable[tuple[str, Found]]:
    firsts: dict[str, set[str]] = {}
    for product in shop.products:
        yield product.replace("_", " "), ("product", (product,))
        for name in shop.names_of(product):
            words = match_key(name).split()
            yield name, ("product", (product,))
            if len(words) >= 3:
                yield " ".join(words[1:]), ("product", (product,))
            if words and len(words[0]) >= 4:
                firsts.setdefault(words[0], set()).add(product)
        for colour in shop.values_of(product, "colours"):
            yield colour, ("colour", (colour,))
        for size in shop.values_of(product, "sizes"):
            if not match_key(size).isdecimal():
                yield size, ("size", (size,))
    for brand, products in firsts.items():
        yield brand, ("product", tuple(sorted(products)))
    for method in filter(lambda m: not is_cod(m), shop.all_methods()):
        yield method, ("method", (method,))
    for carrier in shop.all_carriers():
        yield carrier, ("carrier", (carrier,))


def is_cod(method: str) -> bool:
    """Cash on delivery is a topic of its own: blanked as a method, "cod bisa?" and "visa bisa?" would be one question."""
    return match_key(method) in ("cash on delivery", "cod")


def _pack_terms(pack: Pack, shop: ShopNames, *, all_kinds: bool) -> list[tuple[str, Found]]:
    names = pack.names
    terms: list[tuple[str, Found]] = []
    for kind, table in (("method", names.methods), ("carrier", names.carriers), ("channel", names.channels), ("thing", names.things)):
        terms += [(word, (kind, (key,))) for key, words in table.items() if not is_cod(key) for word in (*words, key)]
    sizes = {match_key(s): s for p in shop.products for s in shop.values_of(p, "sizes")}
    terms += [(w, ("size", (sizes.get(match_key(key), key),))) for key, words in names.sizes.items() for w in words]
    if all_kinds:
        for kind, table in (("colour", names.colours), ("weekday", names.weekdays), ("day", names.days)):
            terms += [(word, (kind, (key,))) for key, words in table.items() for word in words]
    return terms
