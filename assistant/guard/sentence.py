"""One sentence of a host with every cue heard in it, and what its negations reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.guard.promise_words import PromiseWords, Words
from assistant.language.finder import Finder, Hit, is_unspaced
from assistant.market.countries import territory_names

_LISTS = (
    "deny", "deny_after", "but", "fine", "asks", "others", "ours", "was", "ago", "sooner", "late", "from_unit", "apology", "guarantee", "everywhere", "remote", "free", "accept", "all_methods", "arrives",
    "ship_to", "ship_to_after", "made_in", "made_in_after", "buy", "get", "draw", "minors", "plans", "cures", "ailments", "last", "only", "left",
    "excepted", "excepted_after", "repair", "no_price", "solely", "affirm", "we_pay", "you_pay", "exchanges",
    "returning", "postage", "faulty", "report", "any_order", "every_day", "allergic", "pay", "second_cheaper",
    "unsure", "needless", "answering", "until", "until_after", "available", "gone", "size", "pure", "seems", "closed", "no_minimum",
    "nothing_more", "read_out", "shared",
)  # fmt: skip
_DENIED_BEFORE, _DENIED_AFTER = 18, 26  # characters between a negation and what it denies
_COSTS = ("cod_fee", "fee", "return_fee", "interest", "price", "cod_max", "coupon_min", "free_from")  # what there may be none of
_LISTED = 8  # characters between things that are named in one breath: "no boost or grabpay"
_CLAIMED = ("method", "all_methods", "yes", "allergen")  # what a negation binds to, the nearest first
_TAKEN_OUT, _LISTED_PLACES = 8, 12  # characters between "except" and the first place, and between the places it takes out
_READ_BEFORE, _READ_BEHIND = 16, 22  # characters between an amount and "..., she asks", and between "she asks whether" and an amount
_NEXT_NEGATION = 14  # characters between two negations of which each has its own thing to deny
_EXCEPTED = 5  # characters between "except" and a day of the week
_NOT_THERE = 6  # characters between "not" and a place: "who is *not* in Acre"
_WITHDRAWN = 30  # characters between an amount, the word that takes it back, and the amount that replaces it

Tag = tuple[str, str]  # what a cue says: (list, key)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A normalised sentence and its cues by list, each in the order they are said."""

    text: str
    hits: Mapping[str, Sequence[Hit[Tag]]]

    def has(self, name: str) -> bool:
        return bool(self.hits.get(name))

    def of(self, *names: str) -> list[Hit[Tag]]:
        """The cues of these lists, list by list."""
        return [hit for name in names for hit in self.hits.get(name, ())]

    def denied(self, hit: Hit[Tag]) -> bool:
        """Whether a negation reaches this cue."""
        before = [h for h in self.of("deny") if 0 <= hit.start - h.end <= _DENIED_BEFORE]
        after = [h for h in self.of("deny_after") if 0 <= h.start - hit.end <= _DENIED_AFTER]
        last = [h for h in self.of("deny") if 0 <= h.start - hit.end <= 1 and self._is_last_word(h)]  # "Visa yes, Boost no"
        return any(self._reaches(h, hit) for h in before + after + last)

    def _is_last_word(self, word: Hit[Tag]) -> bool:
        """Whether a clause ends with this word, or the next negation begins another: "PayPal no, nor CoDi"."""
        if any(0 < n.start - word.end <= _NEXT_NEGATION and not any(word.end <= c.start < n.start for c in self.of(*_CLAIMED)) for n in self.of("deny")):
            return True
        pauses = self.text[word.end : word.end + 1] == " " and _is_han(self.text[word.end - 1])
        return word.end == len(self.text) or pauses or any(0 <= b.start - word.end <= 1 for b in self.of("but"))

    def is_fine(self, hit: Hit[Tag]) -> bool:
        """Whether a cue is only a part of longer words that say something else: "live *until* eleven"."""
        return any(f.start <= hit.start and hit.end <= f.end and f.length > hit.length for f in self.of("fine"))

    def denied_anywhere(self, hit: Hit[Tag], name: str) -> bool:
        """Denied here, or where the same thing is named again: "Boost? Boost, hmm, no longer"."""
        return any(self.denied(h) for h in self.of(name) if h.value == hit.value)

    def _reaches(self, negation: Hit[Tag], hit: Hit[Tag]) -> bool:
        """A negation stops at a contrast, at "only", at the end of a clause, and at what else is claimed before it gets there."""
        first, last = min(negation.end, hit.end), max(negation.start, hit.start)
        if self._is_spent(negation, hit):
            return False
        if any(first <= b.start < last for b in self.of("but", "solely")) or self._clause_ends(first, last):
            return False
        if any(negation.end > f.start and negation.start < f.end for f in self.of("fine")):
            return False
        if any(hit.end <= n.start <= negation.start and negation.end <= n.end for n in self.of("no")):  # "lined, *without pockets*"
            return False
        others = [o for o in self.of(*_CLAIMED) if o.value != hit.value and first <= o.start and o.end <= last]
        chain = sorted([*map(span, others), span(hit)], reverse=negation.start < hit.start)
        if any(self._singled_out(claim) for claim in chain[:-1]):
            return False
        return all(self._in_one_breath(a, b) for a, b in pairwise(chain))

    def _is_spent(self, negation: Hit[Tag], hit: Hit[Tag]) -> bool:
        """Whether a negation belongs to the other side: "no Maya *not here* it is GCash", "cash on delivery has *no* extra charge"."""
        if hit.start >= negation.end:
            others = [o for o in self.of(*_CLAIMED) if o.value != hit.value]
            if any(0 <= negation.start - o.end <= 1 for o in others) and self._is_last_word(negation):
                return True
            closing = [h for h in self.of("deny_after") if h.start <= negation.start and negation.end <= h.end]
            spent = [c for c in closing if c.length > negation.length or self._goes_on(c.end, hit.start)]
            return any(0 <= c.start - o.end <= _DENIED_AFTER for c in spent for o in others)
        opens = any(span(h) == span(negation) for h in self.of("deny"))
        closes = any(span(h) == span(negation) for h in self.of("deny_after"))
        following = [h for h in self.of("term") if 0 <= h.start - negation.end <= 1]
        return opens and any(not closes or h.value[1] in _COSTS for h in following)

    def _goes_on(self, start: int, end: int) -> bool:
        """Whether a verb says that what follows is taken: "cash we have not, *pay* by card"."""
        return any(start <= a.start and a.end <= end for a in self.of("accept"))

    def _in_one_breath(self, a: Span, b: Span) -> bool:
        """Whether two claims are listed side by side, so that one negation denies both."""
        first, last = sorted((a, b))
        return gap(a, b) <= _LISTED and not any(first[1] <= h.start and h.end <= last[0] for h in self.of("accept", "affirm"))

    def _singled_out(self, claim: Span) -> bool:
        """Whether "only" stands before a claim, or before the list it is in: "only card and transfer, no cash"."""
        for word in self.of("solely"):
            listed = sorted(span(h) for h in self.of(*_CLAIMED) if word.end <= h.start < claim[1])
            if listed and gap(listed[0], span(word)) <= _LISTED and all(self._in_one_breath(a, b) for a, b in pairwise(listed)):
                return True
        return False

    def _clause_ends(self, start: int, end: int) -> bool:
        """A space between two letters of Chinese or Japanese ends a clause."""
        return any(c == " " and _is_han(self.text[at - 1 : at]) and _is_han(self.text[at + 1 : at + 2]) for at, c in enumerate(self.text[:end]) if at >= start)

    def taken_out(self, named: Sequence[Span]) -> set[Span]:
        """The places a promise is not for: "everywhere except Lamu and Garissa"."""
        places = [*named, *map(span, self.of("remote"))]
        out: set[Span] = set()
        denying = [d for d in self.of("deny") if not any(d.end > f.start and d.start < f.end for f in self.of("fine"))]
        for word in (*self.of("excepted"), *(d for d in denying if any(0 <= p[0] - d.end <= _NOT_THERE for p in named))):
            out |= _chain(word.end, sorted(p for p in places if p[0] >= word.end), lambda at, p: p[0] - at, lambda p: p[1])
        for word in self.of("excepted_after"):
            before = sorted((p for p in places if p[1] <= word.start), reverse=True)
            out |= _chain(word.start, before, lambda at, p: at - p[1], lambda p: p[0])
        return out

    def excepts(self, at: Span) -> bool:
        """Whether what stands at `at` is taken out by a word right beside it: "every day *except* Sundays"."""
        before = any(0 <= at[0] - h.end <= _EXCEPTED for h in self.of("excepted"))
        return before or any(0 <= h.start - at[1] <= 1 for h in self.of("excepted_after"))

    def withdrawn(self, amounts: Sequence[Span]) -> set[Span]:
        """Amounts the speaker takes back at once: "ninety, no sorry, eighty nine"."""
        out = set()
        for word in self.of("repair"):
            said = max((a for a in amounts if a[1] <= word.start <= a[1] + _WITHDRAWN), default=None)
            if said and any(word.end <= a[0] <= word.end + _WITHDRAWN for a in amounts):
                out.add(said)
        return out

    def of_others(self, but_of: str = "") -> list[Span]:
        """Stretches that are said of other shops or other times: up to a word that comes back to this one. `but_of`: a list whose words
        open none."""
        ends = [h.start for h in self.of("ours", "but")]
        opened = [h for h in self.of("others") if not any(gap(span(h), span(o)) == 0 for o in self.of(but_of))]
        return [(h.start, min((e for e in ends if e >= h.end), default=len(self.text))) for h in opened]

    def unsure(self) -> list[Span]:
        """What stands in front of "let me look it up": a viewer's question read out, or a guess."""
        return [(0, max(h.start for h in self.of("unsure")))] if self.has("unsure") else []


    def is_read_out(self, amount: Span, others: Sequence[Span]) -> bool:
        """Whether an amount stands in a viewer's question that is read out: "she asks whether it is *fifteen*". Not where it is affirmed, where
        another amount follows, or where it answers a word such as "how much"."""
        for hit in self.of("read_out"):
            first, last = sorted((amount, span(hit)))
            behind = max(first[1], last[1])
            near = gap(amount, span(hit)) <= (_READ_BEFORE if amount == first else _READ_BEHIND)
            answers = any(hit.end <= a.start < amount[0] for a in self.of("asks")) or any(h.start >= behind for h in self.of("affirm", "ours"))
            if near and not answers and not any(o[0] > amount[1] for o in others):
                return True
        return False


