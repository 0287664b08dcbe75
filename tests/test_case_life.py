"""The life of a case through a session: what users of such systems complain of (H1 to H12), each a test."""

import random

import pytest

from assistant.answering.decide import Policy
from assistant.domain import Act, Option
from tests.case_steps import BROKEN, NIGHT, NOON, SHIPPING, bodies, do, notices, opened
from tests.conftest import POSTS, comment


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
