"""Runs of digits in a text and what each of them is: telephone, account, identity, order, or just a number.

Works on a view of the text with one ASCII digit for every native, full-width or keycap digit and nothing invisible.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import phonenumbers
import regex

from assistant.domain import PiiKind

_RUN = regex.compile(r"\+?\(?\d(?:[ \-./()_•·]{0,2}\d)+")
_O_FOR_ZERO = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1"})
_LOOSE_RUN = regex.compile(r"(?<![A-Za-z])[0-9oOlI](?:[ \-.]?[0-9oOlI]){8,14}(?![A-Za-z0-9])")
_GROUPS_MAX = 6  # groups of digits in one telephone number
_MONEY = regex.compile(r"\d{1,3}(?:[.,]\d{3})+")
_DATE = regex.compile(r"\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}")
_HOURS = regex.compile(r"\d{1,2}[.]\d\d ?- ?\d{1,2}[.]\d\d")
_WRITTEN_IDENTITY = regex.compile(
    r"\d{3}\.\d{3}\.\d{3}-\d{2}"  # Brazil
    r"|\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-\d{2}-\d{4}"  # Malaysia
    r"|[1-8]-\d{4}-\d{5}-\d{2}-\d|[1-8] \d{4} \d{5} \d{2} \d"  # Thailand
    r"|784-?\d{4}-?\d{7}-?\d"  # Emirates
)
_NIK = regex.compile(r"[1-9]\d{5}(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d{6}")
_EGYPT = regex.compile(r"[23]\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{7}")
_VIETNAM = regex.compile(r"0\d{2}[0-3]\d{8}")
# Countries where a mobile number does not begin with 0.
_NO_TRUNK_ZERO = frozenset({"PL", "MX", "ES", "SG", "HK", "PT", "NO", "DK", "CZ", "KW", "QA", "BH", "OM", "BR", "KZ"})
_NEIGHBOURS = {
    "ID": ("MY", "SG"), "MY": ("SG", "ID"), "TH": ("LA", "MY"), "VN": ("KH", "TH"), "SA": ("AE", "EG", "KW"), "AE": ("SA", "EG"),
    "EG": ("SA", "AE"), "KE": ("TZ", "UG"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """A text made plain for digit work; `plain[i]` came from `original[origin[i]]`."""

    original: str
    plain: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `plain[start:end]` stands in the original, with what was dropped inside and right behind it."""
        stop = self.origin[end - 1] + 1
        while stop < len(self.original) and _is_dropped(self.original[stop]):
            stop += 1
        return self.origin[start], stop


@dataclass(frozen=True, slots=True)
class Run:
    """Digits with separators at `plain[start:end]`."""

    start: int
    end: int
    text: str

    @property
    def digits(self) -> str:
        return "".join(c for c in self.text if c.isdecimal())


def _is_dropped(ch: str) -> bool:
    return unicodedata.category(ch) in ("Cf", "Me") or "\ufe00" <= ch <= "\ufe0f"


def view(text: str) -> View:
    """The plain view of `text`."""
    if text.isascii():
        return View(text, text, tuple(range(len(text))))
    plain, origin = [], []
    for i, ch in enumerate(text):
        if _is_dropped(ch):
            continue
        if ch.isdigit() and not ch.isascii():
            ch = str(unicodedata.digit(ch))
        elif "\uff01" <= ch <= "\uff5e":
            ch = chr(ord(ch) - 0xFEE0)
        elif unicodedata.category(ch) in ("Zs", "Pd"):
            ch = " " if unicodedata.category(ch) == "Zs" else "-"
        plain.append(ch)
        origin.append(i)
    return View(text, "".join(plain), tuple(origin))


def runs(plain: str) -> list[Run]:
    """Every run of digits, longest reading."""
    return [Run(m.start(), m.end(), m.group()) for m in _RUN.finditer(plain)]


def is_number(run: Run) -> bool:
    """A price, a date or hours: never personal."""
    text = run.text
    return bool(_MONEY.fullmatch(text) or _DATE.fullmatch(text) or _HOURS.fullmatch(text))


