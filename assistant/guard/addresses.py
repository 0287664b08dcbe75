"""Street addresses in a comment: where one begins, whether there is enough to call it one, and where it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from assistant.guard.cues import Cue
from assistant.language.finder import is_unspaced

Class = Literal["lead", "street", "after", "house", "admin", "postcode", "number", "word", "stop", "comma", "break"]
_CUES: tuple[Class, ...] = ("lead", "street", "after", "house", "admin", "postcode")
_AMOUNTS = ("units", "money")
_PIECE = regex.compile(r"[\p{L}\p{M}\p{N}'’\-./#&]*[\p{L}\p{M}\p{N}]|[,،]|[\n;:()?!؟。|]|\S")
_DENSE = regex.compile(r"(?P<run>[\p{Han}\p{Hiragana}\p{Katakana}ー々ヶ]{2,30}) ?(?P<number>\d{1,5}(?:[-ー−‐の]\d{1,4}){0,3})(?:号|號|丁目|番地|番|室|楼|栋|座)?")
_NUMBER = regex.compile(r"(?:no\.?)?#?[a-z]{0,2}[./-]?\d{1,5}[a-z]?(?:[/.-][a-z0-9]{1,5}){0,3}", regex.IGNORECASE)
_REACH = 4  # words between the name of a street and its number
_NAME_MAX = 3  # words of one name
_PARTS_MAX = 40  # parts of one address


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text that plays one part in an address."""

    kind: Class
    text: str
    start: int
    end: int


def tokens(text: str, cues: Sequence[Cue], taken: Sequence[tuple[int, int]]) -> list[Token]:
    """The text as parts; what other finders have taken is a break."""
    marks: dict[int, Cue] = {}
    for cue in cues:
        if cue.kind in (*_CUES, *_AMOUNTS, "stop", "phone", "name", "name_weak") and not (cue.capital and cue.kind in ("stop", *_AMOUNTS)):
            kept = marks.get(cue.start)
            if kept is None or (cue.end, cue.kind in _CUES) > (kept.end, kept.kind in _CUES):
                marks[cue.start] = cue
    gone = dict(taken)
    out: list[Token] = []
    at = 0
    while at < len(text):
        if at in gone:
            out.append(Token("break", "", at, gone[at]))
            at = gone[at]
        elif (marked := marks.get(at)) is not None:
            if marked.kind in _AMOUNTS and out and out[-1].kind == "number":
                out[-1] = Token("break", out[-1].text, out[-1].start, out[-1].end)  # an amount, not the number of a door
            out.append(Token(marked.kind if marked.kind in _CUES else "stop", text[at : marked.end], at, marked.end))
            at = marked.end
        elif (piece := _PIECE.match(text, at)) is not None:
            inside = range(at + 1, piece.end())
            stop = next((m for m in inside if m in gone or (m in marks and _splits(text, m, marks[m]))), piece.end())
            out.append(_token(text, at, stop))
            at = stop
        else:
            at += 1
    return [t for t in out if not (t.kind == "break" and t.text in (".", "'", "-", "/", "#", ":"))]


def _splits(text: str, at: int, cue: Cue) -> bool:
    """A cue inside a longer run counts only where words stand without spaces, or behind a sign."""
    return is_unspaced(text[at - 1]) or is_unspaced(text[at]) or (cue.kind in _CUES and not text[at - 1].isalnum())


def _token(text: str, start: int, end: int) -> Token:
    piece = text[start:end]
    if piece in (",", "،"):
        return Token("comma", piece, start, end)
    plain = "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in piece)
    if any(c.isdecimal() for c in plain) and _NUMBER.fullmatch(plain):
        return Token("number", plain, start, end)
    return Token("word" if any(c.isalpha() for c in piece) else "break", piece, start, end)


def unspaced_addresses(text: str, areas: frozenset[str], units: Sequence[str]) -> list[tuple[int, int]]:
    """Runs of Chinese or Japanese words that end in a street or name two districts, with the number behind them. `units`: what is no
    house number is counted in."""
    if not areas:
        return []
    found = []
    for hit in _DENSE.finditer(text):
        named = [c for c in hit["run"] if c in areas]
        two = len(set(named)) >= 2 and any(sign in hit["number"] for sign in "-ー−‐")
        if (hit["run"][-1] in areas or two) and not text.startswith(tuple(units), hit.end()):
            found.append(hit.span())
    return found


