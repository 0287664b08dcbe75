"""A comment as the parts of an address: words for streets and houses, numbers, other words, and what ends one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from assistant.guard.cues import Cue, CueMap
from assistant.language.finder import is_unspaced

Class = Literal["lead", "street", "after", "house", "admin", "postcode", "beside", "number", "word", "stop", "comma", "break"]
Note = Literal["", "sure", "weak", "join"]
CUES: tuple[Class, ...] = ("lead", "street", "after", "house", "admin", "postcode", "beside")
_NOTED: dict[str, tuple[Class, Note]] = {  # cues that are a plainer one of these, and say more
    "road": ("street", "sure"),
    "way": ("after", "sure"),
    "door": ("house", "sure"),
    "floor": ("house", "weak"),
    "number": ("house", "weak"),
}
_AMOUNTS = ("units", "money")
_ENDING = ("stop", "phone", "name", "name_weak")
_MEANT = frozenset({*CUES, *_NOTED, *_AMOUNTS, *_ENDING})
_PIECE = regex.compile(r"[\p{L}\p{M}\p{N}'’\-./#&]*[\p{L}\p{M}\p{N}]|[,،၊、，]|[\n;:()?!؟。|]|\S")
_NUMBER = regex.compile(r"(?:no\.?)?#?[a-z]{0,2}[./-]?\d{1,5}(?:st|nd|rd|th|eo|[a-zа-яё]\d{0,2})?(?:[/.-][a-z0-9]{1,5}){0,3}", regex.IGNORECASE)
_LETTERED = regex.compile(r"\d{1,4}(?:[a-zа-я]|/\d{1,3}[a-z]?)", regex.IGNORECASE)
_FLAT = regex.compile(r"m\.? ?\d{1,3}(?!\d)", regex.IGNORECASE)  # "14a m 7": no length is counted in 14a
_LIGHT = (".", "'", "-", "/", "#", ":")  # signs that stand inside addresses
_WHOLE_WORD = 5  # letters; abbreviations have fewer
_WHOLE_UNIT = 3  # letters of a unit that no flat or block is shortened to: "150 years"
_PIECE_MAX = 48  # characters of one part; text without spaces goes on for ever


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text that plays one part in an address.

    `note`: "sure" where its cue says nothing else in any shop ("flat no", "sokak"), "weak" where it may number other things, "join" for a small word inside
    a name ("de la", "san").
    """

    kind: Class
    text: str
    start: int
    end: int
    note: Note = ""


def tokens(text: str, cues: CueMap, taken: Sequence[tuple[int, int]]) -> list[Token]:
    """The text as parts; what other finders have taken is a break."""
    marks, either = _marks(cues)
    joins = {cue.start for cue in cues if cue.kind == "join"}
    amounts = {(cue.start, cue.end) for cue in cues if cue.kind in _AMOUNTS}
    gone = dict(taken)
    out: list[Token] = []
    at = 0
    while at < len(text):
        if at in gone:
            out.append(Token("break", "", at, gone[at]))
            at = gone[at]
        elif (marked := marks.get(at)) is not None:
            kind, note = _NOTED.get(marked.kind, (marked.kind if marked.kind in CUES else "stop", ""))
            counts = marked.kind in _AMOUNTS or ((kind == "after" or note == "sure") and (at, marked.end) in amounts)  # "mah" of a battery, or of a quarter
            if counts and out and out[-1].kind == "number":
                if (_LETTERED.fullmatch(out[-1].text) or _in_street(out)) and _FLAT.match(text, at):
                    kind = "house"
                elif (not _of_a_door(out) or (out[-2].kind == "street" and marked.end - at >= _WHOLE_UNIT)) and not (marked.end == at + 1 and _LETTERED.fullmatch(out[-1].text)):
                    kind, out[-1] = "stop", Token("break", out[-1].text, out[-1].start, out[-1].end)  # an amount, not the number of a door
            elif at in either:
                kind = "after" if out and out[-1].kind == "word" and out[-1].text[:1].isupper() else "street"
            elif kind == "stop" and at in joins and _in_name(out):
                kind, note = "word", "join"
            out.append(Token(kind, text[at : marked.end], at, marked.end, note))
            at = marked.end
        elif (piece := _PIECE.match(text, at, at + _PIECE_MAX)) is not None:
            inside = range(at + 1, piece.end())
            stop = next((m for m in inside if m in gone or _turns(text, m) or (m in marks and _splits(text, m, marks[m]))), piece.end())
            out.append(_token(text, at, stop, out[-1] if out else None, "join" if at in joins else ""))
            at = stop
        else:
            at += 1
    return [t for k, t in enumerate(out) if t.kind != "break" or t.text not in _LIGHT or (t.text == "." and _ends_sentence(text, out[k - 1] if k else t))]


