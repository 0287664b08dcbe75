import numpy as np

from assistant.domain import Hearing, Room, Utterance, Word
from assistant.ports import Transcript
from assistant.voice.activity import Stretch
from assistant.voice.remarks import Speaker

ROOM = Room(room="bandung", market="ID")
STRETCH = Stretch(np.zeros(1, np.float32), 0.0, 8.0, 0.3, 7.8, number=4)


def words(text: str) -> tuple[Word, ...]:
    return tuple(Word(text=w, start=0.3 + i * 0.5, end=0.8 + i * 0.5, probability=0.5) for i, w in enumerate(text.split()))


def speaker() -> Speaker:
    host = Speaker(ROOM, "host", "host", "v")
    host.begin(4, 0.3, 0.5)
    return host


def test_sentences_of_speech_without_a_pause_are_told_one_by_one():
    host, heard = speaker(), words("ongkirnya gratis ke bandung. klik keranjang kuning ya")
    told = host.go_on(4, heard, 6, 4.5, "id")
    assert [(x.id, x.state if isinstance(x, Hearing) else x.text) for x in told] == [
        ("v0004", "ended"),
        ("v0004", "ongkirnya gratis ke bandung."),
        ("v0004.2", "started"),
        ("v0004.2", "going_on"),
    ]
    assert (told[1].t, told[1].end, told[2].t) == (0.3, 2.3, 2.3)
    assert (told[3].text, told[3].stable_text) == ("klik keranjang kuning ya", "klik keranjang")
    last = host.close(STRETCH, heard, Transcript(text="x", lang="id", confidence=0.9), "id")
    assert (last.id, last.text, last.t, last.end) == ("v0004.2", "klik keranjang kuning ya", 2.3, 7.8)


def test_the_whole_sentences_text_is_taken_where_it_says_the_same():
    last = speaker().close(STRETCH, words("ongkirnya gratis"), Transcript(text="Ongkirnya gratis!", lang="id", confidence=0.9), "id")
    assert (last.text, last.asr_confidence) == ("Ongkirnya gratis!", 0.9)


def test_stable_words_are_kept_against_a_later_change_of_mind():
    last = speaker().close(STRETCH, words("ongkirnya gratis"), Transcript(text="ongkirnya garis", lang="id", confidence=0.9), "id")
    assert isinstance(last, Utterance)
    assert (last.text, last.asr_confidence) == ("ongkirnya gratis", 0.5)


def test_what_was_stable_of_a_stretch_that_is_given_up_is_said():
    assert speaker().close(STRETCH, words("ongkirnya gratis"), None, "id").text == "ongkirnya gratis"
    assert speaker().close(STRETCH, (), None, None).state == "nothing"


def test_the_rest_may_be_nothing():
    host, heard = speaker(), words("ongkirnya gratis ke bandung. klik")
    host.go_on(4, heard, 4, 4.5, "id")
    last = host.close(STRETCH, heard[:4], None, "id")
    assert (last.id, last.state) == ("v0004.2", "nothing")
