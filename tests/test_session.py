"""A session: everything that comes in has an outcome, people's moves come back, a restart continues."""

import pytest

from assistant.answering.decide import Policy
from assistant.domain import Act, Comment, Resolution
from assistant.errors import BadInput, StoreError


def comment(id, text, *, user="ani", t=1.0, **kw):
    return Comment(id=id, room="r", market="ID", t=t, user=user, text=text, **kw)


async def kinds(rooms):
    return [(line.kind, line.body) for line in await rooms.journal.since(0)]


async def test_conservation_every_remark_has_one_judgement(rooms):
    session = await rooms.open()
    texts = ["ongkir brp kak", "😂😂", "asdfgh qwer", "barang rusak kecewa banget", "cod bisa?", "", "." * 50]
    for number, text in enumerate(texts):
        await session.take(comment(f"c{number}", text, t=float(number)))
    lines = await kinds(rooms)
    heard = [b["id"] for k, b in lines if k == "comment"]
    judged = [b["decision"]["event_id"] for k, b in lines if k == "judgement"]
    assert heard == judged == [f"c{n}" for n in range(len(texts))]
    assert all(b["why"] for k, b in lines if k == "judgement")


async def test_repeat_is_counted_and_not_judged_again(rooms):
    session = await rooms.open()
    await session.take(comment("c1", "ongkir brp kak"))
    assert await session.take(comment("c1", "ongkir brp kak")) is None
    assert await session.take(comment("c1", "lain lagi")) is None
    assert (session.counts.judged, session.counts.repeats, session.counts.conflicts) == (1, 1, 1)
    assert [b["kind"] for k, b in await kinds(rooms) if k == "refused"] == ["conflict"]


async def test_answered_once_then_counted(rooms):
    session = await rooms.open()
    first = await session.take(comment("c1", "ongkir brp kak", user="ani"))
    again = await session.take(comment("c2", "ongkirnya berapa ya", user="budi", t=2.0))
    assert (first.judgement.act, again.judgement.act) == (Act.POST, Act.SILENT)
    assert again.judgement.decision.action == "answer"
    assert session.judge.board.get(again.judgement.decision.group).count == 2


async def test_escalation_opens_a_case_and_silence_while_a_person_holds_it(rooms):
    session = await rooms.open()
    await session.take(comment("c1", "pesanan saya TRW-88121 belum sampai kak"))
    (case,) = session.cases.cases()
    await session.resolve(Resolution(kind="take", by="rina", case=case.id))
    held = await session.take(comment("c2", "cod bisa kak?", t=3.0))
    assert held.judgement.act == Act.SILENT
    await session.resolve(Resolution(kind="answer_case", by="rina", case=case.id, text="Sudah kami cek ya kak"))
    await session.resolve(Resolution(kind="return_case", by="rina", case=case.id))
    back = await session.take(comment("c3", "cod bisa kak?", t=9.0))
    assert back.judgement.act in (Act.POST, Act.SUGGEST)


async def test_withheld_at_the_last_moment_when_a_person_took_over(rooms):
    session = await rooms.open()
    await session.take(comment("c0", "ongkir brp kak"))
    (outgoing,) = await rooms.store.claim(room="r", lease_s=5)
    assert session.may_send(outgoing) is None
    await session.take(comment("c1", "barangnya rusak kecewa banget", t=2.0))
    (case,) = session.cases.cases()
    await session.resolve(Resolution(kind="take", by="rina", case=case.id))
    assert session.may_send(outgoing) == "a person took over"


async def test_a_person_sends_edits_and_dismisses_suggestions(rooms):
    session = await rooms.open(policy=Policy(mode="suggest"))
    judged = await session.take(comment("c1", "ongkir brp kak"))
    assert judged.judgement.act == Act.SUGGEST
    group = judged.judgement.decision.group
    sent = await session.resolve(Resolution(kind="send", by="rina", group=group))
    assert len(sent["posted"]) == 1
    edited = await session.resolve(Resolution(kind="edit_send", by="rina", group=group, text="Ongkir flat ya kak"))
    assert edited["posted"] != sent["posted"]
    await session.resolve(Resolution(kind="dismiss", by="rina", group=group))
    assert session.judge.board.get(group).status == "dismissed"


@pytest.mark.parametrize(
    "resolution",
    [
        pytest.param(Resolution(kind="send", by="rina", group="nothing"), id="unknown group"),
        pytest.param(Resolution(kind="take", by="rina", case="case-9"), id="unknown case"),
        pytest.param(Resolution(kind="wrong_flag", by="rina"), id="no event"),
        pytest.param(Resolution(kind="corrected", by="rina", event_id="u1"), id="corrected, but what"),
        pytest.param(Resolution(kind="pin", by="rina", group="nope"), id="pin what is not there"),
    ],
)
async def test_impossible_moves_are_refused_and_not_recorded(rooms, resolution):
    session = await rooms.open()
    before = await rooms.journal.store.last_seq()
    with pytest.raises(BadInput):
        await session.resolve(resolution)
    assert await rooms.journal.store.last_seq() == before


