"""The facts sheet on disk: checked before it is written, whole or not at all, never over somebody else's."""

from pathlib import Path

import pytest

from assistant.console.sheet_file import SheetFile, version_of
from assistant.errors import BadInput
from assistant.knowledge import knowledge_root
from assistant.market.revision import Change

TEXT = (knowledge_root() / "shops" / "copper_lantern" / "shop.toml").read_text(encoding="utf-8")
FIRE = TEXT.replace('keyword = "EMBER"', 'keyword = "FIRE"')
CHANGED = Change(path="giveaway.keyword", kind="changed", before="EMBER", after="FIRE")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "shop.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_what_is_saved_is_on_disk_and_in_force_after_the_next_start(path):
    file = SheetFile(path, editable=True)
    assert file.save(FIRE, file.version).changes == (CHANGED,)
    assert (file.text, file.saved(), file.since_before()) == (TEXT, FIRE, None)
    again = SheetFile(path, editable=True)
    assert (again.text, again.since_before()) == (FIRE, (CHANGED,))


def test_the_text_before_is_the_one_that_was_in_force_however_often_one_saves(path):
    file = SheetFile(path, editable=True)
    file.save(TEXT.replace('"EMBER"', '"X"'), file.version)
    file.save(FIRE, version_of(file.saved()))
    assert SheetFile(path, editable=True).since_before() == (CHANGED,)
    assert sorted(p.name for p in path.parent.iterdir()) == ["shop.toml", "shop.toml.before"]


@pytest.mark.parametrize(
    ("text", "base", "editable", "what"),
    [
        (FIRE, version_of(TEXT), False, "this shop's facts cannot be changed here"),
        (FIRE, version_of(FIRE), True, "another version was saved meanwhile"),
        ("[shop", version_of(TEXT), True, "not saved: 1 errors in the facts"),
    ],
    ids=["read only", "somebody was quicker", "wrong text"],
)
def test_what_is_refused_leaves_the_file_alone(path, text, base, editable, what):
    file = SheetFile(path, editable=editable)
    with pytest.raises(BadInput) as refusal:
        file.save(text, base)
    assert refusal.value.what == what
    assert [p.read_text(encoding="utf-8") for p in path.parent.iterdir()] == [TEXT]


def test_a_folder_that_takes_nothing_is_said_with_a_remedy(path, monkeypatch):
    file = SheetFile(path, editable=True)
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    with pytest.raises(BadInput, match="cannot be written: Permission denied"):
        file.save(FIRE, file.version)
    assert [p.name for p in path.parent.iterdir()] == ["shop.toml"]
