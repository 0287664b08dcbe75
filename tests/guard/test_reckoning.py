"""Amounts a host reckons with, shares or puts right interrupt nobody; the wrong neighbour of each does."""

from pathlib import Path

import pytest

from assistant.guard.promises import PromiseGuard, PromiseLanguages
from assistant.knowledge import knowledge_root
from assistant.language.number_words import load_number_words
from assistant.language.quantities import QuantityReader
from assistant.language.spelling import normalise
from assistant.market.sheet import load_sheet

LANGUAGES = Path(__file__).resolve().parents[2] / "knowledge" / "languages"
SHEET = load_sheet(knowledge_root() / "shops" / "heron_landing" / "shop.toml")
SPOKEN = PromiseLanguages(LANGUAGES)


def wrong(lang, market, text):
    """The paths that a sentence contradicts."""
    return [f.path.split(".", 2)[2] for f in PromiseGuard(SHEET, None, market, SPOKEN).findings(text, lang) if f.outcome == "contradicted"]


@pytest.mark.parametrize(
    ("lang", "market", "innocent", "neighbour", "path"),
    [
        # what is missing to a threshold
        ("en", "PH", "your cart is at nine hundred add one hundred eighty more and shipping is free", "reach nine hundred and shipping is free", "shipping.free_from"),
        ("id", "ID", "keranjang kakak baru seratus sembilan puluh ribu tambah empat puluh lima ribu lagi ongkirnya gratis", "gratis ongkir mulai dua ratus ribu", "shipping.free_from"),
        ("ru", "KZ", "в корзине двадцать одна тысяча пятьсот добейте ещё пять с половиной тысяч и доставка бесплатная", "доставка бесплатная от пяти тысяч", "shipping.free_from"),
        # the postage on top, and what two buyers share
        ("en", "PH", "nine hundred plus shipping seventy six makes nine seventy six", "shipping is only sixty pesos", "shipping.fee"),
        ("zh", "MY", "跟同事一起下单邮费一人分四块六", "邮费才四块钱", "shipping.fee"),
        ("ko", "KR", "둘이 나눠 내면 배송비 천구백 원씩이에요", "배송비 천 원이에요", "shipping.fee"),
        # a note and coins
        ("my", "MM", "ငါးထောင်တန်တစ်ရွက်နဲ့ ခြောက်ရာ ပို့ခ", "ပို့ခ သုံးထောင်ပဲ", "shipping.fee"),
        # put right behind
        ("fa", "AE", "آرش پرسیده ارسال پونزده درهمه نه آرش جان یازده تاست", "هزینه ارسال پونزده درهمه", "shipping.fee"),
        ("pt", "BR", "perguntou se o frete é vinte e cinco reais não é dezoito e noventa", "o frete é vinte e cinco reais", "shipping.fee"),
        ("zh", "MY", "邮费两块九呃讲错讲错九块两毛才对", "邮费两块九", "shipping.fee"),
    ],
)
def test_reckoning(lang, market, innocent, neighbour, path):
    assert wrong(lang, market, innocent) == []
    assert wrong(lang, market, neighbour) == [path]


@pytest.mark.parametrize(
    ("lang", "market", "innocent", "neighbour"),
    [
        ("ar", "AE", "سامسونج باي ما نقبله وكريم باي بعد لا عندنا أبل باي وقوقل باي وفيزا", "سامسونج باي نقبله عادي"),
        ("pl", "PL", "Klarny nie obsługujemy PayPala też nie zostaje BLIK i Apple Pay", "Klarna też działa"),
        ("vi", "VN", "VNPay bên em không nhận nha ShopeePay cũng không chỉ MoMo thẻ Napas với chuyển khoản BIDV thôi", "ShopeePay bên em nhận luôn"),
        ("es", "MX", "con Mercado Pago no mi reina tampoco CoDi ni PayPal aquí es OXXO o SPEI", "aceptamos Mercado Pago mi reina"),
    ],
)
def test_ways_to_pay_told_apart(lang, market, innocent, neighbour):
    assert wrong(lang, market, innocent) == []
    assert set(wrong(lang, market, neighbour)) == {"payment.not_accepted"}


@pytest.mark.parametrize(
    ("lang", "market", "innocent", "neighbour", "path"),
    [
        # a viewer's question read out
        ("en", "PH", "joy is asking if shipping is fifty pesos", "joy is asking how much, shipping is fifty pesos", "shipping.fee"),
        ("ko", "KR", "배송비 오천 원 맞냐고 물어보시는데", "배송비 오천 원이에요", "shipping.fee"),
        ("my", "MM", "ပို့ခ ရှစ်ထောင်လားတဲ့ မေးထားတာ", "ပို့ခ ရှစ်ထောင်ပါ", "shipping.fee"),
        # a complaint told sorry; a time that is too short stays a promise
        ("es", "MX", "me dices que tu paquete tardó doce días qué pena de veras", "tu paquete llega en un día", "shipping.days"),
        ("tr", "TR", "kargonuz on gün sürmüş kusura bakmayın", "kargonuz bir günde gelir", "shipping.days"),
        ("tr", "TR", "ücretsiz kargo dokuz yüz otuz dokuz yüz otuz liradan itibaren", "ücretsiz kargo sekiz yüz liradan itibaren", "shipping.free_from"),  # said twice
    ],
)
def test_what_is_said_of_others_or_twice(lang, market, innocent, neighbour, path):
    assert wrong(lang, market, innocent) == []
    assert wrong(lang, market, neighbour) == [path]


@pytest.mark.parametrize(
    ("lang", "market", "text"),
    [
        ("en", "PH", "cash on delivery is okay and there's no extra charge for it"),
        ("th", "TH", "เก็บเงินปลายทางได้ค่ะไม่บวกเพิ่มสักบาท"),
        ("vi", "VN", "cod thoải mái không thu thêm đồng nào"),
        ("ar", "SA", "الدفع عند الاستلام متوفر بدون اي رسوم زياده"),
        ("sw", "KE", "unaweza kulipa ukipokea mzigo hakuna malipo ya ziada"),
    ],
)
def test_cash_on_delivery_for_nothing(lang, market, text):
    assert wrong(lang, market, text) == ["payment.cod_fee"]


def test_postage_that_is_free_is_not_the_fee_of_cash_on_delivery():
    assert "payment.cod_fee" not in wrong("en", "PH", "shipping is at no extra charge above ten eighty and cash on delivery is fine")


@pytest.mark.parametrize(("text", "money"), [("邮费九块两毛而已", [9.2]), ("卡包五十五块九毛五加邮费九块两毛", [55.95, 9.2]), ("十块八毛", [10.8]), ("九块角落", [9.0])])
def test_tenths_of_a_yuan(text, money):
    reader = QuantityReader(load_number_words(LANGUAGES / "zh" / "numbers.toml"))
    assert [q.high for q in reader.find(normalise(text).match) if q.unit == "money"] == money


def test_a_polite_ending_is_no_number():
    reader = QuantityReader(load_number_words(LANGUAGES / "ja" / "numbers.toml"))
    assert [q.high for q in reader.find(normalise("違うすいません六千九百円以上").match)] == [6900]


@pytest.mark.parametrize(("text", "found"), [("ဖိနပ်လေး လေးသောင်း", [("money", 40_000)]), ("သုံးလ", [("month", 3)])])
def test_a_unit_does_not_end_within_a_syllable(text, found):
    reader = QuantityReader(load_number_words(LANGUAGES / "my" / "numbers.toml"))
    assert [(q.unit, q.high) for q in reader.find(normalise(text).match)] == found
