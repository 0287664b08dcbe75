"""The words beside personal data, found in one pass: what each is, and where it stands in the original text."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import regex

from assistant.guard.wording import Personal
from assistant.language.finder import Finder
from assistant.language.spelling import Spelling, marked_words, match_key

_SPELLED_MIN = 8  # digits in words that make a telephone number
_KINDS = tuple(name for name in Personal.model_fields if name not in ("digits", "surname", "given", "area", "ending", "between", "doubled", "tripled", "zeros", "letters", "mail", "mail_at", "mail_at_weak", "mail_dot", "mail_sep"))
_PLACED = ("after", "street", "house", "admin", "units")
_REPEATS_MAX = 6  # "six zeros"; nobody says more of one number
_DIGITS_LEAST = 3  # different ones in a number that is said
_NOT_TYPED = regex.compile(r"[^\d .+]")
_VIETNAMESE = regex.compile(r"[\u1ea0-\u1ef9ơưđ]")
_VIETNAMESE_MIN = 3  # such letters in a text that is typed with marks
_PLAIN = regex.compile(r"(?<![\p{L}\p{M}])[a-z]+(?![\p{L}\p{M}])")
_CLITICS = ("و",)  # "and" is written onto the front of a word in Arabic; other such letters make other words


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue word at `original[start:end]`."""

    kind: str
    start: int
    end: int
    capital: bool = False  # written as names are; an ordinary word of one language may be a name in another


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number said digit by digit at `original[start:end]`."""

    start: int
    end: int
    digits: str
    in_words: bool  # at least half of the digits


class CueMap:
    """The cues of one text by their place, so that a look at what stands near costs the same in a long text. Also a bool: any at all."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._by_start = sorted(cues, key=lambda c: (c.start, -c.end))
        self._by_end = sorted(cues, key=lambda c: c.end)
        self._starts, self._ends = [c.start for c in self._by_start], [c.end for c in self._by_end]

    def __iter__(self) -> Iterator[Cue]:
        """In order of their start, the longest first."""
        return iter(self._by_start)

    def before(self, at: int, reach: int, kinds: Collection[str]) -> Cue | None:
        """The nearest of these kinds that ends at most `reach` characters before `at`; of several the longest."""
        near = self._by_end[bisect_left(self._ends, at - reach) : bisect_right(self._ends, at)]
        return max((c for c in near if c.kind in kinds), key=lambda c: (c.end, c.end - c.start), default=None)

    def behind(self, at: int, reach: int, kinds: Collection[str]) -> Cue | None:
        """The nearest of these kinds that starts at most `reach` characters behind `at`."""
        near = self._by_start[bisect_left(self._starts, at) : bisect_right(self._starts, at + reach)]
        return next((c for c in near if c.kind in kinds), None)

    def starting(self, first: int, last: int) -> list[Cue]:
        """Those that start in `[first, last)`."""
        return self._by_start[bisect_left(self._starts, first) : bisect_left(self._starts, last)]

    def has(self, kinds: Collection[str]) -> bool:
        """Whether one of these kinds is in the text."""
        return any(c.kind in kinds for c in self._by_start)


