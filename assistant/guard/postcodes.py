"""Postcodes: a number that a word announces as one, or that has a postcode's form and stands beside the town it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Collection

import regex

from assistant.guard.cues import CueMap
from assistant.guard.digits import Run

_TOUCH = 3  # characters between the word for postcode and a number that may be an amount
_REACH = 32  # "the postcode I gave is wrong, it is ..."
_FORM = regex.compile(r"\d{4,6}|\d{3}-\d{4}|\d{5}-\d{3}|\d{2}-\d{3}")
_LONG = regex.compile(r"\d{10}|\d{5}-\d{5}")  # of Iran; only right behind the word
_SIGNED = regex.compile(r"\d{2}-\d{3}|\d{5}-\d{3}|0\d{4,5}")  # no amount is written so
_OWN = {"PL": regex.compile(r"\d{2}-\d{3}"), "BR": regex.compile(r"\d{5}-\d{3}"), "JP": regex.compile(r"\d{3}-\d{4}")}
_LEADING_ZERO = {"KR": regex.compile(r"0[1-9]\d{3}"), "MX": regex.compile(r"0[1-9]\d{3}"), "KZ": regex.compile(r"0[1-9]\d{4}")}  # nothing is counted so
_LONG_ENOUGH = regex.compile(r"\d{5}|\d{2}-\d{3}")
_FIVE = frozenset({"ID", "KR", "MX", "MY", "SA", "TH"})  # markets with postcodes of five digits
_ROUND = frozenset({"ID", "KR"})  # of these, where prices have five digits too; they are round
_WORD = r"[\p{L}\p{M}'’-]+"
_BEHIND, _BEFORE = regex.compile(rf",? ?({_WORD})(?: ({_WORD}))?"), regex.compile(rf"(?:({_WORD}) )?({_WORD}),? ?$")
_TOWN_MAX = 40  # characters of a town's name of two words


def is_postcode(run: Run, cues: CueMap, start: int, announcing: Collection[str]) -> bool:
    """Whether the nearest word in front that announces a number (`announcing`: the other kinds that do) says that it is a postcode. Several numbers
    may follow it, the wrong and the right one."""
    cue = cues.before(start, _REACH, (*announcing, "postcode"))
    if cue is None or cue.kind != "postcode":
        return False
    touches = start - cue.end <= _TOUCH
    if touches and _LONG.fullmatch(run.text):
        return True
    return _FORM.fullmatch(run.text) is not None and (touches or not run.digits.endswith("000"))  # "wrong postcode, I paid 45000"


def is_signed(run: Run, market: str) -> bool:
    """Whether it is written as no other number of the market: enough beside an address."""
    form = _OWN.get(market)
    return form is not None and form.fullmatch(run.text) is not None


def stands_alone(run: Run, market: str) -> bool:
    """Whether the number is a postcode of this market with nothing beside it: "do you ship to 62-200". "50-100" is from and to."""
    if is_signed(run, market):
        low, _, high = run.text.partition("-")
        return not (low.endswith(("0", "5")) and high.endswith("0") and not high.startswith("0"))
    form = _LEADING_ZERO.get(market)
    return form is not None and form.fullmatch(run.text) is not None


def may_be_alone(text: str, market: str) -> bool:
    """Whether any number of the text may be one for `stands_alone`."""
    form = _OWN.get(market) or _LEADING_ZERO.get(market)
    return form is not None and form.search(text) is not None


def may_be_of_town(text: str) -> bool:
    """Whether any number of the text is long enough for `is_of_town`."""
    return _LONG_ENOUGH.search(text) is not None


def is_of_town(run: Run, text: str, market: str, is_place: Callable[[str], bool]) -> bool:
    """Whether it is written as the postcodes of this market are and a place stands right beside it: "47300 PJ", "30-215 Kraków"."""
    five = market in _FIVE and len(run.text) == 5 == len(run.digits) and not (market in _ROUND and run.digits.endswith("00"))
    if not five and _SIGNED.fullmatch(run.text) is None:
        return False
    behind = _BEHIND.match(text, run.end, run.end + _TOWN_MAX)
    before = _BEFORE.search(text, max(0, run.start - _TOWN_MAX), run.start)
    beside = [(b[1], b[0].strip(" ,")) for b in (behind,) if b] + [(b[2], b[0].strip(" ,")) for b in (before,) if b]
    return any(is_place(word) or is_place(both) for word, both in beside)
