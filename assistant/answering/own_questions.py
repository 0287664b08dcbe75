"""What a shop answers in its own words: which of the common questions its `faq` entries are, and its own ways of asking. Pure.

A free answer is written in a few languages, and asked in each of them in two or three ways. Where it is one of the questions
that many shops answer (`knowledge/common_questions.toml`), every language knows more ways, and knows it in languages the sheet
says nothing in. A common question that no entry of the shop answers is one for a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.answering.retrieval import Candidate
from assistant.domain import Reason
from assistant.market.phrasebook import COMMON
from assistant.market.sheet import Faq

FAQ = "faq:"  # label prefix of a free answer: followed by its path, or by several with `|` between where any may be meant
_LINK_AT = 0.2  # least mean score over an entry's ways of asking at which it is taken for a common question


class CommonQuestions(Protocol):
    """What is needed of the list of common questions: `knowledge.Common`."""

    @property
    def questions(self) -> Mapping[str, str]: ...  # id -> what is asked
    @property
    def facts(self) -> Mapping[str, str]: ...  # id -> the topic that half covers it


@dataclass(frozen=True, slots=True)
class _NoCommon:
    questions: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


NO_COMMON: CommonQuestions = _NoCommon()


@dataclass(frozen=True, slots=True)
class OwnQuestions:
    """`phrasings`: language -> (way of asking, label). `linked`: label of a common question -> paths of the entries that answer it."""

    phrasings: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    linked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)  # label of a common question -> topic that half covers it
    entries: Sequence[tuple[str, Faq]] = ()  # label -> entry, every one

    @property
    def answered(self) -> frozenset[str]:
        """Labels that an entry of the shop answers."""
        return frozenset(label for asks in self.phrasings.values() for _, label in asks)

    def label_for(self, label: str, named: frozenset[str]) -> str:
        """What a reading means to this shop: a common question becomes the shop's entries on it (on the products `named`, where some
        are), else the topic that half covers it, else a question for a person. Other labels come back as they are."""
        if not label.startswith(COMMON):
            return label
        paths = [p for p in self.linked.get(label, ()) if not named or (product := product_of(p)) is None or product in named]
        return FAQ + "|".join(paths) if paths else self.facts.get(label, str(Reason.UNKNOWN_FACT))


NONE = OwnQuestions()


def product_of(path: str) -> str | None:
    """The product a free answer's path is about; None for a shop-wide one."""
    return path.split(".")[1] if path.startswith("products.") else None


def own_questions(
    faqs: Sequence[Faq], common: CommonQuestions, langs: Sequence[str], read: Callable[[str, str], Sequence[Candidate]]
) -> OwnQuestions:
    """Link the entries of a sheet. `langs`: languages that may be asked, the first ones first;
    `read(lang, text)` gives the readings of a text, before anything of a shop was learned, best first."""
    linked: dict[str, list[str]] = defaultdict(list)
    phrasings: dict[str, list[tuple[str, str]]] = defaultdict(list)
    entries = []
    for faq in faqs:
        id = faq.id if faq.id in common.questions else _common_question(faq, langs, read)
        label = f"{COMMON}{id}" if id else f"{FAQ}{faq.path}"
        entries.append((label, faq))
        if id:
            linked[label].append(faq.path)
        for lang, asks in faq.asks.items():
            phrasings[lang.split("-")[0]].extend((ask, label) for ask in asks)
        for lang, answer in faq.answer.items():  # a question is made of the words of its answer more often than of another question's
            phrasings[lang.split("-")[0]].append((answer, label))
    facts = {f"{COMMON}{id}": topic for id, topic in common.facts.items()}
    return OwnQuestions(phrasings, {label: tuple(paths) for label, paths in linked.items()}, facts, entries)


def _common_question(faq: Faq, langs: Sequence[str], read: Callable[[str, str], Sequence[Candidate]]) -> str | None:
    """The common question that an entry's ways of asking read as; None for one of the shop's own."""
    asked = [(lang, ask) for lang in langs for tag, asks in faq.asks.items() if tag.split("-")[0] == lang for ask in asks]
    scores: dict[str, float] = defaultdict(float)
    for lang, ask in asked:
        for candidate in read(lang, ask):
            scores[candidate.label] += candidate.score / len(asked)
    label = max(scores, key=scores.__getitem__, default="")
    return label.removeprefix(COMMON) if label.startswith(COMMON) and scores[label] >= _LINK_AT else None
