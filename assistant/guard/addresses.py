"""Street addresses in a comment: where one begins and where it ends."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

import regex

from assistant.guard.address_parts import CUES, Token
from assistant.guard.address_shapes import is_address, is_estate_in_town, is_in_town, is_postal, opens_address

_LETTERED = regex.compile(r"\d{1,3}(?:[a-zа-яё](?:/\d{1,4})?|/\d{1,4}[a-zа-яё]?)")  # number of a house
_REACH = 4  # words between the name of a street and its number
_NAME_MAX = 3  # words of one name
_POSTCODE_DIGITS = 5
_PARTS_MAX = 40  # parts of one address


def find_addresses(parts: list[Token], is_place: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Spans of the original that are addresses."""
    found: list[tuple[int, int]] = []
    cued = [k for k, part in enumerate(parts) if part.kind in CUES]
    i = 0
    while i < len(parts):
        near = bisect_left(cued, i)
        far = near == len(cued) or cued[near] > i + _PARTS_MAX
        if parts[i].kind == "word" and _lettered_house(parts, i, is_place):
            end = next(k for k in range(i, len(parts)) if parts[k].kind == "number") + 1
            end += 2 * ([p.kind for p in parts[end : end + 2]] == ["house", "number"])
            found.append((parts[i].start, parts[end - 1].end))
            i = end
        elif far and not is_postal(parts, i) and "/" not in parts[i].text:
            i += 1
        elif parts[i].kind in ("street", "house", "lead", "postcode", "number", "admin", "beside") or opens_address(parts, i):
            end = _extent(parts, i, is_place)
            if is_address(parts[i:end]) or is_in_town(parts[i:end], is_place) or is_estate_in_town(parts[i:end], is_place):
                first = i + 1 if parts[i].kind == "lead" and i + 1 < end else i
                first += _addressee(parts[first:end], is_place) or _named_before_town(parts[first:end], is_place)
                while first < end and parts[first].kind in ("comma", "break"):
                    first += 1
                found.append((parts[first].start, parts[end - 1].end))
                i = end
            else:
                i += 1
        else:
            i += 1
    return found


def _addressee(parts: Sequence[Token], is_place: Callable[[str], bool]) -> int:
    """How many words in front are somebody's name: "to Carla Mendoza, Blk 7 ..."."""
    kinds = [p.kind for p in parts[:5]]
    words = next((k for k, kind in enumerate(kinds) if kind != "word"), 0)
    if words not in (2, 3) or kinds[words] != "comma" or kinds[words + 1 : words + 2] not in (["house"], ["number"]):
        return 0
    names = [p.text for p in parts[:words]]
    return words if all(name.istitle() for name in names) and not any(map(is_place, (*names, " ".join(names)))) else 0


def _named_before_town(parts: Sequence[Token], is_place: Callable[[str], bool]) -> int:
    """How many capitalised words stand in front of the place that a street behind it belongs to: "Halina Mrozek Gdańsk Polna street 4"."""
    words = next((k for k, p in enumerate(parts) if p.kind != "word"), 0)
    town = next((k for k in range(1, words - 1) if is_place(parts[k].text)), 0)
    return town if parts[words : words + 1] and parts[words].kind == "after" else 0


def _lettered_house(parts: Sequence[Token], start: int, is_place: Callable[[str], bool]) -> bool:
    """One or two capitalised words and the number of a house with a letter or a second number, behind or before a town: "Gdańsk Lipowa 12b"."""
    rest = parts[start : start + 5]
    words = next((k for k, p in enumerate(rest) if p.kind != "word"), 0)
    if not words or rest[words].kind != "number" or _LETTERED.fullmatch(rest[words].text) is None:
        return False
    if not all(p.text.istitle() and len(p.text) > 2 for p in rest[:words]):
        return False
    if words < 3 and [p.kind for p in parts[start + words + 1 : start + words + 3]] == ["house", "number"]:
        return True  # "Lipowa 7c m 12"
    behind = [p for p in rest[words + 1 :] if p.kind != "comma" and len(p.text) > 1][:1]  # "Polną 14/3 w Gnieźnie"
    return (words > 1 and is_place(rest[0].text)) or (words < 3 and any(p.text.istitle() and is_place(p.text) for p in behind))


def _extent(parts: list[Token], start: int, is_place: Callable[[str], bool]) -> int:
    """Number of the first part behind the address that begins at `start`."""
    end, i = start + 1, start + 1
    named = 0
    roomy = parts[start].kind in ("street", "lead", "admin")  # a name may follow
    while i < min(len(parts), start + _PARTS_MAX):
        kind = parts[i].kind
        if kind in ("stop", "break"):
            led = parts[start].kind == "lead" and i == start + 1 and parts[i].text in (":", "-")
            if not (led or (kind == "stop" and parts[i - 1].kind == "beside")):  # "behind *the* mosque"
                break
        elif kind in CUES or kind == "number":
            named, end = 0, i + 1
            roomy = kind in ("street", "admin", "lead")
        elif kind == "comma":
            named, roomy = 0, False  # another name begins, with no cue of its own
        elif kind == "word":
            named += parts[i].note != "join"
            town = named >= _NAME_MAX and is_place(f"{parts[i - 1].text} {parts[i].text}")  # behind the name of the district
            if named > _NAME_MAX and not town:
                break
            if town:
                end = i + 1
            elif roomy:
                named_so = parts[start].kind != "number" or parts[i - 1].kind in ("street", "admin") or _leads_on(parts, i)
                end = max(end, i + 1) if named_so else end
            elif is_place(parts[i].text) or (i + 1 < len(parts) and is_place(f"{parts[i].text} {parts[i + 1].text}")) or parts[i].text[:1].isupper():
                end = i + 1
            elif not _leads_on(parts, i):
                break
        i += 1
    while end > start + 1 and parts[end - 1].kind == "comma":
        end -= 1
    end = _before_recipient(parts, start, end, is_place)
    return _trim(parts, start, end, is_place)


def _before_recipient(parts: Sequence[Token], start: int, end: int, is_place: Callable[[str], bool]) -> int:
    """Where the address ends if a name stands behind its postcode and town: "86-300 Grudziądz, Halina Mrozek"."""
    comma = max((k for k in range(start, end) if parts[k].kind == "comma"), default=end)
    town = next((k for k in range(comma - 1, start, -1) if parts[k].kind != "word"), start)
    name = [p.text for p in parts[comma + 1 : end]]
    coded = parts[town].kind == "number" and sum(map(str.isdecimal, parts[town].text)) >= _POSTCODE_DIGITS and town < comma - 1
    named = len(name) in (2, 3) and all(n.istitle() for n in name) and not any(map(is_place, (*name, " ".join(name))))
    return comma if coded and named else end


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
    last = max((k for k in range(start, end) if parts[k].kind not in ("word", "comma", "beside", "stop")), default=start)
    keep = last + 1
    for k in range(last + 1, end):
        behind_cue = parts[last].kind in ("street", "admin", "lead") and k - last <= _NAME_MAX
        if parts[k].kind == "word" and (behind_cue or is_place(parts[k].text) or parts[k].text[:1].isupper() or _pair(parts, k, is_place)):
            keep = k + 1
    return keep


def _pair(parts: list[Token], k: int, is_place: Callable[[str], bool]) -> bool:
    both = [f"{parts[k].text} {parts[k + 1].text}"] if k + 1 < len(parts) else []
    return any(is_place(p) for p in [*both, f"{parts[k - 1].text} {parts[k].text}"])
