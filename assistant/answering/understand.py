"""What a comment says: its language, the things it names, and the topics or acts it is about. Pure; no facts here."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import regex

from assistant import fingerprint
from assistant.answering.entities import Entity, Namer
from assistant.answering.own_questions import NO_COMMON, NONE, CommonQuestions, own_questions
from assistant.answering.senses import OwnBySense, SenseFinder
from assistant.answering.subjects import Subject, subjects
from assistant.answering.tongue import MIN_CLAUSE, Clause, Tongue, is_dense, is_topic
from assistant.errors import BadKnowledge
from assistant.language.finder import Marked
from assistant.language.hanzi import is_traditional
from assistant.language.identify import Identified, Identifier
from assistant.language.spelling import marked_words, match_key
from assistant.market.phrasebook import Pack
from assistant.market.sheet import Faq
from assistant.market.topics import ESCALATE_ACTS, IGNORE_ACTS
from assistant.ports import Shelf

log = logging.getLogger(__name__)

_BLANK = regex.compile(r"\{(\w+)\}")
_CLAUSE_END = regex.compile(r"(?<!\d)[.,](?!\d)|(?<=\d)[.,](?!\d)|[?!;\n؟،؛。？！，；、…|/။၊។]+")
_ACT_SHARE = 0.5  # share of the best score at which an act that needs a person counts
_LONGER_THAN_HELLO = 24  # characters of match text
_HELLO, _BEHIND_HELLO, _SURELY_BEHIND = 0.6, 0.25, 0.45  # a greeting this likely is one; least score of a question behind another
_LETTERS_A_WORD = 4  # of scripts without spaces


@dataclass(frozen=True, slots=True)
class Reading:
    """A comment, read. `whole` covers all of it; `clauses` its parts where it has several."""

    lang: str
    script: str
    lang_confidence: float
    whole: Clause
    clauses: tuple[Clause, ...]
    halves: tuple[Clause, ...]  # where nothing parts them, the two halves that each read as a question
    asks: bool  # it has the form of a question
    asks_mark: bool  # it carries a question mark
    yes_no: bool
    this: bool  # points at what is shown
    follows: bool  # opens like a continuation
    words: int

    @property
    def entities(self) -> tuple[Entity, ...]:
        return self.whole.entities


class Reader:
    """Reads comments of one room. Immutable but for what it trains lazily."""

    def __init__(
        self,
        packs: Mapping[str, Pack],
        namer: Namer,
        room_langs: Sequence[str],
        faqs: Sequence[Faq] = (),
        common: CommonQuestions | None = None,
        shelf: Shelf | None = None,
        source: str = "",
    ) -> None:
        """`faqs`: the shop's own answers; `common`: the common questions; `shelf`: where training is kept;
        `source`: a digest of what all languages are read by."""
        self._packs, self._namer, self._shelf = packs, namer, shelf
        english = packs["en"].digest if "en" in packs else ""  # its nouns count in every language
        self._source = f"{fingerprint.of_code()}{source}{english}"
        self._left_out: set[str] = set()  # languages whose phrasings turned out to be broken
        self._tongues: dict[str, Tongue] = {}
        self._own, self._own_by_sense = NONE, OwnBySense(())
        room = [code for code in dict.fromkeys(lang.split("-")[0] for lang in room_langs) if code in packs]
        self._home = room[0] if room else next(iter(packs))
        texts = {code: partial(_samples, pack) for code, pack in packs.items()}
        self.identifier = Identifier(
            texts,
            {code: pack.language.scripts for code, pack in packs.items()},
            room_langs or (self._home,),
            shelf,
            {code: f"{self._source}{pack.digest}" for code, pack in packs.items()},
        )
        asked = [*room, *(("en",) if "en" in packs else ())]
        self._own = own_questions(faqs, common or NO_COMMON, list(dict.fromkeys(asked)), lambda lang, text: self._tongue(lang).read_untaught(text))
        self._own_by_sense = OwnBySense(_as_senses(self._own.entries, self._own.linked, packs))
        for tongue in self._tongues.values():
            tongue.own, tongue.own_by_sense = self._own, self._own_by_sense

    def _tongue(self, lang: str) -> Tongue:
        """Made at the first comment in a language. Raises `BadKnowledge` where the room's own is broken."""
        code = lang if lang in self._packs and lang not in self._left_out else self._home
        if code not in self._tongues:
            tongue = Tongue(self._packs[code], self._namer, self._shelf, self._source)
            tongue.own, tongue.own_by_sense = self._own, self._own_by_sense
            try:
                _ = tongue.untaught
            except BadKnowledge as error:
                if code == self._home:
                    raise
                log.error("the language %s is left out: %s", code, error)
                self._left_out.add(code)
                return self._tongue(self._home)
            self._tongues[code] = tongue
        return self._tongues[code]

    def warm(self, langs: Sequence[str]) -> None:
        """Train these languages now rather than at their first comment."""
        for lang in langs:
            if lang in self._packs:
                _ = self._tongue(lang).retriever

    def identify(self, text: str, match: str, *, usual: str | None = None) -> Identified:
        known = self.identifier.identify(text, match, usual=usual)
        if known.lang in self._left_out:
            known = replace(known, lang=self._home, script=self._packs[self._home].language.scripts[0])
        pack = self._packs.get(known.lang)
        if pack is not None and known.script == "Hani" and "Hant" in pack.language.variants and is_traditional(text):
            return replace(known, script="Hant")
        return known

    def knows(self, lang: str) -> bool:
        return lang in self._packs

    def phrasings(self, lang: str) -> list[str]:
        """What a sentence encoder gets of a language."""
        return self._tongue(lang).phrasings()

    def learn_meanings(self, lang: str, vectors: np.ndarray) -> None:
        """`vectors` of `phrasings(lang)`, (n, d)."""
        self._tongue(lang).learn_meanings(vectors)

    def read(self, text: str, match: str, known: Identified, vector: np.ndarray | None = None) -> Reading:
        """`match` is the match channel of `text` (masked text is fine); `vector` the text's by a sentence encoder."""
        tongue = self._tongue(known.lang)
        flat = tongue.digits(tongue.unslang(match))
        typed = marked_words(text)
        whole = tongue.clause(flat, known.script, typed, vector=vector)
        if not _surely_of_an_act(whole):
            whole = tongue.heart(flat, known.script, typed, whole)
        if tongue.asks(flat) and len(flat) >= _LONGER_THAN_HELLO // (1 + is_dense(flat)):
            whole = _past_hello(whole)
        parts = self._split(text, tongue, typed)
        clauses = tuple(tongue.clause(part, known.script, typed, top=3, about=whole.entities) for part in parts) if len(parts) > 1 else ()
        whole = _without_hello(whole, parts, clauses, tongue, known.script, typed)
        halves = () if clauses else tongue.halves(flat, known.script, typed, whole)
        return Reading(
            lang=known.lang,
            script=known.script,
            lang_confidence=known.confidence,
            whole=whole,
            clauses=clauses,
            halves=halves,
            asks=tongue.asks(flat),
            asks_mark=any(mark in text for mark in "?؟？"),
            yes_no=bool(tongue.yes_no.find(flat)),
            this=bool(tongue.this.find(flat)),
            follows=any(hit.start <= 1 for hit in tongue.follow.find(flat)),
            words=len(flat.split()) if tongue.spaced else max(1, len(flat) // (_LETTERS_A_WORD - 2 * is_dense(flat))),
        )

    def subjects(self, text: str, match: str, lang: str) -> list[Subject]:
        """What a host's sentence and its stretches may be about, see `subjects`; nothing in a language without a phrasebook."""
        if not self.knows(lang):
            return []
        tongue = self._tongue(lang)
        return subjects(tongue, match, tongue.pack.language.scripts[0], marked_words(text))

    def _split(self, text: str, tongue: Tongue, typed: Marked) -> list[str]:
        """Clauses in match form: at punctuation, then at the language's joining words."""
        parts: list[str] = []
        for piece in _CLAUSE_END.split(text):
            match = tongue.digits(tongue.unslang(match_key(piece)))
            at = 0
            for hit in tongue.joiners.longest(match, typed):
                parts.append(match[at : hit.start])
                at = hit.end
            parts.append(match[at:])
        return [p.strip() for p in parts if len(p.strip()) >= MIN_CLAUSE - is_dense(p)][:6]


def _as_senses(
    entries: Sequence[tuple[str, Faq]], linked: Mapping[str, tuple[str, ...]], packs: Mapping[str, Pack]
) -> Iterator[tuple[frozenset[str], str, tuple[str, ...], str, bool]]:
    """Every way of asking and every answer of the shop's own entries, in all languages that list senses."""
    finders: dict[str, SenseFinder] = {}
    for label, faq in entries:
        texts = [*((lang, ask, False) for lang, asks in faq.asks.items() for ask in asks), *((lang, text, True) for lang, text in faq.answer.items())]
        for tag, text, is_answer in texts:
            lang = tag.split("-")[0]
            if lang in packs and packs[lang].senses:
                finder = finders.get(lang) or finders.setdefault(lang, SenseFinder(packs[lang].senses, packs[lang].language.before))
                yield finder.find(match_key(text), marked_words(text)), label, linked.get(label, (faq.path,)), text, is_answer


def _surely_of_an_act(clause: Clause) -> bool:
    """A comment that as a whole is a complaint or the like stays one, however clearly a part of it asks."""
    return any(c.label in ESCALATE_ACTS and c.score >= _ACT_SHARE * clause.candidates[0].score for c in clause.candidates[:3])


def _without_hello(whole: Clause, parts: Sequence[str], clauses: Sequence[Clause], tongue: Tongue, script: str, typed: Marked) -> Clause:
    """A greeting in front hides no question behind it: "greetings from KL, how much is the post?" is read without it."""
    if whole.best is None or whole.best.label != "greeting" or not clauses:
        return whole
    rest = [p for p, c in zip(parts, clauses, strict=True) if c.best is None or c.best.label != "greeting" or c.best.probability < _HELLO]
    text = (" " if tongue.spaced else "").join(rest)
    if not rest or not tongue.asks(text):
        return whole
    behind = tongue.clause(text, script, typed, about=whole.entities)
    if behind.best is None or behind.best.label in IGNORE_ACTS or behind.best.probability < _SURELY_BEHIND:
        return whole
    return replace(whole, candidates=behind.candidates, cues=whole.cues | behind.cues)


def _past_hello(clause: Clause) -> Clause:
    """A long comment that asks may open with a greeting; it is not one."""
    first, *rest = clause.candidates or (None,)
    if (
        first is None
        or first.label != "greeting"
        or not rest
        or not is_topic(rest[0].label)
        or rest[0].score < _BEHIND_HELLO
        or first.probability > _HELLO
    ):
        return clause
    return replace(clause, candidates=tuple(rest))


def _samples(pack: Pack) -> list[str]:
    """Texts that show how the language looks: phrases without their blanks; none where its phrasings are broken."""
    try:
        book = pack.phrases
    except BadKnowledge as error:
        log.error("the language %s is left out: %s", pack.code, error)
        return []
    lines = [phrase for phrases in (*book.asks.values(), *book.acts.values()) for phrase in phrases]
    names = [word for table in (pack.names.products, pack.names.colours, pack.names.things) for words in table.values() for word in words]
    return [_BLANK.sub(" ", line) for line in lines] + names
