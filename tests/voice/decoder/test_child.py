import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.voice.decoder.messages import Failed, Setup, packed, read_from

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
CHILD = [sys.executable, "-P", "-m", "assistant.voice.decoder.child"]


def run(*command: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, input=given, env=ENVIRONMENT, capture_output=True, timeout=60, check=False)


def test_what_libraries_print_does_not_reach_the_answers():
    noise = (
        "import os; from assistant.voice.decoder import child; from assistant.voice.decoder.messages import Failed\n"
        "incoming, answers = child._pipes()\n"
        "print('noise'); os.system('echo more noise'); answers.put(Failed(id=1, what='x')); print(os.read(0, 9), incoming.read())"
    )
    done = run(sys.executable, "-P", "-c", noise, given=b"calls")
    assert done.stdout == packed(Failed(id=1, what="x"))
    assert done.stderr.split() == [b"noise", b"more", b"noise", b"b''", b"b'calls'"]


@pytest.mark.parametrize("given", [b"", b"no frame at all"], ids=["closed at once", "not ours"])
def test_without_a_model_to_load_it_ends(given):
    done = run(*CHILD, given=given)
    assert done.returncode == 1
    assert done.stdout == b""


def test_a_model_that_does_not_load_is_said_in_one_message(tmp_path):
    setup = Setup(folder=str(tmp_path), device="cpu", compute_type=None, workers=1, window_s=30)
    with subprocess.Popen(CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT) as child:
        child.stdin.write(packed(setup))
        child.stdin.flush()
        frame = read_from(child.stdout)
        assert read_from(child.stdout) is None
    assert isinstance(frame[0], Failed)
    assert "does not load" in frame[0].what
    assert child.returncode == 1


PARENT = """
import asyncio, os, signal, sys
from assistant.voice.models import ModelSearch
from assistant.voice.transcribers import whisper

class Tools:
    models = ModelSearch()

async def main():
    async with whisper.connect_pool(whisper.Options(model=sys.argv[1]), Tools()) as pool:
        heavy = sorted({"faster_whisper", "ctranslate2", "onnxruntime", "tokenizers"} & set(sys.modules))
        print(pool.pid, pool.figures().rss_bytes, *heavy, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


def memory_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for a process that is not its own by Linux's pidfd")
def test_a_killed_parent_takes_the_child_with_it_and_never_held_the_model(micro):
    parent = subprocess.Popen([sys.executable, "-P", "-c", PARENT, str(micro / "model")], env=ENVIRONMENT, stdout=subprocess.PIPE)
    with parent:
        child, child_bytes, *heavy = parent.stdout.readline().split()
        parent_bytes, watched = memory_bytes(parent.pid), os.pidfd_open(int(child))
        try:
            parent.send_signal(signal.SIGKILL)
            ended, _, _ = select.select([watched], [], [], 30)
        finally:
            os.close(watched)
    assert ended, "the child outlived its parent"
    assert heavy == []
    assert parent_bytes < int(child_bytes)
