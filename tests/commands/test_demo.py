"""The demo from its command: an address with a token, one line a decision, and a transcript that is never passed off as heard."""

import json
import shutil
import signal

import pytest

from tests.commands.process import assistant
from tests.conftest import ROOT

EVENING = ROOT / "knowledge" / "recordings" / "bandung_evening"
MICRO = ROOT / "tests" / "data" / "whisper-micro"
EVENTS = [
    {"id": "c1", "type": "comment", "t": 0.5, "user": "ani", "text": "ongkir berapa kak"},
    {"id": "h1", "type": "host", "t": 0.6, "end": 1.0, "text": "jayapura juga dua hari nyampe dijamin", "asr_confidence": 0.9},
    {"id": "c2", "type": "comment", "t": 1.2, "user": "budi", "text": "barang yang datang rusak, kecewa banget"},
]


@pytest.fixture
def recording(tmp_path):
    """Three events of an evening; the sound is one of the recogniser's own sentences."""
    folder = tmp_path / "evening"
    folder.mkdir()
    sheet = (EVENING / "recording.toml").read_text(encoding="utf-8")
    sheet = sheet.replace('langs = ["id", "ms", "en", "ar"]', 'langs = ["id"]')
    (folder / "recording.toml").write_text(sheet, encoding="utf-8")
    (folder / "session.jsonl").write_text("\n".join(map(json.dumps, EVENTS)), encoding="utf-8")
    shutil.copy(MICRO / "clips" / "id_host_08.ogg", folder / "live.ogg")
    return folder


def demo(recording, *words):
    return ["demo", "--recording", recording, "--port", "0", "--speed", "20", *words]


async def test_without_a_model(recording, small):
    async with assistant(*demo(recording, "--exit", "--model", "none"), knowledge=small) as show:
        assert await show.end() == 0, show.said
    address, *lines = show.said["out"].splitlines()
    assert address.startswith("console: http://127.0.0.1:")
    assert "/?token=" in address
    assert [(line.split()[1], line.split(":")[0].split()[-1]) for line in sorted(lines)] == [
        ("answer", "ani"), ("contradicted", "HOST"), ("escalate", "budi"),
    ]  # fmt: skip
    assert "transcript supplied" in show.said["err"]


async def test_with_the_small_recogniser(recording, small):
    async with assistant(*demo(recording, "--exit", "--model", MICRO / "model"), knowledge=small) as show:
        assert await show.end() == 0, show.said
    (heard,) = [line for line in show.said["out"].splitlines() if " HOST: " in line]
    assert "bayar di tempat bisa ya kak" in heard
    assert "transcript supplied" not in show.said["err"]


async def test_a_model_that_is_not_there_falls_back_and_the_console_stays_open(recording, small):
    async with assistant(*demo(recording, "--model", recording / "none"), knowledge=small) as show:
        await show.until("err", "the console stays open")
        assert "no such model folder" in show.said["err"]
        assert "transcript supplied" in show.said["err"]
        show.process.send_signal(signal.SIGINT)
        assert await show.end() == 130
    assert "Traceback" not in show.said["err"]
