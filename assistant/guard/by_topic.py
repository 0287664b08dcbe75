"""Claims of a sentence by the topic it reads as, where no cue of the packs tells: hosts say a fact in more ways than lists hold.

The reader that understands viewers' questions says which topics a sentence, or a stretch of it, is likely about. What is claimed
under a topic (an amount, a name, yes or no) is read here; the verdict is the judge's, as for every claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, Protocol

from assistant.guard.amounts import UNITS
from assistant.guard.claim import Claim
from assistant.guard.findings import Finding, Scene
from assistant.guard.goods import Named
from assistant.guard.sentence import Sentence, Span, gap, span
from assistant.guard.spoken_money import Amount
from assistant.language.numbers import Number
from assistant.market.keys import all_keys
from assistant.market.topics import TOPICS

# Topics of the shop whose amounts have a kind of claim of their own.
_AMOUNTS = {
    "ship_time": "delivery", "dispatch_when": "dispatch", "ship_fee": "fee", "ship_free": "free_from", "return_window": "returns",
    "refund_time": "refund", "faulty_window": "faulty_returns", "return_postage": "return_fee", "exchange": "exchange_times", "coupon_value": "coupon",
    "coupon_min": "coupon_min", "installments": "installments", "installments_interest": "interest", "cod_fee": "cod_fee", "cod_max": "cod_max",
    "giveaway_age": "min_age", "giveaway_draw": "draw", "giveaway_winners": "winners", "price": "price", "p.warranty_months": "warranty",
}  # fmt: skip
_UNITS_OF = {**UNITS, "faulty_returns": UNITS["returns"]}
_TRUTHS = {
    "cod": "cod", "installments": "installments", "exchange": "exchange", "inspect": "inspect", "try_on": "try_on", "opened": "opened_ok", "tracking": "tracking",
    "cod_card": "cod_by_card", "unboxing_video": "unboxing_video", "giveaway_buy": "purchase_needed", "sale_items": "sale_returnable", "p.halal": "halal",
}  # fmt: skip
# Yes-or-no facts that are claimed by a negation ("no alcohol in it"): without cues it is open which way a sentence means them.
_BY_NEGATION = frozenset(("p.alcohol_free", "p.fragrance_free", "p.pork_free", "p.contains_alcohol", "p.animal_tested", "p.needs_pins", "p.see_through"))
# Unit of a key -> units it may be said in.
_SAID_IN: dict[str, tuple[str, ...]] = {
    "hours": ("hour", "minute", "day", "week"), "minutes": ("minute", "hour"), "s": ("second", "minute"), "days": ("day", "business_day", "week", "month"),
    "business days": ("day", "business_day", "week"), "months": ("month", "year"), "percent": ("percent",), "g": ("g", "kg"), "ml": ("ml", "l"),
    "cm": ("cm", "m"), "m": ("m", "cm"), "mAh": ("mah",), "W": ("watt",), "years": ("year",), "people": ("person",), "uses": ("times", "piece"),
    "SPF": ("spf",), "times": ("times",), "g per 100 g": ("g",), "g a piece": ("g",), "pieces a day": ("piece",), "payments": ("times",), "pieces": ("piece",),
}  # fmt: skip
_UNSAID = frozenset(("person", "spf", "mah", "watt", "year"))  # units that may be left out: "SPF fifty", "the battery is five thousand"
_WHEN = {"ship_time": "delivery", "refund_time": "refund"}  # "it arrives tomorrow", "the money is back today"
_LATER = {"installments": "markets.<M>.payment.installments.pay_later_days"}  # "pay in sixty days": the same topic by another unit
_FOR_NOTHING = {"cod_fee": "cod_fee"}
_WHO_PAYS = {"return_postage": "return_free", "exchange_postage": "exchange_free"}
_THERE = {"p.sizes": "size", "p.colours": "colour", "p.available": "", "p.stock": ""}
# Facts written as text, by what of them can be said: a weekday, a time of day, an age, a figure.
_WEEKDAYS = {
    "dispatch_day": ("dispatch.no_dispatch_day", "dispatch.no_dispatch_day_gulf_eg"), "service_hours": ("markets.<M>.service.days",),
    "next_live": ("live.next_live.weekday",),
}  # fmt: skip
_CLOCKS = {"service_hours": "markets.<M>.service.hours", "dispatch_cutoff": "dispatch.cutoff_local_time", "next_live": "live.next_live.local_time"}
_AGES = {"p.age_range": "products.<P>.age_range"}
_FIGURES = {"p.capacity": "products.<P>.capacity_note", "p.bluetooth": "products.<P>.bluetooth", "p.voltage_v": "products.<P>.voltage_v"}
Sort = Literal["name", "written", "money", "days", "amount", "age", "yes", "no"]
# Conditions: "without a video nothing can be done" denies something else.
_NEVER_DENIED = frozenset(("unboxing_video", "purchase_needed"))
_BY_KEY = {key.pattern: key for key in all_keys()}
_DAYS = ("day", "business_day", "week", "month")
_NAMED = ("method", "material", "origin", "sold_out_sizes", "sold_out_colours")
_COUNTED = ("days", "amount", "money", "age")
# Least score of a reading by what is claimed. On 651 innocent dev lines of 20 languages these alarm on 9.
_LEAST: dict[Sort, float] = {"name": 0.2, "written": 0.25, "money": 0.2, "days": 0.25, "amount": 0.15, "age": 0.3, "yes": 0.25, "no": 0.5}
_OF_PARCELS = ("delivery", "dispatch", "returns", "refund", "faulty_returns")
_ANSWERING, _LEAST_ANSWERING = "fact needs:always_open", 0.15  # words of answering viewers, and the score that is enough beside them
_SURE_OF_OTHER = 0.35
_FAR = 0.7  # share of the score of a reading whose fact is far from what was said
_RIVAL = 0.6  # share of the likeliest reading's score at which another that makes an amount right is believed
_SURE, _FAR_LESS = 0.25, 0.25  # score of a sure reading, and the share of it below which another is out of the question
_BESIDE = 24  # characters between an amount and a stretch that tells what it is of
_BEHIND = 12  # characters behind a stretch in which a negation still belongs to it
_BEFORE = 8  # ... and in front of it: a stretch may begin in the middle of a clause
_CLOSED, _RIGHT_BEFORE = 12, 1  # characters between a weekday and "closed", and between "not" and "closed"


class Likely(Protocol):
    """A topic that the stretch `[start:end]` of a sentence may be about. `rank`: 0 for its likeliest; `score` as the reader gives it."""

    @property
    def topic(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def rank(self) -> int: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class TopicView(Protocol):
    """What the guard needs of the reader of questions."""

    def subjects(self, text: str, match: str) -> Sequence[Likely]: ...

    def line(self, topic: str, product: str | None) -> str | None:
        """What the shop answers to a question of the topic, in the host's language."""


