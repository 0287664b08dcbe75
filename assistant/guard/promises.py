"""The promise guard: what the host just said against the shop's facts, with a line that puts a wrong promise right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from assistant.domain import Promise
from assistant.guard.claims import ClaimReader
from assistant.guard.corrections import Corrector
from assistant.guard.promise_words import PromiseWords, load_promise_words
from assistant.guard.verdicts import FactsView, Finding, Judge, Scene
from assistant.language.numbers import load_number_words
from assistant.language.quantities import QuantityReader
from assistant.language.spelling import normalise

FindProduct = Callable[[str], str | None]


class PlaceSpan(Protocol):
    @property
    def place_id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class PlaceView(Protocol):
    """What the guard needs of a market's places."""

    def find(self, match_text: str) -> Sequence[PlaceSpan]: ...
    def is_remote(self, place: str, remote_text: str) -> bool | None: ...
    def in_areas(self, place: str, areas: Sequence[str]) -> bool | None: ...


class PromiseLanguage:
    """One language's claims and lines, ready to use. Loaded once, shared by rooms."""

    def __init__(self, words: PromiseWords, quantities: QuantityReader, lang: str) -> None:
        self.words, self.lang, self.quantities = words, lang, quantities
        self.reader = ClaimReader(words, quantities, lang)

    @classmethod
    def load(cls, folder: Path) -> PromiseLanguage:
        """From `knowledge/languages/<lang>`: promises.toml and numbers.toml."""
        quantities = QuantityReader(load_number_words(folder / "numbers.toml"))
        return cls(load_promise_words(folder / "promises.toml"), quantities, folder.name)


def load_promise_languages(languages: Path) -> dict[str, PromiseLanguage]:
    """Every language whose folder holds a promises.toml."""
    return {p.parent.name: PromiseLanguage.load(p.parent) for p in sorted(languages.glob("*/promises.toml"))}


class PromiseGuard:
    """Checks one room's speech. Holds no state: the same sentence always gets the same verdict."""

    def __init__(self, facts: FactsView, places: PlaceView | None, market: str, languages: Mapping[str, PromiseLanguage]) -> None:
        self._facts, self._places, self._market, self._languages = facts, places, market, dict(languages)
        self._judge = Judge(facts)
        currency = facts.get(f"markets.{market}.currency") or None
        self._correctors = {lang: Corrector(pl.words, lang, market, currency) for lang, pl in self._languages.items()}

    def check(self, text: str, lang: str, *, find_product: FindProduct | None = None, product_on_screen: str | None = None) -> Promise | None:
        """The verdict on one utterance, or None where nothing checkable is said. Several: the most costly contradiction first."""
        findings = self.findings(text, lang, find_product=find_product, product_on_screen=product_on_screen)
        return self._promise(text, lang, findings[0]) if findings else None

    def findings(self, text: str, lang: str, *, find_product: FindProduct | None = None, product_on_screen: str | None = None) -> list[Finding]:
        """Every verdict on one utterance, worst first."""
        language = self._languages.get(lang.split("-")[0])
        if language is None or not self._facts.exists(f"markets.{self._market}.currency"):
            return []
        match = normalise(text).match
        hits = list(self._places.find(match)) if self._places else []
        heard = language.reader.read(match, [(h.start, h.end) for h in hits])
        if not heard.claims:
            return []
        places = tuple(h.place_id for h in hits)
        scene = Scene(
            self._market,
            find_product(match) if find_product else None,
            product_on_screen,
            places,
            self._remote(places, said_remote=heard.remote),
            heard.everywhere,
            lambda areas: self._in_areas(places, areas),
        )
        judged = [self._judge.judge(claim, scene) for claim in heard.claims]
        return sorted((f for f in judged if f is not None), key=lambda f: f.weight)

    def _remote(self, places: tuple[str, ...], *, said_remote: bool) -> bool | None:
        """A far place decides: a promise for near and far places must hold for both."""
        area = self._facts.get(f"markets.{self._market}.shipping.remote")
        if self._places is None or not places or not isinstance(area, str):
            return True if said_remote else None
        verdicts = [self._places.is_remote(place, area) for place in places]
        if True in verdicts or said_remote:
            return True
        return False if False in verdicts else None

    def _in_areas(self, places: tuple[str, ...], areas: Sequence[str]) -> bool | None:
        verdicts = [self._places.in_areas(place, areas) for place in places] if self._places else []
        return False if False in verdicts else True if True in verdicts else None

    def _promise(self, text: str, lang: str, finding: Finding) -> Promise:
        start, end = normalise(text).span(finding.claim.start, finding.claim.end)
        said = text[start:end] or text
        correction: str | None = None
        if finding.outcome == "contradicted":
            name = self._product_name(finding.product)
            correction = self._correctors[lang.split("-")[0]].line(finding, name)
        known: Any = None if finding.outcome == "unknown" else finding.truth
        fact = None if finding.outcome == "unknown" else finding.path
        return Promise(verdict=finding.outcome, fact=fact, said=said, truth=known, correction=correction)

    def _product_name(self, product: str | None) -> str | None:
        name = self._facts.get(f"products.{product}.name") if product else None
        return name if isinstance(name, str) else None
