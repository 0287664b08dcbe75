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


def agrees_on_time(said: Sequence[float], truth: str, *, exact: bool = False) -> bool | None:
    """`said`: the numbers of a sentence. A time is said with 12 or 24 hours, and minutes follow it or are left out; `exact`: with 24 ("midnight")."""
    hours = [n for n in said if 0 <= n <= 24]
    if not hours or any(n > 24 and n not in _MINUTES for n in said):
        return None
    dial = 2 * _HALF_DAY if exact else _HALF_DAY
    return any(_apart_on_a_dial(hour, time, dial) < 1 for hour in hours for time in times_of_day(truth))


def agrees_on_end(said: Sequence[float], truth: str) -> bool | None:
    """The same of the time at which a span such as `09:00-22:00` ends."""
    times = times_of_day(truth)
    hours = [n for n in said if 0 <= n <= 24]
    return any(_apart_on_a_dial(hour, times[-1], _HALF_DAY) < 1 for hour in hours) if hours and len(times) > 1 else None


def agrees_on_ages(youngest: float, oldest: float, truth: str) -> bool | None:
    """Whether people of these ages (in years; equal for one age) are within a range such as `"4 months to 3 years"`, `"3+"`."""
    least, most = age_limits(truth)
    if least is None and most is None:
        return None
    return (least is None or youngest >= least - 1e-6) and (most is None or oldest <= most + 1e-6)


def agrees_on_figures(said: Sequence[float], truth: str) -> bool | None:
    """Whether one of the numbers stands in the text; a text without figures says nothing."""
    figures = {float(f) for f in _FIGURE.findall(truth)}
    return bool(figures & set(said)) if figures and said else None


def _apart_on_a_dial(a: float, b: float, dial: int) -> float:
    apart = abs(a - b) % dial
    return min(apart, dial - apart)
