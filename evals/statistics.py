"""Intervals and the paired test of the gate."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, sqrt

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
