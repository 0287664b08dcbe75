"""Days on which the shop is said to answer: "our team answers", and a Sunday."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.guard.claim import Claim
from assistant.guard.goods import Named
from assistant.guard.sentence import Sentence, gap, span

_ANSWERED = 36  # characters between "we answer" and a day of the week
_CLOSED = 12  # characters between "closed" and the day it is said of


def service_days(sentence: Sentence, named: Sequence[Named]) -> Iterator[Claim]:
    """ "we answer your messages on Sundays too". A day off beside it ("closed on Mondays, we answer all the others") is none of them."""
    answered = [span(h) for h in sentence.of("fact needs:always_open")]
    closed = [span(h) for h in sentence.of("closed")]
    if any(map(sentence.has, ("deny", "deny_after", "arrives", "draw"))):
        return  # which of the two is denied is hard to hear, and a message that comes with a parcel is no service
    for n in named:
        day = n.value if n.kind == "weekday" else "Sunday" if (n.kind, n.value) == ("day", "weekend") else ""
        at = (n.start, n.end)
        off = sentence.excepts(at) or any(gap(c, at) <= _CLOSED for c in closed)
        if day and not off and any(gap(a, at) <= _ANSWERED for a in answered):
            yield Claim("answered_on", *at, value=day)
