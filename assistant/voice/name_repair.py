"""Names of the shop's products that a recogniser heard as other words: "kica u" was Kicau, คิเคา too.

Compares windows of words with the words that are a product's own, by sound. What consists of ordinary words of the language is never
replaced, numbers never, and what is spelt right is left alone. A name that is missed costs an answer about a product; one put where
nobody said it may cost a promise: in doubt nothing changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import regex

from assistant.domain import Value, Word
from assistant.language.spelling import match_key
from assistant.voice.phonetics import Letters, nearest, script_of, skeleton, weight
from assistant.voice.product_names import own_words
from assistant.voice.recognition import load_recognition
from assistant.voice.vocabulary import GRAM, Vocabulary, load_vocabulary
from assistant.voice.windows import Window, windows

LIMIT, LIMIT_SHOWING = 0.10, 0.18  # share of a name's sounds that may differ, in general and for a product on screen
RUN = -0.02  # less may differ inside a text without spaces, where any letters in a row are tried
STRICTER = ((3.0, 0.35), (4.0, 0.7))  # names with no more to them than this (consonants, half a vowel) must agree so much better
OTHER_SCRIPT = 0.04  # more may differ where a name is spelt in letters not its own
ORDINARY = 0.04  # an ordinary word in the window counts so much against it
ENDING = 0.04  # as does an ending of the language behind the name
SHORTEST = 4  # letters of a name that is told by its sound


_LATIN = regex.compile(r"\p{Latin}")
_FOREIGN_ENDING = regex.compile(r"^[\p{Cyrillic}\p{Arabic}]+")  # goes with a name in its own letters only; Korean endings go with any


class Named(Protocol):
    """What is needed of a facts sheet: `market.names.SheetNames`."""

    @property
    def products(self) -> Sequence[str]: ...
    def names_of(self, product: str) -> Sequence[str]: ...


class Repair(Value):
    """One name that was put right. Times are those of the words."""

    heard: str
    meant: str
    products: tuple[str, ...]  # ids that the name may stand for
    start: float
    end: float
    distance: float  # share of the name's sounds that differ: 0 alike


class Repaired(Value):
    """Words with the names put right, each one word, and what was changed."""

    words: tuple[Word, ...]
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    products: tuple[str, ...]
    rows: tuple[str, ...]  # how it may sound
    strictness: float  # 1, less for a short name


@dataclass(frozen=True, slots=True)
class _Hit:
    """A window that sounds like a name. `score` ranks: distance and what speaks against the window."""

    window: Window
    name: _Name
    distance: float
    score: float


class _Tongue:
    """What is known of one language: its words, and the names by their sound."""

    gram = GRAM

    def __init__(self, own: Mapping[str, tuple[str, ...]], vocabularies: Sequence[Vocabulary], letters: Letters) -> None:
        """`own`: a word as the sheet spells it -> products that it is the own word of."""
        self._first, self._vocabularies, self.letters = vocabularies[0], tuple(vocabularies), letters
        self._spelt = frozenset(part for word in own for part in match_key(word).split())
        index: dict[str, dict[_Name, None]] = defaultdict(dict)
        for word, products in own.items():
            rows = letters.readings(word)
            size = min(map(weight, rows), default=0.0)
            name = _Name(word, products, rows, next((factor for most, factor in STRICTER if size <= most), 1.0))
            for key in (key for row in rows for key in _keys(skeleton(row))):
                index[key][name] = None
        self._index = {key: tuple(names) for key, names in index.items()}

    def like(self, rows: Sequence[str]) -> list[_Name]:
        """Names that have all consonants, or all but one, in common with a row of sounds."""
        keys = (key for row in rows for key in _keys(skeleton(row)))
        return list(dict.fromkeys(name for key in keys for name in self._index.get(key, ())))

    def knows(self, word: str) -> bool:
        return any(v.knows(word) for v in self._vocabularies)

    def counts(self, word: str) -> bool:
        return any(v.counts(word) for v in self._vocabularies)

    def named(self, word: str) -> bool:
        return word in self._spelt

    def strange(self, run: str) -> Sequence[bool]:
        return self._first.strange(run)

    def amounts(self, run: str) -> Sequence[bool]:
        return self._first.amounts(run)

    def fronts(self, word: str) -> Sequence[int]:
        return self._first.fronts(word)

    def endings(self, word: str) -> Sequence[int]:
        return self._first.endings(word)


class NameRepair:
    """Puts names right in the words of the languages it was given. Immutable."""

    def __init__(
        self, names: Named, vocabularies: Mapping[str, Vocabulary], letters: Mapping[str, Mapping[str, str]] | None = None
    ) -> None:
        """`vocabularies`: base language -> its ordinary words; what is heard in another language stays. English, where given, counts as
        known to everybody. `letters`: base language -> how it sounds its letters, see `recognition`."""
        self._vocabularies, self._letters = dict(vocabularies), dict(letters or {})
        own = _own(names, vocabularies.values())
        english = [vocabularies[lang] for lang in ("en",) if lang in vocabularies]
        self._tongues = {
            lang: _Tongue(own, (vocabulary, *(v for v in english if v is not vocabulary)), Letters(self._letters.get(lang)))
            for lang, vocabulary in vocabularies.items()
        }

    def of(self, names: Named) -> NameRepair:
        """The same languages with the names of another sheet: when the shop's facts change during a live."""
        return NameRepair(names, self._vocabularies, self._letters)

    def repair(self, words: Sequence[Word], lang: str, showing: Sequence[str] = ()) -> Repaired:
        """`words` as recognised in `lang` (BCP-47). `showing`: ids of the products on screen, for which less likeness is enough."""
        tongue = self._tongues.get(lang.split("-")[0])
        if tongue is None:
            return Repaired(words=tuple(words))
        on_screen = frozenset(showing)
        hits = [hit for window in windows(words, tongue) if (hit := _hit(window, tongue, on_screen)) is not None]
        return _written(words, _apart(hits))


