"""Links in comments and drafts: phishing, look-alikes, the shop's own domain, messengers, and plain words with dots."""

import time

import pytest

from assistant.guard.links import defang, find_links, outside
from assistant.guard.review import Guard
from assistant.knowledge import knowledge_root
from assistant.language.spelling import normalise

LANGS = ("id", "ms", "th", "vi", "ar", "en")
OWN = frozenset({"tamarindrow.example"})

FOUND = [
    ("plain", "klik https://hadiah.example/menang", "hadiah.example"),
    ("no scheme", "ambil di bit.ly/abc", "bit.ly"),
    ("hxxp", "hxxp://tr-hadiah[.]example/a", "tr-hadiah.example"),
    ("dot in brackets", "hadiah(dot)com", "hadiah.com"),
    ("dot in Indonesian", "gratis di hadiah titik com ya", "hadiah.com"),
    ("dot in Malay", "tebus di hadiah [noktah] com", "hadiah.com"),
    ("dot in Thai", "กดที่ รางวัล จุด com", "รางวัล.com"),
    ("dot in Vietnamese", "vào qua chấm com nhận quà", "qua.com"),
    ("dot in Arabic", "ادخل هدية نقطة كوم", "هدية.كوم"),
    ("dot with spaces", "cek hadiah . com", "hadiah.com"),
    ("full width", "ｈａｄｉａｈ．ｃｏｍ", "hadiah.com"),
    ("ideographic dot", "hadiah。com", "hadiah.com"),
    ("zero width inside", "hadi\u200bah.com", "hadiah.com"),
    ("punycode", "xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),
    ("name before the host", "https://tamarindrow.example@jahat.example/x", "jahat.example"),
    ("whatsapp", "wa.me/62800000000", "wa.me"),
    ("telegram", "t.me/toko", "t.me"),
    ("Thai ending", "ร้าน.ไทย", "ร้าน.ไทย"),
    ("script", "javascript:alert(1)", ""),
]  # fmt: skip

NO_LINK = [
    ("id", "Rp9.500 ya"), ("id", "jam 19.30 wib"), ("id", "oke.makasih kak"), ("id", "ga.ada.lagi"), ("id", "kak.live lagi kapan"), ("id", "a.n. Rina"),
    ("id", "min.ada cod?"), ("id", "10.00-17.30"), ("ms", "bagus.me suka"), ("ms", "RM59.50/helai"), ("th", "ช.ม. ละ 2.5 บาท"), ("th", "ป.1 เข้าได้ไหม"),
    ("vi", "1.290.000đ hả"), ("vi", "ok.em"), ("ar", "٩٫٥ ريال. كم الشحن"), ("ar", "ر.س"), ("en", "size 40.5, e.g. this"), ("en", "v1.2.3"), ("en", "user@mail.example"),
    ("pt", "Boa noite. Com frete?"),
]  # fmt: skip


@pytest.fixture(scope="module")
def guards():
    return {m: Guard.load(knowledge_root(), m, LANGS, own_hosts=OWN) for m in ("ID", "MY", "TH", "VN", "SA", "KE")}


@pytest.mark.parametrize(("text", "host"), [pytest.param(text, host, id=name) for name, text, host in FOUND])
def test_host_is_read_back(text, host):
    assert [link.host for link in find_links(text)] == [host]


@pytest.mark.parametrize("text", [pytest.param(text, id=f"{lang}-{text}") for lang, text in NO_LINK])
def test_plain_words_with_dots(text):
    assert find_links(text) == ()


@pytest.mark.parametrize(
    ("text", "is_outside"),
    [
        pytest.param("tamarindrow.example", False, id="own"),
        pytest.param("https://www.tamarindrow.example/size", False, id="own with www"),
        pytest.param("help.tamarindrow.example", False, id="below the own"),
        pytest.param("tamarindrow-promo.example", True, id="own name with more"),
        pytest.param("tamarindrow.example.jahat.example", True, id="own name in front"),
        pytest.param("nottamarindrow.example", True, id="own name at the end"),
        pytest.param("tаmarindrow.example", True, id="one Cyrillic letter"),
        pytest.param("tamarindr0w.example", True, id="zero for o"),
        pytest.param("wa.me/62800000000", True, id="messenger"),
    ],
)
def test_only_the_shops_own_domain_is_inside(text, is_outside):
    assert bool(outside(text, OWN)) is is_outside


PHISHING = [
    ("ID", "id", "klik hadiah.example masukin pin buat klaim"), ("MY", "ms", "tahniah anda menang klik hadiah.example untuk tebus"),
    ("TH", "th", "ยินดีด้วยคุณได้รับรางวัล กดลิงก์ rangwan.example รับเลย"), ("VN", "vi", "chúc mừng bạn trúng thưởng vào qua.example nhận quà"),
    ("SA", "ar", "مبروك ربحت جائزة ادخل hadiya.example وخذها"), ("KE", "en", "you won a free phone claim at prize.example now"),
]  # fmt: skip


@pytest.mark.parametrize(("market", "lang", "text"), [pytest.param(*row, id=row[1]) for row in PHISHING])
def test_a_false_prize_with_a_link_is_hidden(guards, market, lang, text):
    review = guards[market].review_comment(text, normalise(text), lang)
    assert ([f.category for f in review.flags], review.hidden) == (["phishing"], True)


@pytest.mark.parametrize(("market", "lang", "text"), [pytest.param(*row, id=row[1]) for row in PHISHING])
def test_such_a_text_never_goes_out(guards, market, lang, text):
    flags = guards[market].review_draft(text, lang)
    (link,) = [f for f in flags if f.why.startswith("The text leads to a link")]
    assert text[slice(*link.span)] == find_links(text)[0].host


def test_the_shops_own_link_may_go_out(guards):
    assert guards["ID"].review_draft("Tabel ukuran ada di tamarindrow.example/ukuran ya kak.", "id") == ()


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        pytest.param("klik https://hadiah.example/a.b", "klik hxxps://hadiah[.]example/a[.]b", id="scheme"),
        pytest.param("hadiah。com", "hadiah[.]com", id="ideographic dot"),
        pytest.param("javascript:alert(1)", "javascript[:]alert(1)", id="script"),
        pytest.param("hadiah[.]example/x", "hadiah[.]example/x", id="inert already"),
        pytest.param("harga Rp9.500", "harga Rp9.500", id="no link"),
    ],
)
def test_defanged(text, inert):
    assert defang(text) == inert


def test_long_hostile_text_is_linear():
    for text in ("a." * 20_000, "a-" * 20_000, "www." * 10_000, "h :/" * 10_000, "x . " * 10_000):
        started = time.process_time()
        find_links(text)
        assert time.process_time() - started < 2.0
