"""The life of a case through a session: what users of such systems complain of (H1 to H21), each a test."""

import random

import pytest

from assistant.answering.decide import Policy
from assistant.domain import Act, Deleted, Option, Receipt, Resolution
from assistant.errors import BadInput, StoreError
from tests.conftest import POSTS, comment, host

BROKEN = "barang rusak kecewa banget"
SHIPPING = "ongkir brp kak"
NOON, NIGHT = "2026-03-04T12:30", "2026-03-04T23:30"  # people answer from 08:00 to 20:00


def do(kind, case, by="rina", **more):
    return Resolution(kind=kind, by=by, case=getattr(case, "id", case), **more)


async def bodies(rooms, kind):
    return [line.body for line in await rooms.journal.since(0) if line.kind == kind]


async def notices(rooms):
    return [b for b in await bodies(rooms, "outgoing") if b["key"].endswith("/notice")]


async def opened(session, text=BROKEN, id="c1", **kw):
    await session.take(comment(id, text, **kw))
    return session.cases.open_of(kw.get("user", "ani"))


async def test_h1_a_person_who_takes_over_silences_what_was_on_its_way(rooms):
    session = await rooms.open()
    await session.take(comment("c0", SHIPPING))
    (claimed,) = await rooms.store.claim(room="r", lease_s=5)
    case = await opened(session, t=2.0)
    await session.resolve(do("accept", case))
    assert (session.may_send(claimed), case.state) == ("a person took over", "offered")
    kept = [(h["key"], h["state"], h["why"]) for h in await bodies(rooms, "hold")]
    assert kept == [("r/c0/reply", "withdrawn", "a person took over: rina"), (case.notice, "withdrawn", "a person took over: rina")]
    (group,) = session.judge.board.groups()
    assert group.status == "open", "nobody got that answer: who asks the same is answered"


async def test_h1_no_reply_is_made_while_a_person_has_accepted(rooms):
    session = await rooms.open()
    case = await opened(session)
    await session.resolve(do("accept", case))
    judged = await session.take(comment("c2", SHIPPING, t=3.0))
    assert (judged.judgement.act, session.cases.get(case.id).later) == (Act.SILENT, (SHIPPING,))


async def test_h2_after_the_end_a_plain_question_is_answered_and_history_decides_nothing(rooms):
    session = await rooms.open()
    await session.take(comment("c0", "sepatu ada ukuran 40?", t=1.0))
    case = await opened(session, t=2.0)
    await session.resolve(do("take", case))
    await session.resolve(do("close_case", case, reason="resolved"))
    rooms.clock.advance(5.0)
    assert session.judge.viewers.recall("ani", 6.0, "c0") is None
    judged = await session.take(comment("c3", SHIPPING, t=6.0, prev="c1"))
    assert (judged.judgement.act, judged.judgement.decision.action, session.cases.open_of("ani")) == (Act.POST, "answer", None)


@pytest.mark.parametrize("end", ["return_case", "close_case"])
async def test_a_new_matter_after_the_end_is_a_new_episode(rooms, end):
    session = await rooms.open()
    case = await opened(session)
    await session.resolve(do("take", case))
    await session.resolve(do(end, case))
    again = await opened(session, id="c9", t=9.0)
    outcome = {"return_case": "returned", "close_case": "closed: resolved"}[end]
    assert (again.id, again.episode, again.earlier, again.last_outcome) == ("case-c9", 2, 1, outcome)


async def test_h3_every_episode_has_one_notice_in_the_viewers_language(rooms):
    session = await rooms.open(market="TH", langs=("th", "id"), local_start=NOON)
    for n, (user, text) in enumerate([("ani", BROKEN), ("somchai", "ของเสียหาย ผิดหวังมาก"), ("ani", "rusak lagi nih kecewa")]):
        await session.take(comment(f"c{n}", text, user=user, t=float(n), market="TH"))
    assert [(b["user"], b["lang"]) for b in await notices(rooms)] == [("ani", "id"), ("somchai", "th")]
    assert session.ledger.figures().told_waiting == 2


@pytest.mark.parametrize(
    ("policy", "can_post", "text", "why"),
    [
        pytest.param(Policy(mode="suggest"), True, BROKEN, "mode is suggest: a person tells the viewer", id="a person tells"),
        pytest.param(Policy(holding_lines=False), True, BROKEN, "holding lines are switched off", id="switched off"),
        pytest.param(POSTS, False, BROKEN, "this source cannot post", id="a source that only reads"),
        pytest.param(POSTS, True, "kak suaranya ga kedengeran", "sound or picture: the host is told, not every viewer", id="no sound"),
    ],
)
async def test_h3_who_is_not_told_is_on_record_with_the_reason(rooms, policy, can_post, text, why):
    session = await rooms.open(policy=policy, can_post=can_post)
    case = await opened(session, text)
    assert (case.untold, case.notice, await notices(rooms)) == (why, None, [])
    assert session.ledger.figures().untold == {why: 1}


