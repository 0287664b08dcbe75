"""Names in Latin letters are heard in other scripts, and ordinary words that sound a little alike are not."""

import pytest

from assistant.language.by_sound import SoundFinder
from assistant.language.spelling import match_key

NAMES = ("pashmina", "polo", "tripod", "sambal", "robot", "vacuum", "zefira", "nilofar", "ampero", "tumbler", "collagen", "tint", "fathom", "calla")
FINDER = SoundFinder((name, name) for name in NAMES)


def heard(text):
    return [hit.value for hit in FINDER.find(match_key(text))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("почем пашмина", "pashmina"), ("пашмину в машинке можно", "pashmina"), ("البشمينا بكم", "pashmina"), ("파시미나 얼마", "pashmina"),
        ("폴로 얼마에요", "polo"), ("โปโลไซส์ไหนดี", "polo"), ("پولو چه سایزی", "polo"), ("поло есть", "polo"), ("ポロのサイズ", "polo"),
        ("трипод высокий", "tripod"), ("ترايبود بكم", "tripod"), ("トライポッドいくら", "tripod"), ("트라이포드 있나요", "tripod"),
        ("サンバル辛い？", "sambal"), ("삼발 매워요", "sambal"), ("ซัมบัลเผ็ดไหม", "sambal"), ("роботы есть", "robot"),
        ("زفيرا كم سعرها", "zefira"), ("نيلوفر موجود", "nilofar"), ("тумблер держит", "tumbler"), ("коллаген вкусный", "collagen"), ("コラーゲンの味", "collagen"),
    ],
)  # fmt: skip
def test_a_name_is_heard_in_another_script(text, name):
    assert heard(text) == [name]


@pytest.mark.parametrize(
    "text",
    ["بكم الشحن", "работает ли", "пол моет", "половина", "полоса тянет", "پول ندارم", "팔로우 했어요", "롤 케이크", "ملابس اطفال", "توصيل", "คนละพวก", "カーテン", "банк", "соус", "polo shirt", "뭐 입어야됨", "日本からでも"],
)  # fmt: skip
def test_ordinary_words_are_no_names(text):
    assert heard(text) == []


def test_a_hit_covers_the_word_it_stands_in():
    (hit,) = FINDER.find("почем пашмина сегодня")
    assert (hit.start, hit.end) == (6, 13)
