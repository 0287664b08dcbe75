"""What a sentence claims when it is said as people say it: without a unit or a cue, taken back, listed, excepted, denied in part."""

from pathlib import Path

import pytest

from assistant.guard.promises import PromiseLanguages
from assistant.language.spelling import match_key

LANGUAGES = Path(__file__).resolve().parents[2] / "knowledge" / "languages"


@pytest.fixture(scope="module")
def readers():
    return {lang: language.reader for lang, language in PromiseLanguages(LANGUAGES).items()}


def claims(readers, lang, text, *kinds):
    return [c for c in readers[lang].read(match_key(text)).claims if not kinds or c.kind in kinds]


PRICES = [
    ("en", "the kettle two fifty four", 254), ("en", "the kettle eighty nine ninety who wants it", 89.90), ("id", "tumbler sembilan puluh ribu nih", 90_000),
    ("pt", "a chaleira dezenove e noventa", 19.90), ("pl", "czajnik dziewiętnaście dziewięćdziesiąt", 19.90), ("es", "la tetera diecinueve con noventa", 19.90),
    ("tr", "çaydanlık iki yüz lira doksan", 200.90), ("ru", "чайник одиннадцать четыреста десять", 11_410), ("ko", "주전자 오천 원 오천 원이야", 5000),
    ("ja", "やかん二千三百八十円", 2380), ("th", "กาน้ำแปดร้อยบาท", 800), ("vi", "ấm nước năm trăm ngàn nha", 500_000), ("ar", "الغلاية مية ريال", 100),
    ("zh", "水壶一百块", 100),
]  # fmt: skip
NO_PRICES = [
    ("en", "guess what the kettle costs two hundred or three hundred"), ("en", "the kettle until nine fifteen tonight"), ("en", "we sold two hundred kettles"),
    ("id", "tadi ada yang nawar dua ratus ribu"), ("es", "de la mochila ya vendimos quinientas"), ("pt", "a mochila na feira por cem reais"),
    ("pl", "rok temu czajnik po sto złotych"), ("tr", "çantayı beş yüze verir misin diyor biri"), ("ko", "가방 이만원에 달라고 하시는데"),
    ("ja", "リュックを二千円にしてってコメントが来てます"), ("th", "มีคนต่อเป้เหลือห้าร้อยบาท"), ("zh", "有人问背包五十块卖不卖"), ("ar", "وحده تقول تبي العبايه بخمسين ريال"),
]  # fmt: skip
TAKEN_BACK = [
    ("en", "the price is ninety ringgit no sorry eighty nine ringgit", 89), ("es", "precio cuatrocientos pesos ay no quinientos pesos", 500),
    ("ja", "価格は千五百円いや違う千七百六十円", 1760), ("ko", "가격은 만이천원 아니 만오천원", 15_000), ("tr", "fiyatı yedi yüz lira pardon dokuz yüz lira", 900),
    ("id", "harganya seratus ribu eh salah seratus lima puluh ribu", 150_000), ("zh", "价钱九十块 不对 一百块", 100), ("ru", "цена десять тысяч ой нет четырнадцать тысяч", 14_000),
]  # fmt: skip
METHODS = [
    ("en", "grabpay yes but not boost", {"GrabPay": True, "Boost": False}), ("en", "visa can boost cannot", {"Visa": True, "Boost": False}),
    ("en", "no boost or grabpay we accept visa", {"Boost": False, "GrabPay": False, "Visa": True}), ("en", "only visa and fpx no boost", {"Visa": True, "FPX": True, "Boost": False}),
    ("id", "ovo bisa gopay nggak bisa", {"OVO": True, "GoPay": False}), ("th", "วีซ่าได้ช้อปปี้เพย์ไม่ได้", {"Visa": True, "ShopeePay": False}),
    ("vi", "momo được shopeepay không được nha", {"MoMo": True, "ShopeePay": False}), ("zh", "grabpay可以 boost不可以", {"GrabPay": True, "Boost": False}),
    ("zh", "grabpay没有 fpx有", {"GrabPay": False, "FPX": True}), ("fil", "gcash pwede grabpay hindi", {"GCash": True, "GrabPay": False}),
    ("tr", "sadece troy ve mastercard papara geçmiyor", {"Troy": True, "Mastercard": True, "Papara": False}),
]  # fmt: skip
DEALS = [
    ("en", "take three pay for two", (2, 1)), ("en", "two for one", (1, 1)), ("en", "buy two get one free", (2, 1)), ("ko", "1+1 행사예요", (1, 1)),
    ("es", "calcetines al tres por dos", (2, 1)), ("pt", "leve três pague dois", (2, 1)), ("pl", "miód dwa plus jeden", (2, 1)), ("ru", "носки две пары плюс одна", (2, 1)),
    ("tr", "bal üç al iki öde", (2, 1)), ("th", "น้ำผึ้งสองแถมหนึ่ง", (2, 1)), ("id", "madu 2 gratis 1", (2, 1)), ("zh", "蜂蜜买一送一", (1, 1)),
    ("ar", "خد علبتين شاي والتالته عليا انا هديه", (2, 1)), ("fa", "دو تا جعبه چایی بردار سومیش مهمون ما", (2, 1)), ("kk", "балдан үшеуін алып төртіншісін ақшасыз алып кетесіздер", (3, 1)),
]  # fmt: skip
NO_DEALS = [
    ("en", "buy two jars and pay seventy three ringgit"), ("es", "tres por doscientos pesos"), ("pl", "dwa do pięciu osób"), ("en", "two for ten ringgit"),
    ("id", "beli dua bayar sepuluh ribu"), ("ar", "خذوا راحتكم التبديل الثاني مجاني"), ("kk", "ұтыста екі адам алып кетеді үшіншісі тегін тұмақ алады"),
]  # fmt: skip
POSTAGE = [
    ("en", "swap the size and the postage is on us", "exchange_free", True), ("id", "tukar ukuran ongkirnya kita yang bayar", "exchange_free", True),
    ("tr", "beden değişiminde kargo bizden", "exchange_free", True), ("ja", "交換の送料はうちが負担します", "exchange_free", True), ("ko", "교환 배송비 고객님 부담이에요", "exchange_free", False),
    ("ru", "обмен размера доставка за наш счёт", "exchange_free", True), ("es", "el envío del cambio lo pagamos nosotros", "exchange_free", True),
    ("en", "send it back and the courier is on you", "return_free", False), ("vi", "gửi trả hàng phí ship bên em trả", "return_free", True),
    ("zh", "退货的邮费我们负责", "return_free", True), ("th", "ส่งคืนลูกค้าออกค่าส่งเองนะคะ", "return_free", False),
]  # fmt: skip
NO_POSTAGE = [
    ("en", "it arrived broken send it back the postage is on us"), ("en", "spend fifty ringgit and the postage is on us you can return it in ten days"),
    ("id", "gratis ongkir di atas dua ratus ribu dan boleh tukar ukuran"), ("ja", "不良品の場合は返品の送料はうちが負担します"), ("tr", "arızalı gelirse iade kargo bizden"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "price"), [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in PRICES])
