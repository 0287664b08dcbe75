import pytest

from assistant.domain import Word
from assistant.voice.sentences import sentence_end


def words(text: str) -> list[Word]:
    return [Word(text=w, start=i * 0.5, end=i * 0.5 + 0.5) for i, w in enumerate(text.split())]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        pytest.param("klik keranjang kuning. harga nya", 3, id="a full stop"),
        pytest.param("harganya berapa? sembilan ribu", None, id="too short to stand alone"),
        pytest.param("ongkirnya ke bandung berapa? sembilan ribu", 4, id="a question"),
        pytest.param("harga Rp. 9.500 saja kak", None, id="an abbreviation and a number"),
        pytest.param("spotkanie jutro o godz. 14 jak zawsze", None, id="an abbreviation before a number"),
        pytest.param("ราคา สาม ร้อย บาท", None, id="no signs at all"),
        pytest.param("这个 只要 九块 九。 快 来", 4, id="a Chinese full stop"),
        pytest.param("هل التوصيل مجاني اليوم؟ نعم", 4, id="an Arabic question mark"),
        pytest.param('he said "it ships today." and then', 5, id="a full stop in quotation marks"),
    ],
)
def test_where_a_sentence_ends(text, end):
    assert sentence_end(words(text)) == end


def test_the_next_sentence_is_looked_for_behind_the_first():
    heard = words("klik keranjang kuning. ongkirnya gratis hari ini. cepat")
    assert sentence_end(heard, 3) == 7
    assert sentence_end(heard, 7) is None
