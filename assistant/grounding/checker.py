"""The checker of one room: every statement of a rendering must be in the cited facts or the embedded answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.answering.entities import Namer
from assistant.grounding.grounds import Fault, Grounds
from assistant.grounding.names import NameCheck
from assistant.grounding.numbers import NumberCheck
from assistant.grounding.polarity import limit_faults, polarity_faults, promise_faults
from assistant.grounding.tongue import GroundingTongue, load_tongues
from assistant.guard.promises import PromiseGuard, PromiseLanguages
from assistant.knowledge import Knowledge
from assistant.language.spelling import normalise
from assistant.market.countries import Countries
from assistant.market.names import SheetNames
from assistant.market.places import Places
from assistant.market.sheet import MISSING, Sheet

_LONGEST, _SLACK = 2.5, 60  # times the embedded answer, and characters more


class Checker:
    """Checks renderings in one room. Holds no state: the same text and grounds always get the same faults."""

    def __init__(self, sheet: Sheet, market: str, namer: Namer, promises: PromiseGuard, tongues: Mapping[str, GroundingTongue]) -> None:
        currency = sheet.get(f"markets.{market}.currency")
        self._currency = None if currency is MISSING else str(currency)
        self._sheet, self._market, self._namer, self._promises, self._tongues = sheet, market, namer, promises, tongues

    @classmethod
    def for_room(cls, knowledge: Knowledge, sheet: Sheet, market: str) -> Checker:
        """Of a shop's sheet in one market. Raises `BadKnowledge` for a broken grounding.toml."""
        languages, places = knowledge.root / "languages", Places.load(knowledge.root, market)
        affixes = {code: (pack.language.before, pack.language.after) for code, pack in knowledge.packs.items()}
        countries = Countries.load(knowledge.root, affixes).spans
        namer = Namer(SheetNames(sheet, tuple(knowledge.packs)), knowledge.packs, knowledge.kinds, places, countries, knowledge.near)
        spoken = PromiseLanguages(languages)
        return cls(sheet, market, namer, PromiseGuard(sheet, places, market, spoken), load_tongues(knowledge.packs, languages))

    def check(self, text: str, grounds: Grounds) -> tuple[Fault, ...]:
        """What the text says without a ground; empty where it may go out."""
        lang = grounds.lang.split("-")[0]
        tongue = self._tongues.get(lang)
        if tongue is None or tongue.quantities is None:
            return (Fault("language", lang, f"renderings in {lang!r} cannot be checked: it has no grounding.toml"),)
        if len(text) > _LONGEST * len(grounds.answer) + _SLACK:
            return (Fault("length", str(len(text)), f"longer than {_LONGEST} times the embedded answer"),)
        return tuple(self._faults(text, grounds, tongue, lang))

    def _faults(self, text: str, grounds: Grounds, tongue: GroundingTongue, lang: str) -> Iterator[Fault]:
        answer_text, text = tongue.without_courtesy(grounds.answer, text)
        match, answer, question = (normalise(t).match for t in (text, answer_text, grounds.question))
        facts = " ".join(normalise(t).match for t in grounds.texts())
        names = NameCheck(self._namer, grounds, lang, is_latin=tongue.pack.language.scripts[0] == "Latn")
        said, told = tongue.cues(match), [tongue.cues(answer)]
        english = self._tongues.get("en")
        told += [cues for t in (answer, facts) if english for cues in (english.cues(t), tongue.cues(t))]
        today = any("today" in cues.of("promise") for cues in told)
        yield from names.faults(match, answer, question, text, answer_text, may_name_days=today)
        numbers = NumberCheck(grounds, tongue, match, answer, question, names)
        yield from numbers.faults()
        yield from numbers.dates()
        yield from numbers.units()
        yield from numbers.money(text, answer_text, self._currency)
        yield from polarity_faults(said, told[0])
        yield from limit_faults(said, told[0], numbers.said, numbers.told)
        yield from promise_faults(said, told)
        yield from self._contradictions(text, grounds, lang)

    def _contradictions(self, text: str, grounds: Grounds, lang: str) -> Iterator[Fault]:
        """What the sheet says otherwise: the rendering read as a host's sentence."""

        def product(match: str) -> str | None:
            found = next((e for e in self._namer.find(match, lang) if e.kind == "product" and e.values), None)
            return found.values[0] if found else None

        for finding in self._promises.findings(text, lang, find_product=product, find_named=lambda m: self._namer.find(m, lang)):
            if finding.outcome == "contradicted":
                yield Fault("contradiction", finding.claim.kind, f"the facts sheet says otherwise of {finding.claim.kind}")
