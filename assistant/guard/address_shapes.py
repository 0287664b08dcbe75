"""Which runs of parts are enough to find a door by, and which begin like an address."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import regex

from assistant.guard.address_parts import Token

_POSTCODE = regex.compile(r"\d{2}-\d{3}|\d{5}(?:-\d{3})?")
_LETTERED = regex.compile(r"\d{1,3}(?:[a-zа-яё](?:/\d{1,4})?|/\d{1,4}[a-zа-яё]?)")  # number of a house
_UNIT = regex.compile(r"[a-z]\d?-\d{1,2}-\d{1,3}[a-z]?", regex.IGNORECASE)  # block, floor and flat of a tower: "B-3-12"
_LEVELS = {"street": "street", "house": "street", "admin": "admin"}  # a street or village, and what it lies in
_LEVELS_LEAST = 3  # words for districts, one inside the other
_TOWER = regex.compile(r"#\d{1,2}-\d{1,4}[a-z]?", regex.IGNORECASE)  # floor and flat in Singapore
_REACH = 4  # words between the name of a street and its number
_NAME_MAX = 3  # words of one name


def is_address(parts: Sequence[Token]) -> bool:
    """Enough to find a door by."""
    if opens_address(parts, 0) or _numbered_way(parts) or _is_certain(parts) or _in_districts(parts) or _on_three_levels(parts):
        return True
    kinds = [p.kind for p in parts]
    numbers = [k for k, p in enumerate(parts) if p.kind == "number"]
    if "postcode" in kinds and any(kinds[k - 1] == "postcode" for k in numbers if k):
        return True
    streets = [k for k, kind in enumerate(kinds) if kind == "street"]
    housed = [k for k in numbers if k and (kinds[k - 1] == "house" or (kinds[k + 1 : k + 2] == ["house"] and kinds[k + 2 : k + 3] != ["number"]))]
    doors = [k for k in housed if any(p.kind == "house" and p.note != "weak" for p in parts[k - 1 : k + 2 : 2])]
    if any(s and kinds[s - 1] == kinds[s + 1] == "number" for s in streets if s + 1 < len(parts)):
        return True  # "18 alley 102"
    if len({parts[k - 1].text.casefold() for k in numbers if k and kinds[k - 1] == "street"}) >= 2:
        return True
    if any(_in_district(parts, s) for s in streets) or _written_out(parts):
        return True
    named = [s for s in streets if kinds[s + 1 : s + 2] == ["word"]]  # "110, jalan" alone says that it works
    if "lead" in kinds and (named or (streets and numbers) or doors or (len(numbers) > len(housed) - len(doors) and len(parts) > 3)):
        return True
    if any(0 < n - s <= _REACH + 1 and _names_its_number(parts, s, n) for s in streets for n in numbers):
        return True
    if _in_quarter(parts):
        return True
    if (streets and housed) or any(0 < s - n <= 2 and not (parts[s].note == "sure" and _is_russian(parts[s])) for s in named for n in numbers):
        return True
    if streets and any(_UNIT.fullmatch(parts[n].text) for n in numbers):
        return True
    if len(numbers) > 1 and any(_TOWER.fullmatch(parts[n].text) for n in numbers):
        return True
    if (doors and len(housed) >= 2 and len({parts[k - 1].text.casefold() for k in housed}) >= 2) or _counts_doors(parts):
        return True
    if "after" in kinds and any(1 < kinds.index("after") - n <= _NAME_MAX + 1 for n in numbers):
        return True
    slashed = any("/" in parts[n].text for n in numbers)
    if "beside" in kinds and (slashed or any(len(parts[n].text) > 1 for n in housed) or (streets and any(kinds[k - 1] == "street" for k in numbers if k))):
        return True
    if len({parts[k - 1].text.casefold() for k in numbers if k and kinds[k - 1] in ("street", "after")}) >= 2:
        return True
    return (slashed or bool(doors) or (kinds[0] == "number" and kinds[1:2] == ["word"] and len(parts[1].text) > 1)) and kinds.count("admin") >= 1 and len(parts) >= 4


def opens_address(parts: Sequence[Token], start: int) -> bool:
    """Whether an address begins with the name of something, which stands here."""
    if parts[start].kind != "word":
        return False
    behind = next((p.kind for p in parts[start + 1 : start + _NAME_MAX + 1] if p.kind != "word"), "")
    if behind == "after":
        return _numbered_behind(parts, start)
    return behind in ("number", "comma") and (is_postal(parts, start) or _in_village(parts, start))


def is_postal(parts: Sequence[Token], start: int) -> bool:
    """ "Nowa Wieś 14, 05-806 Komorów": a name, the number, the postcode, the town; none but the signs say so."""
    rest = [p for p in parts[start : start + _NAME_MAX + 7] if p.kind != "comma"]
    words = next((k for k, p in enumerate(rest) if p.kind != "word"), 0)
    flat = [p.kind for p in rest[words + 1 : words + 3]]
    if flat in (["word", "number"], ["house", "number"]) and len(rest[words + 1].text) <= 2:
        rest = [*rest[: words + 1], *rest[words + 3 :]]  # "14a m 7"
    if not words or [p.kind for p in rest[words : words + 3]] != ["number", "number", "word"]:
        return False
    return _POSTCODE.fullmatch(rest[words + 1].text) is not None and all(p.text[:1].isupper() for p in (*rest[:words], rest[words + 2]))


def is_in_town(parts: Sequence[Token], is_place: Callable[[str], bool]) -> bool:
    """ "22/7 Quang Trung, Gò Vấp": a house on an alley, a name that is no place's, and a place."""
    kinds = [p.kind for p in parts]
    comma = kinds.index("comma") if "comma" in kinds else 0
    if kinds[:1] != ["number"] or "/" not in parts[0].text or kinds[1:comma] not in (["word"] * 2, ["word"] * 3):
        return False
    name, town = ([p.text for p in some if p.kind == "word"] for some in (parts[1:comma], parts[comma + 1 : comma + 4]))
    return all(w[:1].isupper() for w in (*name, *town)) and not is_place(" ".join(name)) and (is_place(" ".join(town)) or is_place(" ".join(town[:2])))


