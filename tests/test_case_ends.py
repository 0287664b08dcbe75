"""How cases end, or do not: time, deletions, the show, and two people at once (H13 to H21)."""


import pytest

from assistant.domain import Act, Deleted, Receipt, Resolution
from assistant.errors import BadInput, StoreError
from tests.case_steps import BROKEN, NOON, SHIPPING, bodies, do, notices, opened
from tests.conftest import comment, host


async def test_h13_nobody_comes_up_a_level_then_expired_and_the_viewer_is_told(rooms):
    session = await rooms.open(local_start=NOON)
    case = await opened(session)  # soon: 15 minutes, then as `now`: two more
    assert case.due_t == 901.0
    states = []
    for t in (900.0, 901.0, 1020.0, 1021.0, 5000.0):
        rooms.clock.advance(t)
        await session.sweep()
        now = session.cases.get(case.id)
        states.append((t, now.state, now.urgency, now.level))
    assert states == [
        (900.0, "offered", "soon", 0), (901.0, "offered", "now", 1), (1020.0, "offered", "now", 1), (1021.0, "expired", "now", 1),
        (5000.0, "expired", "now", 1),
    ]  # fmt: skip
    assert [b["key"] for b in await notices(rooms)] == ["r/case-c1/1/notice", "r/case-c1/1/expired/notice"]
    assert (await notices(rooms))[1]["text"].startswith("Maaf ya kak, tim kami belum ada yang kosong.")
    await session.resolve(do("take", case))
    assert session.cases.get(case.id).state == "human", "a person may still pick it up"
    assert (session.ledger.figures().expired, session.ledger.figures().accept_p50_s) == (1, 4999.0)


async def test_h13_time_passes_with_the_comments_and_over_a_restart(sheet, knowledge, tmp_path):
    from tests.conftest import Rooms

    first = Rooms(sheet, knowledge, tmp_path / "r.sqlite3")
    session = await first.open(local_start=NOON)
    case = await opened(session)
    await first.close()
    second = Rooms(sheet, knowledge, tmp_path / "r.sqlite3")
    session = await second.open(local_start=NOON)
    assert session.escalations.due() == case.due_t
    second.clock.advance(3000.0)
    await session.take(comment("c2", SHIPPING, user="budi", t=3000.0))
    moves = [m.kind for m in session.cases.get(case.id).moves]
    assert (moves, len(await notices(second))) == (["escalate", "raise", "expire"], 2)
    await second.close()


async def test_a_person_who_accepts_and_says_nothing_raises_one_alert_and_keeps_the_case(rooms):
    session = await rooms.open(local_start=NOON)
    case = await opened(session)
    await session.resolve(do("accept", case))
    rooms.clock.advance(9000.0)
    await session.sweep()
    held = session.cases.get(case.id)
    assert (held.state, held.level, held.due_t, session.escalations.due(), session.cases.locked("ani")) == ("accepted", 1, None, None, True)


async def test_h16_the_figures_say_who_handed_over(rooms):
    session = await rooms.open()
    case = await opened(session)
    await session.resolve(do("close_case", case))
    await session.resolve(do("reopen", case))
    figures = session.ledger.figures()
    assert (figures.episodes, figures.by_assistant, figures.by_reason) == (2, 1, {"complaint": 2})


COMPLAINTS = [
    "paket telat seminggu kecewa banget kak", "udah 10 hari belum nyampe gimana sih parah", "barang dateng rusak, nyesel beli",
    "my parcel is two weeks late this is terrible service", "the one i got is broken and nobody replies",
    "ของมาช้ามาก รอสองอาทิตย์แล้ว แย่มาก", "ได้ของพังมา ผิดหวังมากค่ะ", "hàng giao trễ 2 tuần rồi tệ quá",
]  # fmt: skip
ABUSE = ["goblok lu host", "you are stupid and ugly", "ngu như bò"]


async def test_h17_a_late_parcel_is_a_complaint_and_no_troll(rooms):
    session = await rooms.open(langs=("id", "en", "th", "vi"))
    judged = [await session.take(comment(f"c{n}", text, user=f"u{n}")) for n, text in enumerate(COMPLAINTS)]
    trolls = [await session.take(comment(f"a{n}", text, user=f"a{n}")) for n, text in enumerate(ABUSE)]
    missed = [text for text, j in zip(COMPLAINTS, judged, strict=True) if j.judgement.act != Act.CASE]
    assert (missed, [j.judgement.act for j in trolls]) == ([], [Act.SILENT] * len(ABUSE))


async def test_h19_five_comments_of_one_matter_are_one_case_and_its_urgency_rises(rooms):
    session = await rooms.open()
    texts = [BROKEN, "rusak kak tolong", "kok ga dibales barangnya rusak", "pesanan saya TRW-88121 belum sampai", "kulit aku melepuh abis pake ini"]
    for n, text in enumerate(texts):
        await session.take(comment(f"c{n}", text, t=float(n)))
    (case,) = session.cases.cases()
    assert (case.event_ids, case.reason, case.urgency, len(await notices(rooms))) == (("c0", "c1", "c2", "c3", "c4"), "safety", "now", 1)


async def test_h20_a_deleted_comment_withdraws_its_case_unless_somebody_has_it(rooms):
    session = await rooms.open()
    case = await opened(session)
    await session.deleted(Deleted(room="r", event_id="c1", t=2.0, source="x"))
    gone = session.cases.get(case.id)
    assert (gone.state, gone.ended, session.on_air.pending.why_withdrawn(case.notice)) == ("closed", "deleted", "the comment was deleted")
    held = await opened(session, id="c5", user="budi")
    await session.resolve(do("take", held))
    await session.deleted(Deleted(room="r", event_id="c5", t=3.0, source="x"))
    assert session.cases.get(held.id).state == "human"


