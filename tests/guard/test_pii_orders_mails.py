"""Numbers of orders and e-mail addresses that no word announces, and what only looks like them. All people, shops and numbers are made up."""

from functools import cache
from pathlib import Path

import pytest

from assistant.guard.review import Guard

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


@cache
def guard(market: str, lang: str) -> Guard:
    return Guard.load(KNOWLEDGE, market, (lang,), tagger=None)


@cache
def reading_guard(market: str, lang: str) -> Guard:
    return Guard.load(KNOWLEDGE, market, (lang,))


NUMBERS = [
    pytest.param("KE", "en", "RX 604 118 227 CN scanned twice", "[order_no] scanned twice", id="postal-union-spaced"),
    pytest.param("VN", "vi", "EB604118227VN tới đâu rồi", "[order_no] tới đâu rồi", id="postal-union-solid"),
    pytest.param("PL", "pl", "qt-88 1942 utknęła w sortowni", "[order_no] utknęła w sortowni", id="letters-then-groups"),
    pytest.param("ID", "id", "ABN-77-31904 mana ya", "[order_no] mana ya", id="joined-by-hyphens"),
    pytest.param("PH", "fil", "hm51190xk kulang ng isa", "[order_no] kulang ng isa", id="small-letters"),
    pytest.param("KZ", "ru", "АК-40118/7 до сих пор не пришла", "[order_no] до сих пор не пришла", id="cyrillic-letters"),
    pytest.param("MX", "es", "pedi el #40417 y el #40429, van juntos?", "pedi el [order_no] y el [order_no], van juntos?", id="signed"),
    pytest.param("TR", "tr", "№4417 iptal", "[order_no] iptal", id="numero-sign"),
    pytest.param("AE", "en", "aramex says 4402 1187 930 is lost", "aramex says [order_no] is lost", id="long-groups"),
    pytest.param("TR", "tr", "41907733 iptal istiyorum", "[order_no] iptal istiyorum", id="bare-digits-beside-cancel"),
    pytest.param("KR", "ko", "교환 접수 WX-0417-52", "교환 접수 [order_no]", id="exchange"),
    pytest.param("KE", "en", "my parcel, bee kay seven three one one four", "my parcel, [order_no]", id="read-out"),
    pytest.param("MX", "es", "mi pedido tres cuatro nueve cero dos", "mi pedido [order_no]", id="digits-read-out"),
]
NO_NUMBERS = [
    pytest.param("AE", "en", "is the WH-1000XM5 better than RTX4070", id="models"),
    pytest.param("AE", "en", "refund for iPhone 15 Pro 256 or SM-A556B", id="models-beside-refund"),
    pytest.param("AE", "en", "20000mAh 65W 220V 128GB, is it i7-13700K", id="capacities"),
    pytest.param("ID", "id", "rp 150000 dikirim hari ini? ongkir 25.000", id="prices-beside-shipped"),
    pytest.param("KR", "ko", "발송 230 240 250 260 다 있나요", id="sizes-beside-shipped"),
    pytest.param("TH", "th", "งวดนี้ 12 34 56 78", id="lottery"),
    pytest.param("PH", "fil", "lotto ko 04 12 27 33 41 haha", id="draw"),
    pytest.param("ID", "id", "cabang Tanah Abang Blok A lantai 3 ready ga kak", id="branch-of-a-shop"),
    pytest.param("MX", "es", "cp 5 dígitos nomás?", id="count-of-digits"),
    pytest.param("AE", "en", "flight EK0417 lands 22:15, gate B22", id="flight"),
    pytest.param("KR", "ko", "20190403에 처음 주문했는데 아직도 단골이에요", id="day"),
    pytest.param("PL", "pl", "na spodzie jest 5901234123457 i co to", id="barcode"),
    pytest.param("PH", "fil", "cancel na ba ang 11.11 sale on 12-12-2026", id="days-of-sales"),
    pytest.param("BR", "pt", "troca de 2025 pra 2026 tem?", id="years"),
    pytest.param("KE", "en", "#2026 #1111 vibes", id="hashtags"),
    pytest.param("MX", "es", "cancelaron el live de 10-12", id="hours"),
    pytest.param("KE", "en", "one two three four five cancel the countdown", id="counting"),
    pytest.param("MY", "zh", "12315投诉你们", id="hotline-of-consumers"),
    pytest.param("CN", "zh", "再不退款我投诉到12345", id="hotline-of-the-mayor"),
    pytest.param("TH", "th", "ไม่คืนเงินจะร้องเรียน 1166 นะ", id="thai-hotline"),
]
MAILS = [
    pytest.param("KE", "en", "send to wanja underscore k 7 at yahoo dot co dot ke please", "send to [email] please", id="separators-said"),
    pytest.param("MX", "es", "mi correo es lupita guion bajo 91 arroba outlook punto com punto mx", "mi correo es [email]", id="guion-bajo"),
    pytest.param("PL", "pl", "ola podkreślnik r małpka interia kropka pl", "[email]", id="podkreslnik"),
    pytest.param("ID", "id", "emailku bagas garis bawah 8 et yahoo titik com ya", "emailku [email] ya", id="garis-bawah"),
    pytest.param("KZ", "kk", "поштам дана нүкте ер ат джимэйл нүкте ком", "поштам [email]", id="kazakh"),
    pytest.param("TH", "th", "เมล แพรว ขีดล่าง 7 แอท จีเมล จุดคอม", "เมล [email]", id="thai"),
    pytest.param("KR", "ko", "moraeal77 네이버 닷컴", "[email]", id="sign-left-out"),
    pytest.param("AE", "en", "fatinalkaabi gmail com no space", "[email] no space", id="name-of-one-word"),
    pytest.param("PH", "fil", "paki send trixie.g @ g mail . com", "paki send [email]", id="blanks-round-signs"),
    pytest.param("JP", "ja", "mio ハイフン 12 アットマーク ヤフー", "[email]", id="host-without-end"),
    pytest.param("BR", "pt", "v, i, pontes, arroba, uol, ponto, com, ponto, br", "[email]", id="commas"),
    pytest.param("TR", "tr", "z e h r a 7 2 kuyruklu a hotmail com", "[email]", id="letter-by-letter"),
    pytest.param("BR", "pt", "manda no joana_p arroba live com", "manda no [email]", id="spoken-sign"),
    pytest.param("KE", "en", "Receipt to ann.w@gmail.com thanks", "Receipt to [email] thanks", id="typed"),
]
NO_MAILS = [
    pytest.param("KE", "en", "do you have a gmail account?", id="asked-for"),
    pytest.param("KE", "en", "the outlook of this bag is nice at yahoo", id="ordinary-words"),
    pytest.param("KE", "en", "I saw the ad at yahoo, look at it", id="seen-at"),
    pytest.param("ID", "id", "bisa kirim katalog ke gmail ga kak", id="no-name"),
    pytest.param("RU", "ru", "собака точка на футболке", id="dog"),
    pytest.param("PH", "fil", "live na ba at me too", id="short-hosts"),
    pytest.param("KE", "en", "open gmail com on my phone", id="site"),
    pytest.param("BR", "pt", "filmam a live com que câmera", id="live-with"),
    pytest.param("BR", "pt", "minha mãe adora assistir a live com vocês", id="watching-with"),
    pytest.param("BR", "pt", "vou mandar a uol com foto", id="letter-and-host"),
]


