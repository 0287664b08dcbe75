"""How often a platform may be posted to."""

from __future__ import annotations

import pytest

from assistant.errors import BadSettings
from assistant.record.pace import Pace


def test_a_burst_then_the_rate():
    pace, now, gone = Pace(0.5, 3, 10.0), 10.0, []
    for _ in range(6):
        now += pace.wait(now)
        pace.spend(now)
        gone.append(now)
    assert gone == pytest.approx([10, 10, 10, 12, 14, 16])


def test_a_long_rest_saves_no_more_than_the_burst():
    pace = Pace(1.0, 2, 0.0)
    waits = []
    for _ in range(3):
        waits.append(pace.wait(1_000.0))
        pace.spend(1_000.0)
    assert waits == pytest.approx([0, 0, 1])


def test_time_that_steps_back_gives_nothing():
    pace = Pace(1.0, 1, 100.0)
    pace.spend(100.0)
    assert (pace.wait(40.0), pace.wait(100.5)) == pytest.approx((1.0, 0.5))


@pytest.mark.parametrize(("rate", "burst"), [(0.0, 3), (1.0, 0)], ids=["no-rate", "no-burst"])
def test_a_platform_that_takes_nothing_is_refused(rate, burst):
    with pytest.raises(BadSettings, match="takes none"):
        Pace(rate, burst, 0.0)
