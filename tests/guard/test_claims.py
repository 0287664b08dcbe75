"""What a sentence claims, before any fact is looked at."""

from pathlib import Path

import pytest

from assistant.errors import BadKnowledge
from assistant.guard.promise_words import load_promise_words
from assistant.guard.promises import PromiseLanguages
from assistant.language.spelling import match_key

LANGUAGES = Path(__file__).resolve().parents[2] / "knowledge" / "languages"

CLAIMS = [
    ("id", "ongkirnya sembilan ribu lima ratus ya gratis kalau belanja di atas seratus dua puluh ribu", {("fee", 9500), ("free_from", 120_000)}),
    ("id", "harga sepatu empat ratus ribu ongkirnya sembilan ribu", {("price", 400_000), ("fee", 9000)}),
    ("id", "kodenya potong lima belas persen minimal belanja sembilan puluh ribu", {("coupon", 15), ("coupon_min", 90_000)}),
    ("id", "garansi dua tahun retur lima hari", {("warranty", 2), ("returns", 5)}),
    ("id", "harga normalnya lima ratus ribu", set()),
    ("ms", "waranti setahun dan boleh return dalam sepuluh hari", {("warranty", 1), ("returns", 10)}),
    ("ms", "tukar saiz berapa kali pun boleh", {("exchange_times", 100)}),
    ("vi", "giá ba trăm bốn hai nghìn", {("price", 342_000)}),
    ("vi", "giao trong ba bốn ngày", {("delivery", 4)}),
    ("sw", "mzigo wa duka lingine wiki tatu", set()),
    ("th", "ค่าส่งยี่สิบเก้าบาทครบสี่ร้อยห้าสิบบาทส่งฟรี", {("fee", 29), ("free_from", 450)}),
    ("vi", "bảo hành hai năm đổi trả trong mười ngày", {("warranty", 2), ("returns", 10)}),
    ("ar", "الضمان سنتين والاسترجاع خلال عشرة ايام", {("warranty", 2), ("returns", 10)}),
    ("en", "two year warranty and you can return it within ten days", {("warranty", 2), ("returns", 10)}),
    ("en", "it was two hundred dirhams", set()),
    ("en", "how many days for delivery", set()),
]  # fmt: skip

DENIED = [
    ("id", "cod belum bisa ya kak", "cod", False), ("id", "bisa cod ya", "cod", True), ("id", "ga usah khawatir bisa cod kok", "cod", True),
    ("ms", "kasut ni tak kalis air", "waterproof", False), ("th", "รองเท้าไม่กันน้ำนะคะ", "waterproof", False), ("th", "รองเท้ากันน้ำค่ะ", "waterproof", True),
    ("vi", "giày này không chống nước", "waterproof", False), ("ar", "الجزمه مش ضد الميه", "waterproof", False), ("en", "they are not waterproof", "waterproof", False),
    ("en", "no problem they are waterproof", "waterproof", True),
    ("ms", "beli sehelai pun pos makcik tanggung", "free_shipping_all", True), ("id", "belanja berapa pun ongkosnya tante yang tanggung", "free_shipping_all", True),
]  # fmt: skip

SILENT = [
    ("id", "bisa cod ga kak"), ("id", "ada yang tanya bisa cod"), ("id", "toko sebelah garansi satu bulan"), ("ms", "boleh cod tak"), ("th", "มีเก็บปลายทางไหมคะ"),
    ("vi", "bên mình có cod không ạ"), ("ar", "فيه دفع عند الاستلام ولا لا"), ("en", "somebody is asking if we have cash on delivery"),
]  # fmt: skip


@pytest.fixture(scope="module")
def readers():
    return {lang: language.reader for lang, language in PromiseLanguages(LANGUAGES).items()}


@pytest.mark.parametrize(("lang", "text", "amounts"), [pytest.param(*row, id=f"{row[0]}-{row[1][:40]}") for row in CLAIMS])
def test_every_amount_finds_its_cue(readers, lang, text, amounts):
    heard = readers[lang].read(match_key(text))
    assert {(c.kind, c.high) for c in heard.claims if c.unit} == amounts


@pytest.mark.parametrize(("lang", "text", "kind", "positive"), [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in DENIED])
def test_negation(readers, lang, text, kind, positive):
    heard = readers[lang].read(match_key(text))
    assert [c.positive for c in heard.claims if c.kind == kind] == [positive]


@pytest.mark.parametrize(("lang", "text"), [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in SILENT])
def test_questions_and_other_shops_claim_nothing(readers, lang, text):
    assert readers[lang].read(match_key(text)).claims == ()


def test_a_place_makes_days_a_delivery_time(readers):
    match = match_key("papua maluku paling lama tiga hari")
    with_place, without = readers["id"].read(match, [(0, 5)]), readers["id"].read(match)
    assert ([c.kind for c in with_place.claims], without.claims) == (["delivery"], ())


def test_an_unknown_key_is_refused(tmp_path):
    path = tmp_path / "promises.toml"
    path.write_text((LANGUAGES / "en" / "promises.toml").read_text(encoding="utf-8").replace("deny = [", 'denie = ["x"]\ndeny = [', 1), encoding="utf-8")
    with pytest.raises(BadKnowledge, match="denie"):
        load_promise_words(path)


@pytest.mark.parametrize("lang", ["ar", "en", "id", "ms", "th", "vi"])
def test_every_language_has_every_term_and_line(lang):
    english, words = (load_promise_words(LANGUAGES / name / "promises.toml") for name in ("en", lang))
    assert set(words.lines) == set(english.lines)
    assert set(words.terms) == set(english.terms)
    assert set(words.names) == set(english.names)
    assert set(words.units) == set(english.units)
