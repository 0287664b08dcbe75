import time
from pathlib import Path

import pytest

from assistant.errors import BadInput, Unavailable
from assistant.voice.models import NEEDED, ModelSearch, check_model, find_model, in_cache, models_folder
from assistant.voice.published import PUBLISHED, fit
from tests.voice.hub import hub
from tests.voice.test_downloads import SLOW_S


def folder_with(path: Path, *names: str) -> Path:
    path.mkdir(parents=True)
    for name in names:
        (path / name).write_bytes(b"x")
    return path


def cached(cache: Path, *names: str) -> Path:
    """The cache of the hub's own client, holding one model."""
    home = cache / "models--Systran--faster-whisper-small"
    (home / "refs").mkdir(parents=True)
    (home / "refs" / "main").write_text("4" * 40)
    return folder_with(home / "snapshots" / ("4" * 40), *names)


def test_a_named_folder_wins(micro):
    assert find_model(str(micro / "model"), ModelSearch()) == micro / "model"


@pytest.mark.parametrize("name", ["small", "faster-whisper-small"])
def test_the_models_folder_is_searched(tmp_path, name):
    there = folder_with(tmp_path / name, *NEEDED, "vocabulary.txt")
    assert find_model("small", ModelSearch.from_environment({"LIVE_ASSISTANT_MODELS": str(tmp_path)})) == there


def test_the_user_s_data_folder_is_searched_where_none_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    environment = {"XDG_DATA_HOME": str(tmp_path)}
    there = folder_with(tmp_path / "live-assistant" / "models" / "small", *NEEDED, "vocabulary.txt")
    assert find_model("small", ModelSearch.from_environment(environment)) == there


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, ".local/share/live-assistant/models"),
        ("darwin", {}, "Library/Application Support/live-assistant/models"),
        ("win32", {"LOCALAPPDATA": "/there"}, "/there/live-assistant/models"),
        ("linux", {"LIVE_ASSISTANT_MODELS": "~/m"}, "m"),
    ],
)
def test_where_models_are_kept(monkeypatch, platform, environment, expected):
    monkeypatch.setattr("sys.platform", platform)
    assert models_folder(environment) == Path.home() / expected


def test_the_cache_of_other_programs_is_searched(tmp_path):
    there = cached(tmp_path, *NEEDED, "vocabulary.txt")
    assert find_model("small", ModelSearch(cache=tmp_path)) == there


def test_half_a_model_in_the_cache_does_not_count(tmp_path):
    cached(tmp_path, "model.bin", "config.json")
    assert in_cache("small", tmp_path) is None


@pytest.mark.parametrize("missing", [*NEEDED, "vocabulary.json"])
def test_an_incomplete_model_names_the_missing_file(tmp_path, missing):
    folder = folder_with(tmp_path / "m", *({*NEEDED, "vocabulary.json"} - {missing}))
    with pytest.raises(BadInput, match=missing):
        check_model(folder)


@pytest.mark.parametrize(("name", "complaint"), [("tinyy", "no model 'tinyy'"), ("./nowhere/model", "no such model folder")])
def test_an_unknown_model_is_refused(name, complaint):
    with pytest.raises(BadInput, match=complaint):
        find_model(name, ModelSearch())


def test_a_model_is_downloaded_where_that_is_allowed(micro, tmp_path):
    with hub(micro / "model") as there:
        search = ModelSearch(folder=tmp_path / "m", cache=tmp_path / "c", allow_download=True, endpoint=there.endpoint)
        assert find_model("small", search) == tmp_path / "m" / "small"
        asked = len(there.asked)
        assert find_model("small", search) == tmp_path / "m" / "small"
        assert len(there.asked) == asked, "it was there already"


@pytest.mark.parametrize("allow_download", [False, True], ids=["not allowed to download", "offline"])
def test_no_model_and_no_network_is_said_soon(tmp_path, unused_tcp_port, allow_download):
    endpoint = f"http://127.0.0.1:{unused_tcp_port}"
    search = ModelSearch(folder=tmp_path / "m", cache=tmp_path, allow_download=allow_download, endpoint=endpoint)
    started = time.monotonic()
    with pytest.raises(Unavailable, match="LIVE_ASSISTANT_MODELS"):
        find_model("small", search)
    assert time.monotonic() - started < SLOW_S


@pytest.mark.parametrize(
    ("name", "cores", "pace", "voices"),
    [
        ("tiny", 1, "drafts", 1),
        ("tiny", 2, "drafts", 2),
        ("base", 2, "slow drafts", 1),
        ("base", 8, "drafts", 3),
        ("small.en", 2, "sentences", 1),
        ("small", 1, None, 0),
        ("large-v3", 64, None, 0),
    ],
)
def test_what_suits_a_machine(name, cores, pace, voices):
    found = fit(PUBLISHED[name].cost, cores)
    assert (found.pace, found.voices) == (pace, voices)