@dataclass(frozen=True, slots=True)
class Told:
    """A claim, and the reading it rests on."""

    claim: Claim
    likely: Likely


@dataclass(frozen=True, slots=True)
class Judged:
    """What the sheet says of a claim."""

    told: Told
    finding: Finding


def topic_claims(sentence: Sentence, amounts: Sequence[Amount], numbers: Sequence[Number], named: Sequence[Named], readings: Sequence[Likely]) -> list[Told]:
    """What each likely topic makes of the sentence. `numbers`: those that no unit makes an amount."""
    numbers = [n for n in numbers if not any(e.start < n.end and n.start < e.end for e in named)]  # the three in "سه شنبه", Tuesday
    told = [Told(claim, likely) for likely in readings for claim in _claims(likely, sentence, amounts, numbers, named)]
    told = [_with_neighbours(t, readings) if _sort(t.claim) in _COUNTED else t for t in told]
    return [replace(t, likely=Heard(t.likely)) if _is_heard(t, sentence, amounts) else t for t in told]


@dataclass(frozen=True, slots=True)
class Heard:
    """A reading that cues of the sentence make sure."""

    reading: Likely
    score: float = 1.0
    rank: int = 0

    @property
    def topic(self) -> str:
        return self.reading.topic

    @property
    def start(self) -> int:
        return self.reading.start

    @property
    def end(self) -> int:
        return self.reading.end