def is_filler(digits: str) -> bool:
    """Laughter and spam: one or two digits over and over."""
    return len(set(digits)) <= 2 and (len(set(digits)) == 1 or len(digits) < 9)


def shape(run: Run, market: str) -> PiiKind | None:
    """What the form of the run alone says. Telephones are looked for by `phone_end`."""
    text, digits = run.text, run.digits
    if _WRITTEN_IDENTITY.fullmatch(text):
        return "national_id"
    solid = digits == text
    if solid and _is_identity(digits, market):
        return "national_id"
    if 13 <= len(digits) <= 19 and luhn(digits) and len(regex.split(r"\D+", text)) <= 5:
        return "bank_account"
    return "order_no" if solid and len(digits) >= 15 else None


def _is_identity(digits: str, market: str) -> bool:
    match market, len(digits):
        case _, 16:
            return bool(_NIK.fullmatch(digits)) and (market == "ID" or not luhn(digits))
        case "TH", 13:
            return _thai_check(digits)
        case "VN", 12:
            return bool(_VIETNAM.fullmatch(digits))
        case "EG", 14:
            return bool(_EGYPT.fullmatch(digits))
        case "SA", 10:
            return digits[0] in "12" and luhn(digits)
        case _:
            return False


def luhn(digits: str) -> bool:
    """The check digit of cards and of Saudi identity numbers."""
    doubled = [int(d) * 2 for d in digits[-2::-2]]
    return (sum(int(d) for d in digits[-1::-2]) + sum(d - 9 if d > 9 else d for d in doubled)) % 10 == 0


def _thai_check(digits: str) -> bool:
    return (11 - sum(int(d) * (13 - i) for i, d in enumerate(digits[:12])) % 11) % 10 == int(digits[12])


def phone_spans(run: Run, market: str) -> list[tuple[int, int]]:
    """Telephone numbers inside the run, as places of the view; the longest reading from each possible start."""
    groups = [(m.start(), m.end()) for m in regex.finditer(r"\d+", run.text)]
    found: list[tuple[int, int]] = []
    i = 0
    while i < len(groups):
        for j in range(min(len(groups), i + _GROUPS_MAX), i, -1):
            if is_phone(_with_sign(run.text, groups[i][0], groups[j - 1][1]), market):
                found.append((run.start + _sign_at(run.text, groups[i][0]), run.start + groups[j - 1][1]))
                i = j - 1
                break
        i += 1
    return found


def _sign_at(text: str, start: int) -> int:
    while start and text[start - 1] in "+(":
        start -= 1
    return start


def _with_sign(text: str, start: int, end: int) -> str:
    return text[_sign_at(text, start) : end]


def is_phone(text: str, market: str) -> bool:
    """Whether this could be dialled from the market: local forms by shape, others by the numbering plans."""
    digits = "".join(c for c in text if c.isdecimal())
    if not 8 <= len(digits) <= 15 or is_filler(digits) or len(regex.findall(r"\d+", text)) > _GROUPS_MAX:
        return False
    if text.lstrip("(").startswith("+") or digits.startswith("00"):
        return len(digits) >= 9
    if digits.startswith("0"):
        return 9 <= len(digits) <= 13
    if _MONEY.fullmatch(text) or regex.fullmatch(r"\d{4,7}[ -]\d{4,7}", text):
        return False
    regions = (market, *_NEIGHBOURS.get(market, ()))
    if any(digits.startswith(str(phonenumbers.country_code_for_region(r))) and _dials("+" + digits, r) for r in regions):
        return True
    loose = " " in text.strip() and market not in _NO_TRUNK_ZERO
    return not loose and len(digits) >= 9 and _dials(digits, market)


def _dials(text: str, region: str) -> bool:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return False
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in kinds


def disguised_phones(plain: str, market: str) -> list[tuple[int, int]]:
    """Telephone numbers with letters O and l among the digits, as places of the view."""
    found = []
    for hit in _LOOSE_RUN.finditer(plain):
        digits = sum(c.isdecimal() for c in hit.group())
        if 6 <= digits < len(hit.group()) and is_phone(hit.group().translate(_O_FOR_ZERO), market):
            found.append(hit.span())
    return found
