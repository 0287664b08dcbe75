"""Personal data in words, in pieces and without the usual words beside it. All people and numbers are made up."""

from functools import cache
from pathlib import Path

import pytest

from assistant.guard.review import Guard

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


@cache
def guard(market: str, lang: str) -> Guard:
    return Guard.load(KNOWLEDGE, market, (lang,))


MASKED = [
    ("AE", "en", "im in the lobby 058 two two 7 ninety three 4 1", "im in the lobby [phone]"),
    ("ID", "id", "wa ku 0812 tiga empat 5 enam 78 satu ya", "wa ku [phone] ya"),
    ("PL", "pl", "dzwonić 60 dwa sto pięć 44 osiem osiem", "dzwonić [phone]"),
    ("TR", "tr", "0 beş yüz otuz iki 4 4 yirmi bir 17", "[phone]"),
    ("VN", "vi", "gọi em 09 không ba 456 bảy tám 9", "gọi em [phone]"),
    ("ID", "id", "ukuran 38 dua, 39 tiga, 40 satu, 41 lima total berapa", "ukuran 38 dua, 39 tiga, 40 satu, 41 lima total berapa"),
    ("TR", "tr", "36 iki tane 38 üç tane 40 bir tane 42 dört", "36 iki tane 38 üç tane 40 bir tane 42 dört"),
    ("KE", "en", "2 for twenty 3 for thirty 4 for forty please", "2 for twenty 3 for thirty 4 for forty please"),
    ("KE", "en", "write to me on mary dot w at mailbox dot example", "write to me on [email]"),
    ("PL", "pl", "ola małpa poczta kropka example", "[email]"),
    ("KR", "ko", "메일은 minji쩜k 골뱅이 pyeonji쩜example", "메일은 [email]"),
    ("TH", "th", "เมล somsri จุด k แอท jotmai จุด example", "เมล [email]"),
    ("KE", "en", "0712 triple zero four three eight", "[phone]"),
    ("SA", "ar", "صفر خمسة خمسة ثلاث اصفار اثنين تسعة واحد ثمانية", "[phone]"),
    ("TR", "tr", "0 5 3 2 0 0 0 4 1 1 7 arayın", "[phone] arayın"),
    ("JP", "ja", "０９０の４４１７の００８２", "[phone]"),
    ("ID", "id", "rek bca delapan delapan empat kosong dua dua satu tujuh enam lima", "rek bca [bank_account]"),
    ("KE", "en", "HL-TZ-55013 has not moved", "[order_no] has not moved"),
    ("MX", "es", "curp OUBM800000MJCXXX09", "curp [national_id]"),
    ("KR", "ko", "망원동 412-7 이에요", "[address] 이에요"),
    ("KE", "en", "send refund to acc 01100000045600 Peter Mwangi", "send refund to acc [bank_account] [name]"),
    ("KE", "en", "Grace Atieno, 0712000438", "[name], [phone]"),
    ("JP", "ja", "返金は口座 2204418 ヤマダハナコ です", "返金は口座 [bank_account] [name] です"),
]
PLAIN = [
    ("KE", "en", "look at my bag dot com is fake"),
    ("KE", "en", "how do i pay at shop dot example please"),
    ("KE", "en", "double zero size 38, triple discount today"),
    ("KE", "en", "Rain Boots, how much to Nakuru"),
    ("RU", "ru", "собака точка на футболке"),
    ("MX", "es", "38 39 40 42 43 ya aparté los cinco"),
]


@pytest.mark.parametrize(("market", "lang", "text", "masked"), MASKED)
def test_masked(market, lang, text, masked):
    assert guard(market, lang).mask(text).text == masked


@pytest.mark.parametrize(("market", "lang", "text"), PLAIN)
def test_plain(market, lang, text):
    assert guard(market, lang).mask(text).text == text


def test_what_became_of_the_money_is_no_name():
    assert guard("ID", "id").mask("kartu 5260 1199 0034 7781 ditolak mulu pas bayar").text == "kartu [bank_account] ditolak mulu pas bayar"