def _is_heard(told: Told, sentence: Sentence, amounts: Sequence[Amount]) -> bool:
    """Whether cues name what is claimed: "we *answer until* ten", "*instalments from* two hundred"."""
    claim, topic = told.claim, told.likely.topic
    if topic == "service_hours":
        return sentence.has("answering") and (claim.unit == "until" or bool(claim.value))
    if topic == "installments_min" and claim.unit == "money":
        from_here = any(a.quantity.lower and a.quantity.start == claim.start for a in amounts)
        in_parts = sentence.has("needs:installments") or any(h.value[1] == "installments" for h in sentence.of("term"))
        return from_here and in_parts and not any(map(sentence.has, ("needs:coupon", "needs:free_from")))
    return False


def _with_neighbours(told: Told, readings: Sequence[Likely]) -> Told:
    """An amount may stand beside the words that tell what it is of: the likeliest reading near it counts."""
    near = (r for r in readings if r.topic == told.likely.topic and gap((r.start, r.end), (told.claim.start, told.claim.end)) <= _BESIDE)
    return replace(told, likely=max(near, key=lambda r: r.score))


def unjudged_amounts(judged: Sequence[Judged], right: Sequence[Finding]) -> list[Judged]:
    """Amounts that no claim which was found right has taken, under a reading that is sure."""
    taken = {(f.claim.low, f.claim.high, f.claim.unit) for f in right}
    counted = [j for j in judged if _sort(j.told.claim) in _COUNTED and j.told.likely.score >= _SURE]
    return [j for j in counted if (j.told.claim.low, j.told.claim.high, j.told.claim.unit) not in taken]


def surest(judged: Sequence[Judged], scene: Scene, *, asks: bool) -> Judged | None:
    """The contradiction that the likeliest reading makes, where it is likely enough and no other reading makes it right.

    `asks`: the sentence holds a question word: what is then yes or no is not told.
    """
    right = max((j.told.likely.score for j in judged if j.finding.outcome == "supported"), default=0.0)
    wrong = (j for j in judged if j.finding.outcome == "contradicted" and j.told.likely.score >= max(right, _least(j, scene)))
    found = [j for j in wrong if not any(_is_put_right(j.told.claim, o) for o in judged)]
    counted = any(_sort(j.told.claim) in _COUNTED for j in judged)
    kept = []
    for j in found:
        sort = _sort(j.told.claim)
        if sort in _COUNTED:
            rivals = [o for o in judged if _sort(o.told.claim) in _COUNTED and (o.told.claim.start, o.told.claim.end) == (j.told.claim.start, j.told.claim.end)]
            known = [o for o in rivals if o.finding.outcome != "unknown"]
            best = max(known, key=_weight)
            made_right = any(o.finding.outcome == "supported" and o.told.likely.score >= _RIVAL * best.told.likely.score for o in known)
            kept += [j] if best is j and not made_right else []
        elif j.told.likely.rank == 0 and not asks and not (counted and sort in ("yes", "no")):
            kept.append(j)
    return max(kept, key=_weight, default=None)


def _weight(judged: Judged) -> float:
    """A fact that is near to what was said is rather meant than one that is far from it: twelve hours of playing, not of charging."""
    return judged.told.likely.score * (_FAR if judged.finding.far else 1.0)


def _is_put_right(claim: Claim, other: Judged) -> bool:
    """Whether the right amount of the same thing is said as well: "after two months? no, two weeks"."""
    return other.finding.outcome == "supported" and (other.told.claim.kind, other.told.claim.path) == (claim.kind, claim.path)