async def test_h20_a_case_of_two_comments_outlives_one_of_them(rooms):
    session = await rooms.open()
    await session.take(comment("c1", BROKEN))
    await session.take(comment("c2", "rusak kak tolong", t=2.0))
    await session.deleted(Deleted(room="r", event_id="c1", t=3.0, source="x"))
    assert session.cases.open_of("ani").state == "offered"
    await session.deleted(Deleted(room="r", event_id="c2", t=4.0, source="x"))
    assert session.cases.open_of("ani") is None


async def test_h20_what_the_host_says_on_air_before_anybody_takes_it_withdraws_it(rooms, monkeypatch):
    session = await rooms.open()
    case = await opened(session, "sepatunya bisa buat lari marathon ga kak")
    session.cases.put(case.model_copy(update={"topic": "p.waterproof", "product": None, "reason": "unknown_fact"}))
    monkeypatch.setattr(session.judge, "stated", lambda utterance: {"p.waterproof": 0.7})
    await session.take(host("h1", "iya ini tahan air kok", t=5.0))
    assert (session.cases.get(case.id).state, session.cases.get(case.id).ended) == ("closed", "answered_on_air")


async def test_h20_the_host_presses_that_it_was_said(rooms):
    session = await rooms.open()
    case = await opened(session)
    await session.resolve(Resolution(kind="on_air", by="host", case=case.id))
    assert session.cases.get(case.id).ended == "answered_on_air"


async def test_h21_what_a_person_answers_is_never_an_answer_of_the_assistants(rooms):
    session = await rooms.open()
    case = await opened(session, "sepatunya ada garansi seumur hidup?")
    await session.resolve(do("take", case))
    await session.resolve(do("answer_case", case, text="Ada kak, garansi seumur hidup"))
    await session.resolve(do("close_case", case))
    again = await session.take(comment("c9", "sepatunya ada garansi seumur hidup?", user="budi", t=9.0))
    replies = [b["text"] for b in await bodies(rooms, "outgoing") if b["by"] == "assistant"]
    assert "seumur hidup" not in f"{replies} {again.reply}"


@pytest.mark.parametrize("kind", ["answer_case", "close_case", "return_case"])
async def test_two_people_never_act_on_one_case_unaware(rooms, kind):
    session = await rooms.open()
    case = await opened(session)
    await session.resolve(do("take", case))
    await session.resolve(do("assign", case, by="dewi", agent="dewi", version=2))
    with pytest.raises(BadInput, match=r"held by dewi|dewi: assign"):
        await session.resolve(do(kind, case, version=2, text="Sudah kami cek"))
    with pytest.raises(BadInput, match=r"has changed since you saw it: dewi: assign \(dewi\)"):
        await session.resolve(do("assign", case, agent="rina", version=2))


async def test_a_note_of_another_refuses_nobody(rooms):
    session = await rooms.open()
    case = await opened(session)
    await session.resolve(do("take", case, version=1))
    await session.resolve(do("note", case, by="dewi", text="pelanggan lama"))
    await session.resolve(do("answer_case", case, text="Sudah kami cek ya kak", version=2))
    assert session.cases.get(case.id).version == 3


async def test_what_could_not_be_recorded_has_not_happened(rooms, monkeypatch):
    session = await rooms.open()
    case = await opened(session)

    async def failing(batch):
        raise StoreError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(rooms.journal, "write", failing)
        with pytest.raises(StoreError):
            await session.resolve(do("take", case))
        with pytest.raises(StoreError):
            await session.take(comment("c5", BROKEN, user="budi"))
    assert (session.cases.get(case.id), session.cases.open_of("budi")) == (case, None)
    await session.take(comment("c5", BROKEN, user="budi"))
    assert [b["user"] for b in await notices(rooms)] == ["ani", "budi"]


async def test_the_lock_lasts_until_its_end_is_on_record(rooms, monkeypatch):
    session = await rooms.open()
    await session.take(comment("c0", SHIPPING))
    (claimed,) = await rooms.store.claim(room="r", lease_s=5)
    case = await opened(session, t=2.0)
    await session.resolve(do("take", case))
    seen = []
    write = rooms.journal.write

    async def watched(batch):
        seen.append(session.may_send(claimed))
        return await write(batch)

    monkeypatch.setattr(rooms.journal, "write", watched)
    await session.resolve(do("return_case", case))
    assert seen == ["a person took over"]


async def test_the_file_of_a_case_holds_what_the_room_knows(rooms):
    session = await rooms.open(market="TH", langs=("th", "id"), local_start=NOON)
    await session.take(comment("c0", SHIPPING, market="TH"))
    session.posted(Receipt(key="r/c0/reply", status="sent"))
    await session.take(host("h1", "ส่งฟรีทุกออเดอร์เลยนะคะวันนี้", t=2.0, market="TH"))
    await session.take(comment("c1", BROKEN + " hp aku 0812-3456-7890", t=3.0, market="TH"))
    (file,) = await bodies(rooms, "case_file")
    assert (file["id"]["case_id"], file["viewer"]["user"], file["question"]["history"]) == ("case-c1", "ani", [SHIPPING])
    assert [(p["by"], p["status"], p["in_reply_to"]) for p in file["tried"]["posted"]] == [("assistant", "sent", "c0")]
    assert [c["event_id"] for c in file["live"]["claims"]] == ["h1"]
    assert (file["clock"]["opened"], file["clock"]["urgency"], file["clock"]["open_now"]) == ("2026-03-04T12:30:03+07:00", "soon", True)
    assert "0812" not in str(file)
