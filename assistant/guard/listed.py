"""Names that packs list, where something vouches for them: a cue, or other personal data beside them. Capitals are not asked for.

A listed name alone is nobody's: the host has one, and so has many a brand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

import regex

from assistant.guard.cues import Cue
from assistant.guard.line import LINKS, Line
from assistant.guard.names import following
from assistant.guard.spans import Place
from assistant.language.finder import is_unspaced

_SENTENCE = regex.compile(r"(?:[\p{L}\p{M}]{4,}|\d)(?:[.။។]|。)\s{0,3}(?P<last>[^\d.,;:!?။។。]{2,60}?)[ .!။។。]*$")
_BLANKS = " \t\u3000"
_SIGNS = " \t\u3000,.-:|/(+)،、၊။។。\n"
_LENGTH = 4  # words of a name, small ones like "bin" not counted
_WHOLE = 6  # characters of a full name of Burma, of Thailand
_TAIL = 2  # words without capitals behind a listed name that may still be of it
_BRIDGE = 40  # characters of cues between a name and the data it belongs to
_STOPS = 2  # small words among them: "my order is"
_CAPITALS = regex.compile(r"\p{Lu}\p{Ll}+,? \p{Lu}\p{Ll}[\p{L}\p{M}'’-]* \p{Lu}")  # a town and a name
_HAN = regex.compile(r"(?<!\p{Han})[\p{Han}々]{2,4}(?![\p{Han}々])")
_CALLED = regex.compile(r"(?P<name>[\p{Han}々]{1,3}[ \u3000]?[\p{Han}\p{Hiragana}\p{Katakana}々ー]{1,4}?)(?=です|って|と申|とい|と言)")
_IS = ("です", "でお願い", "と申します", "といいます", "と言います", "だよ", "名義", "宛")
_ANNOUNCE = ("phone", "account", "identity", "order", "order_weak", "lead", "street", "house", "postcode")
_SAYS_WHO = ("name", "name_weak")


def listed_names(line: Line) -> list[Place]:
    """Every run of words with a listed name in it that a cue or other personal data vouches for."""
    found = []
    for run in _runs(line):
        first = next((k for k, word in enumerate(run) if line.is_given(word)), None)
        if first is None:
            continue
        if first == 1 and _led(line, run[0][0]):
            first = 0
        while first and line.is_capital(run[first]) and line.is_capital(run[first - 1]):
            first -= 1
        name = _name(line, run[first:])
        place = (name[0][0], name[-1][1])
        lone = len(name) == 1 and line.is_place(line.text[slice(*place)])
        if not lone and (_led(line, place[0]) or _followed(line, *place, single=len(name) == 1) or _is_full(line, name)):
            found.append(place)
    return found or [*_written_on(line), *_family_names(line)]


def names_listed_whole(line: Line) -> list[Place]:
    """Full names that need nothing beside them but who says so: "soy ana lopez", both of them listed; 山田花子です, a family name and a listed one."""
    found = []
    for cue in line.cues:
        if cue.kind == "intro":
            words = list(takewhile(line.is_given, following(line, cue.end)))
            lone = len(words) == 1 and is_unspaced(line.text[words[0][0]]) and words[0][1] - words[0][0] >= _WHOLE  # written as one word
            if (lone or 2 <= len(words) <= _LENGTH) and not line.is_place(line.text[words[0][0] : words[-1][1]]):
                found.append((words[0][0], words[-1][1]))
    return found or ([] if line.text.isascii() else list(_called(line)))


def _called(line: Line) -> Iterator[Place]:
    """A family name and a listed first name of Japan, in Chinese characters or kana, with "is" or "called" written onto it."""
    for hit in _CALLED.finditer(line.text):
        start, end = hit.span("name")
        for at in range(start, end - 2):
            cut = next((k for k in range(at + 1, end) if line.is_surname(line.text[at:k]) and line.is_listed(line.text[k:end].strip(_BLANKS))), None)
            if cut is not None and line.taken.free(at, end):
                yield at, end
                break


def behind_towns(line: Line) -> list[Place]:
    """Two or three capitalised words behind a known town that open with a listed name and end the comment, or stand before a number: whose address it
    is. "12/45 Kraków Anna Nowak 666 777 888"."""
    if _CAPITALS.search(line.text) is None:
        return []
    found = []
    words = list(line.words())
    for k in range(1, len(words) - 1):
        town, first = words[k - 1], words[k]
        if not (line.is_capital(first) and line.is_given(first) and not line.text[town[1] : first[0]].strip(" ,") and line.is_place(line.text[slice(*town)])):
            continue
        name = [first, *takewhile(line.is_capital, words[k + 1 : k + 3])]
        joined = all(line.text[a[1] : b[0]] == " " for a, b in zip(name, name[1:], strict=False))
        if len(name) >= 2 and joined and line.ends_with(name[-1][1]) and not line.is_place(line.text[first[0] : name[-1][1]]):
            found.append((first[0], name[-1][1]))
    return found


def _written_on(line: Line) -> Iterator[Place]:
    """A listed name of a script without spaces, right behind a cue that is written onto it: 妻のゆかりに."""
    for cue in line.cues:
        if cue.kind in (*_SAYS_WHO, "intro", "title") and line.text[cue.end : cue.end + 1].isalpha() and is_unspaced(line.text[cue.end]):
            word = line.word(cue.end)
            if word is not None and line.is_given(word):
                yield word[0], line.given_end(word)


def _family_names(line: Line) -> Iterator[Place]:
    """A family name alone with "it is" written onto it, where the comment gives data: 注文番号...の桜井です."""
    for hit in _HAN.finditer(line.text) if line.taken else ():
        if line.is_surname(hit[0]) and line.text.startswith(_IS, hit.end()) and line.taken.free(*hit.span()):
            yield hit.span()


def addressees(line: Line) -> list[Place]:
    """Two or more listed names behind a word such as "send to": whom it goes to, no part of the address behind them."""
    found = []
    for cue in line.cues:
        if cue.kind != "lead":
            continue
        words = following(line, cue.end)
        named = list(takewhile(line.is_given, words))
        if len(named) > 1 and not any(c.kind == "after" for c in line.cues.starting(named[-1][1], named[-1][1] + 2)):
            known = len(named) == len(words) or not line.text[words[-1][1] :].lstrip(_SIGNS)[:1].isdecimal()
            found.append((named[0][0], (named if known else words)[-1][1]))
    return found


def last_sentence(line: Line) -> list[Place]:
    """A last sentence that is nothing but somebody's name: no part of the address in front of it."""
    hit = _SENTENCE.search(line.text)
    if hit is None:
        return []
    start, end = hit.span("last")
    words = list(line.words(start, end))
    if not words or len(words) > _LENGTH or len(words) != len(hit["last"].split()) or any(line.is_place(line.text[a:b]) for a, b in words):
        return []
    named = any(map(line.is_given, words)) or (len(words) > 1 and all(map(line.is_capital, words)))
    return [(start, end)] if named and not line.is_place(hit["last"]) else []


