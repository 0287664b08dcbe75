"""A replay writes exactly what the format says, once per event, the same each time."""

import asyncio
import json
import subprocess
import sys

import pytest

from assistant.commands.replay import replay
from assistant.exchange import MAX_LINE
from tests.conftest import CONTRACT

EVENTS = CONTRACT / "example_session.jsonl"


async def decisions(out, events=EVENTS):
    await replay(events, CONTRACT / "shop.toml", out, speed=None)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


async def test_the_example_session_passes_the_checker(tmp_path):
    out = tmp_path / "decisions.jsonl"
    made = await decisions(out)
    events = map(json.loads, EVENTS.read_text(encoding="utf-8").splitlines())
    ids = [event["id"] for event in events if event["type"] in ("comment", "host")]
    assert [d["event_id"] for d in made] == ids
    done = await asyncio.to_thread(
        subprocess.run,
        [
            sys.executable,
            str(CONTRACT / "check_formats.py"),
            "decisions",
            str(out),
            "--events",
            str(EVENTS),
            "--shop",
            str(CONTRACT / "shop.toml"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


async def test_twice_the_same(tmp_path):
    runs = [await decisions(tmp_path / f"{n}.jsonl") for n in range(2)]
    for run in runs:
        for decision in run:
            decision["latency_ms"] = 0
    assert runs[0] == runs[1]


async def test_bad_lines_are_reported_and_the_rest_is_decided(tmp_path, capsys):
    lines = EVENTS.read_text(encoding="utf-8").splitlines()
    events = tmp_path / "events.jsonl"
    events.write_text("\n".join([lines[0], "{broken", lines[2], lines[2], json.dumps({"id": "x"}), lines[3]]), encoding="utf-8")
    made = await decisions(tmp_path / "out.jsonl", events)
    assert [d["event_id"] for d in made] == ["c01", "c02"]
    report = capsys.readouterr().err
    assert all(kind in report for kind in ("not_json", "repeat", "invalid"))


async def test_rooms_of_one_file_are_independent(tmp_path):
    events = tmp_path / "events.jsonl"
    rows = [
        {"id": "a", "type": "comment", "t": 1, "user": "u", "text": "shipping fee?", "room": "one", "market": "ID"},
        {"id": "a", "type": "comment", "t": 1, "user": "u", "text": "shipping fee?", "room": "two", "market": "MY"},
    ]
    events.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    made = await decisions(tmp_path / "out.jsonl", events)
    assert [d["facts"] for d in made] == [["markets.ID.shipping.fee"], ["markets.MY.shipping.fee"]]


@pytest.mark.parametrize("missing", ["--events", "--shop"])
def test_a_missing_file_is_one_clear_line(missing, tmp_path):
    files = {"--events": str(EVENTS), "--shop": str(CONTRACT / "shop.toml"), missing: str(tmp_path / "none")}
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "replay", *[x for pair in files.items() for x in pair]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert done.stderr.startswith("error: ")


async def test_lines_without_end_are_refused_and_the_next_is_decided(tmp_path, capsys):
    lines = EVENTS.read_bytes().splitlines()
    events = tmp_path / "events.jsonl"
    endless = b'{"id":"' + b"x" * 3 * MAX_LINE + b'"}'
    events.write_bytes(b"\n".join([lines[0], endless, lines[2], lines[2][:-1] + b" " * (MAX_LINE - len(lines[2]) - 1) + b"}", endless]))
    made = await decisions(tmp_path / "out.jsonl", events)
    assert [d["event_id"] for d in made] == ["c01"]
    refused = [line.split(": ")[1] for line in capsys.readouterr().err.splitlines()[:-1]]
    assert refused == ["too_long", "repeat", "too_long"]
