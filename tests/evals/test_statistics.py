"""The harness's statistics against scipy, and its rules."""

import pytest
from scipy import stats

from evals.statistics import cluster_bootstrap, coverage_at, expected_calibration_error, holm, mcnemar_worse, risk_coverage, wilson


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


def test_a_cluster_bootstrap_holds_the_mean_and_widens_with_clusters():
    alone = cluster_bootstrap([[1.0]] * 40 + [[0.0]] * 10)
    together = cluster_bootstrap([[1.0] * 10] * 4 + [[0.0] * 10])
    assert alone[0] <= 0.8 <= alone[1]
    assert together[1] - together[0] > alone[1] - alone[0]


@pytest.mark.parametrize(
    ("said", "right", "error"),
    [([1.0] * 10, [True] * 10, 0.0), ([0.5] * 10, [True, False] * 5, 0.0), ([0.9] * 10, [False] * 10, 0.9), ([], [], 0.0)],
)
def test_calibration_error(said, right, error):
    assert expected_calibration_error(said, right, bins=1) == pytest.approx(error)


def test_risk_and_coverage():
    points = risk_coverage([0.9, 0.8, 0.7, 0.6], [False, False, True, False])
    assert points == [(0.25, 0.0), (0.5, 0.0), (0.75, pytest.approx(1 / 3)), (1.0, 0.25)]
    assert (coverage_at(points, 0.01), coverage_at(points, 0.3), coverage_at([], 0.1)) == (0.5, 1.0, 0)