def test_a_price_without_a_cue_or_a_unit(readers, lang, text, price):
    (claim,) = claims(readers, lang, text, "price")
    assert price in (claim.readings or (claim.high,))


@pytest.mark.parametrize(("lang", "text"), [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in NO_PRICES])
def test_a_guess_a_bid_and_a_count_are_no_price(readers, lang, text):
    assert claims(readers, lang, text, "price") == []


@pytest.mark.parametrize(("lang", "text", "price"), [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in TAKEN_BACK])
def test_what_is_taken_back_is_not_promised(readers, lang, text, price):
    assert [c.high for c in claims(readers, lang, text, "price")] == [price]


@pytest.mark.parametrize(("lang", "text", "taken"), [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in METHODS])
def test_a_negation_denies_the_nearest(readers, lang, text, taken):
    assert {c.value: c.positive for c in claims(readers, lang, text, "method")} == taken


def test_a_negation_is_spent_on_what_it_closes(readers):
    assert {c.value: c.positive for c in claims(readers, "en", "asking for boost sorry not here we take visa", "method")} == {"Boost": False, "Visa": True}


@pytest.mark.parametrize(("lang", "text", "pieces"), [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in DEALS])
def test_every_way_to_say_a_deal(readers, lang, text, pieces):
    assert [(c.low, c.high) for c in claims(readers, lang, text, "deal")] == [pieces]


@pytest.mark.parametrize(("lang", "text"), [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in NO_DEALS])
def test_money_and_ranges_are_no_deal(readers, lang, text):
    assert claims(readers, lang, text, "deal") == []


@pytest.mark.parametrize(("lang", "text", "kind", "positive"), [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in POSTAGE])
def test_who_pays_for_what_goes_back(readers, lang, text, kind, positive):
    assert [(c.kind, c.positive) for c in claims(readers, lang, text, "exchange_free", "return_free")] == [(kind, positive)]


@pytest.mark.parametrize(("lang", "text"), [pytest.param(*row, id=f"{row[0]}-{row[1]}") for row in NO_POSTAGE])
def test_free_postage_of_an_order_is_not_that_of_a_return(readers, lang, text):
    assert claims(readers, lang, text, "exchange_free", "return_free") == []


