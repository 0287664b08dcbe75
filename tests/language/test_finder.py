"""Terms are found as whole words where the script has words, anywhere where it has none."""

import pytest

from assistant.language.finder import Finder

FINDER = Finder([("cod", "cod"), ("ongkir*", "fee"), ("ค่าส่ง", "fee"), ("magic com", "cooker"), ("com", "site"), ("رز", "rice")])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("bisa cod ga", ["cod"], id="whole word"),
        pytest.param("codet itu apa", [], id="not inside a word"),
        pytest.param("ongkirnya berapa", ["fee"], id="open ending"),
        pytest.param("มีค่าส่งไหม", ["fee"], id="unspaced script"),
        pytest.param("magic com nya", ["cooker"], id="the longer term wins"),
        pytest.param("2cod", ["cod"], id="a digit ends a word"),
        pytest.param("الرز", [], id="Arabic article joins the word"),
    ],
)
def test_longest(text, found):
    assert [hit.value for hit in FINDER.longest(text)] == found


def test_empty_finder_finds_nothing():
    assert Finder([]).find("anything") == []


def test_two_values_at_one_place_both_stay():
    finder = Finder([("sepatu", "shoes_a"), ("sepatu", "shoes_b")])
    assert {hit.value for hit in finder.longest("sepatu ini")} == {"shoes_a", "shoes_b"}


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        pytest.param("មាន", "ប៉ុន្មាន", False, id="a stacked Khmer consonant starts no word"),
        pytest.param("មាន", "មានទេ", True, id="a Khmer word"),
        pytest.param("ကို", "ကိုက်", False, id="a consonant that closes a Burmese syllable ends no word"),
        pytest.param("ကို", "ကိုကို", True, id="a Burmese word"),
        pytest.param("꿀", "꿀이랑", True, id="one Hangul syllable with a particle"),
    ],
)
def test_syllables(term, text, found):
    finder = Finder([(term, True)], after=["이랑"])
    assert bool(finder.find(text)) is found


@pytest.mark.parametrize(
    ("text", "compounds", "found"),
    [("랩원피스 얼마", True, True), ("랩원피스 얼마", False, False), ("랩원피스는요", True, True), ("원피스처럼생긴거", True, False), ("ab원피스", True, True)],
)
def test_a_hangul_noun_may_end_a_longer_word(text, compounds, found):
    finder = Finder([("원피스", "dress")], after=["는요"], compounds=compounds)
    assert bool(finder.find(text)) == found
