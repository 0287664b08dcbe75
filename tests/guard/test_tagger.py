"""What reads comments beside the rules: how a comment is cut, how the weights are read, and what of its answer counts."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import BadKnowledge
from assistant.guard.cues import Cue
from assistant.guard.pieces import cut
from assistant.guard.review import Guard
from assistant.guard.tagger import FILE, LABELS, SEEN, Guess, Tagger, is_likely, load_tagger
from evals.personal import Example, variations
from evals.tagger import Vocabulary

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
FITTED = """# by hand
own\t1\tO=1
own\t<ann\tB-name=9
0\tXx\tO=0.5
-1\tw=ann\tI-name=8
step\tB-name\tI-name=1
"""


def nothing(_word):
    return ()


def fitted(folder, text=FITTED):
    (folder / FILE).write_text(text, encoding="utf-8")
    return load_tagger(folder)


@cache
def guard(lang: str, market: str) -> Guard:
    return Guard.load(KNOWLEDGE, market, (lang, "en"))


def test_a_mask_is_one_piece_and_letters_without_spaces_are_one_each():
    pieces = cut("to Ann, 0812 ที่", [Cue("lead", 0, 2)], [(8, 12, "phone")], lambda word: ("given",) if word == "Ann" else ())
    assert [(p.start, p.end, p.mask) for p in pieces[:4]] == [(0, 2, None), (3, 6, None), (6, 7, None), (8, 12, "phone")]
    assert [piece.near[0] for piece in pieces[4:]] == ["th"] * len("ที่".replace("ี", "").replace("่", ""))
    assert pieces[1].near == ("Xx", "given")
    assert {"Lc=lead", "Rm=phone", "am=phone", "<ann"} <= set(pieces[1].own)
    assert "b=lead" in pieces[0].near


def test_digits_know_how_many_they_are_with_what_signs_join_to_them():
    pieces = cut("55-1234 x 7", [], [], nothing)
    assert {"run=6", "groups=2"} <= set(pieces[0].own)
    assert {"run=6", "groups=2"} <= set(pieces[2].own)
    assert {"run=1", "groups=1"} <= set(pieces[4].own)


def test_weights_of_neighbours_and_steps_count(tmp_path):
    assert [guess[:3] for guess in fitted(tmp_path).find("hi Ann Lee ok", [], [], nothing)] == [(3, 10, "name")]
    assert fitted(tmp_path).find("hi Bob Lee ok", [], [], nothing) == []


def test_without_text_there_is_nothing(tmp_path):
    assert fitted(tmp_path).find("  ", [], [], nothing) == []


def test_probabilities_are_those_of_all_paths():
    """Against the sum over every sequence of labels."""
    chance = np.random.default_rng(3)
    scores, steps = chance.normal(size=(3, len(LABELS))).astype(np.float32), chance.normal(size=(len(LABELS),) * 2).astype(np.float32)
    paths = scores[0][:, None, None] + scores[1][None, :, None] + scores[2][None, None, :] + steps[:, :, None] + steps[None, :, :]
    weight = np.exp(paths) / np.exp(paths).sum()
    want = np.array([weight.sum(axis=axes) for axes in ((1, 2), (0, 2), (0, 1))])
    got = Tagger({}, {}, steps)._marginals(scores)
    assert got == pytest.approx(want[:, 1::2] + want[:, 2::2], abs=1e-5)


def test_a_folder_without_weights_has_no_tagger(tmp_path):
    assert load_tagger(tmp_path) is None


@pytest.mark.parametrize("line", ["own\tx\tB-nickname=1", "own\tx\tO=much", "9\tx\tO=1", "own"])
def test_a_bad_line_is_named(tmp_path, line):
    with pytest.raises(BadKnowledge, match=FILE):
        fitted(tmp_path, line)


@pytest.mark.parametrize(
    ("datum", "kind", "likely"),
    [
        ("08123", "phone", False),
        ("0812 334", "phone", True),
        ("size 40", "order_no", False),
        ("HL-771", "order_no", True),
        ("1.250.000", "national_id", False),
        ("Ann Lee", "name", True),
        ("Ann 2", "name", False),
        ("by the river", "address", True),
        ("the river", "address", False),
        ("gmail", "email", False),
    ],
)
def test_a_datum_looks_like_its_kind(datum, kind, likely):
    assert is_likely(datum, kind) is likely


LEFT = [  # names and numbers behind everyday words
    ("es", "MX", "no es Berta Olachea es Berta Ochoa la que recoge", "name"),
    ("ru", "RU", "оформите на Зинаиду Крючкову пожалуйста", "name"),
    ("km", "KH", "ភូមិស្ពានវែង ឃុំព្រៃធំ ជិតវត្ត", "address"),
    ("zh", "MY", "打零一二555三四零九", "phone"),
]
PLAIN = [
    ("en", "AE", "is size 40 bigger than 39"),
    ("es", "MX", "doña Lucha qué guapa, el 3 o el 5?"),
    ("pl", "PL", "pani Kasiu, 2 sztuki za 50 zł jeszcze są?"),
    ("id", "ID", "kak Lala yang nomor 7 masih ada"),
    ("ko", "KR", "11호랑 13호 색 차이 있어요?"),
    ("ja", "JP", "9号と11号ならどっち"),
    ("th", "TH", "เบอร์ 39 กับ 41 ต่างกันไหม"),
    ("ar", "EG", "مقاس ٤٢ كام والتوصيل لدمياط"),
]


@pytest.mark.parametrize(("lang", "market", "text", "kind"), LEFT)
def test_data_that_no_word_announces_is_masked(lang, market, text, kind):
    assert kind in guard(lang, market).mask(text).kinds


@pytest.mark.parametrize(("lang", "market", "text"), PLAIN)
def test_what_anybody_says_stays(lang, market, text):
    assert guard(lang, market).mask(text).text == text


class Guessing(Tagger):
    """Guesses what it is told, whatever the text around it."""

    def __init__(self, *guesses: tuple[str, str, float], seen: frozenset[str] = frozenset(), sure: float = 1.0) -> None:
        """`sure`: how sure it is of all that the rules find."""
        super().__init__({}, {}, np.zeros((len(LABELS),) * 2, np.float32), seen)
        self._told, self._sure = guesses, sure

    def sure_of(self, text, cues, taken, span, known):
        return self._sure

    def find(self, text, cues, taken, known):
        return [Guess(text.index(datum), text.index(datum) + len(datum), kind, sure) for datum, kind, sure in self._told if datum in text]


def reading(*guesses: tuple[str, str, float]) -> Guard:
    return Guard.load(KNOWLEDGE, "AE", ("en",), tagger=Guessing(*guesses))


def test_only_comments_are_read_beside_the_rules():
    own = reading(("Vanya", "name", 0.99))
    assert own.mask("Vanya 7 wins").text == "[name] 7 wins"
    assert own.mask("Vanya 7 wins", said_by="host").text == "Vanya 7 wins"
    assert own.mask_handle("Vanya7") == "Vanya7"
    assert own.review_draft("Vanya 7 wins", "en") == ()


@pytest.mark.parametrize(
    ("text", "guesses", "kept"),
    [
        pytest.param("Vanya 7 wins", [("Vanya", "name", 0.75)], "Vanya 7 wins", id="not sure enough"),
        pytest.param("Vanya wins", [("Vanya", "name", 0.965)], "Vanya wins", id="nothing hints at it"),
        pytest.param("Vanya wins", [("Vanya", "name", 0.98)], "[name] wins", id="nothing hints at it, but nearly certain"),
        pytest.param("Vanya, +971501234567", [("Vanya", "name", 0.6)], "[name], [phone]", id="beside what the rules find"),
        pytest.param("Vanya blue door", [("Vanya", "name", 0.6), ("blue door", "address", 0.6)], "[name] [address]", id="two beside each other"),
        pytest.param("by the old pump 7", [("by the old pump 7", "address", 0.85)], "by the old pump 7", id="an address must be surer"),
        pytest.param("zz1 please", [("zz1", "order_no", 0.8)], "zz1 please", id="so must an order number"),
        pytest.param("zz one two", [("zz one two", "phone", 0.98)], "zz one two", id="somebody who counts"),
    ],
)
def test_how_sure_it_must_be(text, guesses, kept):
    assert reading(*guesses).mask(text).text == kept


@pytest.mark.parametrize(("sure", "kept"), [(0.004, "my name is Vanya Lee"), (0.04, "my name is [name]")], ids=["surely-none", "perhaps"])
def test_a_name_of_the_rules_that_is_surely_none_stays(sure, kept):
    own = Guard.load(KNOWLEDGE, "AE", ("en",), tagger=Guessing(sure=sure))
    assert own.mask("my name is Vanya Lee").text == kept
    assert own.mask("my name is Vanya Lee", said_by="host").text == "my name is [name]"
    assert own.mask("my name is Vanya Lee, +971501234567").text == "my name is [name], [phone]", "beside a number a name is believed"


def test_how_sure_it_is_of_a_span_goes_by_what_stands_round_it(tmp_path):
    tagger = fitted(tmp_path)
    sure = [tagger.sure_of("hi Ann Lee ok", [], [span], span, nothing) for span in ((3, 10, "name"), (11, 13, "name"))]
    assert sure[0] > 0.99 > 0.9 > sure[1]
    assert tagger.sure_of("hi", [], [], (5, 9, "name"), nothing) == 1.0, "of what is no word nothing is known"


def test_whom_a_title_addresses_is_nobody_whose_data_it_is():
    own = reading(("Vanya", "name", 0.99))
    assert own.mask("auntie Vanya 7 please").text == "auntie Vanya 7 please"
    assert own.mask("auntie Vanya, +971501234567").text == "auntie [name], [phone]"


def test_a_word_that_others_use_for_ordinary_things_is_known_as_such():
    own = Guard.load(KNOWLEDGE, "AE", ("en",), tagger=Guessing(seen=frozenset({"velvet"})))
    assert SEEN in own.known("Velvet")
    assert SEEN not in own.known("Vanya")


def test_the_comment_itself_does_not_make_its_words_ordinary():
    lines = [Example("en", "AE", text, (), (), {}) for text in ("velvet bag", "velvet hat", "silk hat")]
    vocabulary = Vocabulary(lines)
    assert vocabulary.words() == ["hat", "velvet"]
    assert vocabulary.others(lines[0])("velvet") == ()
    assert vocabulary.others(lines[2])("Velvet") == (SEEN,)


def test_variations_keep_their_data_marked():
    import random

    example = Example("en", "AE", "to Ann Lee 0812 334", ((3, 10, "name"), (11, 19, "phone")), (Cue("lead", 0, 2),), {"Ann": ("given",)})
    other = replace(example, text="Bob Ray 0712 000", spans=((0, 7, "name"), (8, 16, "phone")), cues=())
    for made in variations([example, other], 5, random.Random(4)):
        name, phone = (made.text[a:b] for a, b, _ in made.spans)
        assert name.lower() in ("ann lee", "bob ray")
        assert phone[:3] in ("081", "071")
        assert len(phone) == 8


def test_ordinary_words_are_read_with_the_weights(tmp_path):
    assert fitted(tmp_path, FITTED + "seen\tvelvet silk\n").seen == {"velvet", "silk"}
