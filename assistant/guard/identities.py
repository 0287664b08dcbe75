"""Identity and tax numbers known by their own form: by how they are written, by the birthday inside, by their check digit.

Each market has few forms, and each form is as strict as its country makes it: a number that fails its check digit is
left to the words beside it. Works on the plain view of `assistant.guard.digits`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import regex

_DATE = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"  # year, month, day

# Written with the signs of their country: nothing else is written so.
WRITTEN = regex.compile(
    r"\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}"  # Brazil: persons, firms
    rf"|{_DATE}[- ]\d{{2}}[- ]\d{{4}}"  # Malaysia
    r"|[1-8][- ]\d{4}[- ]\d{5}[- ]\d{2}[- ]\d"  # Thailand
    r"|784-?\d{4}-?\d{7}-?\d"  # Emirates
    rf"|{_DATE}-[1-8]\d{{6}}"  # Korea
    r"|\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}"  # Indonesia: tax
    r"|\d{3}-\d{3}-\d{3}-\d{3,5}|\d{2}-\d{7}-\d|\d{4}-\d{7}-\d"  # Philippines: tax, social security, unified
    r"|(?:19|20)\d{6}-\d{5}-\d{5}-\d{2}"  # Tanzania
    r"|\d{5}-\d{7}-\d"  # Pakistan
    r"|\d{3}-\d{3}-\d{3}[ -]\d{2}"  # Russia: insurance
)
# Of these what no account and no order is written as, whatever word stands beside it.
CERTAIN = regex.compile(r"784-\d{4}-\d{7}-\d|\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}")
# With letters. Only capitals, except where the sign in the middle leaves no doubt.
_LETTERED = regex.compile(
    r"(?<![\p{L}\p{N}])(?:"
    r"\d{1,2} ?/ ?[\p{Myanmar}A-Za-z]{2,14} ?\((?:[\p{Myanmar}]{1,6}|[A-Za-z]{1,7})\) ?\d{6}"  # Burma
    r"|[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d"  # Mexico: person
    r"|[A-ZÑ&]{3,4}" + _DATE + r"[A-Z\d]{3}"  # Mexico: tax
    r"|P\d{12}"  # Korea: customs
    r"|[AP]\d{9}[A-Z]"  # Kenya: tax
    r"|[STFGM]\d{7}[A-Z]"  # Singapore
    r"|(?P<china>\d{17}[\dX])|(?P<taiwan>[A-Z][12]\d{8})"
    r")(?![\p{L}\p{N}])",
    regex.IGNORECASE,
)


def lettered(plain: str) -> Iterator[tuple[int, int]]:
    """Identity numbers with letters in them, as places of the plain view."""
    for hit in _LETTERED.finditer(plain):
        code = hit.group()
        if "(" not in code and code.upper() != code:
            continue
        if (hit["china"] and not _china(code)) or (hit["taiwan"] and not _taiwan(code)):
            continue
        yield hit.span()


def is_identity(digits: str, market: str) -> bool:
    """Whether bare digits are an identity number of the market's country, or of one whose people live there."""
    return any(form.fits(digits) for form in _FORMS.get(market, ())) or _INDONESIA.fits(digits)


def may_be_identity(digits: str, market: str) -> bool:
    """The length and first digits of the market's identity numbers, check digit or none: people mistype and make up. Better than "order number"
    where no word says what a number is."""
    form = _LOOSE.get(market)
    return form is not None and form.fullmatch(digits) is not None and len(set(digits)) > 1


def luhn(digits: str) -> bool:
    """The check digit of cards and of Saudi identity numbers."""
    doubled = [int(d) * 2 for d in digits[-2::-2]]
    return (sum(int(d) for d in digits[-1::-2]) + sum(d - 9 if d > 9 else d for d in doubled)) % 10 == 0


@dataclass(frozen=True, slots=True)
class _Form:
    """A pattern of the whole number and the check of its digits."""

    pattern: regex.Pattern[str]
    check: Callable[[str], bool] = lambda _: True

    def fits(self, digits: str) -> bool:
        return self.pattern.fullmatch(digits) is not None and len(set(digits)) > 1 and self.check(digits)


def _form(pattern: str, check: Callable[[str], bool] = lambda _: True) -> _Form:
    return _Form(regex.compile(pattern), check)