def _least(judged: Judged, scene: Scene) -> float:
    """More is needed where the sentence is of a product only because no other has such a fact."""
    guessed = judged.finding.product is not None and judged.finding.product not in (scene.mentioned, scene.on_screen)
    claim = judged.told.claim
    return max(_LEAST_ANSWERING if claim.sure else _LEAST[_sort(claim)], _SURE_OF_OTHER if guessed else 0.0)


def _sort(claim: Claim) -> Sort:
    """What sort of thing is claimed: each needs to be heard more or less surely."""
    if claim.kind in _NAMED:
        return "name"
    if claim.kind == "fact" and (claim.unit in ("clock", "clock24", "until", "figures") or (claim.value and not claim.unit)):
        return "written"
    if claim.unit:
        about_people = claim.unit == "year" or claim.kind == "min_age" or "age" in claim.path.split(".")[-1].split("_")
        return "money" if claim.unit == "money" else "age" if about_people else "days" if claim.unit in _DAYS else "amount"
    return "yes" if claim.positive else "no"


def _claims(likely: Likely, sentence: Sentence, amounts: Sequence[Amount], numbers: Sequence[Number], named: Sequence[Named]) -> list[Claim]:
    if likely.topic not in TOPICS:
        return []
    kind, units = _amount_kind(likely.topic)
    if sentence.has(f"not:{kind}") or (kind in _OF_PARCELS and any(map(sentence.has, (_ANSWERING, "answering")))):
        return []  # words the pack knows to be of something else; "we answer within a day" is of no parcel
    within = [a for a in amounts if likely.start <= a.quantity.start and a.quantity.end <= likely.end]
    found = [_of_amount(k, a, unit) for k in (kind, *_also_kinds(likely.topic)) for a in within if (unit := a.quantity.unit_in(units))]
    if likely.topic in _LATER:
        found += [_of_amount(_LATER[likely.topic], a, unit) for a in within if (unit := a.quantity.unit_in(_SAID_IN["days"][:3]))]
    if not found and units and units[0] in _UNSAID:
        found = [_of_number(kind, n, units[0]) for n in numbers if likely.start <= n.start and n.end <= likely.end]
    written = list(_written(likely, sentence, amounts, numbers, named))
    return found or written or list(_without_amount(likely, sentence, named, amounts=bool(within)))


def _without_amount(likely: Likely, sentence: Sentence, named: Sequence[Named], *, amounts: bool) -> Iterator[Claim]:
    topic, stretch = likely.topic, (likely.start, likely.end)
    if topic in _WHEN:
        for hit in sentence.of("arrival"):
            if _within(span(hit), stretch) and not sentence.denied(hit):
                days = float(hit.value[1])
                yield Claim(_WHEN[topic], hit.start, hit.end, days, days, "day")
                return
    if topic in _FOR_NOTHING and not amounts and sentence.has("free"):
        yield Claim(_FOR_NOTHING[topic], *stretch, unit="money", readings=(0.0,))
    if topic in _WHO_PAYS and sentence.has("we_pay") != sentence.has("you_pay") and not sentence.has("faulty"):
        yield Claim(_WHO_PAYS[topic], *stretch, positive=sentence.has("we_pay"))
    if topic == "pay_methods":
        yield from _methods(sentence, named, likely)
    if topic == "installments_interest" and not amounts and (sentence.has("free") or _negations(sentence, likely)):
        yield Claim("no_interest", *stretch)
    if topic in _THERE and not sentence.has("gone") and not _negations(sentence, likely):
        for n in named:
            if n.kind in ("size", "colour") and _THERE[topic] in ("", n.kind) and _within((n.start, n.end), stretch):
                yield Claim(f"sold_out_{n.kind}s", n.start, n.end, value=n.value)
    if topic == "p.origin_country":
        for hit in sentence.of("country"):
            if _within(span(hit), stretch) and not sentence.denied(hit):
                yield Claim("origin", hit.start, hit.end, value=hit.value[1])
    if topic == "p.material":
        for n in named:
            if n.kind == "thing" and _within((n.start, n.end), stretch) and not _negations(sentence, likely):
                yield Claim("material", n.start, n.end, value=n.value, lone=True)
    truth = _truth_kind(topic)
    needless = any(_within(span(h), stretch) for h in sentence.of("needless"))
    denied = needless or bool(_negations(sentence, likely))
    if truth and not amounts and not (denied and truth in _NEVER_DENIED and not needless):
        yield _as_claim(truth, *stretch, positive=not denied)


