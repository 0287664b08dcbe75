"""`assistant suggestions`: what was marked wrong in a live becomes a change somebody may make, and changes nothing itself."""

import asyncio

import pytest

from assistant.build import build_session
from assistant.cli import main
from assistant.clock import EventClock
from assistant.domain import Comment, Resolution, Room, Utterance
from assistant.knowledge import load_knowledge
from assistant.market.sheet import load_sheet
from assistant.record.feed import Journal
from assistant.record.store import SqliteStore
from tests.commands.process import SHOP

RULED = "krim ini nyembuhin kanker ya bunda"
READ = "mertua saya sudah buang insulin sejak rutin minum kapsul ini"
PROMISED = "ongkir cuma lima ribu se indonesia kak"


async def _evening(path, knowledge, marked):
    """A host's evening on record, with what a person marked wrong."""
    store = SqliteStore.open(path)
    journal = Journal(store)
    session = build_session(load_sheet(SHOP), Room(room="r", market="ID", langs=("id",)), knowledge, journal, EventClock())
    await session.open()
    for number, text in enumerate((RULED, READ, PROMISED)):
        await session.take(Utterance(id=f"u{number}", room="r", market="ID", t=float(number), text=text, lang="id"))
    await session.take(Comment(id="c0", room="r", market="ID", t=9.0, user="v", text="host goblok, telp 0812-0000-1234"))
    for event, reason, flag in marked:
        await session.resolve(Resolution(kind="wrong_flag", by="rina", event_id=event, reason=reason, flag=flag))
    journal.close()
    await store.close()


def run(capsys, monkeypatch, small, path):
    monkeypatch.setenv("LIVE_ASSISTANT_KNOWLEDGE", str(small))
    with pytest.raises(SystemExit) as ended:
        main(["suggestions", str(path)])
    said = capsys.readouterr()
    return ended.value.code, said.out, said.err


@pytest.mark.parametrize(
    ("marked", "told"),
    [
        pytest.param(("u0", "medical_claim", 0), ("id/wording.toml", "met by", f"passes = {RULED!r}"), id="a rule"),
        pytest.param(("u1", "medical_claim", 0), ("id/speech.toml", "like", f"`innocent`: {READ!r}"), id="what was read beside the rules"),
        pytest.param(("u2", "promise", None), ("id/promises.toml", "markets.ID.shipping.fee"), id="a promise"),
        pytest.param(("c0", "abuse", 0), ("wording.toml", "a viewer wrote"), id="a comment"),
    ],
)
def test_a_flag_marked_wrong_names_its_file_and_the_near_miss_to_add(capsys, monkeypatch, small, tmp_path, marked, told):
    record = tmp_path / "evening.db"
    monkeypatch.setenv("LIVE_ASSISTANT_KNOWLEDGE", str(small))
    asyncio.run(_evening(record, load_knowledge(), [marked]))
    before = {path: path.read_bytes() for path in (small / "languages" / "id").glob("*.toml")}
    status, out, _ = run(capsys, monkeypatch, small, record)
    assert status == 0
    assert "marked wrong by rina" in out
    assert all(part in out for part in told), out
    assert "0812" not in out
    assert before == {path: path.read_bytes() for path in (small / "languages" / "id").glob("*.toml")}


def test_a_record_without_any(capsys, monkeypatch, small, tmp_path):
    record = tmp_path / "evening.db"
    asyncio.run(_evening(record, load_knowledge(small), []))
    assert "nothing was marked wrong" in run(capsys, monkeypatch, small, record)[1]


def test_no_record(capsys, monkeypatch, small, tmp_path):
    status, _, err = run(capsys, monkeypatch, small, tmp_path / "none.db")
    assert status == 1
    assert "there is no record here" in err
