"""An age or an amount that a viewer names is held against the bound of the sheet before the bound is told."""

import pytest

from assistant.answering import compose
from assistant.answering.facts import Asked, Desk
from assistant.language.spelling import match_key
from assistant.market.plain_text import age_limits
from assistant.market.rendering import Renderer


def said(sheet, knowledge, topic, text, *, market="ID", lang="id", product=None):
    pack = knowledge.packs[lang]
    desk = Desk(sheet, market, pack, Renderer(pack, market, sheet.get(f"markets.{market}.currency")))
    return desk, compose.answer(desk, Asked(topic, (product,) if product else (), match=match_key(text))).text


@pytest.mark.parametrize(
    ("topic", "market", "lang", "text", "line"),
    [
        ("giveaway_age", "ID", "id", "anakku 17 thn boleh ikutan?", "bound.fits_not"),
        ("giveaway_age", "ID", "id", "umur 35 boleh?", "bound.fits"),
        ("giveaway_age", "SA", "ar", "ولدي عمره ١٥ سنة يقدر يدخل السحب", "bound.fits_not"),
        ("giveaway_age", "TH", "th", "ลูกอายุ 15 เล่นได้ไหม", "bound.fits_not"),
        ("ship_free", "ID", "id", "belanja 50rb gratis ongkir ga", "ship_free.short"),
        ("ship_free", "ID", "id", "kalo 2 juta masih bayar ongkir?", "ship_free.reached"),
        ("ship_free", "PL", "pl", "za 900 zł jest darmowa wysyłka?", "ship_free.reached"),
        ("cod_max", "ID", "id", "cod 99 juta bisa?", "bound.fits_not"),
        ("coupon_min", "ID", "id", "beli 10rb bisa pake kode?", "bound.fits_not"),
    ],
)
def test_what_is_named_is_held_against_the_bound(topic, market, lang, text, line, sheet, knowledge):
    desk, told = said(sheet, knowledge, topic, text, market=market, lang=lang)
    assert told.startswith(desk.line(line)), told
    assert len(told) > len(desk.line(line)) + 10


@pytest.mark.parametrize("text", ["minimal umur brp", "2 anak saya umur 9 dan 12", "boleh ikutan?"])
def test_nothing_or_several_named_gets_the_bound_alone(text, sheet, knowledge):
    desk, told = said(sheet, knowledge, "giveaway_age", text)
    assert not told.startswith((desk.line("bound.fits"), desk.line("bound.fits_not")))


@pytest.mark.parametrize("lang", ["id", "th", "ar", "ja", "pl", "my", "sw"])
def test_the_lines_are_whole_sentences_in_every_language(lang, knowledge):
    pack = knowledge.packs[lang]
    lines = [pack.line(key) for key in ("bound.fits", "bound.fits_not", "ship_free.reached", "ship_free.short")]
    assert len(set(lines)) == 4
    assert all(len(line) >= 2 for line in lines)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("4 months to 3 years", (4 / 12, 3)),
        ("from 4 to 12 months", (4 / 12, 1)),
        ("3-6 years", (3, 6)),
        ("8 years and over", (8, None)),
        ("18m+", (1.5, None)),
        ("up to 5 years", (None, 5)),
        ("for all ages", (None, None)),
    ],
)
def test_the_ages_of_an_english_range(text, limits):
    assert age_limits(text) == pytest.approx(limits) if None not in limits else age_limits(text) == limits
