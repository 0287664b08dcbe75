"""Numbers and quantities as people of each language say and type them."""

import re
import time
from pathlib import Path

import pytest

from assistant.errors import BadKnowledge
from assistant.language.number_words import load_number_words, unbounded
from assistant.language.numbers import read_digits
from assistant.language.quantities import Quantities
from assistant.language.spelling import match_key

LANGUAGES = Path(__file__).resolve().parents[2] / "knowledge" / "languages"

SAID = {
    "id": {
        "nol": 0, "tujuh": 7, "sepuluh": 10, "sebelas": 11, "dua belas": 12, "sembilan belas": 19, "dua puluh satu": 21, "seratus": 100,
        "seratus lima": 105, "dua ratus tiga puluh": 230, "sembilan ratus sembilan puluh sembilan": 999, "seribu": 1000,
        "sembilan ribu lima ratus": 9500, "10rb": 10_000, "10k": 10_000, "dua puluh lima ribu": 25_000, "seratus dua puluh ribu": 120_000,
        "empat ratus tujuh puluh tiga ribu lima ratus": 473_500, "setengah juta": 500_000, "1jt": 1_000_000, "1,5jt": 1_500_000,
        "satu setengah juta": 1_500_000, "sejuta": 1_000_000, "goceng": 5000, "dua puluh lima koma tiga": 25.3, "9.500": 9500,
        "1jt 200rb": 1_200_000, "dua ratus ribuan": 200_000, "Rp228.500": 228_500,
    },
    "ms": {
        "kosong": 0, "lapan": 8, "sepuluh": 10, "sebelas": 11, "lapan belas": 18, "dua puluh": 20, "tiga puluh lima": 35, "seratus": 100,
        "seratus dua puluh dua": 122, "dua ratus lima puluh": 250, "lapan ratus sembilan puluh satu": 891, "seribu": 1000,
        "seribu lima ratus": 1500, "dua ribu tiga ratus": 2300, "sepuluh ribu": 10_000, "5k": 5000, "1.5k": 1500,
        "seratus ribu": 100_000, "setengah juta": 500_000, "sejuta": 1_000_000, "enam perpuluhan lima": 6.5, "8.50": 8.5, "1,200": 1200,
        "RM59.50": 59.5, "empat ratus ribu": 400_000,
    },
    "th": {
        "ศูนย์": 0, "ห้า": 5, "สิบ": 10, "สิบเอ็ด": 11, "ยี่สิบ": 20, "ยี่สิบเอ็ด": 21, "เก้าสิบเก้า": 99, "ร้อย": 100, "ร้อยห้าสิบ": 150,
        "ห้าร้อย": 500, "เก้าร้อยสี่สิบสี่": 944, "พัน": 1000, "พันห้า": 1500, "สองพันเก้า": 2900, "สามพันสองร้อย": 3200, "หมื่น": 10_000,
        "หมื่นห้า": 15_000, "สองหมื่นสามพัน": 23_000, "แสน": 100_000, "สองแสนห้าหมื่น": 250_000, "ล้าน": 1_000_000, "ครึ่งล้าน": 500_000,
        "หกจุดห้า": 6.5, "๒๔": 24, "2.5": 2.5, "1,490": 1490, "สองพันห้าร้อยเก้าสิบ": 2590,
    },
    "vi": {
        "bảy": 7, "mười": 10, "mười lăm": 15, "hai mươi": 20, "hai mươi mốt": 21, "hai mươi tư": 24, "chín mươi chín": 99, "một trăm": 100,
        "một trăm lẻ năm": 105, "hai trăm rưỡi": 250, "hai trăm ba": 230, "ba trăm năm mươi": 350, "một nghìn": 1000, "mười lăm nghìn": 15_000,
        "hai mươi bảy ngàn": 27_000, "15k": 15_000, "2k5": 2500, "ba trăm năm mươi nghìn": 350_000, "một trăm nghìn": 100_000,
        "bảy trăm năm mươi bốn nghìn": 754_000, "một triệu": 1_000_000, "1tr": 1_000_000, "1tr2": 1_200_000, "nửa triệu": 500_000,
        "hai phẩy năm": 2.5, "27.000": 27_000, "25,3": 25.3, "năm trăm lẻ năm": 505,
    },
    "ar": {
        "خمسة": 5, "عشرة": 10, "حداشر": 11, "اتناشر": 12, "اثنعش": 12, "خمسة عشر": 15, "تسعتاشر": 19, "عشرين": 20, "خمسة وعشرين": 25,
        "تسعة وتسعين": 99, "مية": 100, "مئة وعشرة": 110, "ميتين": 200, "ميتين وخمسين": 250, "تلتمية": 300, "ثلاثمئة وخمسة وستين": 365,
        "خمسمية": 500, "ألف": 1000, "ألف ومئتين": 1200, "الف وتمنمية": 1800, "ألفين": 2000, "ثلاث آلاف وخمسمية": 3500, "عشرة آلاف": 10_000,
        "خمسة وعشرين ألف": 25_000, "مية ألف": 100_000, "نص مليون": 500_000, "مليون": 1_000_000, "بخمسين": 50, "٢٦٫٦": 26.6, "١٢٠٠": 1200,
    },
    "en": {
        "zero": 0, "seven": 7, "ten": 10, "twelve": 12, "a dozen": 12, "nineteen": 19, "twenty one": 21, "twenty-one": 21, "ninety nine": 99,
        "one hundred": 100, "one hundred and five": 105, "two hundred and fifty": 250, "nine hundred ninety nine": 999, "a thousand": 1000,
        "one thousand two hundred and fifty": 1250, "four thousand five hundred": 4500, "ten thousand": 10_000, "10k": 10_000,
        "twenty five thousand": 25_000, "a hundred thousand": 100_000, "half a million": 500_000, "a million": 1_000_000,
        "eight point five": 8.5, "one and a half": 1.5, "1,200": 1200, "8.50": 8.5, "two dozen": 24,
    },
}  # fmt: skip