async def test_h4_after_the_return_the_viewer_is_answered_in_their_own_language(rooms):
    session = await rooms.open(market="TH", langs=("th",))
    case = await opened(session, market="TH")
    await session.resolve(do("take", case))
    await session.resolve(do("answer_case", case, text="ทีมงานตรวจสอบแล้วค่ะ", lang="th"))
    await session.resolve(do("return_case", case))
    rooms.clock.advance(8.0)
    judged = await session.take(comment("c3", SHIPPING, t=9.0, market="TH"))
    assert (judged.judgement.act, judged.lang) == (Act.POST, "id")


@pytest.mark.parametrize("seed", range(3))
async def test_h5_a_comment_delivered_many_times_and_over_a_restart_is_one_case_with_one_notice(sheet, knowledge, tmp_path, seed):
    from tests.conftest import Rooms

    chance = random.Random(seed)
    for life in range(2):
        rooms = Rooms(sheet, knowledge, tmp_path / "r.sqlite3")
        session = await rooms.open()
        deliveries = [("c1", BROKEN, "ani"), ("c2", "paket saya belum sampe kecewa", "budi")] * chance.randint(1, 5)
        chance.shuffle(deliveries)
        for id, text, user in deliveries:
            await session.take(comment(id, text, user=user))
        assert sorted((c.id, c.event_ids) for c in session.cases.cases()) == [("case-c1", ("c1",)), ("case-c2", ("c2",))]
        assert len(await notices(rooms)) == 2, life
        await rooms.close()


@pytest.mark.parametrize(
    ("start", "said"),
    [
        pytest.param(NOON, None, id="somebody is there"),
        pytest.param(NIGHT, "besok jam 08.00", id="at night: tomorrow"),
    ],
)
async def test_h7_outside_service_hours_the_viewer_is_told_when_people_are_back(rooms, start, said):
    session = await rooms.open(local_start=start)
    case = await opened(session)
    (notice,) = await notices(rooms)
    assert (said is None) != ("Tim kami balas lagi" in notice["text"])
    assert said is None or said in notice["text"], notice["text"]
    due = session.cases.clock.due_t(1.0, "soon")
    assert (case.due_t, session.cases.clock.wait_s(1.0, due)) == (due, 900.0), "the clock pauses until they are back"


async def test_h7_harm_at_night_promises_nobody_right_away(rooms):
    session = await rooms.open(local_start=NIGHT)
    await opened(session, "kulit aku melepuh abis pake ini")
    (notice,) = await notices(rooms)
    assert ("jangan dipakai dulu" in notice["text"], "segera" in notice["text"]) == (True, False)


async def test_h9_an_answer_that_promises_a_person_is_a_real_case(rooms, monkeypatch):
    session = await rooms.open()
    take = session.judge.comment

    def promising(remark, **kw):
        from dataclasses import replace

        judged = take(remark, **kw)
        reply = "Siap kak, kami teruskan ke tim kami ya."
        decision = judged.judgement.decision.model_copy(update={"reply": reply})
        return replace(judged, reply=reply, judgement=judged.judgement.model_copy(update={"decision": decision}))

    monkeypatch.setattr(session.judge, "comment", promising)
    judged = await session.take(comment("c1", SHIPPING))
    case = session.cases.open_of("ani")
    assert (judged.judgement.act, case.reason, case.notice) == (Act.CASE, "policy", "r/case-c1/1/notice")
    assert [b["text"] for b in await notices(rooms)] == ["Siap kak, kami teruskan ke tim kami ya."]
    again = await session.take(comment("c2", "cod bisa kak?", t=2.0))
    assert again.judgement.act != Act.CASE, "somebody is told already"


async def test_h9_a_promise_that_was_only_to_be_suggested_is_an_option_of_the_case(rooms, monkeypatch):
    session = await rooms.open(policy=Policy(mode="suggest"))
    monkeypatch.setattr(session.judge, "assures", lambda text, lang: True)
    judged = await session.take(comment("c1", SHIPPING))
    case = session.cases.open_of("ani")
    assert case.options == (Option(reply=judged.judgement.decision.reply, facts=judged.judgement.decision.facts),)