class Cues:
    """Every language's cue words together: what language a comment is in must not decide whether it is masked."""

    def __init__(self, personal: Sequence[Personal]) -> None:
        self._finder: Finder[tuple[str, str, bool]] = Finder(
            ((word.removeprefix("="), (kind, word.removeprefix("=").casefold() if word.startswith("=") else "", word.endswith(".")))
            for p in personal
            for kind in _KINDS
            for word in getattr(p, kind)),
            before=_CLITICS,
        )
        self._value: dict[str, int] = {}
        for p in personal:
            for value, words in enumerate(p.digits):
                self._value |= {match_key(word): value for word in words.split()}
        self.digits = frozenset(self._value)  # words for 0 to 9
        digit_words = sorted(self._value, key=len, reverse=True)
        either = "|".join(map(regex.escape, digit_words))
        self._repeats = _repeats(personal, either) if digit_words else []
        self._between = frozenset(match_key(word) for p in personal for word in p.between)
        between = "|".join(map(regex.escape, sorted(self._between, key=len, reverse=True)))
        rest = rf"(?: ?(?:{between})(?= ?(?:{either}|\d)))?" if between else ""
        zero = r"(?<=[\d\p{Han}])o|o(?=\d)"  # the letter for the digit
        self._spelled = regex.compile(rf"(?:\+ ?)?(?:(?:{either}|\d|{zero}){rest}[ .]?){{{_SPELLED_MIN},}}+") if digit_words else None
        self._word = regex.compile(rf"{between + '|' if between else ''}{either}|\d|o") if digit_words else None

    def find(self, spelling: Spelling) -> CueMap:
        """The cues of a text; of several from one place the longest of each kind."""
        best: dict[tuple[str, int], Cue] = {}
        for hit in self._finder.find(spelling.match, _typed(spelling.original)):
            kind, exact, dotted = hit.value
            start, end = spelling.span(hit.start, hit.end)
            if exact and unicodedata.normalize("NFC", spelling.original[start:end].casefold()) != exact:
                continue
            if dotted and (spelling.original[end : end + 1] != "." or (start and spelling.original[start - 1].isalpha())):
                continue
            if kind in _PLACED and " " in spelling.original[start:end] and " " not in spelling.match[hit.start : hit.end]:
                continue  # Burmese and Khmer are typed with spaces anywhere, but a short word is not cut by one
            end += dotted
            kept = best.get((kind, start))
            if kept is None or kept.end < end:
                best[kind, start] = Cue(kind, start, end, start > 0 and spelling.original[start:end].istitle())
        return CueMap(list(best.values()))

    def is_counted(self, text: str) -> bool:
        """Whether the digits that are said in it are of too few kinds for a number, or only go up or down: somebody counts, or laughs."""
        said = self._word.findall(match_key(text)) if self._word else []
        values = [int(w) if w.isdecimal() else self._value.get(w, 0) for w in said if w not in self._between]
        return len(set(values)) < _DIGITS_LEAST or len({b - a for a, b in zip(values, values[1:], strict=False)}) == 1

    def told_out(self, spelling: Spelling) -> Spelling:
        """The text with "double two" as "two two" and "three zeros" as "zero zero zero"; its places still lead to the original."""
        for said, times in self._repeats:
            match, origin, at = [], [], 0
            for hit in said.finditer(spelling.match):
                count = times or self._value.get(hit["count"], int(hit["count"]) if hit["count"].isdecimal() else 0)
                if not 2 <= count <= _REPEATS_MAX:
                    continue
                words = " ".join([hit["digit"] if times else "0"] * count)
                match += [spelling.match[at : hit.start()], words]
                origin += [*spelling.origin[at : hit.start()], *[spelling.origin[hit.start()]] * (len(words) - 1), spelling.origin[hit.end() - 1]]
                at = hit.end()
            if at:
                spelling = Spelling(spelling.original, "".join([*match, spelling.match[at:]]), (*origin, *spelling.origin[at:]))
        return spelling

    def spelled(self, spelling: Spelling) -> list[Spelled]:
        """Numbers said digit by digit, some of them in words. Counting up or down is none."""
        if self._spelled is None or self._word is None:
            return []
        found = []
        for hit in self._spelled.finditer(spelling.match):
            words = [word for word in self._word.findall(hit.group()) if word not in self._between]
            values = [int(w) if w.isdecimal() else self._value.get(w, 0) for w in words]
            steps = {b - a for a, b in zip(values, values[1:], strict=False)}
            starts_word = hit.start() == 0 or not spelling.match[hit.start() - 1].isalpha() or ord(hit.group()[0]) > 0x0E00
            said = sum(not w.isdecimal() for w in words)  # "38 39 40 사이즈" is no number with two digits in words
            if starts_word and len(steps) > 1 and _NOT_TYPED.search(hit.group()):
                end = hit.start() + len(hit.group().rstrip(" ."))
                start, stop = spelling.span(hit.start(), end)
                plus = "+" if hit.group().startswith("+") else ""
                found.append(Spelled(start, stop, plus + "".join(map(str, values)), said * 2 >= len(values)))
        return found


def _typed(text: str) -> dict[str, frozenset[str]]:
    """The words of a text typed with marks; of a Vietnamese one those without any too, for who types marks there types them all: "lan" is no "lần"."""
    typed = marked_words(text)
    if typed and len(_VIETNAMESE.findall(text)) >= _VIETNAMESE_MIN:
        return {word: frozenset((word,)) for word in _PLAIN.findall(text.casefold())} | typed
    return typed


def _repeats(personal: Sequence[Personal], either: str) -> list[tuple[regex.Pattern[str], int]]:
    """What says how often a digit is there, and the times; 0 where a count says it."""

    def words(kind: str) -> str:
        return "|".join(map(regex.escape, sorted({match_key(w) for p in personal for w in getattr(p, kind)}, key=len, reverse=True)))

    forms = [(rf"(?<!\w)(?:{words(kind)}) (?P<digit>{either}|\d)(?!\w)", times) for kind, times in (("doubled", 2), ("tripled", 3)) if words(kind)]
    if words("zeros"):
        forms.append((rf"(?<!\w)(?P<count>{either}|\d) ?(?:{words('zeros')})(?!\w)", 0))
    return [(regex.compile(form), times) for form, times in forms]
