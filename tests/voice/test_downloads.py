import hashlib
import shutil
import socket
import subprocess
import time

import pytest

from assistant.errors import Unavailable
from assistant.voice.checksums import CHECKSUMS, altered, checksums
from assistant.voice.downloads import declared, download
from assistant.voice.models import lacking
from assistant.voice.published import PUBLISHED
from tests.voice.hub import REVISION, hub

TINY = PUBLISHED["tiny"]
FILES = {"config.json", "model.bin", "preprocessor_config.json", "tokenizer.json", "vocabulary.json"}
SLOW_S = 9.0  # a busy machine needs longer to start than the hub is waited for; the client alone would take half a minute


@pytest.fixture(scope="module")
def small_model(tmp_path_factory, request):
    """The micro model's small files with weights that are quick to send."""
    folder = tmp_path_factory.mktemp("hub") / "model"
    shutil.copytree(request.path.parent.parent / "data" / "whisper-micro" / "model", folder)
    (folder / "model.bin").write_bytes(bytes(range(256)) * 8192)
    return folder


def test_a_model_comes_whole_with_its_checksums(micro, tmp_path):
    told = []
    with hub(micro / "model") as there:
        folder = download(TINY, tmp_path / "models", endpoint=there.endpoint, progress=lambda *step: told.append(step))
        assert {path for _, path, _ in there.asked if "resolve" in path} == {f"/Systran/faster-whisper-tiny/resolve/{REVISION}/{name}" for name in FILES}
    assert folder == tmp_path / "models" / "tiny"
    assert {path.name for path in folder.iterdir()} == {*FILES, CHECKSUMS}
    assert all((folder / name).read_bytes() == (micro / "model" / name).read_bytes() for name in FILES)
    assert checksums(folder) == {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    assert altered(folder) == lacking(folder) == []
    size = sum((folder / name).stat().st_size for name in FILES)
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert told[-1][:2] == (size, size)
    assert len(told) > 20, "a bar that hardly moves"
    assert not (tmp_path / "models" / ".tiny.partial").exists()


def test_checksums_are_what_sha256sum_reads(small_model, tmp_path):
    with hub(small_model) as there:
        folder = download(TINY, tmp_path, endpoint=there.endpoint)
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("no sha256sum on this machine")
    assert subprocess.run([tool, "-c", CHECKSUMS], cwd=folder, capture_output=True).returncode == 0


def test_what_came_before_a_break_is_not_fetched_again(small_model, tmp_path):
    def pulled(done, total, name):
        if name == "model.bin" and done > 1_000_000:
            raise KeyboardInterrupt

    with hub(small_model) as there:
        with pytest.raises(KeyboardInterrupt):
            download(TINY, tmp_path, endpoint=there.endpoint, progress=pulled)
        assert not (tmp_path / "tiny").exists(), "half a model looks like one"
        (part,) = (tmp_path / ".tiny.partial").glob("model.bin.*.part")
        here = part.stat().st_size
        assert 900_000 < here < 2_000_000
        first = []
        download(TINY, tmp_path, endpoint=there.endpoint, progress=lambda *step: first.append(step))
        assert there.ranges("model.bin") == [None, f"bytes={here}-"]
        assert there.ranges("config.json") == [None], "a whole file was fetched twice"
    assert altered(tmp_path / "tiny") == []
    assert (tmp_path / "tiny" / "model.bin").read_bytes() == (small_model / "model.bin").read_bytes()


def test_a_line_that_breaks_once_is_taken_up_again(small_model, tmp_path):
    with hub(small_model) as there:
        there.cut_at["model.bin"] = 1_500_000
        folder = download(TINY, tmp_path, endpoint=there.endpoint)
        ranges = there.ranges("model.bin")
    assert ranges[0] is None
    assert ranges[1].startswith("bytes=1")
    assert altered(folder) == []


@pytest.mark.parametrize("name", ["model.bin", "config.json"], ids=["by its SHA-256", "by git's hash"])
def test_a_file_that_is_not_what_was_declared_is_refused(small_model, tmp_path, name):
    with hub(small_model) as there:
        there.spoiled.add(name)
        with pytest.raises(Unavailable, match=f"{name} is not the file that the hub declares.*run it again"):
            download(TINY, tmp_path, endpoint=there.endpoint)
        assert not (tmp_path / "tiny").exists()
        assert not list((tmp_path / ".tiny.partial").glob(f"{name}*"))
        there.spoiled.clear()
        assert altered(download(TINY, tmp_path, endpoint=there.endpoint)) == []


def test_remains_of_an_older_revision_do_not_stay(small_model, tmp_path):
    (tmp_path / ".tiny.partial").mkdir()
    (tmp_path / ".tiny.partial" / "model.bin.0123456789abcdef.part").write_bytes(b"older")
    with hub(small_model) as there:
        folder = download(TINY, tmp_path, endpoint=there.endpoint)
    assert {path.name for path in folder.iterdir()} == {*FILES, CHECKSUMS}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        pytest.param(lambda there: there.undeclared.add("model.bin"), "does not declare size and hash of model.bin", id="no hash"),
        pytest.param(lambda there: there.files.pop("model.bin"), "holds no CTranslate2 model", id="no weights"),
    ],
)
def test_a_hub_that_says_too_little_is_refused(small_model, tmp_path, change, complaint):
    with hub(small_model) as there:
        change(there)
        with pytest.raises(Unavailable, match=complaint):
            download(TINY, tmp_path, endpoint=there.endpoint)
    assert not (tmp_path / "tiny").exists()


def test_one_download_of_a_model_at_a_time(small_model, tmp_path):
    def second(done, total, name):
        with pytest.raises(Unavailable, match="another process downloads this model"):
            download(TINY, tmp_path, endpoint=there.endpoint)
        raise KeyboardInterrupt

    with hub(small_model) as there, pytest.raises(KeyboardInterrupt):
        download(TINY, tmp_path, endpoint=there.endpoint, progress=second)


def test_no_hub_is_said_quickly(unused_tcp_port):
    started = time.monotonic()
    with pytest.raises(Unavailable, match=r"does not answer.*--endpoint.*LIVE_ASSISTANT_MODELS"):
        declared(TINY.repository, f"http://127.0.0.1:{unused_tcp_port}")
    assert time.monotonic() - started < SLOW_S


def test_a_hub_that_never_answers_is_left_alone(tmp_path):
    started = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(Unavailable, match="does not answer"):
        download(TINY, tmp_path, endpoint=f"http://127.0.0.1:{mute.getsockname()[1]}")
    assert time.monotonic() - started < SLOW_S
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said(small_model, tmp_path):
    (tmp_path / "models").write_text("a file, not a folder")
    with hub(small_model) as there, pytest.raises(Unavailable, match=r"cannot be written.*--folder"):
        download(TINY, tmp_path / "models", endpoint=there.endpoint)