def is_estate_in_town(parts: Sequence[Token], is_place: Callable[[str], bool]) -> bool:
    """ "sitio bayabas brgy mangga antipolo": street and district with their names, without signs between, and a known place at the end."""
    kinds = [p.kind for p in parts]
    kinds = [k for k in kinds if k != "comma"]
    named = {_LEVELS[kinds[k]] for k in range(len(kinds) - 1) if kinds[k] in _LEVELS and kinds[k + 1] == "word"}
    known = is_place(parts[-1].text) or is_place(" ".join(p.text for p in parts[-2:]))
    return named == {"street", "admin"} and set(kinds) <= {"street", "house", "admin", "word"} and kinds[-2:] == ["word"] * 2 and known


def _numbered_behind(parts: Sequence[Token], start: int) -> bool:
    """ "Mfano Road 24", "lale sok. no 14", "Moi Avenue, Mwalimu House, room 14": a name, the word behind it and a number. Right behind it, or behind
    the word for it. A name without capitals needs that word and has one word only, or stands before a word that says nothing else."""
    named = next((k for k in range(start, min(len(parts), start + _NAME_MAX + 1)) if parts[k].kind != "word"), start)
    if named == start or parts[named].kind != "after":
        return False
    capital = not any(p.text[:1].islower() for p in parts[start:named])  # or a script without them
    sure = parts[named].note == "sure" and named <= start + 2
    rest = [p.kind for p in parts[named + 1 : named + 1 + 2 * _REACH]]
    if rest[:1] == ["number"]:
        return capital or sure or rest[1:3] == ["house", "number"] or _LETTERED.fullmatch(parts[named + 1].text) is not None
    if sure and _numbered_behind(parts, named + 1):
        return True  # a quarter in front of its street
    housed = next((k for k in range(len(rest) - 1) if set(rest[k : k + 2]) == {"house", "number"}), None)
    return housed is not None and not {"stop", "break"} & set(rest[:housed]) and (capital or (housed == 0 and (sure or named == start + 1)))


def _numbered_way(parts: Sequence[Token]) -> bool:
    """ "7. cadde 33/5", "1402 sk. no 8": a street that has a number for its name, and a number on it."""
    kinds = [p.kind for p in parts[:4]]
    return kinds[:2] == ["number", "after"] and parts[1].note == "sure" and (kinds[2:3] == ["number"] or kinds[2:4] == ["house", "number"])


def _in_village(parts: Sequence[Token], start: int) -> bool:
    """ "Nowa Wola 44, gmina Raszyn": villages without streets have only numbers; what district they are in comes behind."""
    rest = parts[start : start + _NAME_MAX + 4]
    words = next((k for k, p in enumerate(rest) if p.kind != "word"), 0)
    kinds = [p.kind for p in rest[words:] if p.kind != "comma"]
    return bool(words) and kinds[:3] == ["number", "admin", "word"] and all(p.text[:1].isupper() for p in rest[:words])


