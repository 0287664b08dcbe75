"""What a host's sentence claims: amounts, yes-or-no facts, payment methods, countries, deals. No facts are looked at here.

Works on the match channel. A claim is found by its cue words; an amount belongs to the nearest cue that takes its unit.
Questions, other shops' offers and denied amounts are no claims: silence costs less than a false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.guard.amounts import REACH, UNITS, AmountReader
from assistant.guard.by_topic import Likely, Told, topic_claims
from assistant.guard.claim import Claim, Heard
from assistant.guard.deals import DealReader
from assistant.guard.goods import Named, goods_claims, many_in_store, size_numbers
from assistant.guard.postage import free_for_all, of_returns, postage_claims
from assistant.guard.promise_words import PromiseWords, Words
from assistant.guard.sentence import Sentence, SentenceReader, Span, Tag, gap, span
from assistant.guard.service import service_days
from assistant.guard.spoken_money import Amount, AmountFinder
from assistant.language.finder import Hit
from assistant.language.number_words import alternatives
from assistant.language.quantities import QuantityReader

_ARRIVES = 24  # characters between "arrives" and "tomorrow"
_NEEDED = 24  # characters between a fact and a word it needs
_BESIDE = 4  # characters between a surcharge and "free"
_OF_PEOPLE = 12  # characters between "allergic" and what to
_DAYS = ("day", "business_day", "week")
_ON_ITS_WAY = ("delivery", "dispatch", "refund")
_SURE = 20  # characters between a claim and the word that guarantees it
_NEAR = 10  # characters between "last" and its amount
_OF_WHIM = ("return_free", "exchange", "exchange_free")  # what is asked for without a fault: broken goods have rules of their own
_GIVEN = 1  # ... and between the amount and a word that says it is given away
_OF_PARCELS = ("returns", "delivery", "dispatch")  # whose days are those of a fault where one is reported
_BARE = 30  # a larger number without a unit after "last" is a price


class ClaimReader:
    """Reads the claims of one language. Immutable."""

    def __init__(self, words: PromiseWords, quantities: QuantityReader, locale: str) -> None:
        self.words, self._quantities = words, quantities
        self._cues = SentenceReader(words, locale, quantities.numbers.words.endings)
        self._amounts, self._deals = AmountReader(words, quantities), DealReader(words, quantities)
        self._needing = {str(key) for key, fact in words.facts.items() if fact.needs}
        self._tag = _final(words.tags, words.vocatives)

    @property
    def finder(self) -> AmountFinder:
        """What finds the amounts of this language."""
        return self._amounts.finder

    def read(self, match_text: str, places: Sequence[Span] = (), named: Sequence[Named] = ()) -> Heard:
        """Claims of a normalised sentence. `places`: spans of place names, which make days a delivery time; `named`: sizes, colours, materials."""
        if self._tag.search(match_text):
            return Heard()
        sentence = self._cues.read(match_text)
        amounts = of_returns(sentence, self._amounts.read(sentence, places))
        amounts = [_handed_over(c, sentence) for c in amounts]
        reports = _reports(sentence, self._amounts.told(sentence), amounts)
        if sentence.has("faulty"):  # broken goods have a time of their own
            amounts = [replace(c, rivals=(*c.rivals, "faulty_returns")) if {*_OF_PARCELS} & {c.kind, *c.rivals} else c for c in amounts]
        stored = many_in_store(sentence, self._quantities)
        if stored is not None:  # no price, and no other amount
            amounts = [c for c in amounts if c.end <= stored.start or stored.end <= c.start]
        sizes = size_numbers(sentence, self._quantities) if any(c.guess for c in amounts) else []
        amounts = [c for c in amounts if not (c.guess and any(n.start < c.end and c.start < n.end for n in sizes))]
        spans = [a.span for a in self._amounts.told(sentence)] if sentence.has("read_out") else []
        amounts = [c for c in amounts if not any(sentence.is_read_out(at, spans) for at in spans if gap(at, (c.start, c.end)) == 0)]
        claims = [*amounts, *_arrivals(sentence, amounts), *self._deals.read(sentence), *([stored] if stored else [])]
        if not sentence.has("asks"):
            told = {c.kind for c in amounts}  # "instalments up to six months" says more than "instalments"
            facts = [c for c in self._facts(sentence) if c.kind not in told]
            known = {c.kind for c in facts}
            facts += [c for c in (*postage_claims(sentence, amounts), *free_for_all(sentence, amounts)) if c.kind not in known]
            facts += [*_cod_for_nothing(sentence, amounts), *_without_minimum(sentence, amounts, {c.kind for c in facts})]
            claims += [*_with_months(sentence, facts, self._own_plans(sentence, amounts)), *_named(sentence), *_allergens(sentence), *_warnings(sentence)]
            claims += [*goods_claims(sentence, named, self._quantities), *service_days(sentence, named)]
        claims = [c for c in claims if not (c.kind in _OF_PARCELS and any(gap((c.start, c.end), (r.start, r.end)) == 0 for r in reports))]
        kept = (*self._kept(claims, sentence, sentence.of_others()), *self._kept(reports, sentence, sentence.of_others(but_of="faulty")))
        taken_out = frozenset(sentence.taken_out(places))
        remote = any(span(h) not in taken_out for h in sentence.of("remote"))
        return Heard(kept, sentence.has("everywhere"), remote, taken_out)

    @staticmethod
    def _kept(claims: Sequence[Claim], sentence: Sentence, others: Sequence[Span]) -> tuple[Claim, ...]:
        """The claims this shop makes, with what makes them certain."""
        elsewhere = [*others, *sentence.unsure()]
        late = sentence.has("apology")  # "you waited twelve days, so sorry"
        claims = [replace(c, late=True) if late and c.kind in _ON_ITS_WAY else c for c in claims]
        claims = [replace(c, shared=True) if sentence.has("shared") and c.unit == "money" else c for c in claims]
        sure = [span(h) for h in sentence.of("guarantee")]
        own = (c for c in claims if not any(a <= c.start < b or a < c.end <= b for a, b in elsewhere))  # "the parcel I got *elsewhere* took three weeks"
        return tuple(replace(c, sure=any(gap(s, (c.start, c.end)) <= _SURE for s in sure)) for c in own)

    def read_topics(self, match_text: str, subjects: Sequence[Likely], named: Sequence[Named] = ()) -> tuple[list[Told], bool]:
        """Claims by the topics a sentence reads as, and whether it holds a question word."""
        if self._tag.search(match_text):
            return [], True
        sentence = self._cues.read(match_text)
        amounts = self._amounts.told(sentence)
        sure = [a for a in amounts if not (a.guess or a.bare)]
        numbers = [n for n in self._quantities.numbers.find(match_text) if not any(a.span[0] < n.end and n.start < a.span[1] for a in sure)]
        elsewhere = [*sentence.of_others(), *sentence.unsure()]
        spans = [a.span for a in amounts]
        amounts = [a for a in amounts if not sentence.is_read_out(a.span, spans)]
        told = topic_claims(sentence, amounts, numbers, named, subjects)
        if any(a.quantity.unit == "money" for a in amounts):  # "three packs come to sixty": pieces that are bought
            told = [t for t in told if t.claim.unit != "piece"]
        if sentence.has("apology"):
            told = [t for t in told if t.claim.unit not in _DAYS]
        return [t for t in told if not any(a <= t.claim.start < b for a, b in elsewhere)], sentence.has("asks")

    def read_last(self, match_text: str) -> Claim | None:
        """How few pieces the sentence says are left ("last five", "five left"), or None. `high` is the number."""
        sentence = self._cues.read(match_text)
        if self._tag.search(match_text) or sentence.has("others"):
            return None
        amounts = self._quantities.find(match_text)
        for cue in sentence.of("last", "only"):
            piece = next((q for q in amounts if 0 <= q.start - cue.end <= _NEAR), None)
            if piece is not None:
                given = cue.value[0] == "only" and any(0 <= g.start - piece.end <= _GIVEN for g in sentence.of("get"))  # "just two more on the house"
                if piece.unit == "piece" and not given and not sentence.denied(cue):
                    return Claim("stock", cue.start, piece.end, piece.low, piece.high, "piece")
                continue
            bare = next((n for n in self._quantities.numbers.find(match_text) if 0 <= n.start - cue.end <= 1), None)
            if bare is not None and cue.value[0] == "last" and 2 <= bare.value <= _BARE and not sentence.denied(cue):
                return Claim("stock", cue.start, bare.end, bare.value, bare.value)
        for cue in sentence.of("left"):
            piece = next((q for q in amounts if q.unit == "piece" and 0 <= cue.start - q.end <= _NEAR), None)
            if piece is not None:
                return Claim("stock", piece.start, cue.end, piece.low, piece.high, "piece")
        return None

    def _own_plans(self, sentence: Sentence, amounts: Sequence[Claim]) -> list[Claim]:
        """The plans of a sentence, and the number right before "without interest": "up to nine instalments, *five* without interest"."""
        plans = [c for c in amounts if c.kind == "installments"]
        numbers = [n for n in self._quantities.numbers.find(sentence.text) if not any(p.start < n.end and n.start < p.end for p in plans)]
        own = [n for n in numbers if any(h.value[1] == "no_interest" and 0 <= h.start - n.end <= 1 for h in sentence.of("yes"))]
        return [*plans, *(replace(plans[0], start=n.start, end=n.end, low=n.value, high=n.value) for n in own if plans)]

    def _facts(self, sentence: Sentence) -> list[Claim]:
        claims = [
            Claim(h.value[1], h.start, h.end, positive=False)
            for h in sentence.of("no")
            if self._fits(h, sentence)
            and not any(h.start < f.start < h.end < f.end for f in sentence.of("fine"))  # "cash on delivery has *no extra charge*"
            and not any(y.start <= h.start and h.end <= y.end and y.length > h.length for y in sentence.of("yes"))  # "lets no water through"
        ]
        claimed = {c.kind for c in claims}
        for hit in sentence.of("yes"):
            key = hit.value[1]
            if key not in claimed and self._fits(hit, sentence):
                claimed.add(key)
                claims.append(Claim(key, hit.start, hit.end, positive=not sentence.denied_anywhere(hit, "yes")))
        return claims

    def _fits(self, hit: Hit[Tag], sentence: Sentence) -> bool:
        """Whether a word a fact needs is near, and none in the sentence that it cannot stand with."""
        key = hit.value[1]
        near = key not in self._needing or any(gap(span(n), span(hit)) <= _NEEDED for n in sentence.of(f"fact needs:{key}"))
        return near and not sentence.has(f"fact not:{key}") and not (key in _OF_WHIM and sentence.has("faulty"))



def _reports(sentence: Sentence, told: Sequence[Amount], amounts: Sequence[Claim]) -> list[Claim]:
    """ "if it is broken tell us within two weeks": how long a fault may be reported."""
    if not sentence.has("faulty") or sentence.has("asks") or sentence.has("answering"):  # "we answer within a day"
        return []
    of_other = [c for c in amounts if c.kind not in _OF_PARCELS]
    words = [span(h) for h in sentence.of("report")]
    days = [a.quantity for a in told if a.quantity.unit in UNITS["returns"] and any(gap(word, a.span) <= REACH for word in words)]
    free = [q for q in days if not any(gap((c.start, c.end), (q.start, q.end)) == 0 for c in of_other)]
    return [Claim("faulty_returns", q.start, q.end, q.low, q.high, q.unit, rivals=("returns",), approx=q.approx, upper=q.upper) for q in free]


def _handed_over(claim: Claim, sentence: Sentence) -> Claim:
    """In hours a parcel is handed to the courier; only where it is said to arrive is it delivered in hours."""
    if claim.kind == "delivery" and claim.unit == "hour" and not sentence.has("arrives"):
        return replace(claim, kind="dispatch", rivals=(*(k for k in claim.rivals if k != "dispatch"), "delivery"))
    return claim


def _arrivals(sentence: Sentence, amounts: list[Claim]) -> list[Claim]:
    """ "arrives tomorrow" is a delivery in one day, "your money is back today" a refund in none."""
    told = {c.kind for c in amounts}
    money_back = [h for h in sentence.of("term") if h.value[1] == "refund"]
    claims: list[Claim] = []
    for kind, words in (("delivery", sentence.of("arrives")), ("refund", money_back)):
        if kind in told or (kind == "delivery" and money_back) or (kind == "refund" and told & {"delivery", "returns"}):
            continue
        for hit in sentence.of("arrival"):
            near = [a for a in words if gap(span(a), span(hit)) <= _ARRIVES and not sentence.is_fine(a)]
            if near and not sentence.denied(near[0]) and not sentence.denied(hit):
                days = float(hit.value[1])
                claims.append(Claim(kind, min(hit.start, near[0].start), max(hit.end, near[0].end), days, days, "day"))
                break
    return claims[:1]


def _with_months(sentence: Sentence, facts: list[Claim], amounts: Sequence[Claim]) -> list[Claim]:
    """ "six instalments without interest" is a claim about interest for six months; "up to nine, but without interest five" is not for nine."""
    plans = [c for c in amounts if c.kind == "installments"]
    if not plans:
        return facts
    out = []
    for c in facts:
        plan = min(plans, key=lambda p: _apart(p, c))
        between = sorted((c.start, plan.start))
        one = c.kind == "no_interest" and c.positive and not any(between[0] < b.start < between[1] for b in sentence.of("but"))
        out.append(replace(c, low=plan.low, high=plan.high, unit=plan.unit) if one else c)
    return out


def _cod_for_nothing(sentence: Sentence, amounts: Sequence[Claim]) -> list[Claim]:
    """ "cash on delivery, no surcharge": what it costs is said to be nothing. Postage that is free is another matter."""
    paid = [span(h) for h in sentence.of("yes") if h.value[1] == "cod"]
    of_parcels = any(gap(span(h), at) > 0 for h in sentence.of("postage") for at in paid)  # beside "cash on delivery" itself
    if not paid or of_parcels or any(c.unit == "money" for c in amounts):
        return []
    for more in sentence.of("nothing_more"):
        if any(gap(span(more), at) <= REACH for at in paid):
            return [Claim("cod_fee", more.start, more.end, 0, 0, "money")]
    for cue in sentence.of("term", "weak"):
        of_cod = cue.value[1] == "cod_fee" and all(gap(span(cue), at) > 0 for at in paid)
        if of_cod and (sentence.denied(cue) or any(gap(span(cue), span(f)) <= _BESIDE for f in sentence.of("free"))):
            return [Claim("cod_fee", cue.start, cue.end, 0, 0, "money")]
    return []


def _without_minimum(sentence: Sentence, amounts: Sequence[Claim], known: set[str]) -> list[Claim]:
    """ "the code has no minimum", "whatever you buy the postage is free": the least that must be bought is said to be nothing."""
    hits = sentence.of("no_minimum")
    if not hits or any(c.unit == "money" for c in amounts):
        return []
    at = (hits[0].start, hits[0].end)
    if sentence.has("needs:coupon_min"):
        return [Claim("coupon_min", *at, unit="money")]
    on_the_shop = sentence.has("free") or sentence.has("we_pay")
    of_orders = sentence.has("postage") and not sentence.has("returning")
    free = sentence.has("needs:free_from") or (on_the_shop and of_orders)
    return [Claim("free_shipping_all", *at)] if free and "free_shipping_all" not in known else []


def _apart(plan: Claim, fact: Claim) -> int:
    return gap((plan.start, plan.end), (fact.start, fact.end))


def _allergens(sentence: Sentence) -> list[Claim]:
    """What is said not to be in the goods: "no fish in it". Who is allergic to it is another matter."""
    found = sentence.of("allergen")
    claims = []
    for hit in found:
        people = [a for a in sentence.of("allergic") if gap(span(a), span(hit)) <= _OF_PEOPLE]
        own = [a for a in people if min(found, key=lambda h: gap(span(h), span(a))) is hit]
        if not own and sentence.denied(hit):
            claims.append(Claim("allergen", hit.start, hit.end, value=hit.value[1], positive=False))
    return claims


def _named(sentence: Sentence) -> list[Claim]:
    claims = []
    if any(map(sentence.has, ("accept", "deny_after", "affirm", "solely"))):
        for hit in sentence.of("method"):
            claims.append(Claim("method", hit.start, hit.end, value=hit.value[1], positive=not sentence.denied_anywhere(hit, "method")))
    claims += [Claim("origin", h.start, h.end, value=h.value[1], positive=not sentence.denied(h)) for h in sentence.of("origin")]
    claims += [Claim("all_methods", h.start, h.end, positive=not sentence.denied(h)) for h in sentence.of("all_methods")]
    for cue, kind in (("ship_to", "served"), ("made_in", "origin")):
        for c in sentence.of(cue):
            country = next((h for h in sentence.of("country") if 0 <= h.start - c.end <= 12), None)
            if country is not None:
                claims.append(Claim(kind, c.start, country.end, value=country.value[1], positive=not sentence.denied(c)))
        for c in sentence.of(f"{cue}_after"):
            fronts = [h for h in sentence.of("country") if 0 <= c.start - h.end <= 8]
            if fronts:
                claims.append(Claim(kind, fronts[-1].start, c.end, value=fronts[-1].value[1], positive=not sentence.denied(c)))
    return claims


def _warnings(sentence: Sentence) -> list[Claim]:
    claims = [Claim("plan", h.start, h.end) for h in sentence.of("plans")]
    ailments = sentence.of("ailments")
    for cure in sentence.of("cures"):
        ail = min(ailments, key=lambda a: (gap(span(a), span(cure)), -a.start), default=None)
        if ail is not None and gap(span(ail), span(cure)) <= REACH and not sentence.denied(cure):
            claims.append(Claim("cure", min(cure.start, ail.start), max(cure.end, ail.end)))
    if sentence.has("draw"):
        claims += [Claim("minors", h.start, h.end) for h in sentence.of("minors") if not sentence.denied(h)]
    return claims


def _final(tags: Words, vocatives: Words) -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(tags)})\s?(?:(?:{alternatives(vocatives)})\s?)*$")
