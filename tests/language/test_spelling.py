"""The match channel folds what viewers vary and keeps what carries meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.spelling import match_key, normalise


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("ONGKIRNYA brp kakkkk???", "ongkirnya brp kak", id="case, elongation, punctuation"),
        pytest.param("phí ship BAO NHIÊU ạ", "phi ship bao nhieu a", id="Vietnamese diacritics"),
        pytest.param("İstanbul'a kaç güne", "istanbula kac gune", id="Turkish dotted i and apostrophe"),
        pytest.param("łódź", "lodz", id="Polish stroke"),
        pytest.param("كَمْ سِعْرُ الشـــحن؟", "كم سعر الشحن", id="Arabic vowels and tatweel"),
        pytest.param("أي رقم آخذ من الجزمة", "اي رقم اخذ من الجزمه", id="Arabic letter variants"),
        pytest.param("طول رجلي ٢٦٫٦ سم", "طول رجلي 26.6 سم", id="Arabic-Indic decimal"),
        pytest.param("ที่ ๒๐ บาท", "ที่ 20 บาท", id="Thai marks stay, digits fold"),
        pytest.param("ค่าส่งเท่าไหร่คะะะะะ", "ค่าส่งเท่าไหร่คะ", id="Thai elongation"),
        pytest.param("９.５００ rb", "9.500 rb", id="full width"),
        pytest.param("cash\u200bback", "cashback", id="zero width"),
        pytest.param("harga 1000000", "harga 1000000", id="digits are not elongation"),
        pytest.param("25,3 cm. ya", "25,3 cm ya", id="decimal comma stays, full stop goes"),
        pytest.param("jam 15:00", "jam 15:00", id="time of day"),
        pytest.param("😂😂", "", id="emoji only"),
    ],
)
def test_match_key(typed, expected):
    assert match_key(typed) == expected


def test_span_leads_back_to_the_original():
    text = "Kak, ONGKIRRRR berapa"
    spelling = normalise(text)
    start = spelling.match.index("ongkir")
    assert text[slice(*spelling.span(start, start + 6))].startswith("ONGKIR")


def test_span_keeps_thai_marks_whole():
    text = "ค่าส่งที่"
    spelling = normalise(text)
    assert spelling.span(0, len(spelling.match)) == (0, len(text))


@given(st.text(max_size=80))
def test_idempotent_and_offsets_hold(text):
    once = normalise(text)
    assert len(once.match) == len(once.origin)
    assert list(once.origin) == sorted(once.origin)
    assert match_key(once.match) == once.match


@given(st.text(alphabet="aab.,:. ٫٬1２ıı'’Éé\u200bไทยß+%²½ﷺ．，كـَ" ) | st.text())
def test_the_fast_key_is_the_match_channel(text):
    assert match_key(text) == normalise(text).match


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        pytest.param("ﾊﾞｯｸﾞいくら", "バッグいくら", id="half-width kana with their voicing marks"),
        pytest.param("運費多少", "运费多少", id="traditional characters"),
        pytest.param("ＣＯＤ", "cod", id="full width"),
    ],
)
def test_east_asian_spellings_are_one(typed, same):
    assert match_key(typed) == match_key(same) == normalise(typed).match


def test_origins_survive_a_voicing_mark():
    spelling = normalise("ﾊﾞｯｸﾞ円")
    assert spelling.original[slice(*spelling.span(len(spelling.match) - 1, len(spelling.match)))] == "円"


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        pytest.param("ada XXXL ga", "ada xxxl ga", id="a size, not a cry"),
        pytest.param("maauuuu xxxx", "maau x", id="cries"),
        pytest.param("ទឹកកក", "ទឹកកក", id="Khmer ice is no elongated water"),
        pytest.param("ថ្លៃ ដឹក ប៉ុន្មាន", "ថ្លៃដឹកប៉ុន្មាន", id="spaces anywhere in Khmer"),
        pytest.param("ပို့ ခ ဘယ်လောက် COD ရ", "ပို့ခဘယ်လောက် cod ရ", id="spaces anywhere in Burmese, not beside Latin"),
        pytest.param("чёрный", "черный", id="yo"),
    ],
)
def test_what_is_folded_and_what_is_not(typed, match):
    assert match_key(typed) == match == normalise(typed).match