class SentenceReader:
    """Finds the cues of one language. Immutable."""

    def __init__(self, words: PromiseWords, locale: str, endings: Words = ()) -> None:
        """`endings`: what the language writes onto the end of a word, as onto a unit."""
        self._finder: Finder[Tag] = Finder(_terms(words, locale), after=endings)

    def read(self, match_text: str) -> Sentence:
        hits: dict[str, list[Hit[Tag]]] = {}
        for hit in self._finder.find(match_text):
            hits.setdefault(hit.value[0], []).append(hit)
        fine = hits.get("fine", ())  # may only contain a question word
        hits["asks"] = [a for a in hits.get("asks", ()) if all(a.end <= f.start or a.start >= f.end for f in fine)]
        payers = [*hits.get("we_pay", ()), *hits.get("you_pay", ())]
        hits |= {name: [h for h in hits.get(name, ()) if not _is_part(h, payers)] for name in ("we_pay", "you_pay")}  # "you pay" in "you pay nothing"
        return Sentence(match_text, hits)


def gap(a: Span, b: Span) -> int:
    """Characters between two spans; 0 where they touch or overlap."""
    return max(a[0] - b[1], b[0] - a[1], 0)


def span(hit: Hit[Tag]) -> Span:
    return (hit.start, hit.end)


