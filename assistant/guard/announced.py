"""What the words beside a number say it is: a telephone, an account, an order, or an amount and the goods' own number."""

from __future__ import annotations

from assistant.domain import PiiKind
from assistant.guard.cues import Cue, CueMap
from assistant.guard.digits import Run, is_barcode, is_written

REACH = 24  # characters between a cue word and its number
_TOUCH = 3  # characters between a word for an account and a number too short to be one elsewhere
SPOKEN_REACH = 32  # characters between a word for telephone and a number in words behind it
SAID_CUES = ("phone", "account", "identity", "order")
ARTICLE_REACH = 24  # characters between "model" or "barcode" and its number
_FAR_CUES = ("identity", "account", "order")  # hold for a number anywhere in the comment that nothing else explains
_FAR_DIGITS = range(7, 21)
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
        return cues.before(cue.start, 1, ("identity", "account", "order")) or cue
    return cue


def said_kind(cues: CueMap, start: int, digits: str) -> PiiKind:
    """What a number in words is: a telephone number where no word says otherwise."""
    cue = cues.before(start, SPOKEN_REACH, SAID_CUES)
    kind, least = DIGIT_CUES[cue.kind] if cue is not None else DIGIT_CUES["phone"]
    return kind if len(digits) >= least else "phone"


def by_cue(run: Run, cue: Cue | None, start: int) -> PiiKind | None:
    if cue is None:
        return None
    kind, least = DIGIT_CUES[cue.kind]
    if cue.kind in ("account", "order_weak") and is_written(run):
        return "national_id"
    if cue.kind == "account" and 0 <= start - cue.end <= _TOUCH and not run.digits.endswith("00"):
        least = 5 if "-" in run.text else 7
    if len(run.digits) < least or (cue.kind == "order_weak" and (run.digits.endswith("000") or run.digits.startswith("0"))):
        return None
    return kind


def far_off(run: Run, cues: CueMap, start: int, end: int) -> PiiKind | None:
    """What a word anywhere in the comment makes of a number that says nothing itself: "I gave a wrong id with the order, it must be ..."."""
    if len(run.digits) not in _FAR_DIGITS or run.digits.endswith("000"):
        return None
    cue = cues.before(start, start, _FAR_CUES) or cues.behind(end, REACH * 4, _FAR_CUES)
    return None if cue is None else DIGIT_CUES[cue.kind][0]


def is_article(run: Run, cues: CueMap, start: int) -> bool:
    """The goods' own number: a barcode, a model, a certificate."""
    nearest = cues.before(start, ARTICLE_REACH, (*DIGIT_CUES, "article"))
    if nearest is not None and nearest.kind == "article":
        return True
    return is_barcode(run) and (nearest is None or nearest.kind == "phone")


def priced(cues: CueMap, start: int, end: int, run: Run) -> bool:
    """Beside a currency or before a unit: an amount. Nobody counts things in more than six digits."""
    digits = len(run.digits)
    if digits >= 9 and run.digits.startswith("0"):
        return False  # no amount begins so
    amounts = ("money", "units") if digits <= 6 else ("money",)
    return cues.before(start, 1, ("money",)) is not None or cues.behind(end, 1, amounts) is not None
