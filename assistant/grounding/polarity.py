"""What a rendering denies, limits and promises, against what its grounds do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.grounding.amounts import Amount
from assistant.grounding.grounds import Fault
from assistant.grounding.tongue import Cues, Tag
from assistant.guard.sentence import gap
from assistant.language.finder import Hit

_OF_AMOUNTS = ("about", "most", "least")  # limits that only say something beside an amount
_REACH = 14  # characters between such a word and its amount
# A promise -> others that make it too.
_ALSO = {"free": ("pays_shop",), "pays_shop": ("free",), "gift": ("free",), "every": ("always", "everywhere"), "always": ("every",), "unlimited": ("always",), "more": ("gift",)}

Limits = dict[str, list[Hit[Tag]]]


def polarity_faults(said: Cues, told: Cues) -> Iterator[Fault]:
    """A negation that was dropped, or added."""
    here, there = said.denials(), told.denials()
    if there and not here:
        yield Fault("negation", told.match[there[0].start : there[0].end], "the answer denies something that the rendering does not deny")
    if here and not there:
        yield Fault("negation", said.match[here[0].start : here[0].end], "the rendering denies something that the answer does not deny")


def limit_faults(said: Cues, told: Cues, said_amounts: Sequence[Amount], told_amounts: Sequence[Amount]) -> Iterator[Fault]:
    """A limit of the answer that was dropped."""
    here, there = _limits(said, said_amounts), _limits(told, told_amounts)
    spans = any(a.low != a.high for a in told_amounts)
    for kind, hits in there.items():
        if kind not in here and not (kind == "most" and spans):  # "within two to three days" is no more than "two to three days"
            yield Fault("condition", told.match[hits[0].start : hits[0].end], f"the answer has a limit ({kind}) that the rendering leaves out")


def _limits(cues: Cues, amounts: Sequence[Amount]) -> Limits:
    found = {}
    for kind, hits in cues.of("limit").items():
        near = [h for h in hits if kind not in _OF_AMOUNTS or any(gap((h.start, h.end), (a.start, a.end)) <= _REACH for a in amounts)]
        if near:
            found[kind] = near
    return found


def promise_faults(said: Cues, told: Sequence[Cues]) -> Iterator[Fault]:
    """A promise that the answer does not make. `told`: the answer and the facts, in each language they may be written in."""
    there = {kind for cues in told for kind in cues.of("promise")}
    for kind, hits in said.of("promise").items():
        if there.isdisjoint((kind, *_ALSO.get(kind, ()))):
            yield Fault("promise", said.match[hits[0].start : hits[0].end], f"the answer promises nothing of this kind ({kind})")
