"""Codes of letters and digits in a comment: which are order, payment or parcel numbers, and which are bank accounts.

Works on the plain view of `assistant.guard.digits`. Model names, coupons and amounts ("IPX4", "SALE2026", "RM300") are none.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

_CODE = regex.compile(r"(?<![\p{Latin}\p{N}])[A-Za-z0-9]++(?:-[A-Za-z0-9]++)*+(?![A-Za-z0-9])")
_HEAD = regex.compile(r"[A-Za-z]+")
_PAYMENT = regex.compile(r"E\d{16,}[A-Za-z\d]{0,11}")  # of Brazil, end to end
_PARCEL = regex.compile(r"[A-Z]{2}\d{9}[A-Z]{2}")  # of the Universal Postal Union
_SPACED = regex.compile(r"(?<![\p{L}\p{N}-])[A-Z]{2,4}-[A-Z]{2} ?\d{4,}(?![\p{L}\p{N}])|(?<![\p{L}\p{N}-])[A-Z]{2,5}(?: \d{4}){2,4}(?: [A-Z]{2})?(?![\p{L}\p{N}])")
_DOCUMENT = regex.compile(r"(?<![\p{L}\p{N}-])[A-Z]{1,3} \d{6,9}(?![\p{L}\p{N}-])")
_HYPHENED = regex.compile(r"(?:[A-Z]{2,4}-[A-Z]{2}-\d{4,}|[A-Za-z]{3,4}-\d{4,}|[A-Za-z]{2}-\d{5,}|[A-Z]{5,6}-\d{6,}|[A-Z]{2,4}\d{2,}-\d{5,})(?:-\d+)?")
_OF_ORDER = regex.compile(r"[A-Z]{2,4}-\d{4,}[A-Z]?")
_SOLID = regex.compile(r"[A-Z]{2,4}\d{5,}")
_LONG = regex.compile(r"[A-Za-z]{1,6}\d{8,}[A-Za-z]{0,3}")
_LOCKER = regex.compile(  # of Poland: the town, a number, and which of several
    r"(?:AUG|BED|BIA|BYD|BYT|CHO|CHR|CZE|DAB|ELB|ELK|GDA|GDY|GLI|GNI|GOR|GRU|JAW|JEL|KAT|KED|KIE|KOS|KRA|KUT|LOD|LOM|LUB|"
    r"NYS|OLS|OPO|OSW|OTW|PAB|PIA|PIO|PLO|POZ|PRU|RAC|RAD|RUD|RYB|RZE|SLU|SUW|SWI|SZC|TCZ|TOR|TYC|"
    r"WAL|WAW|WEJ|WLO|WRO|ZAB|ZAW|ZDU|ZGI|ZIE|ZOR|ZYR)\d{2,3}(?:[A-Z]|APP|BAPP|HP)(?:\d|[A-Z])?",
    regex.IGNORECASE,
)
_BRITISH = regex.compile(r"(?<![\p{L}\p{N}])[A-Z]{1,2}\d[A-Z\d]? ?\d(?!nd|st|rd|th|gb|hr)[ABD-HJLNP-UW-Z]{2}(?![\p{L}\p{N}])", regex.IGNORECASE)
_KEY = regex.compile(r"[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}", regex.IGNORECASE)  # made up by a bank of Brazil to be paid by
_OF_GOODS = regex.compile(  # lines of phones, screens, chips and headphones, whose numbers everybody may say; what batteries and screens hold; sizes
    r"i[3579]-?\d+[a-z]*|(?:rtx|gtx|rx|sm|wh|wf|xm|hp|mg|cr|ps|mx|usb|ip|ipx|spf|led|cat|pm|ddr|core|gen|iso)[ -]?[a-z]?\d{1,4}[a-z]{0,3}\d?[a-z]?"
    r"|.*\d(?:mah|gb|tb|hz|btu|fps|ml|gsm|ti)|\d+(?:x\d+)+[a-z]*",
    regex.IGNORECASE,
)
_MIXED = regex.compile(r"\d[A-Z]+\d")

# International account numbers: their length in each country of our viewers and where their money goes.
_IBAN_LENGTH = {
    "SA": 24, "AE": 23, "EG": 29, "KW": 30, "QA": 29, "BH": 22, "JO": 30, "LB": 28, "PL": 28, "TR": 26, "KZ": 20, "BR": 29, "GB": 22, "DE": 22,
    "FR": 27, "ES": 24, "PT": 25, "IT": 27, "NL": 18, "PK": 24, "RO": 24, "HU": 28, "UA": 29, "GE": 22, "AZ": 28, "TN": 24, "IQ": 23, "IR": 26,
    "CH": 21, "AT": 20, "BE": 16, "SE": 24, "DK": 18, "FI": 18, "IE": 22, "GR": 27, "BG": 22, "CZ": 24, "SK": 24,
}  # fmt: skip
_IBAN = regex.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(_IBAN_LENGTH)})\d{{2}}(?:[ -]?[A-Z0-9]){{11,26}}", regex.IGNORECASE)


def codes(plain: str) -> Iterator[tuple[int, int]]:
    """Every run of Latin letters and digits that has both, as places of the view."""
    for hit in _CODE.finditer(plain):
        code = hit.group()
        if any(c.isdecimal() for c in code) and any(c.isalpha() for c in code):
            yield hit.span()


def spaced(plain: str) -> Iterator[tuple[int, int]]:
    """Numbers of parcels and orders set apart by spaces: "SPX 2204 5567 1190", "HL-MX 77120"."""
    for hit in _SPACED.finditer(plain):
        yield hit.span()


def documents(plain: str) -> Iterator[tuple[int, int]]:
    """What the numbers of identity cards and passports look like where their letters stand apart: "ABX 123456"."""
    for hit in _DOCUMENT.finditer(plain):
        yield hit.span()


def ibans(plain: str) -> Iterator[tuple[int, int]]:
    """Account numbers of the international form, spaced or not, as places of the view."""
    for hit in _IBAN.finditer(plain):
        left = _IBAN_LENGTH[hit.group()[:2].upper()]
        for at in range(hit.start(), hit.end()):
            left -= plain[at].isalnum()
            if not left:
                if not plain[at + 1 : at + 2].isalnum() or not plain[at + 1].isascii():
                    yield hit.start(), at + 1
                break


def is_locker(code: str, market: str) -> bool:
    """The code of a parcel locker, which is where somebody fetches parcels."""
    return market == "PL" and _LOCKER.fullmatch(code) is not None


def postcodes_with_letters(plain: str, market: str) -> Iterator[tuple[int, int]]:
    """Postcodes of Britain, as places of the view; a dozen houses share one."""
    if market == "GB":
        for hit in _BRITISH.finditer(plain):
            if " " in hit.group() or len(hit.group()) > 5:
                yield hit.span()


def is_of_goods(code: str) -> bool:
    """Whether it is how a model, a capacity or a size is written ("WH-1000XM5", "20000mAh"): the goods' own, whatever the comment is about."""
    return _OF_GOODS.fullmatch(code) is not None


