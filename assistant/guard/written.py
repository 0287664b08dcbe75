"""Facts that a sheet holds as text, against what a host says: days of the week, times of day, ages, figures. Pure.

Each function says whether the two agree; None where that cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.market.plain_text import age_limits, times_of_day, working_days
from assistant.market.value_types import WEEKDAYS

_HALF_DAY = 12
_MINUTES = (15, 30, 45)
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def agrees_on_weekday(said: str, truth: str, *, positive: bool, is_day_off: bool = False) -> bool | None:
    """`truth`: one weekday, or working days (`Monday to Saturday`); `said`: a weekday, or every day."""
    if said not in WEEKDAYS:
        open_on = working_days(truth)
        return None if open_on is None else (len(open_on) == len(WEEKDAYS)) == positive
    if is_day_off:
        return said != truth if positive else (True if said == truth else None)
    days = frozenset({truth}) if truth in WEEKDAYS else working_days(truth)
    if days is None or (not positive and truth in WEEKDAYS):
        return None
    return (said in days) == positive


def agrees_on_time(said: Sequence[float], truth: str) -> bool | None:
    """`said`: the numbers of a sentence. A time is said with 12 or 24 hours, and minutes follow it or are left out."""
    hours = [n for n in said if 0 <= n <= 24]
    if not hours or any(n > 24 and n not in _MINUTES for n in said):
        return None
    return any(_apart_on_a_dial(hour, time) < 1 for hour in hours for time in times_of_day(truth))


def agrees_on_age(years: float, truth: str) -> bool | None:
    """Whether somebody of this age is within a range such as `"4 months to 3 years"`, `"3+"`."""
    least, most = age_limits(truth)
    if least is None and most is None:
        return None
    return (least is None or years >= least - 1e-6) and (most is None or years <= most + 1e-6)


def agrees_on_figures(said: Sequence[float], truth: str) -> bool | None:
    """Whether one of the numbers stands in the text; a text without figures says nothing."""
    figures = {float(f) for f in _FIGURE.findall(truth)}
    return bool(figures & set(said)) if figures and said else None


def _apart_on_a_dial(a: float, b: float) -> float:
    apart = abs(a - b) % _HALF_DAY
    return min(apart, _HALF_DAY - apart)
