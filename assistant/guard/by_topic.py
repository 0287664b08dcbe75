"""Claims of a sentence by the topic it reads as, where no cue of the packs tells: hosts say a fact in more ways than lists hold.

The reader that understands viewers' questions says which topics a sentence, or a stretch of it, is likely about; `under_topic` says what
is then claimed, and the verdict is the judge's, as for every claim. Here is how sure a reading must be before a host is interrupted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from assistant.guard.claim import Claim
from assistant.guard.findings import Finding, Scene
from assistant.guard.goods import Named
from assistant.guard.sentence import Sentence, gap
from assistant.guard.spoken_money import Amount
from assistant.guard.under_topic import DAYS, Likely, amount_kind, as_claim, claims_under
from assistant.language.numbers import Number
from assistant.market.topics import TOPICS

Sort = Literal["name", "written", "money", "days", "amount", "age", "yes", "no"]
_NAMED = ("method", "material", "origin", "sold_out_sizes", "sold_out_colours")
_COUNTED = ("days", "amount", "money", "age")
# Least score of a reading by what is claimed: set on innocent and wrong dev lines of 20 languages.
_LEAST: dict[Sort, float] = {"name": 0.2, "written": 0.25, "money": 0.2, "days": 0.25, "amount": 0.15, "age": 0.3, "yes": 0.25, "no": 0.5}
_LEAST_ANSWERING = 0.15  # score that is enough beside words of answering viewers
_SURE_OF_OTHER = 0.35
_FAR = 0.7  # share of the score of a reading whose fact is far from what was said
_RIVAL = 0.6  # share of the likeliest reading's score at which another that makes an amount right is believed
_SURE, _FAR_LESS = 0.25, 0.25  # score of a sure reading, and the share of it below which another is out of the question
_BESIDE = 24  # characters between an amount and a stretch that tells what it is of


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
    told = [Told(claim, likely) for likely in readings for claim in claims_under(likely, sentence, amounts, numbers, named)]
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
        return "money" if claim.unit == "money" else "age" if about_people else "days" if claim.unit in DAYS else "amount"
    return "yes" if claim.positive else "no"


def amount_claims(told: Told, readings: Sequence[Likely]) -> Iterator[Claim]:
    """The same amount under every other topic that can hold it: it may be right for that. None under a topic that was looked at and is
    far less likely, where the reading is sure."""
    claim, sure = told.claim, told.likely.score >= _SURE
    scores: dict[str, float] = {}
    for reading in readings:
        scores[reading.topic] = max(scores.get(reading.topic, 0.0), reading.score)
    for topic in TOPICS:
        kind, units = amount_kind(topic)
        unlikely = sure and scores.get(topic, 0.0) < _FAR_LESS * told.likely.score
        if claim.unit in units and not unlikely and kind not in (claim.kind, claim.path):
            yield replace(as_claim(kind, claim.start, claim.end, claim.low, claim.high, claim.unit), readings=claim.readings, approx=claim.approx)

