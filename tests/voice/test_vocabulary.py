"""The ordinary words of a language."""

from pathlib import Path

import pytest

from assistant.errors import BadKnowledge
from assistant.voice.vocabulary import GRAM, Vocabulary, load_vocabulary

LANGUAGES = Path(__file__).parents[2] / "knowledge" / "languages"


@pytest.mark.parametrize(
    ("word", "known"),
    [("ongkir", True), ("ongkirnya", True), ("kak", True), ("250", True), ("x100", True), ("kikau", False), ("trailo", False)],
)
def test_indonesian(word, known):
    assert load_vocabulary(LANGUAGES / "id").knows(word) is known


def test_number_words_count():
    words = load_vocabulary(LANGUAGES / "id")
    assert (words.counts("lima"), words.counts("ribu"), words.counts("12"), words.counts("kak")) == (True, True, True, False)


def test_runs_of_letters_that_no_text_has_are_strange():
    words = Vocabulary(["ราคาเท่าไหร่"], numbers=["สิบ"])
    assert words.strange("ราคาเท่า") == [False] * (len("ราคาเท่า") - GRAM + 1)
    assert any(words.strange("ราคิเคา"))
    assert words.amounts("กสิบก") == [False, True, True, True, False]
    assert words.strange("รา") == []


def test_forms_of_a_word_are_known():
    words = Vocabulary(["kargo", "배송"], before=["el"], after=["yu", "이에요"])
    assert all(map(words.knows, ("kargo", "kargoyu", "elkargo", "elkargoyu", "배송이에요")))
    assert not words.knows("kargoda")


def test_blanks_of_phrasings_are_no_words():
    assert not Vocabulary(["is {product} there"]).knows("product")


def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "words.toml").write_text("= 3", encoding="utf-8")
    with pytest.raises(BadKnowledge, match=r"words\.toml"):
        load_vocabulary(tmp_path)
