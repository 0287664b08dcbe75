"""Service hours by the market's clock: when people are back, and how long a case may wait."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.domain import Room
from assistant.handoff.hours import Limits, ServiceClock, ServiceHours
from assistant.market.sheet import load_sheet

SHOPS = "knowledge/shops/{}/shop.toml"


@pytest.fixture(scope="module")
def copper():
    return load_sheet(SHOPS.format("copper_lantern"))


@pytest.fixture(scope="module")
def heron():
    return load_sheet(SHOPS.format("heron_landing"))


def clock(sheet, market, start, limits=None):
    return ServiceClock.of(sheet, Room(room="r", market=market, local_start=start), limits)


# Copper Lantern answers 09:00-22:00 Monday to Saturday in Indonesia; Heron Landing 08:30-21:00 every day, from 13:30 on Fridays.
@pytest.mark.parametrize(
    ("start", "back"),
    [
        pytest.param("2026-03-04T19:30", None, id="Wednesday evening: somebody is there"),
        pytest.param("2026-03-04T22:00", ("tomorrow", "2026-03-05T09:00"), id="the minute they close"),
        pytest.param("2026-03-05T02:10", ("today", "2026-03-05T09:00"), id="after midnight it is today"),
        pytest.param("2026-03-07T23:00", ("weekday", "2026-03-09T09:00"), id="Saturday night: Monday"),
        pytest.param("2026-03-08T12:00", ("tomorrow", "2026-03-09T09:00"), id="Sunday: tomorrow"),
        pytest.param("23:00", ("tomorrow", None), id="only the time of day is known"),
    ],
)
def test_when_people_are_back(copper, start, back):
    found = clock(copper, "ID", start).back(0.0)
    assert (found is None) == (back is None)
    if found is not None:
        assert found.day == back[0]
        assert back[1] is None or found.at.replace(tzinfo=None) == datetime.fromisoformat(back[1])


def test_fridays_have_their_own_hours(heron):
    assert clock(heron, "ID", "2026-03-06T09:00").back(0.0).at.hour == 13
    assert clock(heron, "ID", "2026-03-05T09:00").is_open(0.0)


@pytest.mark.parametrize(
    ("start", "urgency", "due"),
    [
        pytest.param("2026-03-04T19:30", "now", 120.0, id="within hours the clock runs"),
        pytest.param("2026-03-04T21:59", "now", 60 + 11 * 3600 + 60, id="it pauses overnight"),
        pytest.param("2026-03-07T21:00", "later", 3600 + 35 * 3600 + 3 * 3600, id="and over a Sunday"),
        pytest.param("2026-03-08T12:00", "soon", 21 * 3600 + 900, id="on a day off it has not begun"),
    ],
)
def test_a_wait_counts_service_time_only(copper, start, urgency, due):
    service = clock(copper, "ID", start)
    assert service.due_t(0.0, urgency) == pytest.approx(due)
    assert service.wait_s(0.0, due) == pytest.approx(Limits().of(urgency))


def test_summer_time_does_not_move_the_hours(copper):
    service = clock(copper, "PL", "2026-03-28T17:00")  # a Saturday; the clocks go forward on Sunday
    back = service.back(1800.0 + 60)
    assert (back.at.isoformat(), service.due_t(0.0, "soon")) == ("2026-03-30T09:00:00+02:00", 900.0)


def test_a_shop_without_hours_always_answers():
    always = ServiceHours({})
    night = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
    assert (always.is_open(night), always.opens(night), always.after(night, 60.0)) == (True, None, night + timedelta(seconds=60))
