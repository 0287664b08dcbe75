"""Amounts a sentence promises: each goes to the nearest cue that takes its unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.guard.claim import Claim
from assistant.guard.promise_words import PromiseWords
from assistant.guard.sentence import Sentence, Span, Tag, gap, span
from assistant.guard.spoken_money import Amount, AmountFinder
from assistant.language.finder import Hit
from assistant.language.quantities import Quantity, QuantityReader

_DAYS = ("day", "business_day", "week", "month", "year", "hour")
# Which units a claim takes. Order breaks ties between equally near cues.
UNITS: dict[str, tuple[str, ...]] = {
    "returns": _DAYS[:5], "refund": (*_DAYS[:4], "hour", "minute"), "warranty": ("month", "year", "week"), "installments": ("month", "times", "year"),
    "interest": ("percent",), "coupon_min": ("money",), "installments_min": ("money",), "coupon": ("percent", "money"), "cod_fee": ("money",), "cod_max": ("money",),
    "free_from": ("money",), "fee": ("money",), "price": ("money",), "delivery": (*_DAYS[:3], "hour"), "dispatch": ("hour", "day", "business_day", "minute", "week"),
    "min_age": ("year",), "draw": ("minute", "hour"), "winners": ("person",), "exchange_times": ("times",), "stock": ("piece",),
    "playback_hours_with_case": ("hour",), "playback_hours": ("hour",), "keep_warm_hours": ("hour",), "charge_hours": ("hour", "minute"),
    "cooking_minutes": ("minute", "hour"), "heat_up_seconds": ("second", "minute"), "water_resistant_minutes": ("minute", "hour"),
    "power_w": ("watt",), "capacity_ml": ("ml", "l"), "tank_ml": ("ml",), "battery_mah": ("mah",), "volume_ml": ("ml",),
    "net_weight_g": ("g", "kg"), "weight_g": ("g", "kg"), "cable_m": ("m", "cm"), "spf": ("spf",),
    "blends_per_charge": ("times", "piece"), "count": ("piece",), "return_fee": ("money",), "open_shelf_months": ("month", "year"),
}  # fmt: skip
REACH = 42  # characters between a cue and its amount
_BEHIND = 8  # a cue behind the amount counts as this much farther away
_WEAK = 24  # a weak cue counts as this much farther away
_NEAR = 10  # characters between "it was" and its amount
_OF_COD = ("cod_fee", "cod_max")  # any way to say cash on delivery is enough for these
_LATER = 14  # characters between "may slip by" and a day
_REFUSED = 3  # characters between "the third time" and "no more"
_SAID_SHORT = ("price", "fee", "free_from", "coupon_min")  # money that is often said as a bare number
_LEAST_OF = ("coupon_min", "free_from")  # their cues ("from", "orders of") say as well from how much on an order is paid in parts
_NEAR_GUESS = 16  # how far its cue may be then


class AmountReader:
    """Reads the amounts of one language. Immutable."""

    def __init__(self, words: PromiseWords, quantities: QuantityReader) -> None:
        self.finder = AmountFinder(quantities, (*words.terms["price"].cues, *words.terms["price"].weak))
        self._numbers = quantities.numbers
        self._needs = {str(t): (f"needs:{t}" if c.needs else "", f"not:{t}" if c.not_with else "") for t, c in words.terms.items()}

    def told(self, sentence: Sentence) -> list[Amount]:
        """Amounts that are neither taken back nor denied."""
        told = _joined(self.finder.find(sentence.text), sentence)
        taken_back = sentence.withdrawn([a.span for a in told])
        return [a for a in told if a.span not in taken_back and not _denied(a.quantity, sentence)]

    def read(self, sentence: Sentence, places: Sequence[Span]) -> list[Claim]:
        """Amounts with their cues, nearest pairs first; a cue serves one amount."""
        told = _joined(self.finder.find(sentence.text), sentence)
        taken_back = sentence.withdrawn([a.span for a in told])
        amounts = [a for a in told if a.span not in taken_back and not _denied(a.quantity, sentence)]
        found = [a.quantity for a in amounts]
        pairs = sorted(p for i in range(len(found)) for p in self._pairs(i, found, sentence, places) if not amounts[i].guess or _is_near_guess(p))
        claims: dict[int, Claim] = {}
        used: set[tuple[str, Span]] = set()
        free_alone = (sentence.has("free") or sentence.has("we_pay")) and sum(q.unit == "money" for q in found) == 1
        for distance, _, i, kind, cue in pairs:
            if i in claims or any(cue == u or (kind == k and cue[0] < u[1] and u[0] < cue[1]) for k, u in used):
                continue
            used.add((kind, cue))
            q = found[i]
            start, end = min(cue[0], q.start), max(cue[1], q.end)
            named = self._money_cues(sentence) if q.unit == "money" else set()
            rivals = tuple(dict.fromkeys([*(k for _, _, j, k, _ in pairs if j == i and k != kind), *sorted(named - {kind, "price", "return_fee"})]))
            if kind == "fee" and free_alone:  # "the postage is free from 250,000": the one amount is the threshold
                kind, rivals = "free_from", (*rivals, "fee")
            unsure = amounts[i].guess or (amounts[i].bare and distance >= _WEAK)
            claims[i] = replace(_claim(kind, amounts[i]), start=start, end=end, rivals=rivals, guess=unsure, least=_is_not_sooner(q, sentence))
        if not claims and (lone := self._return_fee(sentence, told, amounts) or self._lone_price(sentence, told, amounts) or self._new_price(sentence)):
            return [replace(lone, pieces=_pieces(found))]
        spare = [q for i, q in enumerate(found) if i not in claims]
        claims = {i: replace(c, others=_others(c, spare)) for i, c in claims.items()}
        kept = [claims[i] for i in sorted(claims) if claims[i].kind != "price" or not sentence.has("no_price")]
        return [replace(c, pieces=_pieces(found)) if c.kind == "price" else c for c in kept]

    def _pairs(self, i: int, found: Sequence[Quantity], sentence: Sentence, places: Sequence[Span]) -> Iterable[tuple[int, int, int, str, Span]]:
        """Every cue amount `i` may belong to: distance, rank of the kind, index of the amount, kind, span of the cue."""
        q = found[i]
        ranks = {kind: rank for rank, (kind, units) in enumerate(UNITS.items()) if q.unit_in(units) and self._allowed(kind, i, found, sentence)}
        cues = [(h.value[1], span(h), _WEAK if name == "weak" else 0) for name in ("term", "weak") for h in sentence.of(name)]
        cues += [("delivery", place, 0) for place in places if q.unit != "hour"]
        if _in_parts(sentence) and not any(other.unit == "month" and other.high == 1 for other in found):  # so much a month is no least order
            cues += [("installments_min", span(h), 0) for h in sentence.of("term") if h.value[1] in _LEAST_OF]
        for kind, cue, penalty in cues:
            distance = gap(cue, (q.start, q.end))
            own = q.start < cue[0] and cue[1] < q.end  # a word of the amount: "chín" is nine, and cooked
            if kind in ranks and distance <= REACH and not own:
                hours = _WEAK if kind == "delivery" and q.unit == "hour" else 0  # in hours a parcel is handed over, rarely delivered
                yield (distance + penalty + hours + (_BEHIND if cue[0] >= q.end else 0), ranks[kind], i, kind, cue)

    def _allowed(self, kind: str, i: int, found: Sequence[Quantity], sentence: Sentence) -> bool:
        _, bars = self._needs.get(kind, ("", ""))
        return self._met(kind, sentence) and all(_is_busy(bar, i, found, sentence) for bar in sentence.of(bars))

    def _met(self, kind: str, sentence: Sentence) -> bool:
        """Whether the words a kind needs are in the sentence; for the cost and limit of cash on delivery any way to say that is enough."""
        needs, _ = self._needs.get(kind, ("", ""))
        return not needs or sentence.has(needs) or (kind in _OF_COD and any(h.value[1] == "cod" for h in sentence.of("yes")))

    def _money_cues(self, sentence: Sentence) -> set[str]:
        """The kinds of money a sentence has cues for."""
        kinds = {h.value[1] for h in sentence.of("term")}
        return {kind for kind in kinds if "money" in UNITS[kind] and self._met(kind, sentence)}

    def _return_fee(self, sentence: Sentence, told: Sequence[Amount], amounts: Sequence[Amount]) -> Claim | None:
        """The one amount of money in a sentence about sending back, where nothing is said of a refund: what it costs."""
        money = [a for a in told if a.quantity.unit == "money"]
        if len(money) != 1 or money[0] not in amounts or money[0].guess or any(map(sentence.has, ("asks", "was", "others", "faulty", "needs:refund"))):
            return None
        if self._money_cues(sentence) - {"price", "fee"} or any(h.value[1] == "refund" for h in sentence.of("term")):
            return None
        beside = any(gap(span(h), money[0].span) <= REACH for h in sentence.of("returning"))
        return replace(_claim("return_fee", money[0]), lone=True) if beside else None

    def _lone_price(self, sentence: Sentence, told: Sequence[Amount], amounts: Sequence[Amount]) -> Claim | None:
        """The one amount of money of a sentence without any cue for it: "the kettle two fifty four". Whether a product is named is for the judge."""
        money = [a for a in told if a.quantity.unit == "money"]
        said_again = len({(a.quantity.low, a.quantity.high) for a in money}) == 1
        if not said_again or money[0] not in amounts or money[0].quantity.low != money[0].quantity.high:
            return None
        if any(h.start < money[0].span[0] for h in sentence.of("asks")) or any(map(sentence.has, ("was", "others", "no_price", "not:price"))):
            return None
        if self._money_cues(sentence) - {"price"}:
            return None
        if money[0].guess and len(told) > len(money):  # a number among other amounts counts something
            return None
        return replace(_claim("price", money[0]), lone=True)

    def _new_price(self, sentence: Sentence) -> Claim | None:
        """The one amount of money behind an old price: "it was fifteen, and now nine eight hundred". A bare number needs the "and now"."""
        if any(map(sentence.has, ("asks", "no_price", "not:price"))) or self._money_cues(sentence) - {"price"}:
            return None
        old = self._end_of_old(sentence)
        new = self.finder.find(" " * old + sentence.text[old:]) if old else []
        said = {(a.quantity.unit, a.quantity.low, a.quantity.high) for a in new}
        if len(said) != 1 or new[0].quantity.unit != "money" or new[0].quantity.low != new[0].quantity.high:
            return None
        now = any(old <= h.start and h.end <= new[0].span[0] for h in sentence.of("ours", "but"))
        return replace(_claim("price", new[0]), lone=True) if now or not new[0].guess else None

    def _end_of_old(self, sentence: Sentence) -> int:
        """Where the number right behind a word of `was` ends; 0 without one."""
        end = 0
        for n in self._numbers.find(sentence.text, loose=True):
            behind = any(0 <= n.start - h.end <= _NEAR for h in sentence.of("was"))
            if behind or (end and n.start - end <= 1):  # "twelve eight hundred"
                end = n.end
        return end


def _joined(amounts: Sequence[Amount], sentence: Sentence) -> list[Amount]:
    """ "from seven days to eleven days" is one amount where "from" is the ending of the first unit."""
    opening = {h.end for h in sentence.of("from_unit")}
    out: list[Amount] = []
    for amount in amounts:
        first, second = out[-1].quantity if out else None, amount.quantity
        if first and first.end in opening and second.start == first.end + 1 and first.unit == second.unit and first.low < second.high:
            out[-1] = replace(amount, quantity=replace(second, low=first.low, start=first.start))
        else:
            out.append(amount)
    return out


def _in_parts(sentence: Sentence) -> bool:
    return any(h.value[1] == "installments" for h in sentence.of("term", "yes"))


def _pieces(found: Sequence[Quantity]) -> float:
    return max((q.high for q in found if q.unit == "piece"), default=0.0)


def _claim(kind: str, amount: Amount) -> Claim:
    q = amount.quantity
    unit = q.unit_in(UNITS[kind]) or q.unit
    return Claim(kind, q.start, q.end, q.low, q.high, unit, approx=q.approx, upper=q.upper, readings=amount.readings, guess=amount.guess or amount.bare)


def _others(claim: Claim, spare: Sequence[Quantity]) -> tuple[tuple[float, str], ...]:
    """Amounts no cue took that the claim could be about as well: "26 months, that is two years and a bit"."""
    near = [q for q in spare if q.unit in UNITS[claim.kind] and gap((q.start, q.end), (claim.start, claim.end)) <= REACH]
    return tuple((q.high, q.unit) for q in near)


def _is_near_guess(pair: tuple[int, int, int, str, Span]) -> bool:
    """A number that need not be money is, right beside a word that asks for it."""
    return pair[3] in _SAID_SHORT and pair[0] <= _NEAR_GUESS


def _denied(q: Quantity, sentence: Sentence) -> bool:
    """ "not five days", "how many days", "usually a hundred", "the third time no more", "two days ago", "a day later"."""
    if q.unit == "money" and any(0 <= q.start - h.end <= _NEAR for h in sentence.of("was")):
        return True
    if q.unit in _DAYS and not _is_not_sooner(q, sentence) and _beside(q, sentence.of("ago")):
        return True
    if q.unit in _DAYS and any(gap(span(h), (q.start, q.end)) <= _LATER for h in sentence.of("late")):
        return True
    refusing = [h for h in sentence.of("deny", "deny_after") if not any(gap(span(h), span(f)) == 0 for f in sentence.of("fine"))]
    if q.unit == "times" and any(0 <= h.start - q.end <= _REFUSED for h in refusing):
        return True
    repaired = [span(r) for r in sentence.of("repair")]
    denying = [] if q.upper else [d for d in sentence.of("deny") if not any(gap(span(d), r) == 0 for r in repaired)]  # "oh no, fourteen" is fourteen
    words = [*sentence.of("asks"), *denying]
    return any(h.end <= q.start and not sentence.text[h.end : q.start].strip() for h in words)


def _is_not_sooner(q: Quantity, sentence: Sentence) -> bool:
    """ "never before six days": it takes at least so long."""
    return q.unit in _DAYS and _beside(q, sentence.of("sooner")) and (sentence.has("deny") or sentence.has("deny_after"))


def _beside(q: Quantity, words: Sequence[Hit[Tag]]) -> bool:
    return any(gap(span(h), (q.start, q.end)) <= 1 for h in words)


def _is_busy(bar: Hit[Tag], i: int, found: Sequence[Quantity], sentence: Sentence) -> bool:
    """Whether a word that bars a kind is the cue of another amount than number `i`: "two years' warranty, ten days to return"."""
    kinds = [h.value[1] for h in sentence.of("term") if span(h) == span(bar)]
    units = {unit for kind in kinds for unit in UNITS[kind]}
    gaps = [gap(span(bar), (q.start, q.end)) if q.unit in units else REACH + 1 for q in found]
    return any(g <= REACH and g < gap(span(bar), (found[i].start, found[i].end)) for k, g in enumerate(gaps) if k != i)
