"""What a host says of the goods themselves: a size or colour that is still there, what a thing is made of, how many there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from assistant.guard.claim import Claim
from assistant.guard.sentence import Sentence, Span, gap, span
from assistant.language.numbers import Number
from assistant.language.quantities import QuantityReader

_THERE = 22  # characters between a size or colour and "is still there"
_SIZE_WORD = 8  # between "size" and its number
_PURE, _NOT = 14, 3  # between "pure" and a material, and between either and a negation
_STORE = 20  # between "in the warehouse" and a number
_MANY = 20  # fewer pieces are for the ledger of the evening, or are what somebody buys
_OF_SIZE = ("size", "cm")  # units that make a number a size by themselves


class Named(Protocol):
    """Something named in a sentence: a size, a colour, a material ..."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def goods_claims(sentence: Sentence, named: Sequence[Named], quantities: QuantityReader) -> list[Claim]:
    """Sizes and colours said to be there, and materials said to be all a thing is made of."""
    return [*_still_there(sentence, named, quantities), *_made_of(sentence, named)]


def many_in_store(sentence: Sentence, quantities: QuantityReader) -> Claim | None:
    """ "three hundred pairs in the warehouse": many pieces beside a word for the stock. A bare number there may be a price."""
    cues = [span(h) for h in sentence.of("term") if h.value[1] == "stock"]
    if not cues or any(map(sentence.has, ("asks", "others", "was", "gone"))):
        return None
    many = (q for q in quantities.find(sentence.text) if q.unit == "piece" and q.low >= _MANY)
    near = next((q for q in many if any(gap(at, (q.start, q.end)) <= _STORE for at in cues)), None)
    return Claim("stock", near.start, near.end, near.low, near.high, "piece", approx=near.approx) if near else None


def _still_there(sentence: Sentence, named: Sequence[Named], quantities: QuantityReader) -> Iterator[Claim]:
    """None where anything is said to be gone: which of the two a size belongs to is hard to hear."""
    there = [span(h) for h in sentence.of("available") if not sentence.denied(h)]
    if not there or sentence.has("gone"):
        return
    things: list[tuple[str, str, Span]] = [(f"sold_out_{n.kind}s", n.value, (n.start, n.end)) for n in named if n.kind in ("size", "colour")]
    things += [("sold_out_sizes", f"{n.value:g}", (n.start, n.end)) for n in size_numbers(sentence, quantities)]
    for kind, value, at in dict.fromkeys(things):
        near = min(there, key=lambda t: gap(t, at))
        if gap(near, at) <= _THERE:
            yield Claim(kind, min(at[0], near[0]), max(at[1], near[1]), value=value)


def size_numbers(sentence: Sentence, quantities: QuantityReader) -> list[Number]:
    """Numbers that are sizes: "size thirty-seven", "the nine centimetre one"."""
    words = [span(h) for h in sentence.of("size")]
    units = quantities.find(sentence.text)
    found = []
    for n in quantities.numbers.find(sentence.text, loose=True):
        unit = next((q.unit for q in units if q.start < n.end and n.start < q.end), "")
        if unit in _OF_SIZE or (not unit and any(gap(at, (n.start, n.end)) <= _SIZE_WORD for at in words)):
            found.append(n)
    return found


def _made_of(sentence: Sentence, named: Sequence[Named]) -> Iterator[Claim]:
    if sentence.has("seems"):
        return
    before, behind = [span(h) for h in sentence.of("deny")], [span(h) for h in sentence.of("deny_after")]
    for thing in named:
        at = (thing.start, thing.end)
        pure = next((span(h) for h in sentence.of("pure") if gap(span(h), at) <= _PURE), None)
        if thing.kind != "thing" or pure is None:
            continue
        start, end = min(pure[0], at[0]), max(pure[1], at[1])  # "pure cotton, no synthetics" denies something else
        denied = any(-_NOT <= start - no[1] <= _NOT or start <= no[0] < end for no in before) or any(0 <= no[0] - end <= _NOT for no in behind)
        if not denied:
            yield Claim("material", min(pure[0], at[0]), max(pure[1], at[1]), value=thing.value)
