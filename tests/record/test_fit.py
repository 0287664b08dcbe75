"""A reply cut to length keeps its numbers, links and letters whole, in every script."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.record.fit import fit


@pytest.mark.parametrize(
    ("text", "most", "unit", "kept"),
    [
        pytest.param("It is 300 baht.", 15, "chars", "It is 300 baht.", id="fits"),
        pytest.param("It is 300 baht. Free delivery today!", 30, "chars", "It is 300 baht.", id="sentence-end"),
        pytest.param("Yes. We ship to Chiang Mai within two days", 30, "chars", "Yes. We ship to Chiang Mai…", id="sentence-too-early"),
        pytest.param("It ships within days", 18, "chars", "It ships within…", id="word"),
        pytest.param("The price is 1,250,000 VND now", 22, "chars", "The price is…", id="never-inside-a-number"),
        pytest.param("The price is 1 250 000 ₫ now", 24, "chars", "The price is…", id="spaces-inside-a-number"),
        pytest.param("Only ฿ 300 with code", 9, "chars", "Only…", id="currency-stays-with-its-number"),
        pytest.param("Save up to -30% now", 15, "chars", "Save up to…", id="percent-stays-with-its-number"),
        pytest.param("Version 2.5. More soon.", 12, "chars", "Version 2.5.", id="a-point-inside-a-number-ends-nothing"),
        pytest.param("See https://shop.example/a/b?c=1 for more", 20, "chars", "See…", id="no-half-links"),
        pytest.param("1,250,000", 5, "chars", None, id="nothing-honest-fits"),
        pytest.param("ราคา ๑,๒๕๐ บาทค่ะ ส่งฟรีทั่วประเทศ", 9, "chars", "ราคา…", id="thai-digits-whole"),
        pytest.param("ที่นี่มีของแถม", 7, "chars", "ที่นี่…", id="thai-marks-stay-on-their-letter"),
        pytest.param("السعر ٣٠٠ ريال؟ نعم، التوصيل مجاني لكل المدن", 25, "chars", "السعر ٣٠٠ ريال؟", id="arabic-question-mark"),
        pytest.param("दाम 300 रुपये है। डिलीवरी मुफ़्त है।", 22, "chars", "दाम 300 रुपये है।", id="danda"),
        pytest.param("价格是300元。今天免运费！谢谢", 12, "chars", "价格是300元。", id="chinese-full-stop"),
        pytest.param("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 10, "chars", "👨‍👩‍👧‍👦…", id="family-emoji-whole"),
        pytest.param("🇹🇭🇻🇳🇮🇩", 15, "bytes", "🇹🇭…", id="flags-whole-in-bytes"),
        pytest.param("ราคาดี", 12, "bytes", "ราค…", id="thai-in-bytes"),
    ],
)
def test_cut(text, most, unit, kept):
    assert fit(text, most, unit) == kept


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(["ราคา ", "300 บาท", "1,250.50", "👍🏽", "كم؟ ", "ok. ", "नि", "é", "5 000 ₫ "]), max_size=30).map("".join),
    st.integers(4, 60),
    st.sampled_from(["chars", "bytes"]),
)
def test_what_is_kept_fits_and_ends_between_graphemes_outside_numbers(text, most, unit):
    kept = fit(text, most, unit)
    if kept is None:
        return
    assert len(kept.encode() if unit == "bytes" else kept) <= most
    start = kept.removesuffix("…")
    assert text.startswith(start)
    assert regex.findall(r"\X", text)[: len(regex.findall(r"\X", start))] == regex.findall(r"\X", start)
    assert not (start[-1:].isdecimal() and text[len(start) : len(start) + 1].isdecimal())
