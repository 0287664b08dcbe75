"""People's names in a comment, by the words around them: behind a cue ("a.n.", "my name is"), in front of one ("田島名義"), behind a title.

Names beside other personal data are `assistant.guard.neighbours`. A word alone never makes a name: a list of first names would mask roses and
hopes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import regex

from assistant.guard.cues import Cue, CueMap
from assistant.guard.given import NO_NAMES, Given
from assistant.guard.spans import Place, Taken
from assistant.language.finder import is_unspaced

_LATIN, _OTHER = r"\p{Latin}", r"[[\p{L}\p{M}]--\p{Latin}]"
_WORD = regex.compile(rf"(?V1)(?i:[ad]/[lpo]|s/o)(?!\w)|{_LATIN}[{_LATIN}\p{{M}}'’.\-]*|{_OTHER}(?:{_OTHER}|['’.\-])*")  # "用Lim" are two
_FOREIGN = regex.compile(r"[\p{Katakana}ー・ \u3000]{3,}|[\p{Han}々]{1,3}[ \u3000][\p{Han}\p{Hiragana}\p{Katakana}々]{1,4}")  # no family name known
_OPENS = regex.compile(r" \p{Lu}\p{Ll}+ \p{Lu}")
LINKS = frozenset({"bin", "binti", "bt", "al", "el", "van", "de", "da", "do", "dos", "del", "la", "ibn", "abu", "bte", "a/l", "a/p", "s/o", "d/o", "los", "las", "der", "den", "y", "بن", "بنت", "ابن", "ابو", "أبو", "ال"})
_SHORTENED = frozenset({"ma.", "sto.", "sta.", "hj.", "moh.", "mohd.", "muh.", "md.", "abd.", "st."})  # parts of a name, cut short
_ENDS = frozenset(",;:()?!\n؟،.。、၊။0123456789[]/")
_QUOTES = " \t\u3000:=.\"'“「『"
_DATA = ("phone", "account", "identity", "order", "lead", "street", "house", "postcode")  # announce other personal data
_NOT_NAMES = frozenset({*_DATA, "order_weak", "stop", "units", "money", "name", "name_weak", "intro", "named", "admin"})
_LIGHT = " \u3000-:,|/(+)،、၊"
_SIGNS = " \u3000,.-:|/"
_WORDS_MAX = 4
_PARTICLE = 3  # characters of a small Burmese word such as ပါ
_RUN = range(4, 21)  # characters of a name that is one run of letters
_FULL_MAX = 9  # characters of a full name written as one word, or as two with a space


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
            opens = cue.start == 0 and _OPENS.match(text, cue.end) is not None and text[: cue.end].istitle()  # "Phan Văn Đức" is no part of a hundred
            if cue.kind in _NOT_NAMES and not cue.capital and not street and not (opens and cue.kind in ("stop", "units", "money")) and cue.end - cue.start >= 2:
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
        if end == at + 1 and any(c.kind in _NOT_NAMES for c in self.cues.starting(at, end)):
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
        first = min((c.end for c in self.cues.starting(at, at + 1) if c.kind in _NOT_NAMES), default=end)
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
        at += len(self.text[at:]) - len(self.text[at:].lstrip(_SIGNS))
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


def names_by_cue(line: Line) -> list[Place]:
    """The names that cues announce."""
    found = [name for cue in line.cues if cue.kind == "named" for name in _in_front(line, cue)]
    done = {cue.start for cue in line.cues if cue.kind == "named" and any(0 <= cue.start - end <= 1 for _, end in found)}
    for cue in line.cues:
        if cue.start in done:
            continue
        if line.text[max(0, cue.start - 1)] == "." and cue.start:
            continue  # letters of a word that someone cut up
        if cue.kind in ("name", "name_weak", "intro"):
            at = _skip_titles(line, cue.end)
            words = following(line, at)
            kin = at > cue.end and bool(words) and is_unspaced(line.text[words[0][0]])  # "my wife's", then a word: who else
            if words and (cue.kind == "name" or kin or _is_surely_name(line, cue, words)):
                found.append((words[0][0], words[-1][1]))
        elif cue.kind == "title":
            words = following(line, cue.end)
            if len(words) >= 2 and all(line.is_capital(w) for w in words[:2]) and not line.is_place(line.text[words[0][0] : words[-1][1]]):
                found.append((words[0][0], words[-1][1]))
    return found


def _full_length(word: str) -> range:
    """Korean names have three or four syllables, Chinese two to four characters; kana take more room."""
    kana = any("\u3040" <= c <= "\u30ff" for c in word)
    return range(3, 5) if "가" <= word[:1] <= "힣" else range(3, 8) if kana else range(2, 5)


def _skip_titles(line: Line, at: int) -> int:
    """Behind "người nhận *chị*", "to *Mrs*"."""
    for _ in range(2):
        title = line.cues.behind(at, 2, ("title",))
        if title is None or line.text[at : title.start].strip(_QUOTES):
            break
        at = title.end
    return at


def _is_surely_name(line: Line, cue: Cue, words: list[Place]) -> bool:
    """Behind a cue that may speak of other things: capitalised, a full name, or words in front of other personal data and its cue.

    Names are set off by spaces where words are not: two such words behind a space are one.
    """
    first = words[0]
    capitals = sum(line.is_capital(w) for w in words)
    if capitals:
        announced = cue.kind == "intro" and capitals == 1 and _announced(line, words[-1][1])[0]
        return cue.kind == "name_weak" or ((capitals >= 2 or announced) and not line.is_place(line.text[first[0] : words[-1][1]]))
    if _is_titled(line, first) or (line.has_surname(*first) and line.is_said_to_be(first, or_last=cue.kind == "name_weak")):
        return True
    announced, at = _announced(line, words[-1][1])
    if announced and len(words) >= (2 if cue.kind == "intro" else 1):
        return True
    if cue.kind == "name_weak" and (line.is_given(first) or (line.taken.holds(at) and not line.is_place(line.text[first[0] : first[1]]))):
        return True
    if cue.kind == "intro":
        return _before_data(line, words)
    unspaced = is_unspaced(line.text[first[0]])
    while unspaced and at < len(line.text) and (small := line.cues.behind(at, 0, ("stop",))) is not None:
        at = small.end  # "please", "ค่ะ"
    apart = unspaced and line.text[cue.end : first[0]].isspace() and first[1] - first[0] <= _FULL_MAX
    return len(words) >= 2 and (apart or at >= len(line.text) or line.taken.holds(at))


def _before_data(line: Line, words: list[Place]) -> bool:
    """Two or three words right in front of an address or a telephone number, places between them or none; what is place is taken off the words."""
    at = words[-1][1]
    at += len(line.text[at:]) - len(line.text[at:].lstrip(_SIGNS))
    if not line.taken.holds(at):
        return False
    while len(words) > 2 and line.is_place(line.text[words[-1][0] : words[-1][1]]):
        words.pop()
    return 2 <= len(words) <= 3


def _is_titled(line: Line, word: Place) -> bool:
    """ဒေါ်ခင်ခင်ဦး: the title is written onto the name."""
    return any(c.kind == "title" and c.start == word[0] and c.end < word[1] for c in line.cues.starting(word[0], word[0] + 1))


def _announced(line: Line, at: int) -> tuple[bool, int]:
    """Whether cues and then other personal data follow at `at`; and where the cues end."""
    announced = False
    while at < len(line.text):
        at += len(line.text[at:]) - len(line.text[at:].lstrip(_SIGNS))
        cue = next((c for c in line.cues.starting(at, at + 1) if c.end > at and c.kind in _DATA), None)
        if cue is None:
            break
        at, announced = cue.end, True
    return announced and line.taken.holds(at), at


def following(line: Line, at: int) -> list[Place]:
    """The words of a name that begins at `at`, behind blanks and quotation marks."""
    text = line.text
    words: list[Place] = []
    links = 0
    while len(words) - links < _WORDS_MAX:
        while at < len(text) and text[at] in (_QUOTES if not words else " \t\u3000"):
            at += 1
        place = line.word(at, inner=bool(words))
        if place is None:
            break
        word, end = text[place[0] : place[1]], place[1]
        if words and text[words[0][0]].isupper() and not word[0].isupper() and word.casefold() not in LINKS:
            break
        dotted = word.endswith(".") and len(word) > 2 and word.casefold() not in _SHORTENED
        words.append((place[0], end - dotted))
        links += word.casefold() in LINKS
        at = end
        if at < len(text) and (text[at] in _ENDS or dotted or text[at].isalpha()):
            break
    while words and text[words[-1][0] : words[-1][1]].casefold() in LINKS and len(words) > 1:
        words.pop()
    if words and text[words[0][0]].islower():
        capital = next((k for k, word in enumerate(words) if line.is_capital(word)), None)
        ended = links or line.ends_with(words[-1][1]) or _announced(line, words[-1][1])[0]
        short = words if ended else words[:3]
        words = short if capital is None else words[capital:]  # "change the name to Hafiz Rahman"
    return words


def _in_front(line: Line, cue: Cue) -> list[Place]:
    """The name that stands right before a word such as "名義" or "diye biri"."""
    end = len(line.text[: cue.start].rstrip(" \t\u3000\"'”」』"))
    if end == 0 or line.taken.holds(end - 1):
        return []
    if is_unspaced(line.text[end - 1]) or "가" <= line.text[end - 1] <= "힣":
        return _unspaced_in_front(line, end)
    words = list(line.words(max(0, end - 60), end))[-_WORDS_MAX:]
    name: list[Place] = []
    for word in reversed(words):
        edge = name[0][0] if name else end
        if line.text[word[1] : edge].strip(" ") or not line.is_capital(word):
            break
        name.insert(0, word)
    if len(name) >= 2 and not line.is_place(line.text[name[0][0] : name[-1][1]]):
        return [(name[0][0], name[-1][1])]
    return []


def _unspaced_in_front(line: Line, end: int) -> list[Place]:
    """The longest full name that ends at `end`: one with a family name, else a run of letters of the length of a name."""
    low = end
    spaces = 0
    while low > 0 and end - low < _FULL_MAX and (line.text[low - 1].isalpha() or line.text[low - 1] == "・" or (line.text[low - 1] in " \u3000" and not spaces)):
        spaces += line.text[low - 1] in " \u3000"
        low -= 1
    for cue in line.cues.starting(max(0, low - 8), end):
        if cue.kind in _NOT_NAMES and cue.end - cue.start >= 2 and low < cue.end <= end:
            low = cue.end
    edge = low == 0 or not line.text[low - 1].isalpha() or any(c.end == low for c in line.cues.starting(max(0, low - 12), low))
    for start in range(low, end - 1):
        bare = line.bare(start, end)
        if line.taken.free(start, end) and line.has_surname(start, bare):
            return [(start, bare)]
    if line.taken and "\u0e00" <= line.text[end - 1] <= "\u17ff":
        return _run_in_front(line, end)
    whole = line.text[low:end].strip(" \u3000")
    return [(end - len(whole), end)] if edge and len(whole) <= _FULL_MAX and _FOREIGN.fullmatch(whole) else []


def _run_in_front(line: Line, end: int) -> list[Place]:
    """The run of letters, between blanks, that ends at `end`, where no ordinary word is in it: names of Thai, Khmer and Burmese."""
    start = end
    while start and (line.text[start - 1].isalpha() or not line.text[start - 1].isascii()) and not line.text[start - 1].isspace() and not line.taken.holds(start - 1):
        start -= 1
    place = line.word(start) if start < end else None
    return [(start, end)] if place is not None and place[1] >= end and end - start in _RUN else []
