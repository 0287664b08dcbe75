"""Money said in runs of small numbers, faults to report, least orders, and days of service."""

from pathlib import Path

import pytest

from assistant.guard.promises import PromiseLanguage
from assistant.language.spelling import normalise

LANGUAGES = Path(__file__).resolve().parents[2] / "knowledge" / "languages"


class Weekday:
    def __init__(self, word, text):
        self.kind, self.value, self.start = "weekday", word.capitalize(), text.index(word)
        self.end = self.start + len(word)


def claims(lang, text, weekday=None):
    match = normalise(text).match
    named = [Weekday(weekday, match)] if weekday else []
    return PromiseLanguage.load(LANGUAGES / lang).reader.read(match, named=named).claims


@pytest.mark.parametrize(
    ("lang", "text", "kind", "value"),
    [
        ("en", "if it arrives cracked you can tell us for ninety days", "faulty_returns", 90),
        ("id", "kalau robek lapornya boleh sampai sebulan", "faulty_returns", 1),
        ("en", "you can split it even when you spend only three thousand", "installments_min", 3000),
        ("en", "the lunch box is going for two four ninety nine", "price", 2499),
        ("en", "the price is two four ninety nine two four ninety nine", "price", 2499),
        ("id", "harganya tiga lima lima kak", "price", 355),
        ("en", "delivery is two sixty shillings", "fee", 2.6),  # or 260: the readings
        ("sw", "bei ni sitini na tano elfu", "price", 65000),
        ("ru", "была семнадцать а сейчас девять девятьсот", "price", 9900),  # what is behind an old price is the new one
        ("ms", "payung gale dulu sembilan puluh sekarang empat puluh ringgit", "price", 40),
    ],
)
def test_amounts(lang, text, kind, value):
    assert [(c.kind, c.low) for c in claims(lang, text)] == [(kind, value)]


def test_a_run_is_not_a_span():
    (claim,) = claims("en", "delivery is two sixty shillings")
    assert 260 in claim.readings
    (claim,) = claims("en", "delivery is two to three shillings")
    assert (claim.low, claim.high) == (2, 3)


@pytest.mark.parametrize("text", ["one two three let us go", "the code is five five seven two nine one", "size two three four are here"])
def test_numbers_that_are_no_money(text):
    assert [c for c in claims("en", text) if c.unit == "money"] == []


def test_days_of_service():
    assert [c.value for c in claims("en", "our team will reply even on sunday", "sunday") if c.kind == "answered_on"] == ["Sunday"]
    assert not [c for c in claims("en", "our team does not reply on sunday", "sunday") if c.kind == "answered_on"]
    assert [c for c in claims("th", "แอดมินตอบแชทวันจันทร์ด้วย", "จันทร์") if c.kind == "answered_on"]
    assert not [c for c in claims("th", "หยุดวันจันทร์ แอดมินตอบแชทวันอื่น", "จันทร์") if c.kind == "answered_on"]
    assert not [c for c in claims("en", "i went to church on sunday", "sunday") if c.kind == "answered_on"]


@pytest.mark.parametrize("text", ["if it breaks i will cry for three days", "tell us where you are from in two days"])
def test_times_that_are_no_report(text):
    assert not [c for c in claims("en", text) if c.kind == "faulty_returns"]


@pytest.mark.parametrize(("text", "span"), [("배송은 닷새에서 여드레 걸려요", (5, 8)), ("배송은 이틀이나 사흘 걸려요", (2, 3))])
def test_a_span_whose_to_is_written_onto_the_first_amount_is_one(text, span):
    assert [(c.low, c.high) for c in claims("ko", text) if c.kind == "delivery"] == [span]


def test_what_is_given_on_top_is_not_the_last_of_the_stock():
    reader = PromiseLanguage.load(LANGUAGES / "ja").reader
    assert reader.read_last(normalise("あと二箱ついてきます").match) is None
    assert reader.read_last(normalise("あと二箱です").match) is not None