def _ends_sentence(text: str, last: Token) -> bool:
    """Whether a stop behind this word is no sign of an abbreviation: "... apto 105 Brasilia. Thiago Rezende"."""
    return last.kind == "word" and last.end - last.start >= _WHOLE_WORD and text[last.end + 1 : last.end + 2] == " "


def _marks(cues: CueMap) -> tuple[dict[int, Cue], set[int]]:
    """The cue that counts at each place, and the places of words that stand in front of a street's name in one language and behind it in another."""
    marks: dict[int, Cue] = {}
    either: set[int] = set()
    for cue in cues:
        if cue.kind not in _MEANT or (cue.capital and cue.kind in ("stop", *_AMOUNTS)):
            continue
        kept = marks.get(cue.start)
        if kept is not None and {cue.kind, kept.kind} == {"street", "after"} and cue.end == kept.end:
            either.add(cue.start)
        elif kept is None or _weight(cue) > _weight(kept):
            marks[cue.start] = cue
            either.discard(cue.start)
    return marks, either


def _weight(cue: Cue) -> tuple[int, bool, int]:
    """The longest of a place counts; of equal ones what is a part of an address, and of these what says most."""
    return cue.end, cue.kind in CUES or cue.kind in _NOTED, 2 if cue.kind in _NOTED else cue.kind != "after"


def _in_street(out: Sequence[Token]) -> bool:
    """Whether the number at the end stands behind the name of a street: "Aleje Jerozolimskie 100 m 5"."""
    return any(t.kind == "street" for t in out[-4:-1])


def _of_a_door(out: Sequence[Token]) -> bool:
    """Whether the number at the end is that of a house or flat beyond doubt, whatever follows."""
    return len(out) > 1 and out[-2].kind in ("house", "street") and out[-2].note == "sure"


def _in_name(out: Sequence[Token]) -> bool:
    """Whether a small word may go on with the name of a street or district: "rua *do* Sol", "calle Rosa *de la* O"."""
    out = [t for t in out[-4:] if t.text not in _LIGHT]
    return any(t.kind in ("street", "admin") for t in out[-2:]) and all(t.kind in ("street", "admin", "word") for t in out[-1:])


def _turns(text: str, at: int) -> bool:
    """Where digits end and a script without spaces goes on, or the other way about."""
    before, here = text[at - 1], text[at]
    return (before.isdecimal() and is_unspaced(here)) or (here.isdecimal() and is_unspaced(before))


def _splits(text: str, at: int, cue: Cue) -> bool:
    """A cue inside a longer run counts only where words stand without spaces, or behind a sign."""
    return is_unspaced(text[at - 1]) or is_unspaced(text[at]) or ((cue.kind in CUES or cue.kind in _NOTED) and not text[at - 1].isalnum())


def _token(text: str, start: int, end: int, before: Token | None, note: Note) -> Token:
    piece = text[start:end]
    if piece in ",،၊、，\n":
        return Token("comma", piece, start, end)
    plain = "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in piece)
    if any(c.isdecimal() for c in plain) and _NUMBER.fullmatch(plain.removesuffix("-")):
        return Token("number", plain, start, end)
    if before is not None and before.kind == "house" and _is_letter_of_block(before.text, piece):
        return Token("number", piece, start, end)
    return Token("word" if any(c.isalpha() for c in piece) else "break", piece, start, end, note)


def _is_letter_of_block(cue: str, piece: str) -> bool:
    """ "block C", "torre b"; "no a" is two words, and "house a" may be."""
    return len(piece) == 1 and len(cue) > 2 and piece.isascii() and piece.isalpha() and (piece.isupper() or piece not in "aeiouy")