@pytest.mark.parametrize(
    ("lang", "text", "denied"),
    [
        ("en", "no fish in it at all", ["fish"]), ("en", "contains fish", []), ("en", "not for you if you are allergic to fish", []), ("tr", "içinde balık yok", ["fish"]),
        ("zh", "里面没有鱼", ["fish"]), ("zh", "对鱼过敏的不要买", []), ("ru", "без миндаля", ["almonds"]), ("ko", "생선 성분 없어요", ["fish"]), ("th", "ไม่มีปลา", ["fish"]),
    ],
)  # fmt: skip
def test_what_is_said_not_to_be_in_it(readers, lang, text, denied):
    assert [c.value for c in claims(readers, lang, text, "allergen")] == denied


@pytest.mark.parametrize(
    ("lang", "text", "days"),
    [
        ("en", "your money is back today", [0]), ("en", "your money is not back tomorrow", []), ("ru", "деньги вернутся завтра", [1]), ("ja", "返金は明日には入ります", [1]),
        ("vi", "hôm nay hoàn tiền liền", [0]),
    ],
)  # fmt: skip
def test_a_refund_by_a_day(readers, lang, text, days):
    assert [c.high for c in claims(readers, lang, text, "refund")] == days


@pytest.mark.parametrize(
    ("lang", "text", "open_"),
    [
        ("en", "we answer your messages twenty four hours", True), ("en", "the battery lasts twenty four hours", False), ("tr", "yedi yirmi dört mesajlara bakıyoruz", True),
        ("ko", "24시간 답변해드려요", True), ("ko", "24시간 보온돼요", False), ("es", "contestamos las veinticuatro horas", True), ("ja", "二十四時間お返事します", True),
    ],
)  # fmt: skip
def test_a_fact_may_need_other_words(readers, lang, text, open_):
    assert bool(claims(readers, lang, text, "always_open")) == open_


def test_a_sum_is_a_deal_only_of_a_product(readers):
    assert [claims(readers, "en", text, "deal")[0].lone for text in ("one plus one is two", "one plus one free", "1+1 tonight")] == [True, False, False]


def test_months_without_interest(readers):
    (plan,) = claims(readers, "pt", "parcela em seis vezes sem juros", "no_interest")
    (apart,) = claims(readers, "pt", "divide em nove vezes mas sem juros só até cinco", "no_interest")
    assert (plan.high, apart.high) == (6, 0)


@pytest.mark.parametrize(("lang", "text"), [("ko", "3일안에 반품하세요"), ("ko", "일주일안에 반품하세요")])
def test_endings_written_onto_amounts(readers, lang, text):
    assert [c.kind for c in claims(readers, lang, text, "returns")] == ["returns"]


NEW = ("exchange_free", "always_open"), "return_fee", "contains"
LISTS = ("excepted", "repair", "no_price", "solely", "affirm", "we_pay", "you_pay", "exchanges", "returning", "faulty", "plus", "second_cheaper", "allergens")


@pytest.mark.parametrize("lang", sorted(p.parent.name for p in LANGUAGES.glob("*/promises.toml")))
def test_every_language_can_hear_and_correct_them(readers, lang):
    words = readers[lang].words
    facts, name, line = NEW
    assert set(facts) <= set(words.facts)
    assert name in words.names
    assert line in words.lines
    assert [n for n in LISTS if not getattr(words, n) and not getattr(words, f"{n}_after", ())] == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "grab three boxes of tea and the fourth one is yours for nothing"),
        ("es", "llévense tres frascos y el cuarto va por mi cuenta"),
        ("ru", "берете три банки четвертая в подарок"),
        ("fil", "bumili ng tatlong honey yung pang apat libre na"),
    ],
)
def test_the_piece_that_costs_nothing_is_counted(readers, lang, text):
    assert [(c.low, c.high) for c in claims(readers, lang, text, "deal")] == [(3, 1)]


def test_the_fourth_winner_is_no_deal(readers):
    assert not claims(readers, "en", "the fourth one to comment is my winner tonight", "deal")


@pytest.mark.parametrize(("lang", "text"), [("en", "change your mind and you pay nothing for the courier"), ("ru", "вернете и за обратную доставку с вас ни копейки")])
def test_the_buyer_who_pays_nothing_is_no_buyer_who_pays(readers, lang, text):
    assert [c.positive for c in claims(readers, lang, text, "return_free")] == [True]


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "wrong size swap it as often as you like"), ("es", "si no te queda cámbialo las veces que quieras"), ("ru", "меняем размер сколько угодно раз")]
)
def test_swaps_without_end_are_more_than_any_sheet_allows(readers, lang, text):
    assert [c.high for c in claims(readers, lang, text, "exchange_times")] == [99]
