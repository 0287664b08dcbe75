import time
from pathlib import Path

import pytest

from assistant.errors import BadInput, Unavailable
from assistant.voice.models import NEEDED, ModelSearch, check_model, find_model


def folder_with(path: Path, *names: str) -> Path:
    path.mkdir(parents=True)
    for name in names:
        (path / name).write_bytes(b"x")
    return path


def test_a_named_folder_wins(micro):
    assert find_model(str(micro / "model"), ModelSearch()) == micro / "model"


@pytest.mark.parametrize("name", ["small", "faster-whisper-small"])
def test_the_models_folder_is_searched(tmp_path, name):
    there = folder_with(tmp_path / name, *NEEDED, "vocabulary.txt")
    assert find_model("small", ModelSearch.from_environment({"LIVE_ASSISTANT_MODELS": str(tmp_path)})) == there


@pytest.mark.parametrize("missing", [*NEEDED, "vocabulary.json"])
def test_an_incomplete_model_names_the_missing_file(tmp_path, missing):
    folder = folder_with(tmp_path / "m", *({*NEEDED, "vocabulary.json"} - {missing}))
    with pytest.raises(BadInput, match=missing):
        check_model(folder)


@pytest.mark.parametrize(("name", "complaint"), [("tinyy", "no model 'tinyy'"), ("./nowhere/model", "no such model folder")])
def test_an_unknown_model_is_refused(name, complaint):
    with pytest.raises(BadInput, match=complaint):
        find_model(name, ModelSearch())


@pytest.mark.parametrize("allow_download", [False, True], ids=["not allowed to download", "offline"])
def test_no_model_and_no_network_is_said_within_two_seconds(tmp_path, unused_tcp_port, allow_download):
    search = ModelSearch(cache=tmp_path, allow_download=allow_download, endpoint=f"http://127.0.0.1:{unused_tcp_port}")
    started = time.monotonic()
    with pytest.raises(Unavailable, match=r"LIVE_ASSISTANT_MODELS/small"):
        find_model("small", search)
    assert time.monotonic() - started < 2.0
