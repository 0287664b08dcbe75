"""Runs of digits in a text and what each of them is: telephone, account, identity, order, or just a number.

Works on a view of the text with one ASCII digit for every native, full-width or keycap digit and nothing invisible.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import phonenumbers
import regex

from assistant.domain import PiiKind
from assistant.guard.identities import CERTAIN, WRITTEN, is_identity, luhn, may_be_identity

_RUN = regex.compile(r"\+?\(?\d(?:[ \-./()_•·]{0,2}\d)+")
_O_FOR_ZERO = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1"})
_LOOSE_RUN = regex.compile(r"(?<![A-Za-z])[0-9oOlI](?:[ \-.]?[0-9oOlI]){8,14}(?![A-Za-z0-9])")
_GROUPS_MAX = 6  # groups of digits in one telephone number
_WRITTEN_GROUPS = 5
_AREA_CODE = regex.compile(r"\(\d{2,3}\) ?\d")
_MONEY = regex.compile(r"\d{1,3}(?:[.,]\d{3})+")
_DATE = regex.compile(r"\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}")
_DAY = regex.compile(r"\d{1,2}[./]\d{1,2}")  # 12.12, the day of a sale
_HOURS = regex.compile(r"\d{1,2}[.]\d\d ?- ?\d{1,2}[.]\d\d")
_WHEN = regex.compile(rf"(?:{_DATE.pattern}|{_HOURS.pattern}|\d{{1,2}}[.]\d\d)(?:[ -]{{1,3}}(?:{_DATE.pattern}|{_HOURS.pattern}|\d{{1,2}}[.]\d\d))+")
_SIZES = regex.compile(r"[1-9]\d?(?:[ /-]{1,2}[1-9]\d?){2,}")  # 38 39 40, 7-8-9
_DRAW = regex.compile(r"\d\d(?: \d\d){4,6}")  # 04 12 27 33 41, numbers of a lottery
_CARD = regex.compile(r"\d{4}(?:[ -]\d{4}){3}|\d{2}(?: \d{4}){6}")  # the second: accounts of Poland
_APART = regex.compile(r"(?<![\d.,/-])\+?\d(?: ?[-./·] ?\d| {0,2}\d)+(?![\d/]|[.,]\d)")
_SINGLES = 4  # digits that stand alone in a number set apart digit by digit
_BARCODES = (
    "899", "955", "885", "884", "883", "893", "480", "628", "629", "622", "616", "620", "868", "869", "487", "590", "750", "789", "790", "45", "49",
    "880", "69", "626",
)  # fmt: skip
# Countries where a mobile number does not begin with 0.
_NO_TRUNK_ZERO = frozenset({"PL", "MX", "ES", "SG", "HK", "RU", "US", "CA", "IN", "PT", "NO", "DK", "CZ", "KW", "QA", "BH", "OM", "BR", "KZ"})
_BRAZIL = regex.compile(r"\(?\d{2}\)? ?9\d{4}[- ]\d{4}")
_INDIA = regex.compile(r"[6-9]\d{4} \d{5}")
_SHORT = frozenset({"SG", "HK"})  # telephone numbers of eight digits
_NEIGHBOURS = {
    "ID": ("MY", "SG"), "MY": ("SG", "ID"), "TH": ("LA", "MY"), "VN": ("KH", "TH"), "SA": ("AE", "EG", "KW"), "AE": ("SA", "EG"),
    "EG": ("SA", "AE"), "KE": ("TZ", "UG"),
}  # fmt: skip

_WRITERS_ABROAD = ("CN",)  # whose people buy in every market, and name their own country's numbers


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
        if ch == "ー" and i and text[i - 1].isdecimal() and text[i + 1 : i + 2].isdecimal():
            ch = "-"  # the key for it is the one for the long mark of kana
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
    """A price, a date, hours or a list of sizes: never personal."""
    text = run.text
    return any(form.fullmatch(text) for form in (_MONEY, _DATE, _DAY, _HOURS, _WHEN)) or (_SIZES.fullmatch(text) is not None and _are_sizes(text)) or (_DRAW.fullmatch(text) is not None and text.split() == sorted(set(text.split())))


def is_barcode(run: Run, market: str) -> bool:
    """A European article number with the prefix of a country that sells here; where that is of two digits only, its check digit too, but in that country."""
    digits = run.digits
    if len(digits) != 13 or digits != run.text or not digits.startswith(_BARCODES):
        return False
    checked = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10 == 0
    return checked or digits[:2] not in _BARCODES or (market == "JP" and digits.startswith(("45", "49")))


def _are_sizes(text: str) -> bool:
    """Numbers that only rise or only fall, or shoe sizes all: nobody's telephone."""
    values = [int(v) for v in regex.findall(r"\d+", text)]
    steps = {(b > a) - (b < a) for a, b in zip(values, values[1:], strict=False)}
    return steps in ({1}, {-1}) or (len(text) > 3 * len(values) - 2 and all(33 <= v <= 47 for v in values))


def is_filler(digits: str) -> bool:
    """Laughter and spam: one or two digits over and over."""
    return len(set(digits)) <= 2 and (len(set(digits)) == 1 or len(digits) < 9)


