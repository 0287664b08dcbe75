"""Step 2 for the host's voice: flags, the promise verdict, what is shown, and what the sentence tells as an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.answering import compose
from assistant.answering.entities import Entity, Namer
from assistant.answering.facts import Asked, Desk
from assistant.answering.subjects import Subject
from assistant.answering.understand import Reader
from assistant.domain import Act, Decision, Judgement, Utterance
from assistant.guard.promises import Checked, PromiseGuard
from assistant.guard.reach import READ
from assistant.guard.review import Guard
from assistant.guard.scarcity import Evening, ScarcityLedger
from assistant.judged import Judged
from assistant.language.spelling import normalise
from assistant.language.zawgyi import modern_burmese
from assistant.masking import without_masks
from assistant.on_air.told import Manners, Told


class HostJudge:
    """Judges the sentences of one room's hosts, in order. Remembers what was said to be scarce, nothing else."""

    def __init__(
        self,
        *,
        reader: Reader,
        namer: Namer,
        desks: Mapping[str, Desk],
        guard: Guard,
        promises: PromiseGuard | None,
        scarcity: ScarcityLedger | None,
        stopwatch: Callable[[], float],
    ) -> None:
        self._reader, self._namer, self._desks, self._guard = reader, namer, desks, guard
        self._promises, self._scarcity, self._evening = promises, scarcity, Evening()
        self._manners = Manners(promises.languages) if promises else None
        self._stopwatch = stopwatch

    def judge(self, utterance: Utterance, showing: tuple[str, ...]) -> tuple[Judged, tuple[str, ...]]:
        """The judgement, and what is shown after these words."""
        started = self._stopwatch()
        text, left_out = modern_burmese(utterance.text[:READ]), utterance.left_out + max(0, len(utterance.text) - READ)
        match = normalise(text).match
        lang = utterance.lang.split("-")[0] if utterance.lang else self._reader.identify(text, match).lang
        masked = self._guard.mask(text, lang, left_out=left_out, said_by="host")
        named = self._namer.find(match, lang)
        shown = [p for e in named if e.kind == "product" for p in e.values]
        showing = tuple(dict.fromkeys(reversed(shown))) if shown else showing
        flags = list(self._guard.review_speech(text, lang))
        on_screen = showing[0] if showing else None
        if self._scarcity is not None:
            self._evening, scarce = self._scarcity.check(
                self._evening, text, lang, find_product=lambda m: self._find_product(m, lang), product_on_screen=on_screen
            )
            flags += [scarce] if scarce else []
        said = without_masks(masked.text) if masked.found else text  # nobody promises a telephone number, and it must not be quoted
        topics = Topics(self._reader, self._desks[lang]) if lang in self._desks else None
        checked = self._check(said, lang, on_screen, topics)
        promise = checked.promise if checked else None
        decision = Decision(
            event_id=utterance.id,
            action="ignore",
            facts=checked.facts if checked else (),
            lang=lang,
            flags=tuple(flags),
            promise=promise,
            pii_masked=masked.text if masked.found else None,
            confidence=0.9 if utterance.asr_confidence is None else round(0.9 * utterance.asr_confidence, 3),
            latency_ms=round(1000 * (self._stopwatch() - started)),
        )
        why = "promise contradicted" if promise and promise.verdict == "contradicted" else "flagged" if flags else "nothing to warn of"
        told = self._told(said, lang, on_screen, checked, named, topics)
        return Judged(Judgement(decision=decision, act=Act.SILENT, why=why), masked.text, lang, told=told), showing

    def topics_of(self, text: str, lang: str) -> Mapping[str, float]:
        """What a part of a sentence reads as so far: topic -> score."""
        return Topics(self._reader, self._desks[lang]).scores(text, normalise(text).match) if lang in self._desks else {}

    def stated(self, utterance: Utterance) -> Mapping[str, float]:
        """Topic -> score of a whole sentence that is said as an answer, right or not; empty for one that is not."""
        text = modern_burmese(utterance.text[:READ])
        match = normalise(text).match
        lang = utterance.lang.split("-")[0] if utterance.lang else self._reader.identify(text, match).lang
        if lang not in self._desks or self._manners is None or not self._manners.speaks(lang):
            return {}
        scores = Topics(self._reader, self._desks[lang]).scores(text, match)
        goods = max(scores, key=lambda topic: scores[topic], default="").startswith("p.")
        return scores if self._manners.is_answer(match, lang, amount=False, goods=goods) else {}

    def _check(self, said: str, lang: str, on_screen: str | None, topics: Topics | None) -> Checked | None:
        if self._promises is None:
            return None
        return self._promises.checked(
            said,
            lang,
            find_product=lambda match: self._find_product(match, lang),
            find_named=lambda match: self._namer.find(match, lang),
            product_on_screen=on_screen,
            topics=topics,
        )

    def _told(self, said: str, lang: str, on_screen: str | None, checked: Checked | None, named: Sequence[Entity], topics: Topics | None) -> Told | None:
        """None where nothing was said rightly."""
        if topics is None or self._manners is None or not self._manners.speaks(lang):
            return None
        match = normalise(said).match
        answer = self._manners.without_address(match, lang) if checked is None else None
        checked = self._check(answer, lang, on_screen, topics) if answer else checked
        if checked is None or not checked.facts:
            return None
        goods = checked.facts[0].startswith("products.")
        sure = self._manners.is_answer(match, lang, amount=checked.is_amount, goods=goods)
        values = frozenset(v.casefold() for e in named for v in (e.value, *e.values) if v)
        return Told(checked.facts, values, topics.scores(answer or said, answer or match), checked.is_amount, sure)

    def _find_product(self, match: str, lang: str) -> str | None:
        return next((e.values[0] for e in self._namer.find(match, lang) if e.kind == "product" and e.values), None)


class Topics:
    """The reader of questions, asked what a host's sentence is about. Reads a sentence once."""

    def __init__(self, reader: Reader, desk: Desk) -> None:
        self._reader, self._desk = reader, desk
        self._read: dict[str, Sequence[Subject]] = {}

    def subjects(self, text: str, match: str) -> Sequence[Subject]:
        if match not in self._read:
            self._read = {match: self._reader.subjects(text, match, self._desk.pack.code)}
        return self._read[match]

    def scores(self, text: str, match: str) -> dict[str, float]:
        """topic -> score of its likeliest stretch."""
        found: dict[str, float] = {}
        for subject in self.subjects(text, match):
            found[subject.topic] = max(subject.score, found.get(subject.topic, 0.0))
        return found

    def line(self, topic: str, product: str | None) -> str | None:
        made = compose.answer(self._desk, Asked(topic, (product,) if product else ()))
        return made.text if made else None