async def test_restart_continues_cases_groups_and_ids(sheet, knowledge, tmp_path):
    from tests.conftest import Rooms

    path = tmp_path / "r.sqlite3"
    first = Rooms(sheet, knowledge, path)
    session = await first.open()
    await session.take(comment("c1", "barang rusak kecewa banget"))
    await session.take(comment("c2", "ongkir brp kak", user="budi"))
    await session.resolve(Resolution(kind="take", by="rina", case=session.cases.cases()[0].id))
    await first.close()
    second = Rooms(sheet, knowledge, path)
    again = await second.open()
    assert again.cases.held_by_person("ani").agent == "rina"
    assert await again.take(comment("c2", "ongkir brp kak", user="budi")) is None
    asked = await again.take(comment("c3", "ongkir brp ya", user="cici", t=9.0))
    assert (asked.judgement.act, again.judge.board.get(asked.judgement.decision.group).count) == (Act.SILENT, 2)
    await second.close()


async def test_a_broken_judgement_hands_over_to_a_person(rooms, caplog):
    session = await rooms.open()

    def broken(*_, **__):
        raise RuntimeError("boom")

    session.judge._reader.read = broken
    judged = await session.take(comment("c1", "ongkir brp kak"))
    assert (judged.judgement.act, judged.judgement.decision.action, session.counts.broken) == (Act.CASE, "escalate", 1)
    assert "ongkir" not in judged.text


async def test_what_could_not_be_recorded_may_come_again(rooms, monkeypatch):
    session = await rooms.open()
    write = rooms.journal.write

    async def failing(batch):
        raise StoreError("disk full")

    monkeypatch.setattr(rooms.journal, "write", failing)
    with pytest.raises(StoreError):
        await session.take(comment("c1", "ongkir brp kak"))
    monkeypatch.setattr(rooms.journal, "write", write)
    assert await session.take(comment("c1", "ongkir brp kak")) is not None


async def test_personal_data_reaches_no_line_of_the_record(rooms):
    session = await rooms.open()
    secrets = ["0812-3456-7890", "budi.santoso@contoh.example"]
    await session.take(comment("c1", f"hp aku {secrets[0]} email {secrets[1]} tolong cek TRW-88121 ya"))
    text = str(await kinds(rooms))
    assert not [s for s in secrets if s in text]


async def test_a_topic_is_switched_while_on_air_and_stays_so_after_a_restart(rooms):
    session = await rooms.open()
    await session.resolve(Resolution(kind="mode", by="rina", topic="ship_fee", mode="off"))
    off = await session.take(comment("c1", "ongkir brp kak"))
    assert (off.judgement.act, off.judgement.decision.action) == (Act.SILENT, "answer")
    again = await rooms.open()
    assert again.judge.policy.mode_for("ship_fee") == "off"
    assert [b["by"] for k, b in await kinds(rooms) if k == "resolution"] == ["rina"]


async def test_a_muted_viewer_gets_no_answer_but_what_may_hurt_somebody_reaches_a_person(rooms):
    session = await rooms.open()
    await session.resolve(Resolution(kind="mute", by="rina", user="ani"))
    quiet = await session.take(comment("c1", "ongkir brp kak"))
    complaint = await session.take(comment("c2", "barang rusak kecewa banget", t=2.0))
    hurt = await session.take(comment("c3", "blendernya meledak, tangan saya luka", t=3.0))
    other = await session.take(comment("c4", "cod bisa?", user="budi", t=4.0))
    assert (quiet.judgement.act, quiet.judgement.why, complaint.judgement.act) == (Act.SILENT, "rina muted this viewer", Act.SILENT)
    assert (hurt.judgement.act, hurt.judgement.decision.reason, other.judgement.act) == (Act.CASE, "safety", Act.POST)
    assert [case.user for case in session.cases.cases()] == ["ani"]


async def test_a_setting_that_cannot_be_recorded_does_not_hold(rooms, monkeypatch):
    session = await rooms.open()

    async def down(batch):
        raise StoreError("disk full")

    monkeypatch.setattr(session.journal, "write", down)
    with pytest.raises(StoreError):
        await session.resolve(Resolution(kind="mute", by="rina", user="ani"))
    assert session.steering.told()["muted"] == {}
