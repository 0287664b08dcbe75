import pytest

from assistant.errors import BadInput
from assistant.voice.checksums import CHECKSUMS, altered, checksums, digest, write_checksums


def test_a_changed_or_lost_file_is_found(tmp_path):
    names = ("config.json", "model.bin", "tokenizer.json")
    for name in names:
        (tmp_path / name).write_text(name)
    write_checksums(tmp_path, {name: digest(tmp_path / name) for name in names})
    assert altered(tmp_path) == []
    (tmp_path / "tokenizer.json").unlink()
    (tmp_path / "config.json").write_text("{}")
    assert altered(tmp_path) == ["config.json", "tokenizer.json"]


def test_where_none_are_kept_nothing_is_altered(tmp_path):
    assert altered(tmp_path) == []


def test_git_s_own_hash(tmp_path):
    (tmp_path / "f").write_bytes(b"hello\n")
    assert digest(tmp_path / "f", "git") == "ce013625030ba8dba906f756967f9e9ca394464a"


def test_unreadable_checksums_are_said(tmp_path):
    (tmp_path / CHECKSUMS).write_text("nonsense\n")
    with pytest.raises(BadInput, match="cannot be read"):
        checksums(tmp_path)
