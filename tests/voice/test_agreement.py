import random

import pytest

from assistant.domain import Word
from assistant.voice.agreement import Agreement


def words(text: str, *, start: float = 0.0, each: float = 0.4) -> list[Word]:
    return [Word(text=w, start=start + i * each, end=start + (i + 1) * each) for i, w in enumerate(text.split())]


def stable_after(lang: str, *hypotheses: str) -> list[str]:
    """The stable text after each hypothesis, the sound going on well beyond it."""
    agreement, told = Agreement(lang), []
    for hypothesis in hypotheses:
        heard = words(hypothesis)
        agreement.hear(heard, until=100.0)
        told.append(" ".join(w.text for w in agreement.stable))
    return told


@pytest.mark.parametrize(
    ("hypotheses", "stable"),
    [
        pytest.param(("klik keranjang", "klik keranjang kuning"), ["", "klik keranjang"], id="two agree"),
        pytest.param(("klik kerang", "klik keranjang kuning"), ["", "klik"], id="only the beginning"),
        pytest.param(("Klik, keranjang.", "klik keranjang"), ["", "klik keranjang"], id="case and signs do not matter"),
        pytest.param(("satu dua", "tiga empat", "tiga empat lima"), ["", "", "tiga empat"], id="the second opinion counts"),
        pytest.param(("ya ya", "ya ya ya", "ya ya ya ya"), ["", "ya ya", "ya ya ya"], id="the same word again is another word"),
        pytest.param(("a b c", "a b c d", "x b c d e", "x b c d e f"), ["", "a b c", "a b c d", "a b c d e"], id="a change of mind comes too late"),
        pytest.param(("a b c", "a b c", "a c d", "a c d"), ["", "a b c", "a b c", "a b c d"], id="a stable word left out later stays"),
        pytest.param(("- klik", "klik keranjang"), ["", "klik"], id="signs alone are no word"),
        pytest.param(("a b", "", "a b c"), ["", "", ""], id="an empty hypothesis agrees with nothing"),
    ],
)
def test_what_becomes_stable(hypotheses, stable):
    assert stable_after("id", *hypotheses) == stable


def test_a_word_at_the_very_end_of_the_sound_may_be_half_a_word():
    agreement = Agreement("id")
    heard = words("klik keranjang")
    agreement.hear(heard, until=0.85)
    assert [w.text for w in agreement.hear(heard, until=0.85)] == ["klik"]
    assert [w.text for w in agreement.hear(heard, until=0.95)] == ["keranjang"]


def test_unspaced_scripts_agree_letter_by_letter():
    agreement = Agreement("th")
    agreement.hear([Word(text="ราคาเท่า", start=0, end=1)], until=9)
    agreement.hear([Word(text="ราคา", start=0, end=0.5), Word(text="เท่ไหร่", start=0.5, end=1.4)], until=9)
    assert "".join(w.text for w in agreement.stable) == "ราคาเท่"
    assert "".join(w.text for w in agreement.words) == "ราคาเท่ไหร่"
    assert "".join(w.text for w in agreement.finish([Word(text="ราคาเท่าไหร่คะ", start=0, end=1.6)])) == "าไหร่คะ"


def test_the_end_says_all_that_is_left():
    agreement = Agreement("id")
    agreement.hear(words("klik keranjang"), until=9)
    agreement.hear(words("klik keranjang kuning"), until=9)
    assert [w.text for w in agreement.finish(words("klik keranjang kuning sekarang"))] == ["kuning", "sekarang"]
    assert [w.text for w in agreement.stable] == ["klik", "keranjang", "kuning", "sekarang"]


def test_nothing_stable_is_ever_taken_back_whatever_the_recogniser_says():
    chance = random.Random(7)
    for lang in ("id", "th"):
        agreement, before = Agreement(lang), ()
        for step in range(200):
            heard = words(" ".join(chance.choice(["ya", "kak", "ราคา", "一", "-"]) for _ in range(chance.randrange(12))))
            agreement.hear(heard, until=step * 0.5)
            assert agreement.stable[: len(before)] == before
            before = agreement.stable
        agreement.finish([])
        assert agreement.stable[: len(before)] == before


def test_a_long_sentence_is_laid_over_its_last_words():
    text = [f"kata{i}" for i in range(60)]
    agreement = Agreement("id")
    for n in (30, 40, 50, 60):
        agreement.hear(words(" ".join(text[:n])), until=100)
    assert [w.text for w in agreement.stable] == text[:50]
