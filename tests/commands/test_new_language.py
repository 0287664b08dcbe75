"""A language starts from a folder that says what to write, and is used only when it is complete."""

import shutil
import tomllib

import pytest

from assistant.cli import main
from assistant.knowledge import knowledge_root, languages, load_knowledge
from assistant.market.phrasebook import load_pack
from assistant.market.topics import ACTS, TOPICS


@pytest.fixture
def knowledge(tmp_path):
    """A knowledge folder with English alone."""
    root = knowledge_root()
    (tmp_path / "languages").mkdir()
    shutil.copytree(root / "languages" / "en", tmp_path / "languages" / "en")
    shutil.copy(root / "products.toml", tmp_path)
    return tmp_path


def run(*words):
    with pytest.raises(SystemExit) as stop:
        main([str(w) for w in words])
    return stop.value.code


def test_the_folder_names_everything_to_write(knowledge, capsys):
    assert run("new-language", "xx", "--name", "Testish", "--locale", "en", "--market", "GB", "--knowledge", knowledge) == 0
    folder = knowledge / "languages" / "xx"
    book = tomllib.loads((folder / "phrasebook.toml").read_text(encoding="utf-8"))
    assert (set(book["asks"]), set(book["acts"])) == (set(TOPICS), set(ACTS))
    assert run("check", folder) == 1
    said = capsys.readouterr().out
    assert "nothing for shop_name" in said
    assert languages(knowledge) == ("en",)  # an unfinished language disturbs nobody


def test_a_filled_folder_is_read_without_touching_code(knowledge):
    run("new-language", "xx", "--name", "Testish", "--locale", "en", "--knowledge", knowledge)
    folder, english = knowledge / "languages" / "xx", knowledge / "languages" / "en"
    for part in ("phrasebook", "words", "names", "glossary", "answers"):
        shutil.copy(english / f"{part}.toml", folder)
    assert run("check", folder) == 0
    text = (folder / "language.toml").read_text(encoding="utf-8")
    (folder / "language.toml").write_text(text.replace("draft = true\n", ""), encoding="utf-8")
    assert set(load_knowledge(knowledge).packs) == {"en", "xx"}
    assert load_pack(folder).language.name == "Testish"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("en", "--name", "English"), "folder already", id="exists"),
        pytest.param(("Romanian", "--name", "Română"), "no ISO 639 code", id="no code"),
        pytest.param(("xx", "--name", "X", "--locale", "zz_ZZ"), "knows no locale", id="no locale"),
    ],
)
def test_what_cannot_be_started(knowledge, capsys, words, said):
    assert run("new-language", *words, "--knowledge", knowledge) == 1
    assert said in capsys.readouterr().err