def _weighed(digits: str, weights: Sequence[int]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=False))


def _turkey(digits: str) -> bool:
    d = [int(c) for c in digits]
    return (sum(d[0:9:2]) * 7 - sum(d[1:8:2])) % 10 == d[9] and sum(d[:10]) % 10 == d[10]


def _pesel(digits: str) -> bool:
    return -_weighed(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10 == int(digits[10])


def _nip(digits: str) -> bool:
    return _weighed(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(digits[9])


def _brazil(digits: str, longest: int) -> bool:
    """Both check digits; weights rise from the right from 2 to `longest`, then begin again."""
    for n in (len(digits) - 2, len(digits) - 1):
        rest = sum(int(d) * (2 + i % (longest - 1)) for i, d in enumerate(reversed(digits[:n]))) % 11
        if int(digits[n]) != (0 if rest < 2 else 11 - rest):
            return False
    return True


def _kazakhstan(digits: str) -> bool:
    rest = _weighed(digits, range(1, 12)) % 11
    if rest == 10:
        rest = _weighed(digits, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
    return rest == int(digits[11])


def _iran(digits: str) -> bool:
    rest = _weighed(digits, range(10, 1, -1)) % 11
    return int(digits[9]) == (rest if rest < 2 else 11 - rest)


def _japan(digits: str) -> bool:
    rest = _weighed(digits[10::-1], (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)) % 11
    return int(digits[11]) == (0 if rest < 2 else 11 - rest)


def _thailand(digits: str) -> bool:
    return (11 - _weighed(digits, range(13, 1, -1)) % 11) % 10 == int(digits[12])


def _china(code: str) -> bool:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[_weighed(code, weights) % 11] == code[17]


def _taiwan(code: str) -> bool:
    letter = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(code[0]) + 10
    return (letter // 10 + letter % 10 * 9 + _weighed(code[1:], (8, 7, 6, 5, 4, 3, 2, 1, 1))) % 10 == 0


_INDONESIA = _form(r"(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])\d{4}(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d{6}", lambda d: not luhn(d))
_SAUDI = _form(r"[12]\d{9}", luhn)
_EGYPT = _form(r"[23]\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{7}")
_EMIRATES = _form(r"784\d{12}")
# Nobody under thirteen orders: twelve digits that begin with this year or the last ones are an order of today.
_MALAYSIA = _form(r"(?:[3-9]\d|0\d|1[0-2])(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[0-5]\d|6[0-8]|7[124-9]|8[2-9]|9[0138])\d{4}", lambda d: d[:3] != "601")

_FORMS: dict[str, tuple[_Form, ...]] = {
    "ID": (_form(_INDONESIA.pattern.pattern),),
    "MY": (_MALAYSIA,),
    "TH": (_form(r"[1-8]\d{12}", _thailand),),
    "VN": (_form(r"0\d{2}[0-3]\d{8}"),),
    "EG": (_EGYPT,),
    "SA": (_SAUDI, _EGYPT),
    "AE": (_EMIRATES, _EGYPT, _form(r"(?!05|09)\d{10}", _iran)),
    "TR": (_form(r"[1-9]\d{10}", _turkey),),
    "PL": (_form(r"\d{2}(?:[02][1-9]|[13][0-2])(?:0[1-9]|[12]\d|3[01])\d{5}", _pesel), _form(r"[1-9]\d{9}", _nip)),
    "BR": (_form(r"\d{11}", lambda d: _brazil(d, 11)), _form(r"\d{14}", lambda d: _brazil(d, 9))),
    "KZ": (_form(_DATE + r"[0-6]\d{5}", _kazakhstan),),
    "KR": (_form(_DATE + r"[1-8]\d{6}"),),
    "JP": (_form(r"\d{12}", _japan),),
    "TZ": (_form(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{12}"),),
}
_LOOSE: dict[str, regex.Pattern[str]] = {
    "TH": regex.compile(r"[1-8]\d{12}"),
    "TR": regex.compile(r"[1-9]\d{10}"),
    "PL": _FORMS["PL"][0].pattern,
    "BR": _FORMS["BR"][0].pattern,
    "KZ": _FORMS["KZ"][0].pattern,
}
