"""What a viewer asks, told in the host's language: the question as people here ask it, and what the shop answers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.answering import compose
from assistant.answering.facts import Asked, Desk
from assistant.answering.judge import Verdict
from assistant.domain import ForHost, Reason, Value
from assistant.guard.plain import plain

LETTERS = 6  # of a way to ask that can stand by itself
_BLANK = re.compile(r"\{(\w+)\}")


class Gist(Value):
    """For the host's eyes, in the host's language `lang`."""

    lang: str
    topic: str | None = None
    question: str | None = None  # how the topic is asked in that language
    product: str | None = None  # its name
    answer: str | None = None
    reason: Reason | None = None  # why a person must look instead


class Wordings:
    """One way to ask each topic in one language, from its phrasebook: the shortest that needs nothing filled in but a product."""

    def __init__(self, asks: Mapping[str, tuple[str, ...]]) -> None:
        self._of = {topic: best for topic, lines in asks.items() if (best := _plainest(lines)) is not None}

    def of(self, topic: str, product: str | None) -> str | None:
        """The question; None where the phrasebook asks it in no plain way."""
        line = self._of.get(topic)
        if line is None or ("{product}" in line and product is None):
            return None
        return line.replace("{product}", product or "")


def gist(verdict: Verdict, desk: Desk, wordings: Wordings) -> Gist | None:
    """`verdict`: the guest's words read in their language and answered at the host's `desk`. None for what needs nothing."""
    if verdict.action == "ignore":
        return None
    topic = verdict.topics[0] if verdict.topics else None
    product = desk.product_name(verdict.product) if verdict.product else None
    answer = " ".join(dict.fromkeys(a.text for _, a in verdict.answers)) or None
    question = wordings.of(topic, product) if topic else None
    return Gist(lang=desk.pack.code, topic=topic, question=question, product=product, answer=answer, reason=verdict.reason)


def for_host(verdict: Verdict, desk: Desk, wordings: Wordings) -> ForHost:
    """`verdict`: a comment read and answered in its viewer's language; the same is answered again at the host's `desk`."""
    asked = [asked for asked, _ in verdict.answers]
    lines = [made.text for each in asked if (made := compose.answer(desk, each)) is not None]
    questions = [question for each in asked if (question := _wording(each, desk, wordings)) is not None]
    whole = bool(asked) and len(lines) == len(asked)  # half an answer would pass for a whole one
    return ForHost(
        lang=desk.pack.code,
        question=" ".join(dict.fromkeys(questions)) if len(questions) == len(asked) and asked else None,
        line=plain(" ".join(dict.fromkeys(lines))) if whole else None,
    )


def _wording(asked: Asked, desk: Desk, wordings: Wordings) -> str | None:
    return wordings.of(asked.topic, desk.product_name(asked.products[0]) if asked.products else None)


def _plainest(lines: tuple[str, ...]) -> str | None:
    """The shortest without blanks that says something by itself; else with a product alone."""
    whole = [line for line in lines if not _BLANK.search(line) and len(line) >= LETTERS]
    product = [line for line in lines if set(_BLANK.findall(line)) == {"product"}]
    return min(whole or product, key=len, default=None)
