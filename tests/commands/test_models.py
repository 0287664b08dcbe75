"""`assistant models`: what a person sees who looks for a model, gets one, or doubts one."""

import io
import os
import re
import shutil

import pytest

from assistant.commands.models import check, get, show
from assistant.commands.progress import Bar
from assistant.errors import BadInput, Unavailable
from assistant.voice.models import ModelSearch, get_model
from assistant.voice.published import PUBLISHED
from tests.commands.process import assistant
from tests.conftest import ROOT
from tests.voice.hub import hub

MICRO = ROOT / "tests" / "data" / "whisper-micro" / "model"


@pytest.fixture
def search(tmp_path):
    return ModelSearch(folder=tmp_path / "models", cache=tmp_path / "cache", allow_download=True)


def test_the_list_says_what_is_where_and_what_fits(search, capsys):
    shutil.copytree(MICRO, search.folder / "small", copy_function=os.symlink)
    (search.folder / "base").mkdir()
    assert show(search, 2) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [re.split(r"  +", line) for line in lines[: len(PUBLISHED) + 1]]
    table = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert list(table) == list(PUBLISHED)
    assert table["tiny.en"] == {
        "NAME": "tiny.en", "DOWNLOAD": "79 MB", "MEMORY": "453 MB", "LANGUAGES": "English only", "LICENCE": "MIT",
        "LIVE ON 2 CORES": "drafts every second, 2 voices", "ON THIS MACHINE": "-",
    }  # fmt: skip
    assert table["small"]["ON THIS MACHINE"] == f"folder {search.folder / 'small'}"
    assert table["base"]["ON THIS MACHINE"] == f"folder {search.folder / 'base'}, incomplete"
    assert (table["medium"]["MEMORY"], table["medium"]["LIVE ON 2 CORES"]) == ("about 1600 MB", "too slow")
    assert "weights by OpenAI" in "\n".join(lines)


def test_get_then_check(search, capsys):
    with hub(MICRO) as there:
        search = search.model_copy(update={"endpoint": there.endpoint})
        assert get("base", search) == 0
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        f"base is in {search.folder / 'base'}, every file as the hub declares it",
        f'use it with model = "{search.folder / "base"}", or set LIVE_ASSISTANT_MODELS={search.folder}',
    ]
    assert told.err.splitlines()[-1].startswith("base: 13.8 of 13.8 MB, 100 %")
    assert len(told.err.splitlines()) <= 11, "not a terminal: a line every tenth"
    assert get("base", search) == 0, "no hub is needed for what is there"
    assert capsys.readouterr().out == f"base is already in {search.folder / 'base'}\n"
    assert check("base", search) == 0
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()] == [
        ["ok", "files"], ["ok", "vocabulary"], ["ok", "hashes"], ["ok", "loads"], ["ok", "silence"], ["ok", "speed"],
    ]  # fmt: skip
    (search.folder / "base" / "config.json").write_text("{}")
    assert check("base", search) == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"error {search.folder / 'base'}: not as it was downloaded: config.json (move")
    with pytest.raises(BadInput, match=r"not whole: config.json \(move it away"):
        get("base", search)


def test_check_says_where_hashes_are_not_kept(search, capsys):
    assert check(str(MICRO), search) == 0
    assert "info  hashes     no checksums" in capsys.readouterr().out


def test_check_of_what_is_not_here_downloads_nothing(search, capsys):
    assert check("base", search.model_copy(update={"allow_download": False})) == 1
    assert "run `assistant models get base` while online" in capsys.readouterr().out


def test_a_folder_that_is_not_whole_is_left_alone(search):
    (search.folder / "tiny").mkdir(parents=True)
    (search.folder / "tiny" / "model.bin").write_bytes(b"mine")
    with pytest.raises(BadInput, match=r"not whole: config\.json, tokenizer\.json, vocabulary"):
        get("tiny", search)
    assert (search.folder / "tiny" / "model.bin").read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["tinny", "../tiny"])
def test_an_unknown_name_lists_the_right_ones(search, name):
    with pytest.raises(BadInput, match=r"no model .* is published \(one of tiny, tiny.en"):
        get(name, search)


def test_a_break_says_that_it_goes_on(search, monkeypatch, capsys):
    def broken(name, search, progress):
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.commands.models.get_model", broken)
    with pytest.raises(KeyboardInterrupt):
        get("tiny", search)
    assert capsys.readouterr().err == "stopped; the same command goes on from here\n"


async def test_offline_is_one_line(tmp_path, unused_tcp_port):
    words = ("models", "get", "tiny", "--folder", tmp_path / "m", "--endpoint", f"http://127.0.0.1:{unused_tcp_port}")
    async with assistant(*words, knowledge=ROOT / "knowledge") as process:
        assert await process.end() == 2
        (line,) = process.said["err"].splitlines()
    assert "the model hub does not answer" in line
    assert not (tmp_path / "m").exists()


async def test_a_model_is_got_and_checked_from_the_command_line(tmp_path):
    environment = {"LIVE_ASSISTANT_MODELS": str(tmp_path / "m"), "HF_HUB_CACHE": str(tmp_path / "c")}
    with hub(MICRO) as there:
        async with assistant("models", "get", "tiny", "--endpoint", there.endpoint, knowledge=ROOT / "knowledge", **environment) as process:
            assert await process.end() == 0
            assert process.said["out"] == f"tiny is in {tmp_path / 'm' / 'tiny'}, every file as the hub declares it\n"
    async with assistant("models", "list", knowledge=ROOT / "knowledge", **environment) as process:
        assert await process.end() == 0
        assert f"folder {tmp_path / 'm' / 'tiny'}" in process.said["out"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_on_a_terminal():
    screen, times = Terminal(), iter([0.0, 0.1, 10.0, 20.0])
    bar = Bar("small", screen, now=lambda: next(times))
    for done in (100_000_000, 101_000_000, 200_000_000, 300_000_000):
        bar(done, 300_000_000, "model.bin")
    bar.end()
    assert screen.getvalue().replace("\x1b[K", "").split("\r") == [
        "",
        "small [########                ] 100.0 of 300.0 MB, 33 %  model.bin",
        "small [################        ] 200.0 of 300.0 MB, 66 %, 10.0 MB/s, 0:10 left  model.bin",
        "small [########################] 300.0 of 300.0 MB, 100 %, 10.0 MB/s  model.bin\n",
    ]


def test_a_bar_that_never_began_leaves_no_line():
    screen = Terminal()
    Bar("small", screen).end()
    assert screen.getvalue() == ""


def test_a_search_without_a_folder_cannot_download():
    with pytest.raises(Unavailable, match="models get tiny"):
        get_model("tiny", ModelSearch(allow_download=True))
