""" "Last five" against the stock of the example shop: flagged once, warned once, silent when true."""

from pathlib import Path

import pytest

from assistant.guard.promises import PromiseLanguages
from assistant.guard.scarcity import Evening, ScarcityLedger
from assistant.market.sheet import load_sheet
from tests.guard.host_lines import PRODUCTS

ROOT = Path(__file__).resolve().parents[2]

FALSE = [
    ("id", "sepatunya tinggal empat pasang aja kak"), ("id", "stok permen vitamin sisa lima doang"), ("ms", "kasut ni tinggal tiga pasang je lagi"),
    ("ms", "lima unit terakhir untuk periuk ni"), ("th", "รองเท้าเหลือแค่ห้าคู่สุดท้ายค่ะ"), ("th", "กันแดดเหลือสิบชิ้นเท่านั้น"),
    ("vi", "giày chỉ còn đúng ba đôi nha"), ("vi", "nồi cơm còn năm cái cuối cùng"), ("ar", "الجزمه باقي منها ثلاث حبات"), ("ar", "طباخه الرز اخر خمس حبات"),
    ("en", "only three pairs of shoes left"), ("en", "last five pieces of the rice cooker"),
]  # fmt: skip
SILENT = [
    ("id", "sepatunya tinggal tujuh puluh lima pasang kak"), ("id", "tinggal dua hari lagi promonya"), ("id", "tinggal klik keranjang kuning"),
    ("ms", "lagi lima minit kita mula"), ("th", "กันแดดเหลือสองร้อยสี่สิบสี่บาท"), ("vi", "còn năm phút nữa quay số"), ("vi", "chống nắng còn chín mươi chín nghìn"),
    ("ar", "باقي خمس دقايق على السحب"), ("en", "only five minutes left"), ("en", "the shoes are only one hundred and six dirhams"),
    ("id", "di toko lain tinggal dua pasang sepatunya"),
]  # fmt: skip


@pytest.fixture(scope="module")
def ledger():
    return ScarcityLedger(load_sheet(ROOT / "tests/data/contract/shop.toml"), PromiseLanguages(ROOT / "knowledge/languages"))


def product(lang):
    return lambda match: next((p for word, p in PRODUCTS[lang].items() if word in match), None)


@pytest.mark.parametrize(("lang", "text"), [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in FALSE])
def test_far_below_the_stock_is_flagged_with_a_better_line(ledger, lang, text):
    _, flag = ledger.check(Evening(), text, lang, find_product=product(lang))
    assert flag is not None
    assert (flag.category, flag.severity) == ("false_scarcity", "high")
    assert flag.say_instead
    assert text[slice(*flag.span)]


@pytest.mark.parametrize(("lang", "text"), [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in SILENT])
def test_true_counts_times_and_prices_are_silent(ledger, lang, text):
    evening, flag = ledger.check(Evening(), text, lang, find_product=product(lang))
    assert (evening, flag) == (Evening(), None)


def test_the_same_claim_is_flagged_once_and_again_when_it_changes(ledger):
    evening, flags = Evening(), []
    for said in ("tinggal empat pasang", "tinggal empat pasang", "tinggal tiga pasang"):
        evening, flag = ledger.check(evening, said, "id", product_on_screen="shoes")
        flags.append(flag and flag.severity)
    assert flags == ["high", None, "high"]


def test_the_third_last_ten_of_an_evening_raises_one_warning(ledger):
    evening, flags = Evening(), []
    for _ in range(5):
        evening, flag = ledger.check(evening, "last ten pieces", "en", product_on_screen="rice_cooker")
        flags.append(flag and flag.severity)
    assert flags == ["high", None, "medium", None, None]


def test_without_a_product_the_smallest_stock_decides(ledger):
    _, few = ledger.check(Evening(), "only three pieces left", "en")
    _, plausible = ledger.check(Evening(), "only twenty pieces left", "en")
    assert (few is not None, plausible) == (True, None)
