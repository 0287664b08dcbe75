"""Texts are cut between letters as readers see them."""

import pytest
import regex

from assistant.language.graphemes import cut

TEXTS = {
    "Thai": "ที่นี่ส่งของช้ามากค่ะ รอมาสองอาทิตย์แล้วยังไม่ได้เลย" * 8,
    "Arabic with vowel signs": "السَّلامُ عَلَيْكُم وَصَلَ الطَّلَبُ مَكْسُورًا" * 8,
    "Burmese": "ပစ္စည်းပျက်စီးနေတယ် ဘယ်လိုလုပ်ရမလဲ" * 8,
    "Khmer": "ទំនិញខូចហើយ តើធ្វើដូចម្ដេច" * 8,
    "families": "👨‍👩‍👧‍👦👩🏽‍🚀🇮🇩" * 20,
}


@pytest.mark.parametrize("most", [1, 2, 7, 40, 119])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_cut_text_is_whole_letters_within_its_bound(text, most):
    short = cut(text, most)
    whole = regex.findall(r"\X", text)
    kept = regex.findall(r"\X", short.removesuffix("…"))
    assert (len(short) <= most, short.endswith("…"), "".join(kept)) == (True, True, "".join(whole[: len(kept)]).rstrip())


def test_a_text_that_fits_stays():
    assert cut("ที่นี่", 6) == "ที่นี่"