def is_key(code: str) -> bool:
    """A key that stands for an account, whatever word is beside it."""
    return _KEY.fullmatch(code) is not None


def is_order(code: str) -> bool:
    """Whether a word that only speaks of orders is enough beside it: "order HL-7712X"."""
    return _OF_ORDER.fullmatch(code) is not None


def is_payment(code: str) -> bool:
    """A number of a payment, whatever word stands beside it."""
    return _PAYMENT.fullmatch(code) is not None


def is_code(code: str, *, announced: bool, amounts: frozenset[str], cues: frozenset[str]) -> bool:
    """Whether letters and digits make an order, payment or parcel number. `announced`: a word says so beside it. `amounts`, `cues`: currencies
    and units, and words for telephones and accounts, that people write onto a number ("RM300", "wa0812")."""
    letters, digits = sum(c.isalpha() for c in code), sum(c.isdecimal() for c in code)
    head = _HEAD.match(code)
    if head and ((head.group().casefold() in cues and not (announced and code.isupper())) or (head.group().casefold() in amounts and _is_amount(code[head.end() :]))):
        return False
    if announced:
        return (digits >= 3 and len(code) >= 6) or digits >= 4
    if is_of_goods(code):
        return False
    shouted = code.upper() == code
    if _HYPHENED.fullmatch(code) or (shouted and (_SOLID.fullmatch(code) or _PARCEL.fullmatch(code))):
        return True
    if _LONG.fullmatch(code):
        return True
    if shouted and len(code) >= 10 and len(regex.findall(r"[A-Z]+|\d+", code)) >= 4:
        return True
    return shouted and letters >= 2 and digits >= 5 and len(code) >= 9 and _MIXED.search(code) is not None


def _is_amount(rest: str) -> bool:
    """What follows a currency or a unit: nobody writes "TR-448812" or "P0000…" of an amount, nor one of more than nine digits."""
    return not rest.startswith(("-", "0")) and len(rest) <= 9
