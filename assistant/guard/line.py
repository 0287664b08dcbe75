"""One comment as names are looked for in it: which of its words may be of a name, and where a name ends."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import regex

from assistant.guard.cues import CueMap
from assistant.guard.given import NO_NAMES, Given
from assistant.guard.spans import Place, Taken
from assistant.language.finder import is_unspaced

_LATIN, _OTHER = r"\p{Latin}", r"[[\p{L}\p{M}]--\p{Latin}]"
_WORD = regex.compile(rf"(?V1)(?i:[ad]/[lpo]|s/o)(?!\w)|{_LATIN}[{_LATIN}\p{{M}}'’.\-]*|{_OTHER}(?:{_OTHER}|['’.\-])*")  # "用Lim" are two
_OPENS = regex.compile(r" \p{Lu}\p{Ll}+ \p{Lu}")
LINKS = frozenset({"bin", "binti", "bt", "al", "el", "van", "de", "da", "do", "dos", "del", "la", "ibn", "abu", "bte", "a/l", "a/p", "s/o", "d/o", "los", "las", "der", "den", "y", "بن", "بنت", "ابن", "ابو", "أبو", "ال"})
DATA = ("phone", "account", "identity", "order", "lead", "street", "house", "postcode")  # announce other personal data
NOT_NAMES = frozenset({*DATA, "order_weak", "stop", "units", "money", "name", "name_weak", "intro", "named", "admin"})
_LIGHT = " \u3000-:,|/(+)،、၊"
SIGNS = " \u3000,.-:|/"
_PARTICLE = 3  # characters of a small Burmese word such as ပါ


class Line:
    """One comment as names are looked for in it. `surnames`, `endings`: of every language; see `Personal`."""

    def __init__(
        self,
        text: str,
        cues: CueMap,
        taken: Taken,
        *,
        surnames: frozenset[str],
        endings: tuple[str, ...],
        is_place: Callable[[str], bool],
        given: Given = NO_NAMES,
    ) -> None:
        self.text, self.cues, self.taken, self.is_place = text, cues, taken, is_place
        self._surnames, self._endings, self._given = surnames, endings, given
        self._cued = bytearray(len(text))
        for cue in cues:
            street = cue.kind == "street" and text[cue.start].isupper()  # streets are named after people
            inside = cue.kind == "units" and cue.end - cue.start <= 2 and "\u0e00" <= text[cue.start] <= "\u0e7f" and not text[max(0, cue.start - 2) : cue.start].rstrip()[-1:].isdigit()
            if inside:
                continue  # letters of another word: nothing is counted in it
            opens = cue.start == 0 and _OPENS.match(text, cue.end) is not None and text[: cue.end].istitle()  # "Phan Văn Đức" is no part of a hundred
            if cue.kind in NOT_NAMES and not cue.capital and not street and not (opens and cue.kind in ("stop", "units", "money")) and cue.end - cue.start >= 2:
                self._cued[cue.start : cue.end] = b"\x01" * (cue.end - cue.start)

    def word(self, at: int, *, inner: bool = False) -> Place | None:
        """The word that starts at `at`, without what is written onto its end; none where a cue or something taken stands. `inner`: not the
        first of a name."""
        hit = _WORD.match(self.text, at)
        if hit is None or self.taken.holds(at):
            return None
        end = hit.end()
        if not inner and any(c.kind == "title" and c.end >= end for c in self.cues.starting(at, at + 1)):
            return None
        leads = inner and (self._links(at, end) or (not is_unspaced(self.text[at]) and self._given.has(self.text[at:end])))
        cued = -1 if leads else self._cued.find(1, at, end)
        if inner and cued == at and is_unspaced(self.text[at]):
            cued = self._behind_stop(at, end)
        if cued >= 0:
            if cued < at + 2 or not is_unspaced(self.text[cued]):
                return None
            if not inner and not self._ends_at(at, cued, end):
                return None
            end = cued  # scripts without spaces: an ordinary word ends the name
        if end == at + 1 and any(c.kind in NOT_NAMES for c in self.cues.starting(at, end)):
            return None
        return (at, self.bare(at, end)) if self.taken.free(at, end) else None

    def _links(self, at: int, end: int) -> bool:
        """Whether a small word inside a name ("bin", "de la") leads on to another of its words; such words are ordinary ones elsewhere."""
        if self.text[at:end].casefold() not in LINKS:
            return False
        following = _WORD.match(self.text, end + 1) if self.text[end : end + 1] == " " else None
        if following is None or self.taken.holds(following.start()):
            return False
        return self._links(*following.span()) or (self._cued.find(1, *following.span()) < 0 and not self.is_place(following[0]))

    def is_given(self, word: Place) -> bool:
        """Whether the word is one of the names that are listed."""
        return self._given.has(self.text[word[0] : word[1]])

    def is_listed(self, name: str) -> bool:
        """Whether exactly this name is listed."""
        return self._given.is_name(name)

    def given_end(self, word: Place) -> int:
        """Where a name ends that is listed and written in kana: what follows is written onto it. Elsewhere the end of the word."""
        kana = "\u3040" <= self.text[word[0]] <= "\u30ff"
        return next((end for end in range(word[1], word[0] + 1, -1) if kana and self._given.is_name(self.text[word[0] : end])), word[1])

    def is_surname(self, word: str) -> bool:
        """Whether the word is a family name, and no more."""
        return word in self._surnames

    def _ends_at(self, at: int, cued: int, end: int) -> bool:
        """Whether a name, not a longer ordinary word, ends where a cue begins: it opens with a family name, or only small words follow."""
        if self.has_surname(at, self.bare(at, cued)):
            return True
        burmese = "\u1000" <= self.text[at] <= "\u109f" and end - cued <= _PARTICLE
        if not ("\u0e00" <= self.text[at] <= "\u0e7f" or burmese):
            return False
        while cued < end:
            cued = max((c.end for c in self.cues.starting(cued, cued + 1) if c.kind == "stop"), default=end + 1)
        return cued == end

    def _behind_stop(self, at: int, end: int) -> int:
        """Where the next cue begins behind the one at `at`, or -1; `at` itself if less than a syllable is between. The family name มีสุข begins with
        the word มี."""
        first = min((c.end for c in self.cues.starting(at, at + 1) if c.kind in NOT_NAMES), default=end)
        following = self._cued.find(1, first, end)
        return at if (end if following < 0 else following) - first < 2 else following

    def words(self, first: int = 0, last: int | None = None, *, linked: bool = False) -> Iterator[Place]:
        """Every word in `[first, last)` that may be part of a name. `linked`: small words inside one too ("bin"), though others say them as well."""
        named = False  # a listed name stands in front
        for hit in _WORD.finditer(self.text, first, len(self.text) if last is None else last):
            inner = linked and hit.start() > 0 and (hit[0].casefold() in LINKS or (named and self._given.has(hit[0])))
            word = self.word(hit.start(), inner=inner)
            named = linked and word is not None and self.is_given(word)
            if word is not None:
                yield word

    def others(self, kinds: Collection[str]) -> int:
        """How many words are neither taken nor part of a cue of these kinds."""
        words = [hit.start() for hit in _WORD.finditer(self.text) if not self.taken.holds(hit.start())]
        cued = bytearray(len(self.text))
        for cue in self.cues:
            if cue.kind in kinds:
                cued[cue.start : cue.end] = b"\x01" * (cue.end - cue.start)
        return sum(not cued[at] for at in words)

    def bare(self, start: int, end: int) -> int:
        """Where the name ends in a Korean or Japanese word: 윤가람인데, みどりさん."""
        if not "\u3040" <= self.text[end - 1] <= "\ud7a3":
            return end
        word = self.text[start:end]
        ending = next((e for e in self._endings if word.endswith(e) and len(word) - len(e) >= 2), "")
        return end - len(ending)

    def has_surname(self, start: int, end: int) -> bool:
        """Whether a word of scripts without capitals is a full name: it opens with a family name and has the length of one."""
        word = self.text[start:end].replace(" ", "").replace("\u3000", "")
        return len(word) in _full_length(word) and any(word.startswith(name) for name in self._surnames)

    def is_said_to_be(self, word: Place, *, or_last: bool) -> bool:
        """Whether what is written onto the word, or follows it, says that this is who someone is: 한소율이에요. Not asked of other scripts than
        Korean, where a word of daily life may have the length and the first syllable of a name. `or_last`: nothing but data behind it is enough."""
        if not "가" <= self.text[word[0]] <= "힣":
            return True
        rest = self.text[word[1] :].lstrip(_LIGHT)
        if or_last and (not rest or self.taken.holds(len(self.text) - len(rest))):
            return True
        return any(self.text.startswith(e, word[1]) for e in self._endings if len(e) > 1 or e in "님씨")

    def is_copula(self, at: int) -> bool:
        """Whether "it is" is written onto the word that ends at `at`: です, 예요."""
        at += self.text[at : at + 1] in (" ", "\u3000")
        return any(self.text.startswith(e, at) for e in self._endings if len(e) > 1)

    def ends_with(self, at: int) -> bool:
        """Whether the comment ends at `at`, or other personal data begins."""
        at += len(self.text[at:]) - len(self.text[at:].lstrip(SIGNS))
        return at >= len(self.text) or self.taken.holds(at)

    def is_capital(self, word: Place) -> bool:
        """Written as names are; never true where everything is in capitals."""
        return self.text[word[0]].isupper() and not self.text.isupper()

    def gap(self, start: int, end: int) -> str:
        """What stands between two places but blanks, light signs and what is written onto the end of a name."""
        between = self.text[start:end]
        if start and between[:1].isalpha() and "\u3040" <= self.text[start - 1] <= "\ud7a3":
            between = between.removeprefix(next((e for e in self._endings if between.startswith(e)), ""))
        return between.strip(_LIGHT)


def _full_length(word: str) -> range:
    """Korean names have three or four syllables, Chinese two to four characters; kana take more room."""
    kana = any("\u3040" <= c <= "\u30ff" for c in word)
    return range(3, 5) if "가" <= word[:1] <= "힣" else range(3, 8) if kana else range(2, 5)
