"""Which words of a name are the product's own, and which names a recogniser is told to expect."""

from pathlib import Path

import pytest

from assistant.market.sheet import load_sheet
from assistant.voice.product_names import hotwords, own_words

SHEET = load_sheet(Path(__file__).parents[2] / "knowledge" / "shops" / "tamarind_row" / "shop.toml")
ORDINARY = {"wireless", "mouse", "air", "fryer", "sepatu", "lari"}.__contains__


@pytest.mark.parametrize(
    ("names", "own"),
    [
        (("Kicau wireless earbuds",), ("Kicau",)),
        (("Nasiku mini rice cooker", "Rice cooker mini Nasiku"), ("Nasiku",)),
        (("Trailo road running shoes", "รองเท้าวิ่งถนน Trailo"), ("Trailo",)),
        (("Ruqaya Ajwa dates gift box",), ("Ruqaya", "Ajwa")),
        (("Orbita R7 robot vacuum",), ("Orbita",)),
        (("Vellano Air Fryer",), ("Vellano",)),
        (("VELLANO AIR FRYER",), ("VELLANO",)),
        (("sepatu lari trailo",), ("trailo",)),
        (("Wireless Mouse",), ()),
        ((), ()),
    ],
)
def test_words_that_are_a_products_own(names, own):
    assert own_words(names, ORDINARY) == own


def test_products_on_screen_come_first_and_by_their_whole_name():
    names = hotwords(SHEET, ("shoes", "earbuds", "no_such_thing"), "id")
    assert names[:3] == ("Sepatu lari jalan raya Trailo", "Earbuds nirkabel Kicau", "Sakinah")
    assert len(names) == len(set(names)) == len(SHEET.products)


def test_a_language_that_the_sheet_lacks_gets_the_words_that_are_a_products_own():
    assert hotwords(SHEET, ("earbuds",), "tr")[0] == "Kicau"


def test_never_more_than_the_most():
    assert len(hotwords(SHEET, (), "id", most=3)) == 3
