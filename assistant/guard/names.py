"""People's names in a comment, by the words around them: behind a cue ("a.n.", "my name is"), in front of one ("田島名義"), behind a title.

Names beside other personal data are `assistant.guard.neighbours`. A word alone never makes a name: a list of first names would mask roses and
hopes.
"""

from __future__ import annotations

import regex

from assistant.guard.cues import Cue
from assistant.guard.line import DATA, LINKS, NOT_NAMES, SIGNS, Line
from assistant.guard.spans import Place
from assistant.language.finder import is_unspaced

_FOREIGN = regex.compile(r"[\p{Katakana}ー・ \u3000]{3,}|[\p{Han}々]{1,3}[ \u3000][\p{Han}\p{Hiragana}\p{Katakana}々]{1,4}")  # no family name known
_SHORTENED = frozenset({"ma.", "sto.", "sta.", "hj.", "moh.", "mohd.", "muh.", "md.", "abd.", "st."})  # parts of a name, cut short
_ENDS = frozenset(",;:()?!\n؟،.。、၊။0123456789[]/")
_QUOTES = " \t\u3000:=.\"'“「『"
_WORDS_MAX = 4
_RUN = range(4, 21)  # characters of a name that is one run of letters
_FULL_MAX = 9  # characters of a full name written as one word, or as two with a space


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
        return cue.kind == "name_weak" or ((capitals >= 2 or announced) and not _is_town(line, words))
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


def _is_town(line: Line, words: list[Place]) -> bool:
    """Whether the words are the name of a place, or of a town and what it lies in."""
    return line.is_place(line.text[words[0][0] : words[-1][1]]) or all(line.is_place(line.text[a:b]) for a, b in words)


def _before_data(line: Line, words: list[Place]) -> bool:
    """Two or three words right in front of an address or a telephone number, places between them or none; what is place is taken off the words."""
    at = words[-1][1]
    at += len(line.text[at:]) - len(line.text[at:].lstrip(SIGNS))
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
        at += len(line.text[at:]) - len(line.text[at:].lstrip(SIGNS))
        cue = next((c for c in line.cues.starting(at, at + 1) if c.end > at and c.kind in DATA), None)
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
        if cue.kind in NOT_NAMES and cue.end - cue.start >= 2 and low < cue.end <= end:
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
