"""The promise guard: what the host just said against the shop's facts, with a line that puts a wrong promise right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from assistant.domain import Promise
from assistant.guard.by_topic import Judged, Likely, TopicView, amount_claims, surest, unjudged_amounts
from assistant.guard.claim import Claim, Heard
from assistant.guard.claims import ClaimReader
from assistant.guard.comparing import HOURS
from assistant.guard.corrections import Corrector
from assistant.guard.findings import FactsView, Finding, Scene
from assistant.guard.goods import Named
from assistant.guard.leniency import LenientJudge, Said
from assistant.guard.promise_words import PromiseWords, load_promise_words
from assistant.guard.sentence import gap
from assistant.language.number_words import load_number_words
from assistant.language.quantities import QuantityReader
from assistant.language.spelling import normalise

FindProduct = Callable[[str], str | None]
FindNamed = Callable[[str], Sequence[Named]]


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


_OWN_PRODUCT = ("price", "warranty")
_BRIEF = 32  # characters of a sentence that names no product and can only be about the one on screen
_TOLD_APART = 4  # ways to pay, of both sorts
# Claims that a fact supports by being better -> the factors of their units.
_AT_BEST: dict[str, dict[str, float]] = {"dispatch": HOURS, "installments": {}}
# Kinds without a name in the packs -> the topic whose answer is said.
_ANSWERED = {"installments_min": "installments_min", "faulty_returns": "faulty_window", "answered_on": "service_hours"}


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on an utterance and every fact it rests on: with a supported promise all that were said rightly, else none."""

    promise: Promise
    facts: tuple[str, ...] = ()
    is_amount: bool = False  # what was said first is an amount


def _products(claims: Sequence[Claim], match: str, find_product: FindProduct | None) -> list[str | None]:
    """The product each claim is about. Of several prices or warranties each has the product said with it: in front of it, or all behind."""
    if find_product is None:
        return [None] * len(claims)
    named = find_product(match)
    products = [named] * len(claims)
    for kind in _OWN_PRODUCT:
        places = [i for i, claim in enumerate(claims) if claim.kind == kind]
        spans = [(claims[i].start, claims[i].end) for i in places]
        starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(match)]
        in_front = bool(places) and find_product(match[: spans[0][1]]) is not None
        for n, i in enumerate(places):
            before, behind = find_product(match[starts[n] : spans[n][1]]), find_product(match[spans[n][0] : ends[n + 1]])
            if len(places) > 1:
                products[i] = (before if in_front else behind) or named
            elif claims[i].lone and before and behind and before != behind:
                products[i] = None  # between two products an amount may be either's
    return products


def _without_others(claim: Claim, claims: Sequence[Claim]) -> tuple[int, int]:
    """Where a claim stands without another one between its cue and its amount."""
    within = [c.end for c in claims if c is not claim and claim.start <= c.start and c.end < claim.end]
    return (max(within, default=claim.start), claim.end)


def _is_exact(finding: Finding) -> bool:
    """A span of days is known by its ends, not by a day within it; hours of dispatch and a number of instalments by themselves, not by
    being no better than the fact."""
    claim = finding.claim
    if isinstance(finding.truth, list):
        return [claim.low, claim.high] == finding.truth
    if claim.kind in _AT_BEST:
        return claim.high * _AT_BEST[claim.kind].get(claim.unit, 1) == finding.truth
    return True


