import pytest

from assistant.voice.ladder import TOLD, Ladder, Rung, Steps


@pytest.mark.parametrize(
    ("lag", "rung"),
    [(0.0, Rung.NORMAL), (1.4, Rung.NORMAL), (1.5, Rung.RARER), (2.9, Rung.RARER), (3.0, Rung.FINALS), (6.5, Rung.BRIEF), (60.0, Rung.SHED)],
)
def test_the_rung_follows_the_lag_at_once(clock, lag, rung):
    assert Ladder(Steps(), clock.now).lag(lag) is rung
    assert rung is Rung.NORMAL or TOLD[rung]


def test_it_is_left_one_rung_at_a_time_and_only_after_a_calm_while(clock):
    ladder, seen = Ladder(Steps(), clock.now), []
    ladder.lag(7.0)
    for clock.t in range(20):
        seen.append(ladder.lag(0.1))
    assert seen == [Rung.BRIEF] * 5 + [Rung.FINALS] * 5 + [Rung.RARER] * 5 + [Rung.NORMAL] * 5
    assert (ladder.worst, ladder.lowered) == (Rung.BRIEF, 1)


def test_a_lag_in_between_keeps_the_rung(clock):
    ladder = Ladder(Steps(), clock.now)
    ladder.lag(3.5)
    for clock.t in range(60):
        assert ladder.lag(0.1 if clock.t % 4 else 2.0) is Rung.FINALS