NO_NAMES = [
    pytest.param("MY", "ms", "nama penuh dlm ic ke nama panggilan je", id="in-the-card"),
    pytest.param("MY", "ms", "jangan lupa mention nama saya masa live esok", id="during"),
    pytest.param("PL", "pl", "imię i nazwisko muszę podać?", id="must-i"),
    pytest.param("TZ", "sw", "jina kamili lazima?", id="is-it-needed"),
    pytest.param("KE", "en", "full name needed?", id="needed"),
    pytest.param("KR", "ko", "김연아 선수 이름 쓰인 스케이트화", id="written-on"),
]


@pytest.mark.parametrize(("market", "lang", "text", "masked"), [*NUMBERS, *MAILS])
def test_masked(market, lang, text, masked):
    assert guard(market, lang).mask(text).text == masked


@pytest.mark.parametrize(("market", "lang", "text"), [*NO_NUMBERS, *NO_MAILS, *NO_NAMES])
def test_left_alone(market, lang, text):
    assert guard(market, lang).mask(text).text == text


@pytest.mark.parametrize("text", ["is the WH-1000XM5 better than RTX4070", "20000mAh 65W 220V 128GB, is it i7-13700K"])
def test_models_are_no_orders_to_what_reads_beside_the_rules(text):
    assert reading_guard("AE", "en").mask(text).text == text


def test_codes_of_the_shop_are_kept():
    shop = Guard.load(KNOWLEDGE, "KE", ("en",), keep=frozenset(("LT-440128",)), tagger=None)
    assert shop.mask("was LT-440128 shipped").text == "was LT-440128 shipped"
