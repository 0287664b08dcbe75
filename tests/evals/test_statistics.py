"""The harness's statistics against scipy, and its rules."""

import pytest
from scipy import stats

from evals.statistics import holm, mcnemar_worse, wilson


@pytest.mark.parametrize(("hits", "n"), [(0, 10), (10, 10), (7, 10), (95, 100), (380, 400)])
def test_wilson(hits, n):
    ours, theirs = wilson(hits, n), stats.binomtest(hits, n).proportion_ci(method="wilson")
    assert ours == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@pytest.mark.parametrize(("lost", "won"), [(0, 0), (5, 0), (3, 4), (12, 2)])
def test_mcnemar(lost, won):
    expected = stats.binomtest(lost, lost + won, alternative="greater").pvalue if lost + won else 1.0
    assert mcnemar_worse(lost, won) == pytest.approx(expected)


def test_holm_stops_at_the_first_that_stands():
    assert holm([0.001, 0.04, 0.03]) == [True, False, False]
