"""Which size, from what a viewer says of a body; and which bodies a size is for."""

import pytest

from assistant.answering import compose
from assistant.answering.facts import Asked, Desk
from assistant.knowledge import knowledge_root
from assistant.language.spelling import match_key
from assistant.market.rendering import Renderer
from assistant.market.sheet import load_sheet, parse_sheet

PATH = knowledge_root() / "shops" / "marigold_lane" / "shop.toml"
SHEET = load_sheet(PATH)
OF_JEANS = 'size_guide_kg = { "26" = "42-48", "28" = "49-55", "30" = "56-62", "32" = "63-70" }'
OF_BABIES = 'size_guide_kg = { "26" = "4-8", "28" = "6-11", "30" = "9-14", "32" = "12-17" }'


def answer(knowledge, sheet, topic, product, text, cues, market, lang):
    pack = knowledge.packs[lang]
    desk = Desk(sheet, market, pack, Renderer(pack, market, sheet.get(f"markets.{market}.currency")))
    return compose.answer(desk, Asked(topic, (product,), match=match_key(text), cues=frozenset(cues)))


@pytest.mark.parametrize(
    ("lang", "market", "text", "cue", "fact"),
    [
        ("th", "TH", "เอว 76 ใส่ยีนส์เบอร์ไหนดี", "waist", "products.jeans.size_chart.30"),
        ("fa", "AE", "دور کمر ۷۶ سانته شلوار جین چه سایزی", "waist", "products.jeans.size_chart.30"),
        ("en", "PH", "waist 30, which size", "waist", "products.jeans.size_chart.30"),
        ("id", "ID", "lingkar pinggul 104 ambil apa", "hip", "products.jeans.size_chart.32"),
        ("ko", "KR", "61키로 나가는데 뭐 입어야됨", "weight", "products.jeans.size_guide_kg.30"),
    ],
)
def test_the_size_for_a_body(knowledge, lang, market, text, cue, fact):
    made = answer(knowledge, SHEET, "p.size_help", "jeans", text, {cue}, market, lang)
    assert made is not None
    assert made.facts[0] == fact


def test_a_waist_larger_than_any_size_gets_none(knowledge):
    assert answer(knowledge, SHEET, "p.size_help", "jeans", "waist 120 cm", {"waist"}, "PH", "en") is None


@pytest.mark.parametrize(("text", "size"), [("anakku 15 kg", "32"), ("bayi 5 kilo", "26"), ("umur 15", None)])
def test_kilos_of_a_child_count_where_they_are_said(knowledge, text, size):
    sheet = parse_sheet(PATH.read_text(encoding="utf-8").replace(OF_JEANS, OF_BABIES), "nappies")
    made = answer(knowledge, sheet, "p.size_help", "jeans", text, {"weight"} if "k" in text.split()[-1] else (), "ID", "id")
    assert (made.facts[0].rsplit(".", 1)[-1] if made else None) == size


def test_which_bodies_a_size_is_for(knowledge):
    made = answer(knowledge, SHEET, "p.size_measure", "jeans", "size 32 buat berat berapa", {"weight"}, "ID", "id")
    assert made is not None
    assert made.facts == ("products.jeans.size_guide_kg.32",)
    assert "63-70 kg" in made.text
