"""The classifier of topics: what it learns, when it abstains, and that a stored training is the same training."""

import numpy as np
import pytest

from assistant.answering.retrieval import Example, Retriever
from assistant.shelf import Shelf

PHRASES = {
    "ship_fee": ["ongkir berapa", "ongkos kirim berapa", "biaya kirim ke rumah berapa", "kirim bayar berapa"],
    "ship_time": ["berapa hari sampai", "kapan sampai", "lama ga kirimnya", "sampai hari apa"],
    "cod": ["bisa cod ga", "bayar di rumah bisa", "cod dong", "bisa bayar di tempat"],
}


def examples(**cues):
    return [Example(text, frozenset(cues.get(label, ())), label) for label, texts in PHRASES.items() for text in texts]


@pytest.mark.parametrize(
    ("text", "label"), [("ongkir ke rumah berapa", "ship_fee"), ("sampai berapa hari", "ship_time"), ("cod bisa", "cod"), ("bayar di tempat", "cod")]
)
def test_the_nearest_kind_of_question_wins(text, label):
    best, *others = Retriever(examples, spaced=True).candidates(text, frozenset())
    assert best.label == label
    assert all(best.score >= other.score for other in others)
    assert 0 <= best.probability <= 1


def test_a_strange_text_is_less_sure_than_a_known_one():
    retriever = Retriever(examples, spaced=True)
    known, strange = (retriever.candidates(text, frozenset())[0].probability for text in ("ongkir berapa", "qwx zzv"))
    assert strange < known


def test_a_cue_word_decides_between_equal_phrasings():
    retriever = Retriever(lambda: examples(ship_fee={"fee"}, ship_time={"arrive"}), spaced=True)
    assert retriever.candidates("berapa", frozenset({"fee"}))[0].label == "ship_fee"
    assert retriever.candidates("berapa", frozenset({"arrive"}))[0].label == "ship_time"


def test_a_label_left_out_is_not_read():
    best = Retriever(examples, spaced=True).candidates("bisa cod ga", frozenset(), without=frozenset({"cod"}))[0]
    assert best.label != "cod"


def test_typed_marks_tell_apart_what_folding_makes_one():
    rows = [
        Example("co con khong", frozenset(), "stock", frozenset({"còn"})),
        Example("co con khong", frozenset(), "alcohol", frozenset({"cồn"})),
    ]
    retriever = Retriever(lambda: rows, spaced=True)
    assert retriever.candidates("co con khong", frozenset(), marked=frozenset({"cồn"}))[0].label == "alcohol"
    assert retriever.candidates("co con khong", frozenset(), marked=frozenset({"còn"}))[0].label == "stock"


class Counting(Shelf):
    hits = 0

    def get(self, name):
        found = super().get(name)
        self.hits += found is not None
        return found


def test_a_stored_training_reads_the_same(tmp_path):
    shelf = Counting(tmp_path)
    first = Retriever(examples, spaced=True, shelf=shelf, name="a")
    again = Retriever(examples, spaced=True, shelf=shelf, name="a")
    assert shelf.hits == 1
    assert first.candidates("ongkir dong", frozenset()) == again.candidates("ongkir dong", frozenset())


def test_another_phrasing_is_another_training(tmp_path):
    shelf = Counting(tmp_path)
    Retriever(examples, spaced=True, shelf=shelf, name="a")
    Retriever(lambda: [*examples(), Example("ongkirnya dong", frozenset(), "ship_fee")], spaced=True, shelf=shelf, name="b")
    assert shelf.hits == 0


@pytest.mark.parametrize("body", [b"", b"no archive", b"PK\x03\x04 broken"], ids=["empty", "text", "half an archive"])
def test_a_broken_file_is_a_miss(tmp_path, body):
    shelf = Counting(tmp_path)
    Retriever(examples, spaced=True, shelf=shelf, name="a")
    (stored,) = tmp_path.glob("*.npz")
    stored.write_bytes(body)
    assert Retriever(examples, spaced=True, shelf=shelf, name="a").candidates("cod bisa", frozenset())[0].label == "cod"
    assert shelf.hits == 0


def test_weights_of_a_wrong_shape_or_without_sense_are_trained_again(tmp_path):
    shelf = Shelf(tmp_path)
    Retriever(examples, spaced=True, shelf=shelf, name="a")
    (stored,) = tmp_path.glob("*.npz")
    arrays = dict(shelf.get(stored.stem))
    for spoilt in ({"dual": arrays["dual"][:3]}, {"step": np.full_like(arrays["step"], np.nan)}):
        shelf.put(stored.stem, {**arrays, **spoilt})
        assert Retriever(examples, spaced=True, shelf=shelf, name="a").candidates("cod bisa", frozenset())[0].label == "cod"


def test_the_shelf_is_bounded_and_a_folder_that_cannot_be_written_is_no_fault(tmp_path):
    one = np.zeros(1000, dtype=np.uint8)
    shelf = Shelf(tmp_path / "kept", most_bytes=10_000)
    for n in range(20):
        shelf.put(f"n{n}", {"a": one})
    kept = list((tmp_path / "kept").iterdir())
    assert 5 <= len(kept) <= 9
    assert sum(path.stat().st_size for path in kept) <= 10_000
    assert shelf.get("n19") is not None
    (tmp_path / "file").write_text("in the way")
    blocked = Shelf(tmp_path / "file")
    blocked.put("x", {"a": np.zeros(1)})
    assert blocked.get("x") is None


def test_what_a_shop_teaches_is_known_beside_what_was_known():
    retriever = Retriever(examples, spaced=True)
    retriever.learn([Example("muat sajadah ga", frozenset(), "faq:products.bag.faq.mat")])
    assert retriever.candidates("sajadah muat", frozenset())[0].label == "faq:products.bag.faq.mat"
    assert retriever.candidates("ongkir berapa", frozenset())[0].label == "ship_fee"
