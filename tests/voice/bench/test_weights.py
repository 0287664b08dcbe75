import shutil

import ctranslate2
import numpy as np
import pytest

from assistant.errors import BadInput
from assistant.voice.bench import weights
from assistant.voice.bench.costly import load_cost
from assistant.voice.bench.weights import SIZES, Size, random_model


@pytest.fixture
def smallest(monkeypatch):
    """A size that is made in a moment."""
    monkeypatch.setitem(SIZES, "tiny", Size(64, 2, 2))


def test_sizes_are_the_published_ones():
    assert {"tiny": Size(384, 6, 4), "base": Size(512, 8, 6), "small": Size(768, 12, 12)} == SIZES


def test_tiny_loads_and_runs_with_its_exact_dimensions(tmp_path, micro):
    folder = random_model("tiny", tmp_path, micro / "model")
    model = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="int8", intra_threads=1)
    assert (model.is_multilingual, model.n_mels, model.num_languages) == (True, 80, 99)
    seen = model.encode(ctranslate2.StorageView.from_array(np.zeros((1, 80, 200), np.float32)))
    assert seen.shape == [1, 100, 384]
    assert 38e6 < (folder / "model.bin").stat().st_size < 45e6  # tiny has 37.8 million parameters; one byte each and scales


def test_it_is_made_once(tmp_path, micro, smallest, monkeypatch):
    folder = random_model("tiny", tmp_path, micro / "model")
    monkeypatch.setattr(weights, "_write", None)
    assert random_model("tiny", tmp_path, micro / "model") == folder
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_sizes_that_are_not_made(tmp_path, micro):
    with pytest.raises(BadInput, match="there is no size 'huge'"):
        random_model("huge", tmp_path, micro / "model")


def test_a_model_of_one_language_gives_no_vocabulary(tmp_path, micro):
    english = tmp_path / "english"
    shutil.copytree(micro / "model", english)
    (english / "vocabulary.json").write_text('["a", "b"]', "utf-8")
    with pytest.raises(BadInput, match="not the vocabulary of a multilingual"):
        random_model("tiny", tmp_path, english)


async def test_the_cost_of_a_text_is_spent_token_by_token(tmp_path, micro, smallest):
    async with load_cost(random_model("tiny", tmp_path, micro / "model")) as cost:
        asked = []
        generate = cost.model.generate
        cost.model = Watched(cost.model, lambda *a, **k: asked.append(generate(*a, **k)[0].sequences_ids[0]) or asked)
        text = "klik keranjang kuning sekarang"
        cost.spend(2.0, text, False)
        assert len(asked[0]) == len(cost.tokenizer.encode(text, add_special_tokens=False).ids) + 2
        cost.spend(2.0, "", True)
        assert cost.model.frames == [3000, 400]


class Watched:
    """The model, its windows noted."""

    def __init__(self, model, generate):
        self._model, self.generate, self.frames = model, generate, []
        self.n_mels, self.align = model.n_mels, model.align

    def encode(self, features):
        self.frames.append(features.shape[2])
        return self._model.encode(features)
