"""One language of the checker: what it finds in a text of that language. Loaded once, shared by rooms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.grounding.months import month_words
from assistant.grounding.words import GroundingWords, load_grounding_words
from assistant.guard.promise_words import PromiseWords, load_promise_words
from assistant.language.finder import Finder, Hit
from assistant.language.quantities import QuantityReader
from assistant.language.spelling import match_key
from assistant.market.phrasebook import Pack

_CLAUSE = re.compile(r"(?<=[.!?。！？，؟،,;；\n])\s*|[\U0001F300-\U0001FAFF]")
Tag = tuple[str, str]  # (list, kind)

# Lists of promises.toml -> the kind of promise their words make.
_OF_PROMISES = {
    "guarantee": "guarantee", "everywhere": "everywhere", "free": "free", "nothing_more": "free", "we_pay": "pays_shop", "all_methods": "every",
    "minors": "every", "cures": "health", "any_order": "unlimited", "no_minimum": "unlimited", "every_day": "always",
}  # fmt: skip
_OF_LIMITS = {"solely": "only", "excepted": "except", "excepted_after": "except"}


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of a text that deny, limit or promise; what is only a part of harmless words is left out. `match` is what was read."""

    match: str
    hits: tuple[Hit[Tag], ...]

    def of(self, group: str) -> dict[str, list[Hit[Tag]]]:
        found: dict[str, list[Hit[Tag]]] = {}
        for hit in self.hits:
            if hit.value[0] == group:
                found.setdefault(hit.value[1], []).append(hit)
        return found

    def denials(self) -> list[Hit[Tag]]:
        """Negations."""
        return self.of("deny").get("", [])


def _harmful(hits: Sequence[Hit[Tag]]) -> tuple[Hit[Tag], ...]:
    """Without what stands within harmless words: "no problem"."""
    fine = [h for h in hits if h.value[0] == "fine"]
    return tuple(h for h in hits if h.value[0] != "fine" and not any(f.start <= h.start and h.end <= f.end for f in fine))


class GroundingTongue:
    """Finds cues, months and amounts. Immutable."""

    def __init__(self, pack: Pack, words: GroundingWords, promises: PromiseWords | None) -> None:
        self.pack, self.words, self.promises = pack, words, promises
        language = pack.language
        self._finder: Finder[Tag] = Finder(_terms(words, promises), before=language.before, after=language.after, compounds=language.compounds)
        self._months: Finder[int] = Finder(month_words(pack, words.months), before=language.before, after=language.after)
        self._privacy: Finder[bool] = Finder(((word, True) for word in words.privacy), before=language.before, after=language.after, compounds=language.compounds)
        self._units: Finder[str] = Finder(((name, unit) for unit, names in words.units.items() for name in names), after=language.after)
        self._money: Finder[str] = Finder(
            ((name, code) for code, names in words.currencies.items() for name in names), before=language.before, after=(*language.after, *(pack.numbers.endings if pack.numbers else ()))
        )

    @classmethod
    def load(cls, pack: Pack, languages: Path) -> GroundingTongue:
        """From `knowledge/languages/<lang>`. Raises `BadKnowledge`."""
        folder = languages / pack.code
        said = folder / "promises.toml"
        return cls(pack, load_grounding_words(folder / "grounding.toml"), load_promise_words(said) if said.is_file() else None)

    @property
    def quantities(self) -> QuantityReader | None:
        return self.pack.quantities

    def cues(self, match: str) -> Cues:
        return Cues(match, _harmful(self._finder.find(match)))

    def months(self, match: str) -> set[int]:
        return {hit.value for hit in self._months.longest(match)}

    def without_courtesy(self, answer: str, text: str) -> tuple[str, str]:
        """Both without the line that asks for no personal data, where the answer has it; of the rendering its clauses that speak of comments."""
        line = self.pack.answers.get("hold.privacy", "")
        if not line or line not in answer:
            return answer, text
        clauses = _CLAUSE.split(text)
        return answer.replace(line, " "), " ".join(c for c in clauses if not self._privacy.find(match_key(c)))

    def units(self, match: str) -> set[str]:
        """Units by the language's own names for them, beside those its numbers file has."""
        return {hit.value for hit in self._units.longest(match)}

    def currencies(self, match: str) -> dict[str, set[str]]:
        """Each word for money in a text -> the currencies (ISO 4217) it may stand for."""
        found: dict[str, set[str]] = {}
        for hit in self._money.longest(match):
            found.setdefault(match[hit.start : hit.end], set()).add(hit.value)
        return found


def _terms(words: GroundingWords, promises: PromiseWords | None) -> Iterable[tuple[str, Tag]]:
    groups: list[tuple[Iterable[str], Tag]] = [(words.deny, ("deny", "")), (words.fine, ("fine", ""))]
    groups += [(terms, ("limit", kind)) for kind, terms in words.limits.items()]
    groups += [(terms, ("promise", kind)) for kind, terms in words.promises.items()]
    if promises is not None:
        groups += [(promises.deny, ("deny", "")), (promises.deny_after, ("deny", ""))]
        groups += [(getattr(promises, name), ("promise", kind)) for name, kind in _OF_PROMISES.items()]
        groups += [(getattr(promises, name), ("limit", kind)) for name, kind in _OF_LIMITS.items()]
        groups += [(names, ("promise", "today")) for days, names in promises.arrival.items() if days <= 1]
    for terms, tag in groups:
        yield from ((term, tag) for term in terms)


def load_tongues(packs: Mapping[str, Pack], languages: Path) -> dict[str, GroundingTongue]:
    """The languages whose folder holds a grounding.toml."""
    return {code: GroundingTongue.load(pack, languages) for code, pack in packs.items() if (languages / code / "grounding.toml").is_file()}
