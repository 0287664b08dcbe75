"""Claims that no phrase of its own makes: words the packs have for other claims make them where they stand together.

"Our team answers", and a Sunday; "in instalments", and the least basket; "broken, tell us", and a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.guard.claim import Claim
from assistant.guard.goods import Named
from assistant.guard.sentence import Sentence, gap, span
from assistant.guard.spoken_money import Amount

_ANSWERED = 36  # characters between "we answer" and a day of the week
_LEAST = 20  # between "buy" and what is bought in instalments
_REPORTED = 42  # between "tell us" and a time
_BASKETS = ("free_from", "coupon_min")  # their cues are words for a basket: "spend", "from", "buy"
_TIMES = ("day", "business_day", "week", "month")


def service_days(sentence: Sentence, named: Sequence[Named]) -> Iterator[Claim]:
    """ "we answer your messages on Sundays too"."""
    answered = [span(h) for h in sentence.of("fact needs:always_open")]
    if any(map(sentence.has, ("deny", "deny_after", "arrives", "draw"))):
        return  # which of the two is denied is hard to hear, and a message that comes with a parcel is no service
    for n in named:
        day = n.value if n.kind == "weekday" else "Sunday" if (n.kind, n.value) == ("day", "weekend") else ""
        at = (n.start, n.end)
        if day and any(gap(a, at) <= _ANSWERED for a in answered):
            yield Claim("answered_on", *at, value=day)


def least_for_installments(sentence: Sentence, told: Sequence[Amount]) -> Iterator[Claim]:
    """ "even if you buy for two thousand you can split it": the one amount of money beside a word for a basket."""
    money = [a for a in told if a.quantity.unit == "money"]
    plans = [h for h in sentence.of("yes", "term") if h.value[1] == "installments" and not sentence.denied(h)]
    other = any(map(sentence.has, ("needs:free_from", "needs:coupon", "needs:cod_max", "asks", "no:installments")))
    if len(money) != 1 or not plans or other:
        return
    q = money[0].quantity
    baskets = [span(h) for h in sentence.of("term") if h.value[1] in _BASKETS]
    if any(gap(b, (q.start, q.end)) <= _LEAST for b in baskets):
        yield Claim("installments_min", q.start, q.end, q.low, q.high, "money", readings=money[0].readings, guess=money[0].guess)


def fault_reports(sentence: Sentence, told: Sequence[Amount]) -> Iterator[Claim]:
    """ "if it is broken tell us within three days": the one time in a sentence about a fault, near a word for telling the shop."""
    times = [a.quantity for a in told if a.quantity.unit in _TIMES]
    if not sentence.has("faulty") or len(times) != 1 or any(h.value[1] == "warranty" for h in sentence.of("term")):
        return
    q = times[0]
    if any(gap(span(h), (q.start, q.end)) <= _REPORTED for h in sentence.of("reports")):
        yield Claim("faulty_returns", q.start, q.end, q.low, q.high, q.unit)
