"""What a host's sentence tells, seen as an answer to viewers' questions: its facts, what it names, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.guard.promises import PromiseLanguage
from assistant.language.finder import Finder

_STATED = frozenset(("states", "affirm", "deny", "deny_after"))


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence whose facts were found right. `topics`: what it reads as, topic -> score of its likeliest stretch."""

    facts: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()  # values of the things it names, casefolded
    topics: Mapping[str, float] | None = None
    amount: bool = True  # what is said first is an amount
    sure: bool = True  # neither a guess nor a call to viewers, nor a question that is read out


class Manners:
    """Whether a sentence is said as an answer, by the words of each language."""

    def __init__(self, languages: Mapping[str, PromiseLanguage]) -> None:
        self._languages = languages
        self._finders: dict[str, Finder[str]] = {}

    def is_answer(self, match: str, lang: str, *, amount: bool, goods: bool) -> bool:
        """`match`: the sentence's match text. An `amount` is told by itself, a yes or no must be stated and not just come up: "those who pay
        on delivery, be at home". `goods`: it is of a product, whose qualities are stated by being named."""
        heard = {hit.value for hit in self._finder(lang).find(match)}
        if "no_answer" in heard:
            return False
        if amount:
            return True
        mentioned = bool(heard & {"read_out", "in_passing"}) and "asked" not in heard
        return not mentioned and (goods or bool(heard & _STATED))

    def speaks(self, lang: str) -> bool:
        return lang in self._languages

    def without_address(self, match: str, lang: str) -> str | None:
        """The sentence without "for whoever asked", which reads like a question that is passed on; None where nobody is addressed."""
        hits = [hit for hit in self._finder(lang).find(match) if hit.value == "asked"]
        return " ".join((match[: hits[0].start] + match[hits[0].end :]).split()) if hits else None

    def _finder(self, lang: str) -> Finder[str]:
        if lang not in self._finders:
            words = self._languages[lang].words
            self._finders[lang] = Finder([(w, name) for name in ("no_answer", "asked", "read_out", "in_passing", *_STATED) for w in getattr(words, name)])
        return self._finders[lang]