async def test_h10_what_people_note_goes_nowhere_and_after_the_return_the_assistant_speaks(rooms):
    session = await rooms.open()
    case = await opened(session)
    await session.resolve(do("take", case))
    await session.resolve(do("note", case, by="dewi", text="stay silent now, wa dia 0812-3456-7890"))
    await session.resolve(do("return_case", case))
    rooms.clock.advance(5.0)
    judged = await session.take(comment("c3", SHIPPING, t=6.0))
    said = str([b["text"] for b in await bodies(rooms, "outgoing")]) + str(session.judge.viewers.history("ani"))
    (note,) = [b for b in await bodies(rooms, "resolution") if b["kind"] == "note"]
    assert (judged.judgement.act, "silent" in said, "0812" in str(note)) == (Act.POST, False, False)


async def test_h11_who_wants_a_person_gets_one_at_once_and_no_argument(rooms):
    session = await rooms.open()
    judged = await session.take(comment("c1", "min ga mau sama bot, sambungin ke admin"))
    case = session.cases.open_of("ani")
    (notice,) = await notices(rooms)
    assert (case.reason, case.urgency, judged.judgement.decision.reason) == ("viewer_asked_human", "soon", "unknown_fact")
    assert notice["text"] == "Siap kak, kami sambungkan ke tim kami ya."


async def test_h12_reopened_the_next_day_it_is_a_new_episode_and_its_opener_speaks(sheet, knowledge, tmp_path):
    from tests.conftest import Rooms

    first = Rooms(sheet, knowledge, tmp_path / "r.sqlite3")
    session = await first.open()
    case = await opened(session)
    await session.resolve(do("close_case", case, reason="duplicate"))
    await first.close()
    second = Rooms(sheet, knowledge, tmp_path / "r.sqlite3")
    second.clock.advance(86_400.0)
    session = await second.open()
    await session.resolve(do("reopen", case, by="dewi"))
    again = session.cases.get(case.id)
    assert (again.state, again.agent, again.episode, again.last_outcome, session.cases.locked("ani")) == (
        "accepted", "dewi", 2, "closed: duplicate", True,
    )  # fmt: skip
    assert (again.untold, len(await notices(second))) == ("dewi opened it again and speaks to the viewer", 1)
    await second.close()


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
    ("ID", "paket telat seminggu kecewa banget kak"), ("ID", "udah 10 hari belum nyampe gimana sih parah"), ("ID", "barang dateng rusak, nyesel beli"),
    ("PH", "my parcel is two weeks late this is terrible service"), ("PH", "the one i got is broken and nobody replies"),
    ("TH", "ของมาช้ามาก รอสองอาทิตย์แล้ว แย่มาก"), ("TH", "ได้ของพังมา ผิดหวังมากค่ะ"), ("VN", "hàng giao trễ 2 tuần rồi tệ quá"),
    ("TR", "kargo iki haftadır gelmedi rezalet"), ("PL", "paczka spóźniona dwa tygodnie, dramat"),
    ("MX", "mi paquete lleva dos semanas de retraso qué mal servicio"), ("BR", "meu pedido atrasou duas semanas, péssimo"),
]  # fmt: skip
ABUSE = [("ID", "goblok lu host"), ("PH", "you are stupid and ugly"), ("TR", "aptal mısın sen"), ("MX", "eres una idiota")]


async def test_h17_a_late_parcel_is_a_complaint_and_no_troll(sheet, knowledge):
    from tests.conftest import Rooms

    rooms, langs = Rooms(sheet, knowledge), {"ID": "id", "PH": "en", "TH": "th", "VN": "vi", "TR": "tr", "PL": "pl", "MX": "es", "BR": "pt"}
    sessions = {m: await rooms.open(market=m, langs=(lang,), room=m) for m, lang in langs.items()}
    judged = [await sessions[m].take(comment(f"c{n}", text, user=f"u{n}", market=m, room=m)) for n, (m, text) in enumerate(COMPLAINTS)]
    trolls = [await sessions[m].take(comment(f"a{n}", text, user=f"a{n}", market=m, room=m)) for n, (m, text) in enumerate(ABUSE)]
    missed = [text for (_, text), j in zip(COMPLAINTS, judged, strict=True) if j.judgement.act != Act.CASE]
    assert (missed, [j.judgement.act for j in trolls]) == ([], [Act.SILENT] * len(ABUSE))
    await rooms.close()


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
    with pytest.raises(BadInput, match="held by dewi|dewi: assign"):
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
