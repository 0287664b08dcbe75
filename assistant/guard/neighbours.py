"""People's names beside other personal data: next to a telephone number, in front of an address or behind it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import takewhile

import regex

from assistant.guard.line import Line
from assistant.guard.names import following
from assistant.guard.spans import Place
from assistant.language.finder import is_unspaced

_SHORT_WORD = 4  # characters of "I" and a space, in front of the name
_HAN = regex.compile(r"(?<!\p{Han})\p{Han}")
_TITLED = r"\p{Lu}[\p{Ll}\p{M}'’-]+"
_OPENING = regex.compile(rf"(?P<name>{_TITLED}(?: (?:{_TITLED}|\p{{Lu}}\.)){{1,3}})(?=\s?[,\n/])")
_CLOSING = regex.compile(rf"(?:[,\n/—–?!]|[\p{{L}}\p{{N}}\]]\.) ?(?P<name>{_TITLED}(?: {_TITLED}){{1,3}})[ .!]*$")
_KANA = regex.compile(r"[ \u3000]?(?P<name>[\p{Katakana}ー]{2,8}(?:[ \u3000][\p{Katakana}ー]{2,8})?)(?![\p{Katakana}ー])(?=[\s、。]|です|で|と|に|の|$)")
_ENDED_MAX = 3  # words of a name without capitals
_NEAR = 6  # words, more than a name has
_BRIDGE = 24  # characters between a name and a number, all of them words for telephone and the like
NAMING = ("name", "name_weak", "named")
_NUMBERED = ("phone", "name", "name_weak", "intro")
_BRIDGES = ("phone", "intro", "named", "name", "name_weak", "title", "lead")


def names_beside_phones(line: Line, phones: Sequence[Place]) -> list[Place]:
    """Two to four capitalised words beside a number; any two or three words that are, with numbers, the whole comment; a full name of a script
    without capitals."""
    free = list(line.words())
    every = line.others(_NUMBERED)
    found = []
    for start, end in phones:
        before, behind = _beside(line, free, start, end)
        for words in (before, behind):
            whole = len(words) == every
            name = words if whole else _capitalised(line, words, before is words)
            if 2 <= len(name) <= 4 and not _mentions_place(line, name):
                found.append((name[0][0], name[-1][1]))
                break
        else:
            if _introduced(line, before, start):
                found.append((before[0][0], before[-1][1]))
                continue
            nearest = [*before[-1:], *behind[:1]]
            found += [word for word in nearest if line.has_surname(*word)][:1]
    return found


def _introduced(line: Line, words: Sequence[Place], edge: int) -> bool:
    """Two or three words that begin the comment, with "I am" between them and the number; they need no capitals."""
    said = any(c.kind in ("intro", "named") for c in line.cues.starting(words[-1][1], edge)) if words else False
    return said and 2 <= len(words) <= 3 and words[0][0] <= _SHORT_WORD


def names_by_title(line: Line) -> list[Place]:
    """A title and one capitalised word: enough where the comment gives other personal data."""
    found = []
    for cue in line.cues:
        if cue.kind == "title":
            words = following(line, cue.end)
            caseless = bool(words) and 2 <= len(words) <= _ENDED_MAX and not (line.text[words[0][0]].isupper() or line.text[words[0][0]].islower()) and _adjoins_data(line, words[-1][1])
            if words and (line.is_capital(words[0]) or is_unspaced(line.text[words[0][0]]) or caseless) and not _mentions_place(line, words):
                found.append((words[0][0], words[-1][1]))
    return found


def _adjoins_data(line: Line, at: int) -> bool:
    """Whether personal data, or a word that announces some, follows."""
    at += len(line.text[at:]) - len(line.text[at:].lstrip(" \u3000-:,،"))
    return line.taken.holds(at)


def names_at_addresses(line: Line, addresses: Sequence[Place]) -> list[Place]:
    """Two to four capitalised words right in front of an address, places between them or none; or one word of an unspaced script that begins the
    comment."""
    free = list(line.words())
    found = []
    for start, end in addresses:
        before, behind = _beside(line, free, start, end)
        if 2 <= len(behind) <= 3 and all(map(line.is_capital, behind)) and not _mentions_place(line, behind):
            found.append((behind[0][0], behind[-1][1]))
        run = before[::-1]
        while run and line.is_place(line.text[run[0][0] : run[0][1]]):
            run = run[1:]
        name = list(takewhile(lambda w: line.text[w[0] : w[1]].istitle(), run))[::-1]
        if 2 <= len(name) <= 4 and not _mentions_place(line, name):
            found.append((name[0][0], name[-1][1]))
    return found


def holders(line: Line, accounts: Sequence[Place]) -> list[Place]:
    """Who an account belongs to, right behind its number: two to four capitalised words; two or three others if an ordinary word or the end of the
    comment follows; a name in katakana, as banks of Japan write it."""
    free = list(line.words())
    found = []
    for start, end in accounts:
        if kana := _KANA.match(line.text, end):
            found.append(kana.span("name"))
            continue
        _, behind = _beside(line, free, start, end)
        name = _capitalised(line, behind, False) or _ended(line, behind)
        if 2 <= len(name) <= 4 and not _mentions_place(line, name):
            found.append((name[0][0], name[-1][1]))
    return found


def _ended(line: Line, words: Sequence[Place]) -> Sequence[Place]:
    """The words, if they are two or three and an ordinary word, a sign or the end of the comment follows. Only where words are not
    spaced, or one is an initial: elsewhere they may say what became of the money."""
    named_so = bool(words) and (is_unspaced(line.text[words[0][0]]) or any(line.text[a:b].endswith(".") for a, b in words))
    if not named_so or not 2 <= len(words) <= _ENDED_MAX:
        return ()
    rest = line.text[words[-1][1] :].lstrip(" \u3000")
    at = len(line.text) - len(rest)
    return words if not rest or not rest[0].isalnum() or any(c.kind == "stop" for c in line.cues.starting(at, at + 1)) else ()


def opening_names(line: Line) -> list[Place]:
    """Two to four capitalised words that begin the comment and are set off by a comma: "Jane Wambui, Kinoo ..."."""
    hit = _OPENING.match(line.text)
    return _whole_name(line, *hit.span("name")) if hit else _listed_opening(line)


def _listed_opening(line: Line) -> list[Place]:
    """One listed name with a comma, then nothing but places before other personal data: "Jane, Thika, Moi road 5"."""
    words = list(line.words())
    if not words or words[0][0] or line.text[words[0][1] : words[0][1] + 1] != "," or not line.is_given(words[0]) or line.is_place(line.text[slice(*words[0])]):
        return []
    at = words[0][1] + 1
    for word in words[1:3]:
        if line.taken.holds(_behind_signs(line, at)) or not line.is_place(line.text[slice(*word)]):
            break
        at = word[1]
    return [words[0]] if line.taken.holds(_behind_signs(line, at)) else []


def _behind_signs(line: Line, at: int) -> int:
    return len(line.text) - len(line.text[at:].lstrip(" ,.-"))


def closing_names(line: Line) -> list[Place]:
    """The same at its end, behind a comma, a dash or the end of a sentence."""
    hit = _CLOSING.search(line.text)
    return _whole_name(line, *hit.span("name")) if hit else []


def _whole_name(line: Line, start: int, end: int) -> list[Place]:
    """The place, if each of its words may be part of a name, and none is the name of a place."""
    words = list(line.words(start, end))
    if line.text.isupper() or len(words) != len(line.text[start:end].split()) or _mentions_place(line, words):
        return []
    return [(start, end)]


def full_names(line: Line, data: Sequence[Place]) -> list[Place]:
    """A full name of a script without capitals right beside an account or an address."""
    free = list(line.words())
    for start, end in data:
        before, behind = _beside(line, free, start, end)
        if named := [word for word in (*before[-1:], *behind[:1]) if line.has_surname(*word)]:
            return named[:1]
    return []


def names_said(line: Line) -> list[Place]:
    """A full name with "it is" written onto it, where the comment speaks of names or gives a number: 先週頼んだ岩本幸子ですが."""
    words = [word for word in line.words() if line.has_surname(*word) and line.is_copula(word[1])]
    return (words or list(_said_inside(line)))[:1]


def _said_inside(line: Line) -> Iterator[Place]:
    """The same inside a longer run of Japanese, where Chinese characters begin."""
    for hit in _HAN.finditer(line.text):
        for end in range(hit.start() + 3, min(hit.start() + 7, len(line.text))):
            if line.is_copula(end) and line.has_surname(hit.start(), end) and line.taken.free(hit.start(), end):
                yield hit.start(), end


def single_names(line: Line, data: Sequence[Place]) -> list[Place]:
    """One or two words of an unspaced script that begin the comment, right before a telephone number with an address behind it."""
    words, _ = _beside(line, list(line.words()), *data[0])
    if words and "\u2e80" <= line.text[0] <= "\ud7a3" and not line.has_surname(words[0][0], words[-1][1]):
        return []
    if words and words[0][0] == 0 and len(words) <= 2 and is_unspaced(line.text[0]) and 3 <= words[-1][1] <= 24:
        return [(words[0][0], words[-1][1])]
    return []


def _capitalised(line: Line, words: Sequence[Place], before: bool) -> list[Place]:
    """The words nearest to the number that are written as names are."""
    if line.text.isupper():
        return list(words)
    near = takewhile(lambda w: line.text[w[0]].isupper(), reversed(words) if before else iter(words))
    name = list(near)
    return name[::-1] if before else name


def _beside(line: Line, free: Sequence[Place], start: int, end: int) -> tuple[list[Place], list[Place]]:
    """The words that adjoin `[start, end)`, in front and behind, in their order; no more than would be too many for a name."""
    first = bisect_right(free, start, key=lambda w: w[1])
    last = bisect_left(free, end, key=lambda w: w[0])
    before = _adjoining(line, free[max(0, first - _NEAR) : first][::-1], start)[::-1]
    return before, _adjoining(line, free[last : last + _NEAR], end)


def _adjoining(line: Line, words: Sequence[Place], edge: int) -> list[Place]:
    """Words that stand beside `edge`, and beside each other, with nothing but blanks, light signs and, at first, words for telephone between."""
    run: list[Place] = []
    for start, end in words:
        low, high = (end, edge) if end <= edge else (edge, start)
        if "\n" in line.text[low:high] or (line.gap(low, high) and (run or not _bridged(line, low, high))):
            break
        run.append((start, end))
        edge = start if end <= edge else end
    return run


def _bridged(line: Line, low: int, high: int) -> bool:
    """Whether all letters of `[low, high)` belong to words for telephone, or that say who speaks."""
    if high - low > _BRIDGE:
        return False
    cues = [c for c in line.cues.starting(low, high) if c.kind in _BRIDGES and c.end <= high]
    return all(any(c.start <= at < c.end for c in cues) for at in range(low, high) if line.text[at].isalnum())


def _mentions_place(line: Line, name: Sequence[Place]) -> bool:
    return line.is_place(line.text[name[0][0] : name[-1][1]]) or any(line.is_place(line.text[a:b]) for a, b in name)
