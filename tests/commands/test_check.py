"""`assistant check`: names what is wrong and where, and its exit status says whether anything was."""

import shutil

import pytest

from assistant.cli import main
from tests.commands.process import SHOP, session_file
from tests.conftest import CONTRACT, ROOT

INDONESIAN = ROOT / "knowledge" / "languages" / "id"
BINARY = bytes(range(256))


def check(capsys, *paths):
    with pytest.raises(SystemExit) as ended:
        main(["check", *map(str, paths)])
    return ended.value.code, capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "words"),
    [
        pytest.param(SHOP, "0 errors", id="a facts sheet"),
        pytest.param(INDONESIAN, "ways of asking", id="a language folder"),
        pytest.param(ROOT / "knowledge" / "recordings" / "bandung_evening", "comments", id="a recording"),
        pytest.param(ROOT / "knowledge" / "recordings", "comments", id="a folder of them"),
    ],
)
def test_what_is_right(capsys, path, words):
    status, said = check(capsys, path)
    assert (status, words in said) == (0, True)


def test_a_session_file_is_checked_with_its_sheet(capsys, tmp_path):
    status, said = check(capsys, session_file(tmp_path, 'kind = "stdin"'))
    assert status == 0
    assert "session file for tonight (ID)" in said
    assert "shop.toml: 0 errors" in said


def test_who_is_heard_where_is_said(capsys, tmp_path):
    more = '[[voices]]\nname = "Dina"\nurl = "rtmp://live.example/app/secret"\nlang = "id"\n'
    more += '[[voices]]\nname = "tamu"\nrole = "guest"\nmicrophone = true\n'
    status, said = check(capsys, session_file(tmp_path, 'kind = "stdin"', more=more))
    assert status == 0
    assert "Dina (host) is heard from rtmp://live.example/…, in id" in said
    assert "tamu (guest) is heard from the console's microphone page, in any language" in said
    assert "other devices need https" in said
    assert "secret" not in said


def sheet_with(line):
    def write(folder):
        path = folder / "shop.toml"
        path.write_text(SHOP.read_text(encoding="utf-8").replace("[shop]", f"[shop]\n{line}", 1), encoding="utf-8")
        return path

    return write


def language_with(name, content):
    def write(folder):
        shutil.copytree(INDONESIAN, folder / "id")
        path = folder / "id" / name
        path.write_bytes(content) if content is not None else path.unlink()
        return folder / "id"

    return write


def file_with(name, content):
    def write(folder):
        (folder / name).write_bytes(content)
        return folder / name

    return write


def session_with(source, more=""):
    return lambda folder: session_file(folder, source, more=more)


@pytest.mark.parametrize(
    ("write", "words"),
    [
        pytest.param(session_with('kind = "stdin"', '[voice]\nurl = "ftp://h/x"'), ["not a live address"], id="an address nobody can be heard at"),
        pytest.param(sheet_with('nmae = "x"'), ["nmae", "name"], id="misspelt key in a sheet"),
        pytest.param(file_with("shop.toml", BINARY), ["shop.toml"], id="binary sheet"),
        pytest.param(file_with("shop.toml", b""), ["shop.toml"], id="empty sheet"),
        pytest.param(file_with("shop.toml", b"[shop\nname ="), ["shop.toml"], id="sheet that is not TOML"),
        pytest.param(file_with("live.toml", BINARY), ["live.toml", "mend the TOML"], id="binary session file"),
        pytest.param(file_with("live.toml", b""), ["shop: Field required", "docs/session-file.md"], id="empty session file"),
        pytest.param(session_with('kind = "stdin"\nlimits = 3'), ["limits: unknown key", 'did you mean "limit"?'], id="key of a source"),
        pytest.param(session_with('kind = "youtub"'), ["youtub", "one of ingest, stdin, recorded"], id="kind of a source"),
        pytest.param(session_with('kind = "ingest"\nport = 70000'), ["port: Input should be less"], id="port out of range"),
        pytest.param(language_with("phrasebook.toml", BINARY), ["phrasebook.toml"], id="binary phrasebook"),
        pytest.param(language_with("phrasebook.toml", None), ["phrasebook.toml"], id="language without a phrasebook"),
        pytest.param(language_with("phrasebook.toml", b'[ask]\nship_fee = ["x"]'), ["ask: Extra inputs", "asks: Field required"], id="misspelt table of a phrasebook"),
        pytest.param(lambda folder: folder / "none.toml", ["No such file", "session file"], id="a file that is not there"),
        pytest.param(lambda folder: folder, ["nothing to check here"], id="a folder with nothing in it"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(capsys, tmp_path, write, words):
    status, said = check(capsys, write(tmp_path))
    assert status == 1
    assert not [word for word in words if word not in said], said


def test_one_bad_of_several_is_enough(capsys, tmp_path):
    shutil.copytree(CONTRACT, tmp_path / "good", ignore=shutil.ignore_patterns("*.jsonl", "*.py"))
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "shop.toml").write_bytes(BINARY)
    status, said = check(capsys, tmp_path)
    assert (status, "ok   " in said, "FAIL " in said) == (1, True, True)
