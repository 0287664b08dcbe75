"""Intervals and the paired test of the gate."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, sqrt

import numpy as np

Z95 = 1.959963984540054


def wilson(successes: int, n: int, z: float = Z95) -> tuple[float, float]:
    """Wilson score interval of a rate (Wilson, 1927). (0, 1) for n = 0."""
    if n == 0:
        return (0.0, 1.0)
    p = successes / n
    centre = p + z * z / (2 * n)
    spread = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (centre - spread) / (1 + z * z / n), (centre + spread) / (1 + z * z / n)
    return (0.0 if successes == 0 else low, 1.0 if successes == n else high)


def mcnemar_worse(lost: int, won: int) -> float:
    """Exact one-sided p that losing `lost` and winning `won` cases is luck (McNemar, 1947)."""
    n = lost + won
    return sum(comb(n, k) for k in range(lost, n + 1)) / 2**n if n else 1.0


def holm(p_values: Sequence[float], alpha: float = 0.05) -> list[bool]:
    """Which hypotheses fall at level `alpha` over the family (Holm, 1979)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    fallen = [False] * len(p_values)
    for rank, i in enumerate(order):
        if p_values[i] > alpha / (len(p_values) - rank):
            break
        fallen[i] = True
    return fallen


def cluster_bootstrap(groups: Sequence[Sequence[float]], *, draws: int = 2000, seed: int = 7) -> tuple[float, float]:
    """95 % interval of the mean over all values, whole clusters drawn with replacement: what shares a question is not independent.

    `groups`: the values of each cluster. (0, 1) for no values. Percentile method (Efron, 1979).
    """
    if not groups:
        return (0.0, 1.0)
    sums = np.array([sum(g) for g in groups], dtype=float)
    sizes = np.array([len(g) for g in groups], dtype=float)
    drawn = np.random.default_rng(seed).integers(0, len(groups), size=(draws, len(groups)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def expected_calibration_error(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Mean gap between confidence and accuracy over equally filled bins, weighted by size (Naeini et al., 2015). 0 for no values."""
    if not confidences:
        return 0.0
    order = sorted(range(len(confidences)), key=lambda i: confidences[i])
    total = 0.0
    for part in np.array_split(np.array(order), min(bins, len(order))):
        said = sum(confidences[i] for i in part) / len(part)
        was = sum(right[i] for i in part) / len(part)
        total += len(part) * abs(said - was)
    return total / len(order)


def risk_coverage(confidences: Sequence[float], wrong: Sequence[bool]) -> list[tuple[float, float]]:
    """(coverage, risk) when only the surest 1, 2, ... are acted on; risk is the share of them that is wrong."""
    order = sorted(range(len(confidences)), key=lambda i: -confidences[i])
    points, bad = [], 0
    for n, i in enumerate(order, 1):
        bad += wrong[i]
        points.append((n / len(order), bad / n))
    return points


def coverage_at(points: Sequence[tuple[float, float]], risk: float) -> float:
    """The largest coverage whose risk is at most `risk`; 0 where there is none."""
    return max((coverage for coverage, r in points if r <= risk), default=0.0)
