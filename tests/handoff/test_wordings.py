"""Every language says a person will look in words that are recognised as such, and nothing else it says is."""

import pytest

from assistant.handoff.wordings import PersonWords
from assistant.knowledge import knowledge_root, languages
from assistant.language.spelling import normalise

ROOT = knowledge_root()
LANGS = languages(ROOT)


@pytest.fixture(scope="module")
def words():
    return PersonWords.load(ROOT / "languages")


def lines(pack):
    yield from pack.answers.items()
    for script in pack.answers_by_script.values():
        yield from script.items()


def test_every_language_has_its_words(words):
    assert words.languages() == LANGS


@pytest.mark.parametrize("lang", LANGS)
def test_h9_what_promises_a_person_is_recognised_and_nothing_else(words, knowledge, lang):
    promise = {key for key, line in lines(knowledge.packs[lang]) if words.assures(line, lang) and not key.startswith("case.")}
    assert promise == {key for key, _ in lines(knowledge.packs[lang]) if key.startswith("hold.") and key != "hold.privacy"}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "can i speak to a human pls"),
        ("id", "min ga mau sama bot, sambungin ke admin dong"),
        ("ms", "taknak bot la, nak cakap dengan admin"),
        ("th", "ขอคุยกับคนจริงๆได้มั้ย ไม่เอาบอท"),
        ("vi", "shop ơi cho mình gặp nhân viên đi"),
        ("fil", "ayoko ng bot, pwede po makausap ang admin"),
        ("tr", "bot istemiyorum beni bir müşteri temsilcisine bağlayın"),
        ("ar", "مابي بوت حولوني على موظف"),
        ("ar", "3ayez akalem 7ad mn el shop"),
        ("fa", "میخوام با پشتیبانی صحبت کنم"),
        ("ur", "bot se baat nahi karni, admin se baat karwao"),
        ("kk", "менеджерге қосыңыз, бот керек емес"),
        ("ru", "позовите живого человека пожалуйста, не хочу с ботом"),
        ("pl", "chcę porozmawiać z człowiekiem a nie z automatem"),
        ("hu", "élő emberrel szeretnék beszélni"),
        ("ro", "vreau să vorbesc cu un om"),
        ("es", "no quiero bot, pásame con un asesor porfa"),
        ("pt", "quero falar com um atendente"),
        ("sw", "naomba kuongea na mtu tafadhali"),
        ("ja", "ボットじゃなくて人と話したいです"),
        ("ko", "상담원 연결해주세요"),
        ("zh", "不要机器人，转人工"),
        ("km", "ខ្ញុំចង់និយាយជាមួយមនុស្ស"),
        ("my", "လူအစစ်နဲ့ပြောချင်ပါတယ်"),
    ],
)
def test_h11_who_wants_a_person_is_understood(words, lang, text):
    assert words.asks_person(normalise(text).match, lang)


@pytest.mark.parametrize("lang", LANGS)
def test_h11_who_asks_the_shop_something_is_not_taken_to_want_a_person(words, knowledge, lang):
    asked = knowledge.packs[lang].phrases.asks
    wrong = [(topic, text) for topic, texts in asked.items() for text in texts if words.asks_person(normalise(text).match, lang) and topic != "contact"]
    assert wrong == []