COUNTED = {
    "id": {"2-3 hari": (2, 3, "day"), "dua sampai tiga hari": (2, 3, "day"), "dua tiga hari": (2, 3, "day"), "enam sampai sebelas hari kerja": (6, 11, "business_day"),
           "5 sampai 10 ribu": (5000, 10_000, "money"), "25 cm kurang dikit": (25, 25, "cm"), "bb 55": (55, 55, "kg"), "tb 160": (160, 160, "cm"),
           "dua jam setengah": (2.5, 2.5, "hour"), "seminggu": (1, 1, "week"), "setahun": (1, 1, "year"), "lima belas persen": (15, 15, "percent"),
           "ukuran 40": (40, 40, "size"), "Rp9.500": (9500, 9500, "money")},
    "ms": {"lapan ringgit lima puluh sen": (8.5, 8.5, "money"), "rm59.50": (59.5, 59.5, "money"), "lima sampai lapan hari bekerja": (5, 8, "business_day"),
           "sebulan": (1, 1, "month"), "satu setengah peratus": (1.5, 1.5, "percent"), "saiz 39": (39, 39, "size")},
    "th": {"24 เซน": (24, 24, "cm"), "สองสามวัน": (2, 3, "day"), "หนึ่งถึงสองวันทำการ": (1, 2, "business_day"), "สองชั่วโมงครึ่ง": (2.5, 2.5, "hour"),
           "วันเดียว": (1, 1, "day"), "ปีนึง": (1, 1, "year"), "สี่ร้อยห้าสิบบาท": (450, 450, "money"), "เบอร์ 39": (39, 39, "size")},
    "vi": {"1m60": (160, 160, "cm"), "nặng 52": (52, 52, "kg"), "hai ba ngày": (2, 3, "day"), "bốn đến bảy ngày": (4, 7, "day"), "hai năm": (2, 2, "year"),
           "hai mươi năm": (20, 20, "year"), "hai tiếng rưỡi": (2.5, 2.5, "hour"), "mười lăm ngàn": (15_000, 15_000, "money"), "sau ba ngày": (3, 3, "day")},
    "ar": {"يومين": (2, 2, "day"), "من يومين الى خمس ايام": (2, 5, "day"), "يومين ثلاثة": (2, 3, "day"), "سنة ونص": (1.5, 1.5, "year"), "بعد شهرين": (2, 2, "month"),
           "ميتين وخمسين ريال": (250, 250, "money"), "٢٦٫٦ سم": (26.6, 26.6, "cm"), "خلال يوم": (1, 1, "day"), "عشرة بالمية": (10, 10, "percent")},
    "en": {"two to three business days": (2, 3, "business_day"), "a week": (1, 1, "week"), "2-3 days": (2, 3, "day"), "eight ringgit fifty": (8.5, 8.5, "money"),
           "one and a half hours": (1.5, 1.5, "hour"), "a year and a half": (1.5, 1.5, "year"), "size 38": (38, 38, "size"), "ten percent": (10, 10, "percent")},
}  # fmt: skip

