"""The guard of one room: what a comment, the host's words or an outgoing text give reason to flag, and what is masked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.domain import Flag, Masked
from assistant.guard.links import find_links, outside
from assistant.guard.matcher import Matcher
from assistant.guard.pii import Masker
from assistant.guard.wording import Direction, Pack, load_packs
from assistant.language.spelling import Spelling, normalise

HIDE = ("high",)  # severities that hide a comment from viewers


@dataclass(frozen=True, slots=True)
class CommentReview:
    """What the guard says of one comment."""

    masked: Masked
    flags: tuple[Flag, ...]
    pii_only: bool  # personal data and nothing asked

    @property
    def hidden(self) -> bool:
        return any(f.severity in HIDE for f in self.flags)


class Guard:
    """Immutable. `own`: hosts the shop itself may link to."""

    def __init__(
        self,
        packs: Sequence[Pack],
        market: str,
        *,
        keep: frozenset[str] = frozenset(),
        own: frozenset[str] = frozenset(),
        is_place: Callable[[str], bool] = lambda _: False,
    ) -> None:
        rules = [rule for pack in packs for rule in pack.expanded()]
        self._matchers: dict[Direction, Matcher] = {d: Matcher(rules, d) for d in ("viewer", "host", "answer")}
        self._masker = Masker([pack.personal for pack in packs], market, keep=keep, is_place=is_place)
        self._own = own

    @classmethod
    def load(
        cls,
        root: Path,
        market: str,
        langs: Sequence[str],
        *,
        keep: frozenset[str] = frozenset(),
        own: frozenset[str] = frozenset(),
        is_place: Callable[[str], bool] = lambda _: False,
    ) -> Guard:
        """The packs of these languages and this market. Raises `BadKnowledge`."""
        return cls(load_packs(root, market, langs), market, keep=keep, own=own, is_place=is_place)

    def review_comment(self, text: str, spelling: Spelling, lang: str) -> CommentReview:
        """Flags and masked text of a viewer's comment."""
        masked = self._masker.mask(text, spelling)
        flags = self._find("viewer", text, spelling, disguised=True)
        return CommentReview(masked, flags, not flags and self._masker.pii_only(text, masked))

    def review_speech(self, text: str, lang: str) -> tuple[Flag, ...]:
        """Flags on what the host said, each with what may be said instead."""
        return self._find("host", text, normalise(text), disguised=False)

    def review_draft(self, text: str, lang: str) -> tuple[Flag, ...]:
        """Flags on a text that is about to go out: wording, personal data, links that are not the shop's."""
        found = list(self._find("answer", text, normalise(text), disguised=False))
        if set(self._masker.mask(text).kinds) - {"name"}:
            found.append(
                Flag(category="abuse", severity="high", span=(0, len(text)), why="it holds personal data, which must not go out in public")
            )
        for link in outside(text, self._own):
            found.append(
                Flag(category="phishing", severity="high", span=(link.start, link.end), why="it holds a link that is not the shop's own")
            )
        return tuple(found)

    def mask(self, text: str, lang: str) -> Masked:
        """The text with personal data replaced."""
        return self._masker.mask(text)

    def _find(self, direction: Direction, text: str, spelling: Spelling, *, disguised: bool) -> tuple[Flag, ...]:
        linked = bool(find_links(text) and outside(text, self._own))
        matches = self._matchers[direction].find(text, spelling, disguised=disguised, linked=linked)
        best: dict[str, Flag] = {}
        for match in matches:
            rule = match.rule
            flag = Flag(
                category=rule.category,
                severity=rule.severity,
                span=match.span,
                why=rule.why,
                say_instead=rule.say_instead if direction == "host" else None,
            )
            known = best.get(rule.category)
            if known is None or _LOUDNESS[flag.severity] > _LOUDNESS[known.severity]:
                best[rule.category] = flag
        return tuple(best.values())


_LOUDNESS = {"low": 0, "medium": 1, "high": 2}
