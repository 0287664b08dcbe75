"""The knowledge folders as a room loads them: a broken language does not take the others off air."""

import shutil

import pytest

from assistant.errors import BadKnowledge
from assistant.knowledge import knowledge_root, languages, load_knowledge


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
    assert set(load_knowledge(root, needed=["en"]).packs) == {"en"}
    assert "ms is left out" in caplog.text


@pytest.mark.parametrize("needed", [None, ["ms"]], ids=["checked", "the room's own"])
def test_and_is_an_error_where_it_matters(root, needed):
    with pytest.raises(BadKnowledge, match="unknown topic nonsense"):
        load_knowledge(root, needed=needed)


def test_a_folder_without_all_its_files_is_no_language_yet(root):
    (root / "languages" / "ms" / "answers.toml").unlink()
    assert languages(root) == ("en",)