def _in_district(parts: Sequence[Token], street: int) -> bool:
    """ "street 271, district of ...", "alley 102 Khuong Dinh, Thanh Xuan": a numbered street, and where it lies."""
    kinds = [p.kind for p in parts[street + 1 : street + 2 + _REACH]]
    if kinds[:1] != ["number"]:
        return False
    rest = [k for k in kinds[1:] if k != "comma"]
    capital = [p.text[:1].isupper() for p in parts[street + 2 : street + 2 + len(kinds) - 1] if p.kind == "word"]
    return rest[:2] == ["admin", "word"] or ("comma" in kinds and len(capital) >= 2 and all(capital))


def _written_out(parts: Sequence[Token]) -> bool:
    """ "Sitio Mabuhay, Brgy. Lahug, Cebu City": street and district, both with their names, set apart by commas; villages have no numbers."""
    kinds = [p.kind for p in parts]
    named = {_LEVELS[kinds[k]] for k in range(len(parts) - 1) if kinds[k] in _LEVELS and parts[k + 1].kind == "word" and parts[k + 1].text.istitle()}
    return named == {"street", "admin"} and kinds.count("comma") >= 2


def _names_its_number(parts: Sequence[Token], street: int, number: int) -> bool:
    """Whether a name stands between the word for street and the number, or the number is no plain one. A well-known street is a name already: other words
    behind it tell of something else ("абая бойы 169", how long an abaya is)."""
    between = parts[street + 1 : number]
    if not between:
        return not parts[number].text.isdecimal()
    words = [p.text for p in between if p.kind == "word"]
    return bool(words) and (parts[street].note != "sure" or any(w[:1].isupper() or len(w) <= 2 for w in words))


def _is_russian(street: Token) -> bool:
    """Whether it is a well-known street of a country where the number stands behind: "рост 175 абая какого размера" is how tall somebody is."""
    return "\u0400" <= street.text[:1] <= "\u04ff"


def _in_quarter(parts: Sequence[Token]) -> bool:
    """ "quarter of ..., street 15": a named district in front of a numbered street."""
    kinds = [p.kind for p in parts if p.kind != "comma"]
    for k, kind in enumerate(kinds):
        if kind == "street" and kinds[k + 1 : k + 2] == ["number"]:
            named = next((n for n in range(k - 1, -1, -1) if kinds[n] != "word"), -1)
            if 0 < k - 1 - named <= _NAME_MAX and named >= 0 and kinds[named] == "admin":
                return True
    return False


def _is_certain(parts: Sequence[Token]) -> bool:
    """Whether a number stands right beside a word that says nothing else: "flat no 9", "Mickiewicza 12", "82 Lê Lợi"."""
    for k, part in enumerate(parts):
        if part.note == "sure" and part.kind in ("house", "street"):
            kinds = [p.kind for p in parts[k + 1 : k + 3]]
            if kinds[:1] == ["number"] or (part.kind == "street" and (kinds == ["after", "number"] or (k and parts[k - 1].kind == "number" and not _is_russian(part)))):
                return True
    return False


def _in_districts(parts: Sequence[Token]) -> bool:
    """ "village 3, commune of Svay Thom": a numbered district in a named one."""
    behind = {(b.kind, a.text.casefold()) for a, b in zip(parts, parts[1:], strict=False) if a.kind == "admin"}
    return {"number", "word"} <= {kind for kind, _ in behind} and len({cue for _, cue in behind}) >= 2


def _on_three_levels(parts: Sequence[Token]) -> bool:
    """ "village of ..., ward of ..., district of ...": where villages have neither streets nor numbers, this finds a door."""
    return len({p.text.casefold() for p in parts if p.kind == "admin" and len(p.text) > 1}) + any(p.kind == "street" for p in parts) >= _LEVELS_LEAST


def _counts_doors(parts: Sequence[Token]) -> bool:
    """ "12 үй, 3 подъезд, 77 пәтер": house, entrance and flat, each behind its number, where languages say so."""
    return len({b.text.casefold() for a, b in zip(parts, parts[1:], strict=False) if a.kind == "number" and b.kind == "house" and b.note != "weak"}) >= _LEVELS_LEAST
