import json
import shutil

import numpy as np
import pytest

from assistant.domain import Comment, Utterance
from assistant.errors import BadEvent, BadInput
from assistant.voice.activity import Activity
from assistant.voice.capture import FileAudio
from assistant.voice.recording import read_recording

SHEET = """title = "t"
room = "r"
market = "ID"
local_start = "19:30"
langs = ["id"]
host_lang = "id"
shop = "s"
seconds = 10.0
"""
HOST = {"id": "h1", "type": "host", "t": 1.0, "end": 2.5, "text": "ongkirnya sembilan ribu lima ratus", "asr_confidence": 0.9}
COMMENT = {"id": "c1", "type": "comment", "t": 2.0, "user": "lilis", "text": "ongkir brp", "lang": "id"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "recording.toml").write_text(SHEET, "utf-8")
    return tmp_path


def write(folder, *events) -> None:
    lines = [e if isinstance(e, str) else json.dumps(e) for e in events]
    (folder / "session.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def test_comments_and_host_lines_are_read_as_our_own_values(folder):
    write(folder, {"type": "session", "room": "r", "market": "ID"}, HOST, "", COMMENT, {"type": "labels", "groups": []})
    recording = read_recording(folder)
    assert recording.comments == (Comment(id="c1", room="r", market="ID", t=2.0, user="lilis", text="ongkir brp", lang="id"),)
    assert recording.utterances == (
        Utterance(id="h1", room="r", market="ID", t=1.0, end=2.5, text=HOST["text"], asr_confidence=0.9, origin="supplied"),
    )
    assert recording.audio is None


@pytest.mark.parametrize(
    ("events", "line", "complaint"),
    [
        pytest.param(["{not json"], 1, "not JSON", id="not JSON"),
        pytest.param([HOST, COMMENT | {"user": None}], 2, "user", id="a comment without a viewer"),
        pytest.param([HOST, HOST], 2, "comes twice", id="the same id twice"),
        pytest.param([COMMENT, HOST], 2, "before the line above", id="time runs backwards"),
        pytest.param([HOST | {"colour": "red"}], 1, "colour", id="an unknown field"),
        pytest.param([HOST | {"t": -1}], 1, "t -1.0 is before", id="before the start"),
        pytest.param(["[1, 2]"], 1, "the line", id="a list"),
    ],
)
def test_a_wrong_event_is_named_with_its_line(folder, events, line, complaint):
    write(folder, *events)
    with pytest.raises(BadEvent, match=complaint) as fault:
        read_recording(folder)
    assert fault.value.where.endswith(f"session.jsonl:{line}")


@pytest.mark.parametrize(
    ("sheet", "complaint"),
    [
        pytest.param(SHEET + 'audio = "missing.ogg"\n', "not a file beside it", id="the sound is missing"),
        pytest.param(SHEET + 'audio = "../secret.ogg"\n', "not a file beside it", id="a sound outside the folder"),
        pytest.param(SHEET.replace('"ID"', '"Indonesia"'), "market", id="a market that is none"),
        pytest.param(SHEET + "colour = 1\n", "colour", id="an unknown key"),
        pytest.param("title = ", "not TOML", id="not TOML"),
    ],
)
def test_a_wrong_sheet_is_named(folder, sheet, complaint):
    (folder / "recording.toml").write_text(sheet, "utf-8")
    write(folder, HOST)
    with pytest.raises(BadInput, match=complaint):
        read_recording(folder)


def test_an_empty_folder_says_what_a_recording_holds(tmp_path):
    with pytest.raises(BadInput, match=r"recording\.toml and session\.jsonl"):
        read_recording(tmp_path)


async def test_the_evening_in_bandung_sounds_as_its_transcript_says(evening, activity: Activity):
    recording = read_recording(evening)
    assert (len(recording.utterances), len(recording.comments)) == (28, 85)
    found = []
    total = 0
    async for frame in FileAudio(recording.audio, room="r").frames():
        total += len(frame.array())
        found += activity.push(frame.array(), frame.t)
    found += activity.flush()
    assert total / 16_000 == pytest.approx(recording.sheet.seconds, abs=0.2)
    assert [s.voice_start for s in found] == pytest.approx([u.t for u in recording.utterances], abs=0.3)
    assert [s.voice_end for s in found] == pytest.approx([u.end for u in recording.utterances], abs=0.4)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng speaks the host's lines and is not installed")
def test_the_evenings_events_follow_from_its_script(evening, monkeypatch):
    import tomllib

    monkeypatch.syspath_prepend(str(evening.parent))
    import make_recording

    script = tomllib.loads((evening / "script.toml").read_text("utf-8"))
    sound, host = make_recording.speak_all(script["host"], 300.0)
    events = sorted(host + make_recording.written(script["comments"]), key=lambda event: event["t"])
    kept = [json.loads(row) for row in (evening / "session.jsonl").read_text("utf-8").splitlines()][1:]
    assert [e["id"] for e in kept] == [e["id"] for e in events]
    assert [e["text"] for e in kept] == [e["text"] for e in events]
    assert np.abs(sound).max() <= 1.0
