import pytest

from assistant.domain import Comment, Gap, Hearing, Utterance, Word
from assistant.voice.bench.committed import Committed


def spoken(text):
    return tuple(Word(text=word, start=float(i), end=i + 0.9) for i, word in enumerate(text.split()))


def hearing(text, stable, of="v1", state="going_on"):
    return Hearing(id=of, room="r", source="v", role="host", state=state, t=0.0, until=9.0, words=spoken(text), stable=stable)


def remark(text, of="v1"):
    return Utterance(id=of, room="r", market="ID", t=0.0, end=5.0, text=text, words=spoken(text))


def taken(*items):
    committed = Committed()
    for moment, item in enumerate(items, 1):
        committed.take(item, float(moment))
    return committed


def moments(committed):
    return [(promise.unit.text, promise.moment) for promise in committed.promises()]


def test_a_word_keeps_the_moment_since_when_it_stands():
    committed = taken(hearing("satu dua", 0), hearing("satu dua tiga", 2), hearing("", 0, state="ended"), remark("Satu, dua tiga empat"))
    assert moments(committed) == [("satu", 2.0), ("dua", 2.0), ("tiga", 4.0), ("empat", 4.0)]
    assert (committed.taken_back, committed.remarks, committed.drafted) == (0, 1, 4)


@pytest.mark.parametrize(
    ("items", "taken_back"),
    [
        pytest.param([hearing("satu dua", 2), hearing("satu tua", 2)], 1, id="another word"),
        pytest.param([hearing("satu dua", 2), hearing("satu dua", 1)], 1, id="no longer stable"),
        pytest.param([hearing("satu dua", 2), remark("satu")], 1, id="missing in the remark"),
        pytest.param([hearing("satu dua", 2), hearing("", 0, state="nothing")], 2, id="nothing came of it"),
        pytest.param([hearing("satu dua", 1), hearing("satu tua", 1)], 0, id="a draft may change"),
    ],
)
def test_what_is_taken_back_is_counted(items, taken_back):
    assert taken(*items).taken_back == taken_back


def test_a_word_that_changes_sides_where_speech_is_cut_is_not_taken_back():
    first, last = Word(text="satu", start=0, end=1), Word(text="dua", start=1, end=2)
    whole = hearing("", 2).model_copy(update={"words": (first, last)})
    rest = hearing("", 1, of="v2").model_copy(update={"words": (last,)})
    cut = remark("satu").model_copy(update={"words": (first,)})
    for items in ([whole, rest, cut], [whole, cut, rest]):
        committed = taken(*items)
        assert committed.taken_back == 0
        assert moments(committed) == [("satu", 1.0), ("dua", 1.0)]


def test_a_letter_that_gets_its_marks_is_not_taken_back():
    half = hearing("น", 1)
    whole = remark("นี้")
    assert taken(half, whole).taken_back == 0


def test_text_without_times_is_spread_over_the_remark():
    committed = taken(remark("satu dua").model_copy(update={"words": ()}))
    assert [(p.unit.text, round(p.unit.end, 1)) for p in committed.promises()] == [("satu", 2.5), ("dua", 5.0)]


def test_comments_by_voice_and_gaps_count():
    comment = Comment(id="g1", room="r", market="ID", t=0.0, user="guest", text="berapa", voice=True)
    committed = taken(comment, Gap(room="r", source="v", start=1.0, end=3.5, reason="late"))
    assert (committed.texts, len(committed.gaps), committed.lost_s) == (["berapa"], 1, 2.5)


def test_long_runs_are_forgotten_but_counted():
    committed = Committed()
    for number in range(100):
        committed.take(hearing(f"satu{number}", 1, of=f"v{number}"), 1.0)
        committed.take(remark("dua", of=f"v{number}"), 2.0)
        committed.forget(keep=5)
    assert (committed.taken_back, committed.remarks, len(committed.texts), len(committed.promises())) == (100, 100, 5, 5)
