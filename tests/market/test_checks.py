"""What a sheet may not say, and whether the reference checker agrees."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.errors import BadSheet
from assistant.market.checks import check_tables, parse_offset
from assistant.market.sheet import parse_sheet, parse_tables

Change = Callable[[str, str], str]
CHECKER = Path(__file__).parents[1] / "data" / "contract" / "check_formats.py"

# (what, old text, new text, path of the error, part of its line)
BROKEN = [
    ("unknown key", "free_from = 120000", "freefrom = 120000", "markets.ID.shipping.freefrom", 'did you mean "markets.ID.shipping.free_from"?'),
    ("unknown table", "[orders]", "[order]", "order", 'did you mean "orders"?'),
    ("key in the wrong table", 'currency = "IDR"', 'currency = "IDR"\nrefund_days = [1, 2]', "markets.ID.refund_days", "markets.ID.returns.refund_days"),
    ("money as text", "fee = 9500", 'fee = "9500"', "markets.ID.shipping.fee", "found '9500'"),
    ("negative money", "fee = 9500", "fee = -1", "markets.ID.shipping.fee", "0 or more"),
    ("yes as text", "whatsapp = true", 'whatsapp = "yes"', "shop.whatsapp", "true or false"),
    ("truth as a number", "stock = 260", "stock = true", "products.prayer_set.stock", "whole number"),
    ("days backwards", "days = [1, 3], days_remote = [6, 11]", "days = [3, 1], days_remote = [6, 11]", "markets.ID.shipping.days", "[2, 4]"),
    ("hour that is none", 'local_time = "19:30"', 'local_time = "24:30"', "live.next_live.local_time", "15:00"),
    ("weekday in lower case", 'weekday = "Wednesday"', 'weekday = "wednesday"', "live.next_live.weekday", '"Monday"'),
    ("category that is none", 'category = "garment"', 'category = "clothing"', "products.prayer_set.category", "one of garment"),
    ("prize that is no product", 'prize = "earbuds"', 'prize = "earbud"', "giveaway.prize", "no product"),
    ("empty text", 'kind = "fictional', 'authenticity2 = ""\nkind = "fictional', "shop.authenticity2", "unknown key"),
    ("empty table", "[live]", "[live]\ncoupon_rules2 = {}", "live.coupon_rules2", "unknown key"),
    ("required key gone", "window_days = 5, ", "", "markets.ID.returns.window_days", "missing"),
    ("name gone", 'name = "Kiwi vitamin C chews"', "", "products.chews.name", "missing"),
    ("market not listed", '"TZ", "KZ"]', '"TZ"]', "markets.KZ", "missing in shop.markets_served"),
    ("market listed without facts", '"TZ", "KZ"]', '"TZ", "KZ", "NP"]', "shop.markets_served", "NP has no"),
    ("market in both lists", 'markets_not_served = ["IR"', 'markets_not_served = ["ID", "IR"', "shop", "ID is in"),
    ("price though not sold", 'not_sold_in = ["KR", "MM"]', 'not_sold_in = ["ID", "KR", "MM"]', "markets.ID.prices.travel_iron", "although"),
    ("no price", ", chews = 103500", "", "markets.ID.prices.chews", "no price"),
    ("price of nothing", ", chews = 103500", ", chews = 103500, hat = 1", "markets.ID.prices.hat", "no such product"),
    ("sold-out size unknown", 'sold_out_sizes = ["Kids"]', 'sold_out_sizes = ["Baby"]', "products.prayer_set.sold_out_sizes", "'Baby' is not in sizes"),
    ("sold-out colour unknown", 'sold_out_colours = ["coral"]', 'sold_out_colours = ["red"]', "products.shoes.sold_out_colours", "'red'"),
    ("cash details without cash", "cod = true, cod_fee = 2500", "cod = false, cod_fee = 2500", "markets.ID.payment.cod_fee", "cod = false"),
    ("plan without instalments", 'installments = { available = true, provider = "GoPay Later"',
     'installments = { available = false, provider = "GoPay Later"', "markets.ID.payment.installments", "available = false"),
    ("coupon with both", "percent = 15", "percent = 15, amount = 5", "markets.ID.coupon", "exactly one"),
    ("coupon with neither", "percent = 15, ", "", "markets.ID.coupon", "exactly one"),
    ("hours disagree", "open = 8, close = 20", "open = 9, close = 20", "markets.ID.service", "open = 8"),
    ("zone without offset", "Asia/Jakarta (UTC+7)", "Asia/Jakarta", "markets.ID.tz", "offset"),
    ("answer without text", 'answer.pl = "Tak', 'reply.pl = "Tak', "faq.reply", "unknown key"),
    ("answer without id", 'id = "invoice_company"', "", "faq.?", "needs an id"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "says"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_an_error_names_its_path_and_the_remedy(change: Change, old: str, new: str, path: str, says: str) -> None:
    problems = check_tables(parse_tables(change(old, new), "shop.toml"))
    lines = [str(p) for p in problems if p.level == "error" and p.path == path]
    assert any(says in line for line in lines), [str(p) for p in problems]


def test_the_reference_checker_agrees(tmp_path: Path, change: Change, example: str) -> None:
    texts = {"good": example} | {row[0]: change(row[1], row[2]) for row in BROKEN}
    for name, text in texts.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    script = (
        "import sys, tomllib; sys.path.insert(0, sys.argv[1]); import check_formats as c\n"
        "for p in sys.argv[2:]:\n"
        "    print(int(bool(c.check_shop_dict(tomllib.load(open(p, 'rb'))))))\n"
    )
    files = [str(tmp_path / f"{name}.toml") for name in texts]
    done = subprocess.run([sys.executable, "-c", script, str(CHECKER.parent), *files], capture_output=True, text=True, check=True, timeout=60)
    theirs = {name: verdict == "1" for name, verdict in zip(texts, done.stdout.split(), strict=True)}
    ours = {name: _refused(text) for name, text in texts.items()}
    assert ours == theirs
    assert ours["good"] is False
    assert sum(ours.values()) == len(BROKEN)


def _refused(text: str) -> bool:
    try:
        parse_sheet(text, "shop.toml")
    except BadSheet:
        return True
    return False


class TestTablesOfLanguages:
    @pytest.mark.parametrize(
        ("old", "new", "errors", "warnings"),
        [
            ('fit = "true to size"', 'fit = { en = "true to size", id = "pas" }', [], []),
            ('fit = "true to size"', 'fit = { id = "pas" }', [], ["products.shoes.fit"]),
            ('fit = "true to size"', 'fit = { en = "x", English = "y" }', ["products.shoes.fit.English"], []),
            ('fit = "true to size"', 'fit = { en = "x", th = 3 }', ["products.shoes.fit.th"], []),
            ('currency = "IDR"', 'currency = { en = "IDR" }', ["markets.ID.currency"], []),
            ('code = "TAMARIND15"', 'code = { en = "TAMARIND15" }', ["markets.ID.coupon.code"], []),
        ],
        ids=["fine", "no english", "no language", "no text", "a currency is none", "a code is none"],
    )
    def test_only_for_free_text(self, change: Change, old: str, new: str, errors: list[str], warnings: list[str]) -> None:
        problems = check_tables(parse_tables(change(old, new), "shop.toml"))
        assert [p.path for p in problems if p.level == "error"] == errors
        assert [p.path for p in problems if p.level == "warning"] == warnings


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("Asia/Jakarta (UTC+7)", "Asia/Jakarta (UTC+8)", "markets.ID.tz"),
        ("Asia/Jakarta (UTC+7)", "Java time (UTC+7)", "markets.ID.tz"),
        ("size_guide_kg = { Standard", "size_guide_kg = { Huge = \"90-99\", Standard", "products.prayer_set.size_guide_kg.Huge"),
        ('restock.lavender = "2026-03"', 'restock.charcoal = "2026-03"', "products.prayer_set.restock.charcoal"),
        ('remote = "Sulawesi, Maluku and Papua", ', "", "markets.ID.shipping.days_remote"),
        ('"PayPal", "Alfamart cash"]', '"PayPal", "DANA"]', "markets.ID.payment.not_accepted"),
        ('id = "pouch_fits_mat"', 'id = "pouch_fits_mat"\nanswer.th = "x"\n[[products.prayer_set.faq]]\nid = "pouch_fits_mat"', "products.prayer_set.faq.pouch_fits_mat"),
    ],
    ids=["offset of another zone", "zone unknown", "guide for no size", "restock of what is there", "remote days unused", "both accepted and not", "id twice"],
)  # fmt: skip
def test_a_likely_slip_is_a_warning_and_the_sheet_is_used(change: Change, old: str, new: str, path: str) -> None:
    assert [p.path for p in parse_sheet(change(old, new), "shop.toml").warnings] == [path]


@pytest.mark.parametrize(
    ("tz", "hours"),
    [("Asia/Jakarta (UTC+7)", 7), ("America/Sao_Paulo (UTC-3)", -3), ("Asia/Yangon (UTC+6:30)", 6.5), ("UTC+0", 0), ("Asia/Jakarta", None), ("UTC+99", None)],
)
def test_the_offset_of_a_zone(tz: str, hours: float | None) -> None:
    assert parse_offset(tz) == (None if hours is None else timedelta(hours=hours))


@pytest.mark.parametrize("text", ["shop = 3", "products = [1]\nmarkets = 'x'", "[markets]\nID = 1", "[[shop]]\nname = 'a'", "[faq]\nid = 'a'", "faq = []"])
def test_a_wrong_shape_is_reported_not_raised(text: str) -> None:
    assert any(p.level == "error" for p in check_tables(parse_tables(text, "shop.toml")))
