"""The knowledge folders as a room loads them: a broken language does not take the others off air."""

import shutil
from dataclasses import replace

import pytest

from assistant.answering.entities import Namer, NoShop
from assistant.answering.understand import Reader
from assistant.errors import BadKnowledge
from assistant.knowledge import knowledge_root, languages, load_knowledge
from assistant.language.spelling import match_key
from assistant.shelf import Shelf


@pytest.fixture
def root(tmp_path):
    """English, and a language whose phrasebook was spoilt."""
    real = knowledge_root()
    for code in ("en", "ms"):
        shutil.copytree(real / "languages" / code, tmp_path / "languages" / code)
    shutil.copy(real / "products.toml", tmp_path)
    (tmp_path / "languages" / "ms" / "phrasebook.toml").write_text("[asks]\nnonsense = ['x']\n[acts]\n", encoding="utf-8")
    return tmp_path


def test_a_broken_language_is_left_out_on_air(root, caplog):
    (root / "languages" / "ms" / "words.toml").write_text("[slang")
    assert set(load_knowledge(root, needed=["en"]).packs) == {"en"}
    assert "ms is left out" in caplog.text


def test_one_with_broken_phrasings_is_left_out_when_it_is_heard(root, caplog, tmp_path):
    knowledge = load_knowledge(root, needed=["en"])
    namer = Namer(NoShop(), knowledge.packs, knowledge.kinds, None, None)
    reader = Reader(knowledge.packs, namer, ("en",), shelf=Shelf(tmp_path / "shelf"))
    text = "berapa harga kasut ni kak, boleh hantar ke Sabah tak"
    known = reader.identify(text, match_key(text))
    reading = reader.read(text, match_key(text), replace(known, lang="ms"))
    assert reading.whole.candidates
    assert "ms is left out" in caplog.text
    assert reader.identify(text, match_key(text)).lang == "en"


@pytest.mark.parametrize("needed", [None, ["ms"]], ids=["checked", "the room's own"])
def test_and_is_an_error_where_it_matters(root, needed):
    with pytest.raises(BadKnowledge, match="unknown topic nonsense"):
        load_knowledge(root, needed=needed)


def test_a_folder_without_all_its_files_is_no_language_yet(root):
    (root / "languages" / "ms" / "answers.toml").unlink()
    assert languages(root) == ("en",)
