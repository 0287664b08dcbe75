"""Common questions that a sheet leaves open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.market.gaps import check_report, gaps
from assistant.market.sheet import parse_sheet

Change = Callable[[str, str], str]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('care = "machine wash cold in a net, dry in the shade, cool iron"', "", "products.prayer_set.care"),
        ('voltage_v = "220"', "", "products.rice_cooker.voltage_v"),
        (", refund_days = [2, 4]", "", "markets.ID.returns.refund_days"),
        ("cod_fee = 2500, ", "", "markets.ID.payment.cod_fee"),
        ('expiry = "2027-08"', "", "products.sunscreen.expiry"),
        ('cancel = "free within 60 minutes of ordering, later only through chat"', "", "orders.cancel"),
    ],
    ids=["garment without care", "appliance without voltage", "market without refund days", "cash without fee", "cosmetic without expiry", "no cancelling"],
)
def test_a_missing_answer_is_a_gap(example: str, change: Change, old: str, new: str, path: str) -> None:
    before = {gap.path for gap in gaps(parse_sheet(example, "shop.toml"), "ID")}
    after = {gap.path for gap in gaps(parse_sheet(change(old, new), "shop.toml"), "ID")}
    assert after - before == {path}


@pytest.mark.parametrize(
    ("market", "path"),
    [
        ("ID", "products.juice_cup.voltage_v"),
        ("ID", "products.rice_cooker.plug.ID"),
        ("ID", "products.sunscreen.care"),
        ("BR", "markets.BR.payment.cod_fee"),
        ("JP", "products.rice_cooker.certificates.JP"),
    ],
    ids=["charged by USB", "default plug", "not asked of a cosmetic", "no cash there", "not sold there"],
)
def test_what_nobody_asks_is_no_gap(example: str, market: str, path: str) -> None:
    assert path not in {gap.path for gap in gaps(parse_sheet(example, "shop.toml"), market)}


def test_a_gap_shows_the_question(example: str) -> None:
    found = {gap.path: gap for gap in gaps(parse_sheet(example, "shop.toml"), "ID")}
    assert str(found["products.prayer_set.fit"]) == "products.prayer_set.fit: nothing to answer 'does it run small' with (true to size, small, large)"


def test_a_market_not_served_has_none(example: str) -> None:
    assert gaps(parse_sheet(example, "shop.toml"), "SG") == ()


class TestReport:
    def test_a_good_sheet(self, tmp_path: Path, example: str) -> None:
        path = tmp_path / "shop.toml"
        path.write_text(example, encoding="utf-8")
        report = check_report(path)
        assert (report.ok, report.errors, report.warnings) == (True, (), ())
        assert len(report.lines()) == len(report.information) == len(set(report.information)) > 0

    def test_a_broken_sheet(self, tmp_path: Path, change: Change) -> None:
        path = tmp_path / "shop.toml"
        path.write_text(change("fee = 9500", "fe = 9500"), encoding="utf-8")
        report = check_report(path)
        assert not report.ok
        assert {p.path for p in report.errors} == {"markets.ID.shipping.fe", "markets.ID.shipping.fee"}
        assert report.information == ()

    def test_no_sheet_at_all(self, tmp_path: Path) -> None:
        report = check_report(tmp_path / "none.toml")
        assert [p.what for p in report.errors] == ["no such file"]
