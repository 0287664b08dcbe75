import json
import os
import shutil

import pytest

from assistant.errors import BadInput
from assistant.voice.checksums import CHECKSUMS
from assistant.voice.soundness import Soundness, sound


@pytest.fixture
def model(micro, tmp_path):
    """The micro model, its files linked; `put` replaces one."""
    folder = tmp_path / "model"
    shutil.copytree(micro / "model", folder, copy_function=os.symlink)
    return folder


def put(folder, name, content):
    (folder / name).unlink(missing_ok=True)
    (folder / name).write_text(content, encoding="utf-8")


def vocabulary(folder):
    return json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))


def english(folder):
    """As an English-only model has it: one token less, so that all marks move by one."""
    put(folder, "vocabulary.json", json.dumps(vocabulary(folder)[1:]))


def test_a_sound_model(model):
    assert sound(model) == Soundness(vocabulary=51865, languages=99, n_mels=80, verified=0)


def test_an_older_conversion_lists_its_vocabulary_line_by_line(model):
    put(model, "vocabulary.txt", "".join(f"{word}\n" for word in vocabulary(model)))
    (model / "vocabulary.json").unlink()
    assert sound(model).vocabulary == 51865


def test_times_may_be_in_the_vocabulary_alone(model):
    tokenizer = json.loads((model / "tokenizer.json").read_text(encoding="utf-8"))
    put(model, "vocabulary.json", json.dumps([*vocabulary(model), "<|30.02|>"]))
    assert len(tokenizer["model"]["vocab"]) + len(tokenizer["added_tokens"]) < 51865
    assert sound(model).languages == 100


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        pytest.param(lambda m: (m / "tokenizer.json").unlink(), "lacks tokenizer.json", id="no tokenizer"),
        pytest.param(lambda m: put(m, "tokenizer.json", "{"), "tokenizer.json cannot be read", id="half a tokenizer"),
        pytest.param(english, "tokenizer.json is of another model", id="vocabulary of another model"),
        pytest.param(lambda m: put(m, "vocabulary.json", '["a"]'), "vocabulary has 1 entries", id="short vocabulary"),
        pytest.param(lambda m: put(m, "vocabulary.json", '{"a": 1}'), "not a list of tokens", id="vocabulary of another kind"),
        pytest.param(lambda m: put(m, "config.json", ""), "config.json cannot be read", id="empty config"),
        pytest.param(lambda m: put(m, "preprocessor_config.json", '{"feature_size": 64}'), "64 mel bands", id="mel bands"),
        pytest.param(lambda m: put(m, CHECKSUMS, f"{'0' * 64}  config.json\n"), "not as it was downloaded: config.json", id="changed since"),
    ],
)
def test_what_is_wrong_is_named(model, spoil, complaint):
    spoil(model)
    with pytest.raises(BadInput, match=complaint) as told:
        sound(model)
    assert told.value.remedy
