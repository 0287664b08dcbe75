import pytest

from assistant.domain import Word
from assistant.voice.filters import Hypothesis, longest_loop, rejection


@pytest.mark.parametrize(
    ("hypothesis", "reason"),
    [
        pytest.param(Hypothesis(text="  ", lang="id", seconds=2), "no text", id="nothing"),
        pytest.param(
            Hypothesis(text="terima kasih", lang="id", seconds=2, no_speech=0.7, logprob=-0.9), "no speech", id="thanks on silence"
        ),
        pytest.param(Hypothesis(text="obrigado pela compra", lang="pt", seconds=2, logprob=-1.4), "improbable text", id="foreign speech"),
        pytest.param(Hypothesis(text="a" * 70, lang="id", seconds=2), "more text than the sound can hold", id="70 letters in two seconds"),
        pytest.param(
            Hypothesis(text="dua tiga", lang="id", seconds=2, out_of_tokens=True), "more text than the sound can hold", id="budget"
        ),
        pytest.param(Hypothesis(text="thank you thank you thank you", lang="en", seconds=3), "repeats itself", id="thank you three times"),
        pytest.param(Hypothesis(text="you you you", lang="en", seconds=3), "repeats itself", id="one word three times"),
        pytest.param(Hypothesis(text="ครับผมครับผมครับผม", lang="th", seconds=3), "repeats itself", id="a Thai loop"),
        pytest.param(
            Hypothesis(text="Субтитры сделал", lang="id", seconds=3), "another script than the language's", id="Cyrillic in Indonesian"
        ),
        pytest.param(
            Hypothesis(text="thanks for watching", lang="th", seconds=3), "another script than the language's", id="English in Thai"
        ),
        pytest.param(
            Hypothesis(text="tasกu hitam sudah habis", lang="id", seconds=3),
            "another script than the language's",
            id="two alphabets in a word",
        ),
        pytest.param(Hypothesis(text="コードコードコードコード", lang="ja", seconds=3), "repeats itself", id="a Japanese loop"),
        pytest.param(Hypothesis(text="谢谢大家谢谢大家谢谢大家", lang="zh", seconds=4), "repeats itself", id="a Chinese loop"),
        pytest.param(Hypothesis(text="បាទបាទបាទបាទ", lang="km", seconds=3), "repeats itself", id="a Khmer loop"),
        pytest.param(Hypothesis(text="ကျေးဇူးပါ ကျေးဇူးပါ ကျေးဇူးပါ", lang="my", seconds=4), "repeats itself", id="a Burmese loop"),
        pytest.param(
            Hypothesis(
                text="harga kopi merah",
                lang="id",
                seconds=3,
                logprob=-1.0,
                words=tuple(
                    Word(text=w, start=i, end=i + 0.5, probability=p)
                    for i, (w, p) in enumerate((("harga", 0.3), ("kopi", 0.5), ("merah", 0.2)))
                ),
            ),
            "improbable words",
            id="words that are hardly believed",
        ),
        pytest.param(
            Hypothesis(text="Sepatu Trailo, mukena Sakinah", lang="id", seconds=3, prompt=("Sepatu Trailo", "mukena Sakinah", "Kicau")),
            "echoes the names it was told to expect",
            id="prompt leak",
        ),
        pytest.param(
            Hypothesis(
                text="satu dua", lang="id", seconds=2, words=(Word(text="satu", start=2.5, end=3), Word(text="dua", start=3, end=4))
            ),
            "words after the end of the sound",
            id="late words",
        ),
    ],
)
def test_not_believed(hypothesis, reason):
    assert rejection(hypothesis) == reason


@pytest.mark.parametrize(
    "hypothesis",
    [
        pytest.param(Hypothesis(text="ongkirnya sembilan ribu lima ratus ya kak", lang="id", seconds=2.7), id="a promise"),
        pytest.param(Hypothesis(text="ya ya ya betul ongkirnya sembilan ribu", lang="id", seconds=3), id="yes yes yes, then a promise"),
        pytest.param(Hypothesis(text="buruan buruan", lang="id", seconds=1.5), id="twice for effect"),
        pytest.param(Hypothesis(text="sepatu trailo", lang="id", seconds=1.5, prompt=("Sepatu Trailo", "Kicau")), id="one expected name"),
        pytest.param(Hypothesis(text="ค่าส่งห้าสิบบาท Kerry ค่ะ", lang="th", seconds=3), id="a brand in Thai"),
        pytest.param(Hypothesis(text="el shipping be kam", lang="ar-Latn-EG", seconds=3), id="romanised Arabic"),
        pytest.param(Hypothesis(text="키카우를 Kicau를 찾으시는", lang="ko", seconds=3), id="a Korean ending on a brand"),
        pytest.param(
            Hypothesis(
                text="ongkirnya sembilan",
                lang="id",
                seconds=2,
                logprob=-0.7,
                words=(Word(text="ongkirnya", start=0, end=1, probability=0.5), Word(text="sembilan", start=1, end=2, probability=0.35)),
            ),
            id="an accent over a bad line",
        ),
        pytest.param(Hypothesis(text="送料は七百五十円です", lang="ja", seconds=3), id="Japanese"),
        pytest.param(Hypothesis(text="loud room", lang="en", seconds=2, no_speech=0.9, logprob=-0.3), id="doubted but clear"),
    ],
)
def test_believed(hypothesis):
    assert rejection(hypothesis) is None


@pytest.mark.parametrize(
    ("units", "covered"),
    [("a b c d", 0), ("a a", 0), ("a a a", 3), ("x a b a b a b y", 6), ("a b c a b c", 0), ("a b c d a b c d a b c d", 12)],
)
def test_longest_loop(units, covered):
    assert longest_loop(units.split(), 4) == covered