def _runs(line: Line) -> list[list[Place]]:
    """Words that may be of one name, with nothing but blanks between."""
    runs: list[list[Place]] = []
    for word in line.words(linked=True):
        between = line.text[runs[-1][-1][1] : word[0]] if runs else "."
        last = line.text[slice(*runs[-1][-1])] if runs else ""
        if between.strip(_BLANKS) or (last.endswith(".") and len(last) > 4):
            runs.append([])
        runs[-1].append(word)
    return runs


def _name(line: Line, run: Sequence[Place]) -> Sequence[Place]:
    """What of a run that begins with a listed name is the name: up to the last listed or capitalised word; more, if the run soon ends."""
    small = [line.text[slice(*word)].casefold() in LINKS for word in run]
    most = next((k for k in range(len(run)) if k + 1 - sum(small[: k + 1]) > _LENGTH), len(run))
    cased = line.is_capital(run[0])
    last = max(k for k in range(most) if k == 0 or line.is_given(run[k]) or (cased and line.is_capital(run[k])))
    while last + 1 < most and small[last + 1]:
        last += 1
    rest = run[last + 1 : most]
    if rest and not cased and (len(run) - last - 1 <= _TAIL or small[last]) and not any(line.is_place(line.text[slice(*w)]) for w in rest):
        return run[:most]
    while last and small[last]:
        last -= 1
    return run[: last + 1]


def _is_full(line: Line, name: Sequence[Place]) -> bool:
    """Whether a name of several words is of the person whose data the comment gives: nobody is called by it in full, as the host is by a title."""
    if len(name) < 2 or not line.taken or not line.is_given(name[0]) or line.is_place(line.text[name[0][0] : name[-1][1]]):
        return False
    titled = line.cues.before(len(line.text[: name[0][0]].rstrip(_SIGNS)), 0, ("title",)) is not None
    return not titled and (all(map(line.is_capital, name)) or sum(map(line.is_given, name)) > 1)


def _led(line: Line, at: int) -> bool:
    """Whether a cue that announces a name, or other personal data, stands in front."""
    titled, stops, low = False, 0, at - _BRIDGE
    while at > max(0, low):
        at = len(line.text[:at].rstrip(_SIGNS + "\"'“"))
        if at and line.taken.holds(at - 1):
            return True
        cue = line.cues.before(at, 0, _SAYS_WHO) or line.cues.before(at, 0, ("intro", "lead"))
        if cue is not None and (cue.kind in _SAYS_WHO or line.taken):
            return cue.kind != "intro" or not titled
        cue = line.cues.before(at, 0, ("title", *_ANNOUNCE, "stop"))
        if cue is None:
            return False
        titled |= cue.kind == "title"
        stops += cue.kind == "stop"
        if stops >= _STOPS or (titled and cue.kind not in ("title", "stop")):
            return False
        at = cue.start
    return False


def _followed(line: Line, start: int, end: int, *, single: bool) -> bool:
    """Whether other personal data follows, words between that announce it; or a word that stands behind names. Whom a title stands in front of
    is often only spoken to: the data must be next to the name."""
    titled = line.cues.before(len(line.text[:start].rstrip(_SIGNS)), 0, ("title",)) is not None
    at, stops = end, 0
    while at < min(len(line.text), end + _BRIDGE):
        at += len(line.text[at:]) - len(line.text[at:].lstrip(_SIGNS))
        if line.taken.holds(at):
            return True
        cue = _longest(line, at, ("named",))
        if cue is not None and (line.taken or not single or (is_unspaced(line.text[start]) and end - start >= _WHOLE)):
            return True
        cue = _longest(line, at, (*_ANNOUNCE, "title", "stop"))
        stops += cue is not None and cue.kind == "stop"
        if cue is None or stops > _STOPS or (titled and stops):
            return False
        at = cue.end
    return False


def _longest(line: Line, at: int, kinds: Sequence[str]) -> Cue | None:
    return max((c for c in line.cues.starting(at, at + 1) if c.kind in kinds), key=lambda c: c.end, default=None)
