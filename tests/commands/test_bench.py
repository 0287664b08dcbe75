import json

import pytest

from assistant.cli import parser
from assistant.commands.bench import Progress, bench_asr
from assistant.voice.bench.report import Report
from assistant.voice.decoder.capacity import cores, divided
from tests.conftest import ROOT

MICRO = ROOT / "tests" / "data" / "whisper-micro"
ASR = ("bench", "asr", "--model", str(MICRO / "model"), "--audio", str(MICRO / "streams"))


async def run(*more):
    return await bench_asr(parser().parse_args([*ASR, *more]))


async def test_a_comparison_prints_a_table_and_writes_its_figures(tmp_path, capsys):
    file = tmp_path / "figures.json"
    assert await run("--policy", "vad", "--seconds", "3.5", "--streams", "1", "--json", str(file)) == 0
    report = Report.model_validate_json(file.read_text("utf-8"))
    [row] = report.rows
    assert (row.policy, row.streams, row.words, row.error_offline) == ("vad finals only", 1, 4, 0.0)
    assert (row.workers, row.threads) == divided(cores(), 1)
    printed = capsys.readouterr()
    assert "vad finals only" in printed.out
    assert "offline decoding of id" in printed.err


async def test_the_cost_of_a_bigger_model_is_borrowed(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LIVE_ASSISTANT_CACHE", str(tmp_path))
    file = tmp_path / "figures.json"
    assert await run("--policy", "vad", "--seconds", "3.5", "--streams", "1", "--random", "tiny", "--json", str(file)) == 0
    [row] = Report.model_validate_json(file.read_text("utf-8")).rows
    assert row.found == row.words == 4
    assert "on random weights of tiny's dimensions" in capsys.readouterr().out


async def test_silence_and_memory_are_measured_instead(tmp_path, capsys):
    file = tmp_path / "figures.json"
    assert await run("--policy", "ours", "--silence", "0.3", "--soak", "0.5", "--json", str(file)) == 0
    told = json.loads(file.read_text("utf-8"))
    assert (told["rows"], len(told["invented"]), len(told["soaks"])) == ([], 11, 1)
    assert "0 words invented" in capsys.readouterr().out


@pytest.mark.parametrize("counts", ["0", "1,x", "1,200", ""])
def test_counts_of_streams_that_are_none(counts, capsys):
    with pytest.raises(SystemExit):
        parser().parse_args(["bench", "asr", "--streams", counts])
    assert "--streams" in capsys.readouterr().err


def test_progress_without_a_terminal_is_one_line_for_each_thing(capsys):
    progress = Progress()
    for text in ("a · 1 of 9 s", "a · 2 of 9 s", "b · 1 of 9 s"):
        progress.tell(text)
    progress.done()
    assert capsys.readouterr().err == "a\nb\n"