def load_name_repair(names: Named, root: Path, langs: Sequence[str]) -> NameRepair:
    """For the languages of a room's voices, with English. `root`: the knowledge folder. Takes a few tenths of a second a language: not on
    the event loop. A language without a folder is left out. Raises `BadKnowledge`."""
    folders = {lang: root / "languages" / lang for lang in dict.fromkeys((*(x.split("-")[0] for x in langs), "en"))}
    known = {lang: folder for lang, folder in folders.items() if folder.is_dir()}
    vocabularies = {lang: load_vocabulary(folder) for lang, folder in known.items()}
    return NameRepair(names, vocabularies, {lang: load_recognition(folder).letters for lang, folder in known.items()})


def _own(names: Named, vocabularies: Iterable[Vocabulary]) -> dict[str, tuple[str, ...]]:
    """Words of the sheet's names that are products' own -> the products."""
    known = list(vocabularies)
    found: dict[str, list[str]] = {}
    for product in names.products:
        for word in own_words(names.names_of(product), lambda key: any(v.knows(key) for v in known)):
            if len(word) >= SHORTEST:
                found.setdefault(word, []).append(product)
    return {word: tuple(products) for word, products in found.items()}


def _keys(bones: str) -> Iterator[str]:
    """A skeleton, and the same with any one consonant left out."""
    if len(bones) > 1:
        yield bones
    if len(bones) > 2:
        yield from (bones[:i] + bones[i + 1 :] for i in range(len(bones)))


def _hit(window: Window, tongue: _Tongue, showing: frozenset[str]) -> _Hit | None:
    """The name that a window sounds most like, if it is like enough."""
    rows = tongue.letters.readings(window.heard)
    best: _Hit | None = None
    for name in tongue.like(rows):
        off = nearest(name.rows, rows, script_of(window.heard))
        shown = not showing.isdisjoint(name.products)
        if off > _limit(name, window, shown=shown):
            continue
        score = off + ORDINARY * window.ordinary + ENDING * bool(window.stripped) - (LIMIT_SHOWING - LIMIT) * shown
        if best is None or score < best.score:
            best = _Hit(window, name, off, score)
    return best


def _limit(name: _Name, window: Window, *, shown: bool) -> float:
    script = OTHER_SCRIPT if script_of(window.heard) != "plain" else RUN if window.apart else 0.0
    limit = (LIMIT_SHOWING if shown else LIMIT) + script
    return limit * name.strictness - ORDINARY * window.ordinary


def _apart(hits: Sequence[_Hit]) -> list[_Hit]:
    """Hits without overlaps, the most alike first to be kept, in order."""
    kept: list[_Hit] = []
    for hit in sorted(hits, key=lambda h: (h.score, h.window.last - h.window.first, -len(h.window.heard))):
        if all(hit.window.last < k.window.first or hit.window.first > k.window.last for k in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.window.first)


def _written(words: Sequence[Word], hits: Sequence[_Hit]) -> Repaired:
    out: list[Word] = []
    repairs = []
    at = 0
    for hit in hits:
        window = hit.window
        if match_key(window.heard) == match_key(hit.name.text):
            continue  # spelt right but for its capital
        taken = words[window.first : window.last + 1]
        out += [*words[at : window.first], *_renamed(taken, window, hit.name.text)]
        at = window.last + 1
        start, end = taken[0].start, taken[-1].end
        repairs.append(
            Repair(
                heard=window.heard, meant=hit.name.text, products=hit.name.products, start=start, end=end, distance=round(hit.distance, 3)
            )
        )
    return Repaired(words=(*out, *words[at:]), repairs=tuple(repairs))


def _renamed(taken: Sequence[Word], window: Window, name: str) -> list[Word]:
    """One word for the name over the words' time; in scripts without spaces what stood before and behind it keeps its share of the time."""
    start, end = taken[0].start, taken[-1].end
    chance = sum(word.probability for word in taken) / len(taken)
    if not window.apart:
        tail = _FOREIGN_ENDING.sub("", window.tail) if _LATIN.search(name) else window.tail
        return [Word(text=window.head + name + tail, start=start, end=end, probability=chance)]
    first, last = taken[0], taken[-1]
    begin = start + (first.end - first.start) * len(window.head) / len(first.text)
    stop = end - (last.end - last.start) * len(window.tail) / len(last.text)
    pieces = [(window.head, start, begin, first.probability), (name, begin, stop, chance), (window.tail, stop, end, last.probability)]
    return [Word(text=text, start=a, end=b, probability=p) for text, a, b, p in pieces if text]
