"""One language as it is read: how its phrasings and a comment become the same kind of text, and what a stretch of it is about. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import regex

from assistant.answering.entities import MARK, Entity, Namer
from assistant.answering.own_questions import NONE
from assistant.answering.retrieval import Candidate, Example, Retriever
from assistant.answering.senses import Meant, OwnBySense, SenseFinder
from assistant.language.finder import Finder, Marked
from assistant.language.numbers import NumberReader
from assistant.language.sounds import Sounds
from assistant.language.spelling import marked_words, match_key
from assistant.market.phrasebook import Pack
from assistant.market.topics import TOPICS
from assistant.ports import Shelf

_BLANK = regex.compile(r"\{(\w+)\}")
# Topics of few markets: read only where their own words stand, or every question on paying or posting would be near them.
RARE = frozenset(("pix", "boleto", "customs_code", "p.br_version", "ship_fee_courier", "locker", "warranty_legal", "vat"))
_RIVAL = 0.25  # a second question leaves a second candidate at least this share of the first one's score
_HALF, _BOTH = 0.45, 1.1  # least probability of each half, and of the two together
_CUTS_MAX = 12
_UNSPACED_HALF = 5  # letters; of Chinese, Japanese and Korean half as many
_SOUND_MIN = 3  # consonants of a cue word that is known by its sound
_HEART, _HEARTS_MAX = 7, 6  # words of the stretch that asks, and how many stretches are tried
_HEART_GAIN = 0.15  # how much clearer than the whole it must be
_SPOKEN_FROM = 10.0  # words of smaller numbers are other words too: a, year, this one
_DIGITS_TO = 100_000.0  # larger numbers are written whole: `%g` would give them an exponent
_SPARE = 3  # readings looked at beyond those wanted: several may be the same to this shop
_ORDINARY = 2  # phrasebook lines with a word that make it no name that is told by its sound
_SEEN_MAX = 4096  # words remembered as ordinary or not
_COMMON = 4  # phrasebook lines with a word that make it common
_SENDING = frozenset(("ship", "arrive", "send", "cod", "ship_time", "ship_fee", "ships_to"))
MIN_CLAUSE = 3  # characters of match text a clause needs to be read by itself; two of them are enough in Chinese
_LETTERS_A_WORD = 4  # of scripts without spaces


@dataclass(frozen=True, slots=True)
class Clause:
    """One stretch of a comment, read by itself."""

    match: str
    entities: tuple[Entity, ...]
    cues: frozenset[str]
    candidates: tuple[Candidate, ...]
    known: float = 1.0  # share of the stretch that the language's phrasings hold too
    meant: Meant | None = None  # the shop's own question that it is nearest to by what its words mean

    @property
    def best(self) -> Candidate | None:
        return self.candidates[0] if self.candidates else None


class Tongue:
    """What reading one language needs, built once."""

    def __init__(self, pack: Pack, namer: Namer, shelf: Shelf | None = None, source: str = "") -> None:
        """`source`: a digest of what else decides how phrasings are read, for the shelf's names."""
        self.pack, self._shelf, self._source = pack, shelf, f"{source}{pack.digest}"
        self.own = NONE  # what the shop answers in its own words; set before the first comment is read
        self.own_by_sense = OwnBySense(())  # the same as senses, of all languages
        self.namer = namer
        self.spaced = pack.language.spaced
        self._written_on = _written_on(pack.language.before, pack.language.after)
        self._numbers = _numbers(pack.language.letter_digits)
        kept: dict[str, str] = {}  # many spellings stand for one word, and most are written as they are compared
        self._slang = {_compared(k): kept.setdefault(word := _compared(v), word) for k, v in pack.words.slang.items()}
        self._long_slang = Finder((k, v) for k, v in self._slang.items() if not self.spaced or " " in k)
        self.cue_finder: Finder[str] = Finder((w, key) for key, words in pack.words.cues.items() for w in words)
        self.question = Finder((w, True) for w in pack.words.question.words)
        self.this = Finder((w, True) for w in pack.words.this.words)
        self.follow = Finder((w, True) for w in pack.words.follow.words)
        self.yes_no = Finder((w, True) for w in pack.words.yes_no.words)
        self._filler = Finder((w, True) for w in pack.words.filler.words)
        self.joiners = Finder((w, True) for w in pack.words.joiners.words)
        self._spoken = NumberReader(pack.numbers) if pack.numbers else None
        self._large = _large_number_words(pack)
        self._sounds = Sounds(pack.language.sounds)
        self._senses = SenseFinder(pack.senses, pack.language.before)
        self._by_meaning: Retriever | None = None
        self._seen: dict[str, bool] = {}  # words that sound like a product -> whether they are ordinary words

    @cached_property
    def untaught(self) -> Retriever:
        """Trained on first use: a room pays for the languages it hears. Knows nothing of a shop until `retriever` is asked for."""
        return Retriever(self._examples, spaced=self.spaced, shelf=self._shelf, name=self._source, sensed=bool(self.pack.senses))

    @cached_property
    def retriever(self) -> Retriever:
        """The same, taught what the shop answers in its own words."""
        retriever = self.untaught
        retriever.learn(self._of_the_shop())
        return retriever

    def read_untaught(self, text: str, top: int = 3) -> list[Candidate]:
        """What a text reads as before anything of the shop is known."""
        phrase = self.blank_phrase(text)
        senses = self._senses.find(phrase, marked_words(text))
        return self.untaught.candidates(phrase, self.cues(phrase, marked_words(text)), marked=_marked(text), senses=senses, top=top) if phrase else []

    def _of_the_shop(self) -> list[Example]:
        """The shop's own phrasings, each once."""
        rows: dict[tuple[str, str], Example] = {}
        for phrase, label in self.own.phrasings.get(self.pack.code, ()):
            text = self.blank_phrase(phrase)
            if text:
                rows.setdefault((text, label), Example(text, self.cues(text), label, phrase=phrase, senses=self._senses.find(text, marked_words(phrase))))
        return list(rows.values())

    def phrasings(self) -> list[str]:
        """The known phrasings as a person would write them, in the order they are trained in: what a sentence encoder gets."""
        return [example.phrase for example in self._examples()]

    def learn_meanings(self, vectors: np.ndarray) -> None:
        """Read with a sentence encoder too from now on. `vectors`: of `phrasings()`, (n, d)."""
        self._by_meaning = Retriever(self._examples, spaced=self.spaced, shelf=self._shelf, name=self._source, vectors=vectors, sensed=bool(self.pack.senses))

    @cached_property
    def by_sound(self) -> Retriever:
        """Trained on how the same phrasings sound, for a comment in a script that is not the language's main one."""
        retriever = Retriever(
            lambda: self._sounding(self._examples()), spaced=self.spaced, shelf=self._shelf, name=f"{self._source}-by-sound"
        )
        retriever.learn(self._sounding(self._of_the_shop()))
        return retriever

    def _sounding(self, examples: Sequence[Example]) -> list[Example]:
        rows = [Example(self._sounds.of(e.text), e.cues, e.label) for e in examples]
        return [row for row in rows if row.text]

    @cached_property
    def _sounding_cues(self) -> Finder[str]:
        """Cue words by their sound; where two topics' different words sound alike, neither is a sign."""
        heard: dict[str, dict[str, set[str]]] = {}  # sound -> word -> keys
        for key, words in self.pack.words.cues.items():
            for word in words:
                sound = self._sounds.of(match_key(word.removesuffix("*")))
                if len(sound) >= _SOUND_MIN:
                    heard.setdefault(sound + ("*" if word.endswith("*") else ""), {}).setdefault(word, set()).add(key)
        clear = ((sound, set.intersection(*by_word.values())) for sound, by_word in heard.items())
        return Finder((sound, key) for sound, keys in clear for key in sorted(keys))

    def _examples(self) -> list[Example]:
        """The phrasings as they are trained on, the same for every shop and market."""
        namer = self.namer.without_shop()
        rows: dict[tuple[str, str], Example] = {}
        for label, phrases in self.pack.phrases.all():
            for phrase in phrases:
                text = self.blank_phrase(phrase, namer)
                if text:
                    spoken = self.unslang(match_key(_BLANK.sub(" ", phrase)))
                    typed = marked_words(phrase)
                    cues = self.cues(text, typed) | self.cues(spoken, typed)
                    rows.setdefault((text, label), Example(text, cues, label, _marked(phrase), self._filled(phrase), self._senses.find(text, typed)))
        return list(rows.values())

    def _filled(self, phrase: str) -> str:
        """A phrasing with something usual in its blanks: an encoder knows no blanks."""
        tables = {
            "product": self.pack.names.products, "colour": self.pack.names.colours, "method": self.pack.names.methods,
            "carrier": self.pack.names.carriers, "channel": self.pack.names.channels, "weekday": self.pack.names.weekdays,
        }  # fmt: skip
        usual = {blank: next((words[0] for words in table.values() if words), "") for blank, table in tables.items()}
        return " ".join(_BLANK.sub(lambda hit: usual.get(hit.group(1), "40"), phrase).split())

    def unslang(self, match: str) -> str:
        """Slang tokens replaced by their normal forms."""
        pieces, at = [], 0
        for hit in self._long_slang.longest(match):
            pieces += [match[at : hit.start], hit.value]
            at = hit.end
        match = "".join([*pieces, match[at:]])
        if not self.spaced:
            return match
        return " ".join(self._slang.get(word, word) for word in match.split())

    def digits(self, match: str) -> str:
        """Numbers that are said in words, in digits: voice messages spell them out."""
        if self._spoken is None or not self._large.find(match):  # most texts hold none, and looking is cheaper than reading
            return match
        pieces, at = [], 0
        for number in self._spoken.find(match):
            if number.kind == "words" and number.value >= _SPOKEN_FROM:
                pieces += [match[at : number.start], f"{number.value:g}" if number.value < _DIGITS_TO else str(int(number.value))]
                at = number.end
        return "".join([*pieces, match[at:]])

    def blank_phrase(self, phrase: str, namer: Namer | None = None) -> str:
        """A phrasebook line in match form: its blanks, and the things that `namer` (the room's) finds in it, as marks."""
        parts = _BLANK.split(self._written_on.sub(r"\1", phrase))
        pieces = [f" {MARK[p]} " if i % 2 else self._blank_text(p, namer or self.namer) for i, p in enumerate(parts)]
        return " ".join("".join(pieces).split())

    def _blank_text(self, text: str, namer: Namer) -> str:
        match = self.digits(self.unslang(match_key(text)))
        named = [e for e in namer.find(match, self.pack.code) if not e.weak]  # lines write {place}: a weak name in one is a word of the language
        padded = self.blank(match, named) if match else ""
        return f" {padded} " if self.spaced else padded

    def blank(self, match: str, entities: Sequence[Entity]) -> str:
        """The match text with named things and numbers replaced by marks."""
        out, at = [], 0
        for entity in entities:
            if entity.kind in MARK:
                out += [match[at : entity.start], f" {MARK[entity.kind]} "]
                at = entity.end
        out.append(match[at:])
        return self._without_filler(" ".join(self._numbers.sub(f" {MARK['number']} ", "".join(out)).split()))

    def _without_filler(self, text: str) -> str:
        """The text without politeness; all of it where nothing else would be left."""
        kept, at = [], 0
        for hit in self._filler.longest(text):
            if self.spaced or hit.start == 0 or hit.end == len(text) or text[hit.end] == " ":
                kept.append(text[at : hit.start])
                at = hit.end
        rest = " ".join("".join([*kept, text[at:]]).split())
        return rest if len(rest) >= MIN_CLAUSE or any(mark in rest for mark in MARK.values()) else text

    @cached_property
    def _ordinary(self) -> Counter[str]:
        """How many phrasings hold a word that is a place's name too."""
        return Counter(word for text in self.untaught.texts for word in self.namer.weak_places(text))

    def entities(self, match: str, cues: frozenset[str], typed: Marked) -> tuple[Entity, ...]:
        """The things named; an ordinary word is a place only beside a word of sending, a common one never."""
        sending = bool(cues & _SENDING)
        found = self.namer.find(match, self.pack.code, typed)
        return tuple(
            e
            for e in found
            if (not e.weak or (sending and self._ordinary[match[e.start : e.end]] < _COMMON))
            and not (e.heard and self._is_ordinary(match, e.start, e.end))
        )

    def _is_ordinary(self, match: str, start: int, end: int) -> bool:
        """Whether the phrasings hold the word that sounds like a product: "после" is no puzzle."""
        if self.spaced:
            start, end = match.rfind(" ", 0, start) + 1, (match + " ").index(" ", end)
        word = match[start:end]
        if word not in self._seen:
            if len(self._seen) >= _SEEN_MAX:
                self._seen.clear()
            texts = (f" {text} " for text in self.untaught.texts)
            piece = f" {word} " if self.spaced else word
            self._seen[word] = sum(piece in text for text in texts) >= _ORDINARY
        return self._seen[word]

    def cues(self, blanked: str, typed: Marked | None = None) -> frozenset[str]:
        found = {hit.value for hit in self.cue_finder.find(blanked, typed)}
        return frozenset(found | {f"#{name}" for name, mark in _MARKS_SEEN if mark in blanked})

    def clause(
        self,
        match: str,
        script: str,
        typed: Marked,
        *,
        top: int = 4,
        about: Sequence[Entity] = (),
        vector: np.ndarray | None = None,
        barred: frozenset[str] = frozenset(),
    ) -> Clause:
        """One stretch, read. `typed`: the comment's words with marks; `about`: what the rest of the comment names,
        where this stretch names no product; `vector`: the stretch's by a sentence encoder; `barred`: labels it cannot be."""
        spoken = self.cues(match, typed)
        entities = self.entities(match, spoken, typed)
        blanked = self.blank(match, entities)
        cues = self.cues(blanked, typed) | spoken
        subject = entities if any(e.kind == "product" and e.values for e in entities) else about
        without = (RARE - cues) | self.namer.unfit(subject)
        senses = self._senses.find(blanked, typed)
        by_sound = script != self.pack.language.scripts[0] and script in self._sounds.scripts
        if by_sound:
            blanked = self._sounds.of(blanked)
            cues |= {hit.value for hit in self._sounding_cues.find(blanked)}
        retriever = self.by_sound if by_sound else self.retriever
        if vector is not None and self._by_meaning is not None and not by_sound:
            retriever = self._by_meaning
        without |= _answers_on_others(retriever.labels, subject) | barred
        marked = frozenset(word for key, words in typed.items() if key in match for word in words)
        found = retriever.candidates(blanked, cues, marked=marked, senses=senses, top=top + _SPARE, without=without, lifted=self.own.answered, vector=vector) if blanked else []
        meant = self._meant(senses, _named(subject))
        return Clause(match, entities, cues, self._of_this_shop(found, subject)[:top], retriever.known(blanked), meant)

    def _meant(self, senses: frozenset[str], named: frozenset[str]) -> Meant | None:
        found = self.own_by_sense.nearest(senses, named, self.untaught.weight_of)
        return replace(found, label=self.own.label_for(found.label, named)) if found else None

    def _of_this_shop(self, found: Sequence[Candidate], subject: Sequence[Entity]) -> tuple[Candidate, ...]:
        """Common questions as the shop's own entries, or as questions it does not answer: each label once."""
        named = _named(subject)
        kept: dict[str, Candidate] = {}
        for candidate in found:
            label = self.own.label_for(candidate.label, named)
            kept.setdefault(label, replace(candidate, label=label) if label != candidate.label else candidate)
        return tuple(kept.values())

    def asks(self, match: str) -> bool:
        """Whether a stretch has a word that asks."""
        return bool(self.question.find(match) or self.yes_no.find(match))

    def halves(self, match: str, script: str, typed: Marked, whole: Clause) -> tuple[Clause, ...]:
        """Two questions written without anything between them, cut where both halves are read best; () for one question."""
        if len(whole.candidates) < 2 or whole.candidates[1].score < _RIVAL * whole.candidates[0].score:
            return ()
        near = {c.label for c in whole.candidates}  # the whole comment must be near both
        best: tuple[float, tuple[Clause, ...]] = (_BOTH, ())
        for at in self._cuts(match):
            if not (self.asks(match[:at]) and self.asks(match[at:])):
                continue
            left = self.clause(match[:at].strip(), script, typed, top=3, about=whole.entities)
            if left.best is None or left.best.label not in near or not is_topic(left.best.label) or left.best.probability < _HALF:
                continue
            right = self.clause(match[at:].strip(), script, typed, top=3, about=whole.entities)
            if right.best is None or not is_topic(right.best.label) or right.best.probability < _HALF:
                continue
            both = left.best.probability + right.best.probability
            labels = {left.best.label, right.best.label}
            if len(labels) == 2 and whole.candidates[0].label in labels and labels <= near and both > best[0]:
                best = (both, (left, right))
        return best[1]

    def heart(self, match: str, script: str, typed: Marked, whole: Clause) -> Clause:
        """The whole of a long comment, read by the stretch of it that asks most clearly: voice messages wander before and after."""
        words = match.split(" ") if self.spaced else list(match)
        size, step = (_HEART, _HEART // 2) if self.spaced else (_HEART * _LETTERS_A_WORD // (1 + is_dense(match)), _HEART)
        if len(words) < 2 * size:
            return whole
        joint = " " if self.spaced else ""
        starts = range(0, len(words) - size + step, step)
        windows = [joint.join(words[at : at + size]).strip() for at in starts][:_HEARTS_MAX]
        read = [self.clause(w, script, typed, about=whole.entities) for w in windows if self.asks(w)]
        best = max(
            (c for c in read if c.best and is_topic(c.best.label)), key=lambda c: c.best.probability if c.best else 0.0, default=None
        )
        if best is None or best.best is None or (whole.best and best.best.probability < whole.best.probability + _HEART_GAIN):
            return whole
        return replace(whole, candidates=best.candidates, cues=whole.cues | best.cues)

    def _cuts(self, match: str) -> list[int]:
        """Places between words where a second question may start: at least two words (six letters where words are not spaced) on each side."""
        gaps = [i for i, c in enumerate(match) if c == " "]
        if self.spaced:
            return gaps[1:-1][:_CUTS_MAX]
        starts = {hit.start for hit in self.cue_finder.find(match)} | {i + 1 for i in gaps}
        half = _UNSPACED_HALF if not is_dense(match) else _UNSPACED_HALF // 2 + 1
        return sorted(at for at in starts if half <= at <= len(match) - half)[:_CUTS_MAX]


_MARKS_SEEN = tuple(
    (name, MARK[name]) for name in ("product", "place", "country", "method", "carrier", "channel", "number", "colour", "weekday")
)


def _named(subject: Sequence[Entity]) -> frozenset[str]:
    """The products that are named."""
    return frozenset(product for e in subject if e.kind == "product" for product in e.values)


def _answers_on_others(labels: Sequence[str], subject: Sequence[Entity]) -> frozenset[str]:
    """The shop's free answers on products that are not the ones named; none where none is named."""
    named = _named(subject)
    of_products = (label for label in labels if label.startswith("faq:products."))
    return frozenset(label for label in of_products if named and label.split(".")[1] not in named)


def is_dense(text: str) -> bool:
    """Written in signs that each say as much as two or three letters: Chinese, Japanese, Korean."""
    return any("\u3040" <= c <= "\u9fff" or "가" <= c <= "힣" for c in text)


def _large_number_words(pack: Pack) -> Finder[bool]:
    """Words without which no number from ten on is said."""
    numbers = pack.numbers
    if numbers is None:
        return Finder([])
    named = [*numbers.words.items(), *numbers.scales.items()]
    return Finder(((word, True) for value, words in named if value >= _SPOKEN_FROM for word in words), before=numbers.particles)


def _written_on(before: Sequence[str], after: Sequence[str]) -> regex.Pattern[str]:
    """A blank with what is written onto it: the finder counts it to the name that stands there."""
    front, end = ("|".join(map(regex.escape, parts)) for parts in (before, after))
    return regex.compile((rf"(?:(?<!\w)(?:{front}))?" if front else "") + r"(\{\w+\})" + (rf"(?:(?:{end})(?!\w))?" if end else ""))


def _compared(text: str) -> str:
    """`match_key(text)`, the same object where it is the same text."""
    key = match_key(text)
    return text if key == text else key


def _marked(phrase: str) -> frozenset[str]:
    return frozenset(word for words in marked_words(phrase).values() for word in words)


def _numbers(letter_digits: str) -> regex.Pattern[str]:
    """Numbers in a match text; a digit that is a letter of its word ("7agm", "a2sat") is none."""
    number = r"\d+(?:[.,:]\d+)*"
    if not letter_digits:
        return regex.compile(number)
    letter = rf"(?:(?<![a-z\d])[{letter_digits}](?=[a-z]{{3}})|(?<=[a-z])[{letter_digits}](?!\d))"
    return regex.compile(rf"{letter}(*SKIP)(*FAIL)|{number}")


def is_topic(label: str) -> bool:
    return label in TOPICS