def _methods(sentence: Sentence, named: Sequence[Named], likely: Likely) -> Iterator[Claim]:
    """Methods by the cues of the pack, and by the forms of their names that only the names of the language hold."""
    hits = sentence.of("method")
    for hit in hits:
        yield Claim("method", hit.start, hit.end, value=hit.value[1], positive=not sentence.denied_anywhere(hit, "method"))
    for n in named:
        if n.kind == "method" and not any(gap(span(h), (n.start, n.end)) == 0 for h in hits) and not _negations(sentence, likely):
            yield Claim("method", n.start, n.end, value=n.value)


def _written(likely: Likely, sentence: Sentence, amounts: Sequence[Amount], numbers: Sequence[Number], named: Sequence[Named]) -> Iterator[Claim]:
    """What is said of a fact that the sheet holds as text."""
    topic, stretch = likely.topic, (likely.start, likely.end)
    for n in named:
        if topic in _WEEKDAYS and n.kind == "weekday" and _within((n.start, n.end), stretch):
            for path in _WEEKDAYS[topic]:
                answering = topic == "service_hours" and sentence.has(_ANSWERING)
                yield Claim("fact", n.start, n.end, value=n.value, positive=_is_open(sentence, likely, n, named), path=path, sure=answering)
    for hit in sentence.of("every_day"):
        if topic == "service_hours" and _within(span(hit), stretch) and not sentence.denied(hit):
            yield Claim("fact", hit.start, hit.end, value="every day", path="markets.<M>.service.days", sure=sentence.has(_ANSWERING))
    bare = [n for n in numbers if _within((n.start, n.end), stretch)]
    within = [a.quantity for a in amounts if _within(a.span, stretch)]
    exact = [(h.start, h.end, float(h.value[1])) for h in sentence.of("clock") if gap(span(h), stretch) == 0]
    hours = exact or [*((n.start, n.end, n.value) for n in bare), *((q.start, q.end, q.high) for q in within if q.unit == "hour")]
    ends = [h for h in hours if any(0 <= h[0] - u.end <= 1 for u in sentence.of("until"))]
    if topic == "service_hours" and ends and sentence.has("answering"):
        yield Claim("fact", ends[0][0], ends[0][1], unit="until", readings=(ends[0][2],), path=_CLOCKS[topic])
    elif topic in _CLOCKS and hours and not any(a.quantity.unit in _DAYS for a in amounts):  # "we answer within a day" tells no time of day
        unit, sure = "clock24" if exact else "clock", topic == "service_hours" and sentence.has(_ANSWERING)
        yield Claim("fact", hours[0][0], hours[0][1], unit=unit, readings=tuple(value for *_, value in hours), path=_CLOCKS[topic], sure=sure)
    for q in within:
        if topic in _AGES and q.unit in ("year", "month"):
            yield Claim("fact", q.start, q.end, q.low, q.high, q.unit, path=_AGES[topic])
    figures = [*((n.start, n.end, n.value) for n in bare), *((q.start, q.end, q.high) for q in within if q.unit != "money")]
    if topic in _FIGURES and figures:
        yield Claim("fact", figures[0][0], figures[0][1], unit="figures", readings=tuple(value for *_, value in figures), path=_FIGURES[topic])


def _is_open(sentence: Sentence, likely: Likely, day: Named, named: Sequence[Named]) -> bool:
    """Whether a weekday is said to be worked on: neither denied nor "closed", or "not closed". A negation is of the day nearest to it:
    "Sundays we rest, Monday to Friday we answer"."""
    at = (day.start, day.end)
    off = next((h for h in sentence.of("closed") if gap(span(h), at) <= _CLOSED), None)
    if off is not None:
        return any(0 <= off.start - d.end <= _RIGHT_BEFORE for d in sentence.of("deny"))
    days = [(n.start, n.end) for n in named if n.kind == "weekday"]
    return not any(min(days, key=lambda d: gap(d, negation)) == at for negation in _negations(sentence, likely))


