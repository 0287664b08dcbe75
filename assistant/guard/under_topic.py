"""What is claimed under one topic that a sentence is likely about: amounts, names, days, times, yes or no. No facts are looked at here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Protocol

from assistant.guard.amounts import UNITS
from assistant.guard.claim import Claim
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
# Conditions: "without a video nothing can be done" denies something else.
_NEVER_DENIED = frozenset(("unboxing_video", "purchase_needed"))
_BY_KEY = {key.pattern: key for key in all_keys()}
DAYS = ("day", "business_day", "week", "month")
_OF_PARCELS = ("delivery", "dispatch", "returns", "refund", "faulty_returns")
ANSWERING = "fact needs:always_open"  # words of answering viewers
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


def claims_under(likely: Likely, sentence: Sentence, amounts: Sequence[Amount], numbers: Sequence[Number], named: Sequence[Named]) -> list[Claim]:
    if likely.topic not in TOPICS:
        return []
    kind, units = amount_kind(likely.topic)
    if sentence.has(f"not:{kind}") or (kind in _OF_PARCELS and any(map(sentence.has, (ANSWERING, "answering")))):
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
        yield as_claim(truth, *stretch, positive=not denied)


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
                answering = topic == "service_hours" and sentence.has(ANSWERING)
                yield Claim("fact", n.start, n.end, value=n.value, positive=_is_open(sentence, likely, n, named), path=path, sure=answering)
    for hit in sentence.of("every_day"):
        if topic == "service_hours" and _within(span(hit), stretch) and not sentence.denied(hit):
            yield Claim("fact", hit.start, hit.end, value="every day", path="markets.<M>.service.days", sure=sentence.has(ANSWERING))
    ends_of_hours = {a.quantity.end for a in amounts if a.quantity.unit == "hour"}
    bare = [n for n in numbers if _within((n.start, n.end), stretch) and not {n.start, n.start - 1} & ends_of_hours]  # no minutes
    within = [a.quantity for a in amounts if _within(a.span, stretch)]
    exact = [(h.start, h.end, float(h.value[1])) for h in sentence.of("clock") if gap(span(h), stretch) == 0]
    hours = exact or [*((n.start, n.end, n.value) for n in bare), *((q.start, q.end, q.high) for q in within if q.unit == "hour")]
    ends = [h for h in hours if _ends_there(sentence, h[0], h[1])]
    if topic == "service_hours" and ends and sentence.has("answering"):
        yield Claim("fact", ends[0][0], ends[0][1], unit="until", readings=(ends[0][2],), path=_CLOCKS[topic])
    elif topic in _CLOCKS and hours and not any(a.quantity.unit in DAYS for a in amounts):  # "we answer within a day" tells no time of day
        unit, sure = "clock24" if exact else "clock", topic == "service_hours" and sentence.has(ANSWERING)
        yield Claim("fact", hours[0][0], hours[0][1], unit=unit, readings=tuple(value for *_, value in hours), path=_CLOCKS[topic], sure=sure)
    for q in within:
        if topic in _AGES and q.unit in ("year", "month"):
            yield Claim("fact", q.start, q.end, q.low, q.high, q.unit, path=_AGES[topic])
    figures = [*((n.start, n.end, n.value) for n in bare), *((q.start, q.end, q.high) for q in within if q.unit != "money")]
    if topic in _FIGURES and figures:
        yield Claim("fact", figures[0][0], figures[0][1], unit="figures", readings=tuple(value for *_, value in figures), path=_FIGURES[topic])


def _ends_there(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a word beside an hour says that something ends then: "*until* ten", "ona *kadar*"."""
    return any(0 <= start - u.end <= 1 for u in sentence.of("until")) or any(0 <= u.start - end <= 1 for u in sentence.of("until_after"))


def _is_open(sentence: Sentence, likely: Likely, day: Named, named: Sequence[Named]) -> bool:
    """Whether a weekday is said to be worked on: neither denied, excepted nor "closed", or "not closed". A negation is of the day nearest to it:
    "Sundays we rest, Monday to Friday we answer"."""
    at = (day.start, day.end)
    off = next((h for h in sentence.of("closed") if gap(span(h), at) <= _CLOSED), None)
    if off is not None:
        return any(0 <= off.start - d.end <= _RIGHT_BEFORE for d in sentence.of("deny"))
    if sentence.excepts(at):
        return False
    days = [(n.start, n.end) for n in named if n.kind == "weekday"]
    return not any(min(days, key=lambda d: gap(d, negation)) == at for negation in _negations(sentence, likely))


def as_claim(kind: str, start: int, end: int, low: float = 0.0, high: float = 0.0, unit: str = "", **rest: Any) -> Claim:
    """A kind that is a path stands for the fact at it."""
    if "." in kind:
        return Claim("fact", start, end, low, high, unit, path=kind, **rest)
    return Claim(kind, start, end, low, high, unit, **rest)


@cache
def amount_kind(topic: str) -> tuple[str, tuple[str, ...]]:
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
    kind, _ = amount_kind(topic)
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
    return as_claim(kind, q.start, q.end, q.low, q.high, unit, approx=q.approx, upper=q.upper, readings=amount.readings, guess=unit == "money", rivals=rivals)


def _of_number(kind: str, n: Number, unit: str) -> Claim:
    return as_claim(kind, n.start, n.end, n.value, n.value, unit, approx=n.approx, upper=n.upper, guess=True)


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _negations(sentence: Sentence, likely: Likely) -> list[Span]:
    """Negations in a stretch, right in front of it or right behind it that deny something."""
    fine = [span(h) for h in sentence.of("fine")]
    found = [span(h) for h in sentence.of("deny", "deny_after")]
    return [d for d in found if likely.start - _BEFORE <= d[0] and d[1] <= likely.end + _BEHIND and not any(d[1] > f[0] and d[0] < f[1] for f in fine)]
