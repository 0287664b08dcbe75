"""Facts that a sheet holds as text, against what a host says."""

import pytest

from assistant.guard.written import agrees_on_ages, agrees_on_end, agrees_on_figures, agrees_on_time, agrees_on_weekday
from assistant.market.plain_text import age_limits, times_of_day, working_days


@pytest.mark.parametrize(
    ("said", "truth", "positive", "agrees"),
    [
        ("Sunday", "Monday to Saturday", True, False), ("Sunday", "Monday to Saturday", False, True), ("Saturday", "Monday to Saturday", True, True),
        ("Saturday", "Monday to Saturday", False, False), ("Sunday", "every day", True, True), ("Monday", "Tuesday to Sunday", True, False),
        ("Sunday", "Saturday to Wednesday", True, True), ("Friday", "Saturday to Wednesday", True, False), ("Thursday", "Sunday", True, False),
        ("Thursday", "Sunday", False, None), ("Sunday", "by appointment", True, None),
    ],
)  # fmt: skip
def test_weekdays(said, truth, positive, agrees):
    assert agrees_on_weekday(said, truth, positive=positive) is agrees


def test_a_day_without_dispatch_is_the_other_way_round():
    assert agrees_on_weekday("Sunday", "Sunday", positive=True, is_day_off=True) is False
    assert agrees_on_weekday("Monday", "Sunday", positive=True, is_day_off=True) is True
    assert agrees_on_weekday("Sunday", "Sunday", positive=False, is_day_off=True) is True
    assert agrees_on_weekday("Monday", "Sunday", positive=False, is_day_off=True) is None


@pytest.mark.parametrize(
    ("said", "truth", "agrees"),
    [
        ([9], "08:30-21:00", True), ([21], "08:30-21:00", True), ([8, 30], "08:30-21:00", True), ([11], "08:30-21:00", False),
        ([12], "11:30-22:00", True), ([5], "09:00-17:30", True), ([24], "09:00-17:00", False), ([200], "09:00-17:00", None), ([], "09:00-17:00", None),
    ],
)  # fmt: skip
def test_times_of_day(said, truth, agrees):
    assert agrees_on_time(said, truth) is agrees


def test_ages():
    assert age_limits("4 months to 3 years") == (4 / 12, 3.0)
    assert agrees_on_ages(2, 2, "4 months to 3 years") is True
    assert agrees_on_ages(5, 5, "4 months to 3 years") is False
    assert agrees_on_ages(2, 2, "3+") is False
    assert agrees_on_ages(7, 7, "up to 5") is False
    assert agrees_on_ages(7, 7, "adults and teenagers") is None


def test_the_end_of_a_span():
    assert agrees_on_end([21], "08:30-21:00") is True
    assert agrees_on_end([8], "08:30-21:00") is False
    assert agrees_on_end([9], "15:35") is None


def test_a_time_that_can_only_be_meant_on_a_day_of_24_hours():
    assert agrees_on_time([24], "12:00-20:00") is True
    assert agrees_on_time([24], "12:00-20:00", exact=True) is False


def test_figures():
    assert agrees_on_figures([5.4], "5.4") is True
    assert agrees_on_figures([5.0], "5.4") is False
    assert agrees_on_figures([100], "up to 80 kg") is False
    assert agrees_on_figures([100], "a family of grown-ups") is None


def test_what_texts_of_a_sheet_say():
    assert times_of_day("08:30-21:00") == (8.5, 21.0)
    assert working_days("Saturday to Monday") == {"Saturday", "Sunday", "Monday"}
    assert working_days("weekdays") is None