def _apart(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Characters between two spans; what overlaps is nearer than what only touches, where words are written without spaces."""
    return -1 if a[0] < b[1] and b[0] < a[1] else gap(a, b)


def _without_excused(findings: list[Finding]) -> list[Finding]:
    """Free shipping for everybody is no wrong promise where its threshold is told in the same breath."""
    told = any(f.claim.kind == "free_from" and f.outcome == "supported" for f in findings)
    return [f for f in findings if not (told and f.claim.kind == "free_shipping_all")]


def _without_misheard(findings: list[Finding]) -> list[Finding]:
    """Where all ways to pay that the shop refuses are named in a row and all that it takes in another, a negation was heard too far or
    too near: "no Maya and no ShopeePay, GCash or a bank transfer"."""
    methods = sorted((f for f in findings if f.claim.kind == "method"), key=lambda f: f.claim.start)
    refused = [(f.path or "").endswith("not_accepted") for f in methods]
    changes = sum(a != b for a, b in pairwise(refused))
    told_apart = len({f.claim.value for f in methods}) >= _TOLD_APART and changes == 1 and any(not f.claim.positive for f in methods)
    return [f for f in findings if not (told_apart and f.claim.kind == "method" and f.outcome == "contradicted")]


def _answered(finding: Finding, topics: TopicView | None) -> Finding:
    topic = _ANSWERED.get(finding.claim.kind)
    return replace(finding, line=topics.line(topic, None)) if topic and topics and finding.outcome == "contradicted" else finding


def _is_new(told: Finding, found: Sequence[Finding]) -> bool:
    """Whether an amount that no cue took says anything beside what is right: neither the same words nor the same fact again ("ten months'
    warranty, the battery five")."""
    at = (told.claim.start, told.claim.end)
    amounts = [f for f in found if f.claim.unit]
    return bool(told.claim.unit) and all(f.path != told.path and gap((f.claim.start, f.claim.end), at) > 0 for f in amounts)


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


class PromiseLanguages(Mapping[str, PromiseLanguage]):
    """Every language whose folder holds a promises.toml, each loaded when it is first spoken."""

    def __init__(self, languages: Path) -> None:
        self._folders = {p.parent.name: p.parent for p in sorted(languages.glob("*/promises.toml"))}
        self._loaded: dict[str, PromiseLanguage] = {}

    def __getitem__(self, lang: str) -> PromiseLanguage:
        if lang not in self._loaded:
            self._loaded[lang] = PromiseLanguage.load(self._folders[lang])
        return self._loaded[lang]

    def __contains__(self, lang: object) -> bool:
        return lang in self._folders

    def __iter__(self) -> Iterator[str]:
        return iter(self._folders)

    def __len__(self) -> int:
        return len(self._folders)


class PromiseGuard:
    """Checks one room's speech. Holds no state: the same sentence always gets the same verdict."""

    def __init__(self, facts: FactsView, places: PlaceView | None, market: str, languages: Mapping[str, PromiseLanguage]) -> None:
        self._facts, self._places, self._market, self._languages = facts, places, market, languages
        self._judge = LenientJudge(facts, market)
        self._currency = facts.get(f"markets.{market}.currency") or None

    def check(
        self, text: str, lang: str, *, find_product: FindProduct | None = None, find_named: FindNamed | None = None, product_on_screen: str | None = None, topics: TopicView | None = None
    ) -> Promise | None:
        """The verdict on one utterance, or None where nothing checkable is said; see `checked`."""
        checked = self.checked(text, lang, find_product=find_product, find_named=find_named, product_on_screen=product_on_screen, topics=topics)
        return checked.promise if checked else None

    def checked(
        self, text: str, lang: str, *, find_product: FindProduct | None = None, find_named: FindNamed | None = None, product_on_screen: str | None = None, topics: TopicView | None = None
    ) -> Checked | None:
        """The most costly contradiction, else what was said rightly first, with the facts to cite; None where nothing checkable is said."""
        findings = self.findings(text, lang, find_product=find_product, find_named=find_named, product_on_screen=product_on_screen, topics=topics)
        if not findings:
            return None
        promise = self._promise(text, lang, findings[0])
        right = [f.path for f in findings if f.path] if promise.verdict == "supported" else []
        return Checked(promise, tuple(dict.fromkeys(right)), bool(findings[0].claim.unit))

    @property
    def languages(self) -> Mapping[str, PromiseLanguage]:
        return self._languages

    def findings(
        self, text: str, lang: str, *, find_product: FindProduct | None = None, find_named: FindNamed | None = None, product_on_screen: str | None = None, topics: TopicView | None = None
    ) -> list[Finding]:
        """Every verdict on one utterance: contradictions, the most costly first, then the rest as it was said."""
        language = self._languages.get(lang.split("-")[0])
        if language is None or not self._facts.exists(f"markets.{self._market}.currency"):
            return []
        match = normalise(text).match
        hits = list(self._places.find(match)) if self._places else []
        named = find_named(match) if find_named else ()
        heard = language.reader.read(match, [(h.start, h.end) for h in hits], named)
        within = [h for h in hits if (h.start, h.end) not in heard.taken_out]
        scene = replace(
            self._scene(within, heard),
            mentioned=find_product(match) if find_product else None,
            on_screen=product_on_screen,
            several=len({n.value for n in named if n.kind == "product" and n.value}) > 1,
            brief=len(match) <= _BRIEF,
        )
        said = Said(match, language.quantities, language.reader.finder)
        judged = [
            self._judge.judge(claim, replace(self._own_scene(claim, scene, within, heard), mentioned=product), heard.claims, said)
            for claim, product in zip(heard.claims, _products(heard.claims, match, find_product), strict=True)
            if not (claim.lone and product is None and scene.mentioned)
        ]
        found = sorted(_without_misheard(_without_excused([f for f in judged if f is not None])), key=lambda f: f.weight)
        found = [_answered(f, topics) for f in found]
        if topics is None or any(f.outcome == "contradicted" for f in found):
            return found
        settled = [(c.start, c.end) for c in heard.claims if c.unit and self._is_wrong(c, scene)]  # heard by its cue, and excused
        told = self._by_topic(topics, text, lang, scene, named, found, settled)
        return [*(t for t in told if not found or _is_new(t, found)), *found]

    def _by_topic(
        self,
        topics: TopicView,
        text: str,
        lang: str,
        scene: Scene,
        named: Sequence[Named],
        right: Sequence[Finding],
        settled: Sequence[tuple[int, int]],
    ) -> list[Finding]:
        """What a sentence in which no cue told anything says of the topic it reads as: at most one contradiction. Beside what is
        `right` it may only be an amount that nobody has judged, or the end of a day: "cash on delivery, and two hundred on top"."""
        match, language = normalise(text).match, self._languages[lang.split("-")[0]]
        readings = topics.subjects(text, match)
        told, asks = language.reader.read_topics(match, readings, named)
        said = Said(match, language.quantities, language.reader.finder)
        free = [t for t in told if all(t.claim.end <= start or end <= t.claim.start for start, end in settled)]
        judged = [Judged(t, finding) for t in free if (finding := self._judge.judge(t.claim, scene, [t.claim], said)) is not None]
        if right:
            hours = [j for j in judged if j.told.claim.unit == "until"]  # a day of service may be right and the hour that ends it wrong
            judged = [*unjudged_amounts(judged, right), *hours]
        worst = surest(judged, scene, asks=asks)
        if worst is None or self._is_known(worst, readings, scene):
            return []
        return [replace(worst.finding, line=topics.line(worst.told.likely.topic, worst.finding.product))]

    def _is_wrong(self, claim: Claim, scene: Scene) -> bool:
        found = self._judge.strict.judge(claim, scene)
        return found is not None and found.outcome == "contradicted"

    def _is_known(self, worst: Judged, readings: Sequence[Likely], scene: Scene) -> bool:
        """Whether an amount is exactly what the sheet says of something else: then that may have been meant. An area may decide cash
        on delivery, which only cues tell."""
        if worst.finding.path is not None and worst.finding.path.endswith("cod_areas"):
            return True
        others = (self._judge.strict.judge(claim, scene) for claim in amount_claims(worst.told, readings)) if worst.finding.claim.unit else ()
        return any(o is not None and o.outcome == "supported" and _is_exact(o) for o in others)

    def _scene(self, hits: Sequence[PlaceSpan], heard: Heard) -> Scene:
        places = tuple(h.place_id for h in hits)
        remote = self._remote(places, said_remote=heard.remote)
        if remote is None and heard.taken_out:
            remote = False  # "all but the islands" is said of the rest
        return Scene(self._market, places=places, remote=remote, everywhere=heard.everywhere, in_areas=lambda areas: self._in_areas(places, areas))

    def _own_scene(self, claim: Claim, scene: Scene, hits: Sequence[PlaceSpan], heard: Heard) -> Scene:
        """Of several delivery times each is for the places said beside it: "the city two days, the island five"."""
        times = [c for c in heard.claims if c.kind == "delivery"]
        if claim.kind != "delivery" or len(times) < 2:
            return scene
        own = [h for h in hits if min(times, key=lambda c: (_apart(_without_others(c, times), (h.start, h.end)), c.start)) is claim]
        there = self._scene(own, replace(heard, remote=heard.remote and len(own) == len(hits)))
        return replace(scene, places=there.places, remote=there.remote, in_areas=there.in_areas)

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
        if finding.outcome == "contradicted" and finding.line:
            correction = self._languages[lang.split("-")[0]].words.lines["told"].format(value=finding.line)
        elif finding.outcome == "contradicted":
            name = self._product_name(finding.product)
            base = lang.split("-")[0]
            correction = Corrector(self._languages[base].words, base, self._market, self._currency).line(finding, name)
        known: Any = None if finding.outcome == "unknown" else finding.truth
        fact = None if finding.outcome == "unknown" else finding.path
        return Promise(verdict=finding.outcome, fact=fact, said=said, truth=known, correction=correction)

    def _product_name(self, product: str | None) -> str | None:
        name = self._facts.get(f"products.{product}.name") if product else None
        return name if isinstance(name, str) else None
