"""How often a platform may be posted to: a bucket of tokens in stream time."""

from __future__ import annotations

from assistant.errors import BadSettings


class Pace:
    """`burst` posts at once, then `rate_per_s` a second. Times are seconds of the stream."""

    def __init__(self, rate_per_s: float, burst: int, now: float) -> None:
        if rate_per_s <= 0 or burst < 1:
            raise BadSettings(f"a platform that takes {rate_per_s} posts a second, {burst} at once, takes none", remedy="set both above 0")
        self._rate, self._burst = rate_per_s, burst
        self._tokens, self._at = float(burst), now

    def wait(self, now: float) -> float:
        """Seconds until the next post may go; 0 when it may go now."""
        self._fill(now)
        missing = 1.0 - self._tokens
        return missing / self._rate if missing > 1e-9 else 0.0  # rounding must not cost a second wait

    def spend(self, now: float) -> None:
        self._fill(now)
        self._tokens -= 1.0

    def _fill(self, now: float) -> None:
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._at) * self._rate)
        self._at = max(self._at, now)