NOT_NUMBERS = {
    "th": ("ห้ามคืนสินค้า", "สามารถสั่งได้", "เรียบร้อยค่ะ", "สามีชอบมาก"),
    "vi": ("sau khi nhận hàng", "năm nay", "không có đâu"),
    "ar": ("يا ست الكل",),
    "en": ("which one", "TAMARIND15", "no one"),
    "id": ("kode TAMARIND15", "jam 19:30"),
}

HEDGED = [
    ("id", "sekitar dua hari", {"approx"}), ("id", "paling lama tiga hari", {"upper"}), ("id", "minimal 90rb", {"lower"}),
    ("th", "ไม่เกินสามวัน", {"upper"}), ("th", "ประมาณสองวัน", {"approx"}), ("vi", "tối đa ba ngày", {"upper"}), ("vi", "đơn từ 300k", {"lower"}),
    ("ar", "خلال خمسة أيام", {"upper"}), ("ar", "حوالي يومين", {"approx"}), ("en", "up to seven days", {"upper"}), ("ms", "lebih kurang lima hari", {"approx"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def quantities():
    return Quantities.load(LANGUAGES)


@pytest.mark.parametrize(("lang", "said", "value"), [pytest.param(lg, s, v, id=f"{lg}-{s}") for lg, rows in SAID.items() for s, v in rows.items()])
def test_number_is_read_back(quantities, lang, said, value):
    found = quantities.find_numbers(match_key(f"aaa {said}"), lang) if said[0].isascii() else quantities.find_numbers(match_key(said), lang)
    if not found:  # a word that counts only before a unit or inside a longer number
        found = quantities._readers[lang].numbers.find(match_key(said), loose=True)
    assert [n.value for n in found] == [value]


@pytest.mark.parametrize(("lang", "said", "want"), [pytest.param(lg, s, w, id=f"{lg}-{s}") for lg, rows in COUNTED.items() for s, w in rows.items()])
def test_quantity_with_its_unit(quantities, lang, said, want):
    assert [(q.low, q.high, q.unit) for q in quantities.find_quantities(match_key(said), lang)] == [want]


@pytest.mark.parametrize(("lang", "text"), [pytest.param(lg, t, id=f"{lg}-{t}") for lg, texts in NOT_NUMBERS.items() for t in texts])
def test_words_that_only_look_like_numbers(quantities, lang, text):
    assert quantities.find_numbers(match_key(text), lang) == []


@pytest.mark.parametrize(("lang", "text", "marks"), [pytest.param(*row, id=row[1]) for row in HEDGED])
def test_hedges(quantities, lang, text, marks):
    (q,) = quantities.find_quantities(match_key(text), lang)
    assert {name for name in ("approx", "upper", "lower") if getattr(q, name)} == marks


def test_span_covers_the_number_on_the_match_channel(quantities):
    match = match_key("ongkirnya sembilan ribu lima ratus ya")
    (n,) = quantities.find_numbers(match, "id-ID")
    assert (match[n.start : n.end], n.kind) == ("sembilan ribu lima ratus", "words")


@pytest.mark.parametrize(("text", "value"), [("9.500", 9500), ("1,200", 1200), ("25,3", 25.3), ("8.50", 8.5), ("0.125", 0.125), ("1.234,5", 1234.5), ("1,234.50", 1234.5)])
def test_separators(text, value):
    assert read_digits(text) == value


def test_a_language_without_data_finds_nothing(quantities):
    assert quantities.find_quantities("3 days", "xx") == []


def test_unknown_unit_is_refused(tmp_path):
    path = tmp_path / "numbers.toml"
    path.write_text('[units]\nparsec = ["parsec"]\n', encoding="utf-8")
    with pytest.raises(BadKnowledge, match="parsec"):
        load_number_words(path)


def test_every_language_reads_a_sentence_fast(quantities):
    match = {"id": match_key("ongkirnya sembilan ribu lima ratus ya gratis kalau belanja di atas seratus dua puluh ribu dua sampai tiga hari")}
    quantities.find_quantities(match["id"], "id")
    best = min(_timed(lambda: quantities.find_quantities(match["id"], "id")) for _ in range(50))
    assert best < 0.001


def _timed(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


@pytest.mark.parametrize(
    ("lang", "text", "low", "high", "unit"),
    [
        ("ko", "사만 육천원 이상", 46_000, 46_000, "money"),
        ("ko", "이천오백원이에요", 2500, 2500, "money"),
        ("ko", "삼만구천구백원", 39_900, 39_900, "money"),
        ("ko", "십이개월 무상", 12, 12, "month"),
        ("zh", "运费六块八", 6.8, 6.8, "money"),
        ("zh", "今天打五折", 50, 50, "percent"),
        ("zh", "全场八八折", 12, 12, "percent"),
        ("ja", "本日は2割引", 20, 20, "percent"),
        ("sw", "siku tano hadi tisa", 5, 9, "day"),
        ("fa", "سی و پنج درهمه", 35, 35, "money"),
    ],
)
def test_a_unit_written_onto_the_number_or_taking_endings(quantities, lang, text, low, high, unit):
    (found,) = quantities.find_quantities(match_key(text), lang)
    assert (found.low, found.high, found.unit) == (low, high, unit)


@pytest.mark.parametrize("text", ["만일 늦으면", "사이즈 이거", "오늘 백화점", "일이 많아서"])
def test_glyphs_inside_ordinary_words_are_no_numbers(quantities, text):
    assert quantities.find_quantities(match_key(text), "ko") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("每个月一点五巴仙利息", [(1.5, "percent")]), ("便宜一点吧五块", [(5, "money")]), ("差一点就没有了", []), ("两点五公斤", [(2.5, "kg")])],
)
def test_a_bit_is_a_decimal_point_only_in_front_of_a_digit(quantities, text, found):
    assert [(q.low, q.unit) for q in quantities.find_quantities(match_key(text), "zh")] == found


def test_a_word_of_two_units_may_be_either(quantities):
    (minutes,) = quantities.find_quantities(match_key("사십 분 걸려요"), "ko")
    assert minutes.unit_in(("minute", "hour")) == "minute"
    assert minutes.unit_in(("person",)) == "person"
    assert minutes.unit_in(("hour",)) is None


@pytest.mark.parametrize("lang", sorted(SAID))
def test_words_as_a_tree_are_found_as_in_a_list(lang):
    """The tree of letters finds what a list of the words, the longest first, would find."""
    words = load_number_words(LANGUAGES / lang / "numbers.toml")
    keys = {match_key(w) for names in (*words.words.values(), *words.scales.values()) for w in names} - {""}
    tree, listed = re.compile(unbounded(keys)), re.compile("|".join(re.escape(k) for k in sorted(keys, key=lambda k: (-len(k), k))))
    for said in SAID[lang]:
        text = match_key(f"{said} {said}")
        assert [m.span() for m in tree.finditer(text)] == [m.span() for m in listed.finditer(text)]
