import pytest

from assistant.voice.bench.words import Unit, aligned, edits, timed_units, units, word_moments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Halo, KAK!", ["halo", "kak"], id="case and punctuation"),
        pytest.param("it’s 2 for 1", ["it's", "2", "for", "1"], id="apostrophe"),
        pytest.param("ครีมนี้", ["ค", "รี", "ม", "นี้"], id="Thai letters with their marks"),
        pytest.param("日本語ok", ["日", "本", "語", "ok"], id="two scripts without a space"),
        pytest.param("ﬁne ＯＫ", ["fine", "ok"], id="compatibility forms"),
        pytest.param("… 。", [], id="nothing to say"),
    ],
)
def test_units(text, expected):
    assert units(text) == expected


def test_a_letter_whose_marks_are_in_the_next_word_is_one_unit():
    assert timed_units([("น", 1.0, 1.2), ("ี้", 1.2, 1.6)]) == [Unit("นี้", 1.0, 1.6, 1)]


def test_time_is_shared_out_within_a_word():
    cut = timed_units([("กข", 0.0, 1.0), ("ok!", 1.0, 2.0)])
    assert [(unit.text, unit.word) for unit in cut] == [("ก", 0), ("ข", 0), ("ok", 1)]
    assert [(unit.start, unit.end) for unit in cut[:2]] == [(0.0, 0.5), (0.5, 1.0)]


@pytest.mark.parametrize(
    ("said", "truth", "expected"), [("a b c", "a b c", 0), ("a c", "a b c", 1), ("a x c d", "a b c", 2), ("", "a b c", 3), ("a b", "", 2)]
)
def test_edits(said, truth, expected):
    assert edits(units(said), units(truth)) == expected


def words(*told):
    return timed_units(list(told))


def test_a_word_said_twice_is_matched_by_its_time():
    truth = words(("satu", 0, 1), ("dua", 1, 2), ("tiga", 2, 3))
    said = words(("satu", 0.1, 1.1), ("dua", 0.3, 1.2), ("dua", 1.1, 2.1), ("tiga", 2, 3))
    assert aligned(said, truth) == [(0, 0), (2, 1), (3, 2)]


def test_the_same_word_far_away_is_another_one():
    assert aligned(words(("ya", 0, 1)), words(("ya", 5, 6))) == []


def test_order_holds():
    truth = words(("a", 0, 0.2), ("b", 0.2, 0.4))
    said = words(("b", 0, 0.2), ("a", 0.2, 0.4))
    assert len(aligned(said, truth)) == 1


def test_a_word_of_an_unspaced_script_is_there_with_its_last_letter():
    truth = words(("ครีม", 0, 1), ("นี้", 1, 1.5))
    said = words(("ครีนี้", 0, 1.5))
    assert word_moments(said, [2.0, 3.0, 4.0], truth) == {1: 4.0}
    said = words(("ครมนี้", 0, 1.5))
    assert word_moments(said, [2.0, 2.5, 2.6, 4.0], truth) == {0: 2.6, 1: 4.0}
