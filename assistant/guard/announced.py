"""What the words beside a number say it is: a telephone, an account, an order, or an amount and the goods' own number."""

from __future__ import annotations

import regex

from assistant.domain import PiiKind
from assistant.guard.cues import Cue, CueMap
from assistant.guard.digits import Run, has_written_form, is_barcode, is_written

REACH = 24  # characters between a cue word and its number
_BESIDE, _SHORT_ORDER = 1, 4  # characters between a word that only speaks of orders and a number of so few digits
_TOUCH = 3  # characters between a word for an account and a number too short to be one elsewhere
SPOKEN_REACH = 32  # characters between a word for telephone and a number in words behind it
SAID_CUES = ("phone", "account", "identity", "order")
ARTICLE_REACH = 24  # characters between "model" or "barcode" and its number
_OTHERS = ("identity", "account", "order")  # kinds of number but telephones; they hold for one anywhere in the comment that nothing else explains
_FAR_DIGITS = range(7, 21)
_SUM = regex.compile(r"\d{1,4}0|\d{1,3}99|\d{4}00|\d+000")  # what an order may come to
_ON_DAY = regex.compile(r"20[12]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
DIGIT_CUES: dict[str, tuple[PiiKind, int]] = {  # cue -> mask and least digits
    "order": ("order_no", 4),
    "order_weak": ("order_no", 5),
    "identity": ("national_id", 7),
    "account": ("bank_account", 8),
    "phone": ("phone", 6),
}


def in_front(cues: CueMap, start: int) -> Cue | None:
    """The cue of a number. A word for telephone that only says "number" right behind another cue leaves the number to that: "id card number"."""
    cue = cues.before(start, REACH, DIGIT_CUES)
    if cue is not None and cue.kind == "phone":
        around = (c for c in cues.starting(max(0, cue.start - REACH), cue.start) if c.kind in _OTHERS and cue.start < c.end <= cue.end)
        return cues.before(cue.start, 1, (*_OTHERS, "order_weak")) or next(around, None) or cue  # 注文番号は: the word for telephone is the end of another
    return cue


def said_kind(cues: CueMap, start: int, digits: str) -> PiiKind:
    """What a number in words is: a telephone number where no word says otherwise."""
    cue = cues.before(start, SPOKEN_REACH, SAID_CUES)
    kind, least = DIGIT_CUES[cue.kind] if cue is not None else DIGIT_CUES["phone"]
    return kind if len(digits) >= least else "phone"


def numbered(cues: CueMap, cue: Cue, start: int) -> bool:
    """Whether nothing but a word that says "number" stands between a cue and its number: "order no 4471"."""
    word = cues.before(start, _BESIDE, ("phone", "number")) if cue.end < start else None
    return word is not None and cue.end <= word.start <= cue.end + _BESIDE


def by_cue(run: Run, cue: Cue | None, start: int, *, signed: bool = False, identity: bool = False) -> PiiKind | None:
    """`signed`: "#", "№" or a word for number stands between them. `identity`: another word of the comment speaks of identity or tax numbers."""
    if cue is None:
        return None
    kind, least = DIGIT_CUES["order" if signed and cue.kind == "order_weak" else cue.kind]
    if cue.kind in ("account", "order", "order_weak") and (is_written(run) or (identity and has_written_form(run))):
        return "national_id"
    if cue.kind == "account" and 0 <= start - cue.end <= _TOUCH and not run.digits.endswith("00"):
        least = 5 if "-" in run.text else 7
    if cue.kind == "order_weak" and _is_short_order(run, start - cue.end):
        return kind
    if len(run.digits) < least or (cue.kind == "order_weak" and not signed and _is_no_order(run.digits)):
        return None
    return kind


def _is_short_order(run: Run, gap: int) -> bool:
    """ "order 5521 is still not here": four digits right behind the word that are neither an amount nor a year."""
    return 0 <= gap <= _BESIDE and run.text == run.digits and len(run.digits) == _SHORT_ORDER and not _is_no_order(run.digits) and not run.digits.startswith(("19", "20"))


def _is_no_order(digits: str) -> bool:
    """A number beside a word that only speaks of orders: a price ("order 15500 and get a gift"), a day, or one with zeros in front."""
    return digits.startswith("0") or any(form.fullmatch(digits) for form in (_SUM, _ON_DAY))


def far_off(run: Run, cues: CueMap, start: int, end: int) -> PiiKind | None:
    """What a word anywhere in the comment makes of a number that says nothing itself: "I gave a wrong id with the order, it must be ..."."""
    if len(run.digits) not in _FAR_DIGITS or run.digits.endswith("000"):
        return None
    cue = cues.before(start, start, _OTHERS) or cues.behind(end, REACH * 4, _OTHERS)
    return None if cue is None else DIGIT_CUES[cue.kind][0]


def is_article(run: Run, cues: CueMap, start: int, market: str) -> bool:
    """The goods' own number: a barcode, a model, a certificate."""
    nearest = cues.before(start, ARTICLE_REACH, (*DIGIT_CUES, "article"))
    if nearest is not None and nearest.kind == "article":
        return True
    return is_barcode(run, market) and (nearest is None or nearest.kind == "phone")


def priced(cues: CueMap, start: int, end: int, run: Run) -> bool:
    """Beside a currency or before a unit: an amount. Nobody counts things in more than six digits."""
    digits = len(run.digits)
    if digits >= 9 and run.digits.startswith("0"):
        return False  # no amount begins so
    amounts = ("money", "units") if digits <= 6 else ("money",)
    return cues.before(start, 1, ("money",)) is not None or cues.behind(end, 1, amounts) is not None