def shape(run: Run, market: str) -> PiiKind | None:
    """What the form of the run alone says. Telephones are looked for by `phone_spans`."""
    text, digits = run.text, run.digits
    dialled = market == "BR" and _BRAZIL.fullmatch(text) is not None  # by chance the check digits of an identity number may fit
    if WRITTEN.fullmatch(text) or (not dialled and len(regex.split(r"\D+", text)) <= 3 and is_identity(digits, market)):
        return "national_id"
    if _CARD.fullmatch(text) or (13 <= len(digits) <= 19 and luhn(digits) and len(regex.split(r"\D+", text)) <= 5):
        return "bank_account"
    solid = digits == text
    if solid and may_be_identity(digits, market):
        return "national_id"
    return "order_no" if solid and len(digits) >= 15 else None


def is_written(run: Run) -> bool:
    """Whether the signs between the digits alone say that this is an identity number: accounts are not written in five groups."""
    return CERTAIN.fullmatch(run.text) is not None or (has_written_form(run) and len(regex.findall(r"\d+", run.text)) >= _WRITTEN_GROUPS)


def has_written_form(run: Run) -> bool:
    """Whether some country writes its identity numbers so."""
    return WRITTEN.fullmatch(run.text) is not None


def phone_spans(run: Run, market: str) -> list[tuple[int, int]]:
    """Telephone numbers inside the run, as places of the view; the longest reading from each possible start."""
    groups = [(m.start(), m.end()) for m in regex.finditer(r"\d+", run.text)]
    found: list[tuple[int, int]] = []
    i = 0
    while i < len(groups):
        for j in range(min(len(groups), i + _GROUPS_MAX), i, -1):
            if is_phone(_with_sign(run.text, groups[i][0], groups[j - 1][1]), market) and not _goes_on(run.text, groups[i][0], groups[j - 1][1], market):
                found.append((run.start + _sign_at(run.text, groups[i][0]), run.start + groups[j - 1][1]))
                i = j - 1
                break
        i += 1
    return found


def _goes_on(text: str, start: int, end: int, market: str) -> bool:
    """Whether a hyphen joins more digits to the end, as in codes of batches: "0821-2026-7714-03". Not behind a number that is dialled beyond doubt."""
    whole = text[start:]
    return text[end : end + 1] == "-" and regex.fullmatch(r"[\d-]+", whole) is not None and not _dials(text[start:end], market)


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
    if text.lstrip("(").startswith("+"):
        return len(digits) >= 9
    if digits.startswith("00"):
        return _is_dialled("+" + digits[2:], market)
    if digits.startswith("0"):
        return 9 <= len(digits) <= (13 if market == "ID" else 12)
    if _AREA_CODE.match(text):
        return 9 <= len(digits) <= 11
    if market == "IN" and _INDIA.fullmatch(text):
        return True
    if _MONEY.fullmatch(text) or regex.fullmatch(r"\d{4,7}[ -]\d{4,7}", text):
        return False
    regions = (market, *_NEIGHBOURS.get(market, ()))
    if any(digits.startswith(str(phonenumbers.country_code_for_region(r))) and _dials("+" + digits, r) for r in regions):
        return True
    loose = " " in text.strip() and market not in _NO_TRUNK_ZERO
    return not loose and len(digits) >= (8 if market in _SHORT else 9) and _dials(digits, market)


def _is_dialled(text: str, region: str) -> bool:
    """Whether this is a number of some country; accounts may begin with two zeros too."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, region))
    except phonenumbers.NumberParseException:
        return False


def _dials(text: str, region: str) -> bool:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return False
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in kinds


def is_hotline(digits: str, market: str) -> bool:
    """Whether it is a short public number, of the police, a ministry or the protection of consumers: "I'll tell 12315"."""
    return any(_is_public(digits, region) for region in (market, *_NEIGHBOURS.get(market, ()), *_WRITERS_ABROAD))


def _is_public(digits: str, region: str) -> bool:
    number = phonenumbers.PhoneNumber(country_code=phonenumbers.country_code_for_region(region), national_number=int(digits))
    costs = (phonenumbers.ShortNumberCost.TOLL_FREE, phonenumbers.ShortNumberCost.STANDARD_RATE)  # some countries have half of all short numbers for services
    return phonenumbers.is_valid_short_number_for_region(number, region) and phonenumbers.expected_cost_for_region(number, region) in costs


def phones_apart(plain: str, market: str) -> list[tuple[int, int]]:
    """Telephone numbers typed digit by digit, or nearly so: "0 8 1 5 5 5 0142", "0.5.5.5 - 000 - 63 - 08"; as places of the view."""
    found = []
    for hit in _APART.finditer(plain):
        groups = regex.findall(r"\d+", hit.group())
        digits = "".join(groups)
        if sum(len(g) == 1 for g in groups) < _SINGLES or _SIZES.fullmatch(hit.group()) or len(set(digits)) < 3:
            continue
        plus = "+" if hit.group().startswith("+") else ""
        if (plus or digits[0] == "0" or len(digits) >= 9) and is_phone(plus + digits, market):
            found.append(hit.span())
    return found


def disguised_phones(plain: str, market: str) -> list[tuple[int, int]]:
    """Telephone numbers with letters O and l among the digits, as places of the view."""
    found = []
    for hit in _LOOSE_RUN.finditer(plain):
        digits = sum(c.isdecimal() for c in hit.group())
        if digits >= 6 and not _RUN.fullmatch(hit.group()) and is_phone(hit.group().translate(_O_FOR_ZERO), market):
            found.append(hit.span())
    return found
