"""Every language folder is complete: the contract test of languages as data."""

import shutil

import pytest

from assistant.answering.compose import answered_topics
from assistant.errors import BadKnowledge
from assistant.knowledge import knowledge_root, languages
from assistant.market.phrasebook import load_pack
from assistant.market.topics import ACTS, TOPICS

LANGS = languages(knowledge_root())
LEAST_ASKS, LEAST_ACTS = 5, 8


@pytest.mark.parametrize("lang", LANGS)
def test_folder_is_complete(lang):
    pack = load_pack(knowledge_root() / "languages" / lang)
    book = pack.phrases
    thin = {t: len(book.asks[t]) for t in TOPICS if len(book.asks[t]) < LEAST_ASKS}
    thin |= {a: len(book.acts[a]) for a in ACTS if len(book.acts[a]) < LEAST_ACTS}
    assert not thin


def test_every_topic_can_be_answered():
    assert answered_topics() == set(TOPICS)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        pytest.param("answers.toml", '"ship_fee"', '"ship_feee"', "unknown line ship_feee", id="misspelt line"),
        pytest.param("answers.toml", "{amount}", "{money}", "no blank money", id="wrong blank"),
        pytest.param("phrasebook.toml", "cod_fee", "cod_fees", "unknown topic cod_fees", id="misspelt topic"),
        pytest.param("language.toml", "spaced", "spacedd", "spacedd", id="misspelt key"),
    ],
)
def test_faults_are_named(tmp_path, file, old, new, said):
    folder = tmp_path / LANGS[0]
    shutil.copytree(knowledge_root() / "languages" / LANGS[0], folder)
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadKnowledge, match=said):
        load_pack(folder)
