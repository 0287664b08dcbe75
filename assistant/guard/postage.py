"""Who pays when goods go back or are swapped, and what sending them back costs.

Three kinds of words together make the claim: what is done (a return, a swap), the postage, and who bears it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from assistant.guard.claim import Claim
from assistant.guard.sentence import Sentence, Span, gap, span

_TOGETHER = 60  # characters the three words of a claim may take up
_ANY_ORDER = 36  # characters between "even one piece" and "free shipping"
_BESIDE = 26  # characters from a return to its price


def postage_claims(sentence: Sentence, amounts: Sequence[Claim]) -> list[Claim]:
    """ "the postage of a swap is on us". None where goods are faulty, or free postage has a threshold: those are other facts."""
    if sentence.has("faulty") or any(c.kind == "free_from" for c in amounts):
        return []
    postage = [span(h) for h in sentence.of("postage", "term") if h.value in (("postage", ""), ("term", "fee"))]
    swaps = [span(h) for h in sentence.of("exchanges") if not any(_lies_in(span(h), at) for at in _returns(sentence))]  # "change" in "change of mind"
    returns = [at for at in _returns(sentence) if not (swaps and any(_lies_in(post, at) for post in postage))]  # "swap it, the *return postage* is yours"
    topics = [("exchange_free", at) for at in swaps] + [("return_free", at) for at in returns]
    payers = [(h, positive) for name, positive in (("we_pay", True), ("you_pay", False)) for h in sentence.of(name)]
    said = [(_whole(topic[1], post, span(payer[0])), topic[0], *payer) for topic, post, payer in product(topics, postage, payers)]
    near = [s for s in said if s[0][1] - s[0][0] <= _TOGETHER and not _crosses(s[0], amounts)]
    if not near:
        return []
    (start, end), kind, payer, positive = min(near, key=lambda s: (s[0][1] - s[0][0], s[1]))
    return [Claim(kind, start, end, positive=positive and not sentence.denied(payer))]


def free_for_all(sentence: Sentence, amounts: Sequence[Claim]) -> list[Claim]:
    """ "one piece only and the postage is free": no least order. Where an amount is told that is the claim."""
    if any(c.unit == "money" for c in amounts) or sentence.has("returning"):
        return []
    paid = sentence.of("we_pay") if sentence.has("postage") and not sentence.has("exchanges") else []  # "one piece only, the postage is on me"
    free = [span(h) for h in (*sentence.of("needs:free_from"), *paid) if not sentence.denied(h)]
    near = [_whole(span(h), at) for h in sentence.of("any_order") for at in free if gap(span(h), at) <= _ANY_ORDER]
    return [Claim("free_shipping_all", *min(near, key=lambda s: s[1] - s[0]))] if near else []


def of_returns(sentence: Sentence, amounts: Sequence[Claim]) -> list[Claim]:
    """The same claims, but the postage of a sentence about sending back is what that costs, and not the postage of the order."""
    if sentence.has("faulty"):
        return [c for c in amounts if not _is_of_return(c, sentence)]
    out = [replace(c, kind="return_fee", rivals=(*c.rivals, c.kind)) if _is_of_return(c, sentence) else c for c in amounts]
    return [replace(c, rivals=(*c.rivals, "return_fee")) if c.kind == "fee" and sentence.has("returning") and sentence.has("you_pay") else c for c in out]


def _whole(*parts: Span) -> Span:
    return (min(start for start, _ in parts), max(end for _, end in parts))


def _lies_in(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1] and inner != outer


def _crosses(whole: Span, amounts: Sequence[Claim]) -> bool:
    """Whether an amount of something else stands between the words of a claim."""
    return any(whole[0] < c.start and c.end < whole[1] for c in amounts)


def _returns(sentence: Sentence) -> list[Span]:
    return [span(h) for h in sentence.of("returning")]


def _is_of_return(claim: Claim, sentence: Sentence) -> bool:
    own = claim.kind == "fee" or (claim.kind == "price" and not claim.lone)
    return own and claim.unit == "money" and any(gap(at, (claim.start, claim.end)) <= _BESIDE for at in _returns(sentence))