def find_addresses(parts: list[Token], is_place: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Spans of the original that are addresses."""
    found: list[tuple[int, int]] = []
    i = 0
    while i < len(parts):
        if parts[i].kind in ("street", "house", "lead", "postcode", "number", "admin") or _numbered_behind(parts, i):
            end = _extent(parts, i, is_place)
            if _is_address(parts[i:end]):
                first = i + 1 if parts[i].kind == "lead" and i + 1 < end else i
                while first < end and parts[first].kind in ("comma", "break"):
                    first += 1
                found.append((parts[first].start, parts[end - 1].end))
                i = end
                continue
        i += 1
    return found


def _numbered_behind(parts: Sequence[Token], start: int) -> bool:
    """ "Mfano Road 24", "Lale Sok. No 14": a capitalised name, the word behind it and the number, with at most the word for it between."""
    named = next((k for k in range(start, min(len(parts), start + _NAME_MAX + 1)) if parts[k].kind != "word"), start)
    return (
        named > start
        and parts[named].kind == "after"
        and all(p.text.istitle() for p in parts[start : named + 1])
        and [p.kind for p in parts[named + 1 : named + 3] if p.kind != "house"][:1] == ["number"]
    )


def _extent(parts: list[Token], start: int, is_place: Callable[[str], bool]) -> int:
    """Number of the first part behind the address that begins at `start`."""
    end, i = start + 1, start + 1
    named = 0
    roomy = parts[start].kind in ("street", "lead", "admin")  # a name may follow
    while i < min(len(parts), start + _PARTS_MAX):
        kind = parts[i].kind
        if kind in ("stop", "break"):
            if not (parts[start].kind == "lead" and i == start + 1 and parts[i].text in (":", "-")):
                break
        elif kind in _CUES or kind == "number":
            named, end = 0, i + 1
            roomy = kind in ("street", "admin", "lead")
        elif kind == "comma":
            named, roomy = 0, False  # another name begins, with no cue of its own
        elif kind == "word":
            named += 1
            if named > _NAME_MAX:
                break
            if roomy:
                end = max(end, i + 1) if parts[start].kind != "number" or _leads_on(parts, i) else end
            elif is_place(parts[i].text) or (i + 1 < len(parts) and is_place(f"{parts[i].text} {parts[i + 1].text}")) or parts[i].text[:1].isupper():
                end = i + 1
            elif not _leads_on(parts, i):
                break
        i += 1
    while end > start + 1 and parts[end - 1].kind == "comma":
        end -= 1
    return _trim(parts, start, end, is_place)


def _leads_on(parts: list[Token], i: int) -> bool:
    """Whether further address follows within a few words."""
    for part in parts[i + 1 : i + 1 + _REACH]:
        if part.kind in ("stop", "break"):
            return False
        if part.kind in ("street", "house", "admin", "after", "postcode", "number"):
            return True
    return False


def _trim(parts: list[Token], start: int, end: int, is_place: Callable[[str], bool]) -> int:
    """Cut ordinary words off the end: only names right behind a cue, places and capitals belong to it."""
    last = max((k for k in range(start, end) if parts[k].kind not in ("word", "comma")), default=start)
    keep = last + 1
    for k in range(last + 1, end):
        behind_cue = parts[last].kind in ("street", "admin", "lead") and k - last <= _NAME_MAX
        if parts[k].kind == "word" and (behind_cue or is_place(parts[k].text) or parts[k].text[:1].isupper() or _pair(parts, k, is_place)):
            keep = k + 1
    return keep


def _pair(parts: list[Token], k: int, is_place: Callable[[str], bool]) -> bool:
    both = [f"{parts[k].text} {parts[k + 1].text}"] if k + 1 < len(parts) else []
    return any(is_place(p) for p in [*both, f"{parts[k - 1].text} {parts[k].text}"])


def _is_address(parts: Sequence[Token]) -> bool:
    """Enough to find a door by."""
    if _numbered_behind(parts, 0):
        return True
    kinds = [p.kind for p in parts]
    numbers = [k for k, p in enumerate(parts) if p.kind == "number"]
    if "postcode" in kinds and any(kinds[k - 1] == "postcode" for k in numbers if k):
        return True
    streets = [k for k, kind in enumerate(kinds) if kind == "street"]
    housed = [k for k in numbers if k and kinds[k - 1] == "house"]
    named = [s for s in streets if kinds[s + 1 : s + 2] == ["word"]]  # "110, jalan" alone says that it works
    if "lead" in kinds and (named or (streets and numbers) or housed or (numbers and len(parts) > 3)):
        return True
    if any(0 < n - s <= _REACH + 1 and ("word" in kinds[s:n] or (n == s + 1 and not parts[n].text.isdecimal())) for s in streets for n in numbers):
        return True
    if (streets and housed) or any(0 < s - n <= 2 for s in named for n in numbers):
        return True
    if len(housed) >= 2 and len({parts[k - 1].text.casefold() for k in housed}) >= 2:
        return True
    if "after" in kinds and any(1 < kinds.index("after") - n <= _NAME_MAX + 1 for n in numbers):
        return True
    slashed = any("/" in parts[n].text for n in numbers)
    return (slashed or bool(housed) or (kinds[0] == "number" and kinds[1:2] == ["word"])) and kinds.count("admin") >= 1 and len(parts) >= 4
