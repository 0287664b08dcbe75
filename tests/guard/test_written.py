"""Facts that a sheet holds as text: the hour at which answering ends, the ages goods are made for."""

from __future__ import annotations

import pytest

from assistant.guard.written import agrees_on_ages, agrees_on_end


@pytest.mark.parametrize(
    ("said", "truth", "agrees"),
    [
        ((22.0,), "09:00-22:00", True),
        ((10.0,), "09:00-22:00", True),  # ten in the evening
        ((9.0,), "09:00-17:00", False),  # nine is when it opens
        ((30.0,), "09:00-17:00", None),
        ((5.0,), "on request", None),
    ],
)
def test_the_hour_at_which_answering_ends(said: tuple[float, ...], truth: str, agrees: bool | None) -> None:
    assert agrees_on_end(said, truth) is agrees


@pytest.mark.parametrize(("youngest", "oldest", "agrees"), [(3, 9, True), (5, 5, True), (1, 4, False), (4, 12, False)])
def test_a_range_of_ages_must_lie_within_the_fact(youngest: float, oldest: float, agrees: bool) -> None:
    assert agrees_on_ages(youngest, oldest, "3 to 9 years") is agrees