def _chain(at: int, places: Sequence[Span], distance: Callable[[int, Span], int], end: Callable[[Span], int]) -> set[Span]:
    """Places listed one after another, from `at` away; the first stands nearer than the rest from each other."""
    out: set[Span] = set()
    for place in places:
        if distance(at, place) > (_LISTED_PLACES if out else _TAKEN_OUT):
            break
        out.add(place)
        at = end(place)
    return out


def _is_part(hit: Hit[Tag], of: Iterable[Hit[Tag]]) -> bool:
    """Whether a cue is only a part of longer words among these."""
    return any(o.start <= hit.start and hit.end <= o.end and o.length > hit.length for o in of)


def _is_han(letter: str) -> bool:
    return letter >= "\u3040" and is_unspaced(letter)


def _terms(words: PromiseWords, locale: str) -> Iterable[tuple[str, Tag]]:
    rows: list[tuple[Words, Tag]] = [(getattr(words, name), (name, "")) for name in _LISTS]
    for term, cues in words.terms.items():
        rows += [(cues.cues, ("term", term)), (cues.weak, ("weak", term)), (cues.needs, (f"needs:{term}", "")), (cues.not_with, (f"not:{term}", ""))]
    for key, fact in words.facts.items():
        rows += [(fact.yes, ("yes", key)), (fact.no, ("no", key)), (fact.needs, (f"fact needs:{key}", "")), (fact.not_with, (f"fact not:{key}", ""))]
    rows += [((name, *spoken), ("method", name)) for name, spoken in words.methods.items()]
    rows += [(names, ("arrival", str(days))) for days, names in words.arrival.items()]
    rows += [(names, ("nth", str(place))) for place, names in words.nth.items()]
    rows += [((name, *words.countries.get(code, ())), ("country", code)) for code, name in territory_names(locale).items()]
    rows += [(names, ("clock", str(hour))) for hour, names in words.clock.items()]
    rows += [(names, ("allergen", name)) for name, names in words.allergens.items()]
    rows += [(names, ("origin", code)) for code, names in words.origins.items()]
    for names, tag in rows:
        for name in names:
            yield name, tag
            if not name.isascii():
                yield from ((particle + name, tag) for particle in words.particles)