def _as_claim(kind: str, start: int, end: int, low: float = 0.0, high: float = 0.0, unit: str = "", **rest: Any) -> Claim:
    """A kind that is a path stands for the fact at it."""
    if "." in kind:
        return Claim("fact", start, end, low, high, unit, path=kind, **rest)
    return Claim(kind, start, end, low, high, unit, **rest)


def amount_claims(told: Told, readings: Sequence[Likely]) -> Iterator[Claim]:
    """The same amount under every other topic that can hold it: it may be right for that. None under a topic that was looked at and is
    far less likely, where the reading is sure."""
    claim, sure = told.claim, told.likely.score >= _SURE
    scores: dict[str, float] = {}
    for reading in readings:
        scores[reading.topic] = max(scores.get(reading.topic, 0.0), reading.score)
    for topic in TOPICS:
        kind, units = _amount_kind(topic)
        unlikely = sure and scores.get(topic, 0.0) < _FAR_LESS * told.likely.score
        if claim.unit in units and not unlikely and kind not in (claim.kind, claim.path):
            yield replace(_as_claim(kind, claim.start, claim.end, claim.low, claim.high, claim.unit), readings=claim.readings, approx=claim.approx)


@cache
def _amount_kind(topic: str) -> tuple[str, tuple[str, ...]]:
    """The kind of claim an amount under a topic is, and the units it takes; none where the topic holds no amount."""
    if topic in _AMOUNTS:
        kind = _AMOUNTS[topic]
        return kind, tuple(unit for unit in _UNITS_OF[kind] if (kind, unit) != ("installments", "year"))  # years are what people tell of their cars
    for path in TOPICS[topic].paths:
        key = _BY_KEY.get(path)
        if key is not None and key.type in ("int", "number", "money", "days"):
            units = ("money",) if key.type == "money" else _SAID_IN.get(key.unit, ())
            if units:
                return path, units
    return "", ()


@cache
def _also_kinds(topic: str) -> tuple[str, ...]:
    """Further facts of a topic that are amounts of the same sort: a sheet has the smallest order or the smallest instalment."""
    kind, _ = _amount_kind(topic)
    key = _BY_KEY.get(kind)
    return tuple(p for p in TOPICS[topic].paths if key and p != kind and p in _BY_KEY and (_BY_KEY[p].type, _BY_KEY[p].unit) == (key.type, key.unit))


def _truth_kind(topic: str) -> str:
    if topic in _TRUTHS:
        return _TRUTHS[topic]
    path = TOPICS[topic].paths[0]
    key = _BY_KEY.get(path)
    return path if key is not None and key.type == "bool" and topic not in _BY_NEGATION else ""


def _of_amount(kind: str, amount: Amount, unit: str) -> Claim:
    q = amount.quantity
    rivals = ("delivery",) if kind == "dispatch" else ()  # no cue tells the two apart
    return _as_claim(kind, q.start, q.end, q.low, q.high, unit, approx=q.approx, upper=q.upper, readings=amount.readings, guess=unit == "money", rivals=rivals)


def _of_number(kind: str, n: Number, unit: str) -> Claim:
    return _as_claim(kind, n.start, n.end, n.value, n.value, unit, approx=n.approx, upper=n.upper, guess=True)


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _negations(sentence: Sentence, likely: Likely) -> list[Span]:
    """Negations in a stretch, right in front of it or right behind it that deny something."""
    fine = [span(h) for h in sentence.of("fine")]
    found = [span(h) for h in sentence.of("deny", "deny_after")]
    return [d for d in found if likely.start - _BEFORE <= d[0] and d[1] <= likely.end + _BEHIND and not any(d[1] > f[0] and d[0] < f[1] for f in fine)]
