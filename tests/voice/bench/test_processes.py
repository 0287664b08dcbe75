import subprocess
import sys
import time

import pytest

from assistant.voice.bench.processes import cpu_s, memory

BUSY = "import time; end = time.process_time() + 0.3\nx = bytearray(40 * 2**20)\nwhile time.process_time() < end: pass\nprint('done', flush=True); input()"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of other processes")
def test_a_childs_work_and_memory_count_while_it_lives():
    before, had = cpu_s(), memory()
    with subprocess.Popen([sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"done\n"
        assert cpu_s() - before >= 0.25
        assert memory().children_mb - had.children_mb > 30
        child.stdin.close()
    assert cpu_s() - before >= 0.25


def test_own_work_counts():
    before = cpu_s()
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    assert 0.05 < cpu_s() - before < 5
    assert memory().own_mb >= 0
