"""What the page shows and sends, against the real session: every button it offers works, every word it marks is the right one."""

import pytest

from assistant.answering.board import Board
from assistant.answering.decide import Policy
from assistant.answering.viewers import Viewers
from assistant.build import build_judge
from assistant.console.view import fold
from assistant.domain import Act, Resolution, Room
from assistant.errors import BadInput, StoreError
from assistant.session import Session
from tests.conftest import comment, host

ROOM = Room(room="r", market="ID", langs=("id",))

SEND = Resolution(kind="send", by="rina", event_id="c1")
EDIT = Resolution(kind="edit_send", by="rina", event_id="c1", text="Ongkir flat ya kak", lang="id")
DISMISS = Resolution(kind="dismiss", by="rina", event_id="c1")


@pytest.fixture(scope="module")
def judge(sheet, knowledge):
    """What all sessions here judge with: it takes seconds to build."""
    return build_judge(sheet, ROOM, knowledge)


@pytest.fixture
def begin(rooms, judge):
    """Begins a session, or continues the recorded one, as a process just started would: with a memory of nothing."""

    async def session(mode="auto", board=500):
        judge.board, judge.viewers, judge.policy = Board("r", limit=board), Viewers(), Policy(mode=mode)
        opened = Session(ROOM, judge, rooms.journal, rooms.clock)
        await opened.open()
        return opened

    return session


async def shown(rooms):
    return fold(await rooms.journal.since(0, room="r", limit=10_000))


async def suggesting(begin):
    """A session that suggests an answer to c1, whose question has left the board since."""
    session = await begin("suggest", board=1)
    judged = await session.take(comment("c1", "ongkir brp kak"))
    assert judged.judgement.act == Act.SUGGEST
    await session.take(comment("c2", "bisa cod kak?", user="budi", t=2.0))
    assert session.judge.board.get(judged.judgement.decision.group) is None
    return session, judged


@pytest.mark.parametrize("resolution", [pytest.param(SEND, id="send"), pytest.param(EDIT, id="edit"), pytest.param(DISMISS, id="dismiss")])
@pytest.mark.parametrize("named", [pytest.param(True, id="its group is gone"), pytest.param(False, id="without a group")])
async def test_a_suggestion_needs_no_group(rooms, begin, resolution, named):
    session, judged = await suggesting(begin)
    asked = resolution.model_copy(update={"group": judged.judgement.decision.group if named else None})
    await session.resolve(asked)
    row = next(row for row in (await shown(rooms)).comments if row.id == "c1")
    assert row.handled.kind == resolution.kind
    expected = {"send": [judged.reply], "edit_send": [EDIT.text], "dismiss": []}[resolution.kind]
    assert [(sent.text, sent.by) for sent in row.sent] == [(text, "rina") for text in expected]
    with pytest.raises(BadInput, match="no answer waits"):
        await session.resolve(SEND)


async def test_a_suggestion_waits_over_a_restart_and_a_settled_one_does_not_come_back(begin):
    await suggesting(begin)
    session = await begin("suggest", board=1)
    await session.resolve(SEND)
    session = await begin("suggest", board=1)
    with pytest.raises(BadInput, match="no answer waits"):
        await session.resolve(SEND)


async def test_a_suggestion_that_could_not_be_recorded_can_be_sent_again(begin, monkeypatch):
    session, _ = await suggesting(begin)

    async def failing(batch):
        raise StoreError("the disk is full", where="record", remedy="free some space")

    with monkeypatch.context() as broken:
        broken.setattr(session.journal, "write", failing)
        with pytest.raises(StoreError):
            await session.resolve(SEND)
    assert len((await session.resolve(SEND))["posted"]) == 1


@pytest.mark.parametrize(
    "remark",
    [
        pytest.param(comment("e1", "wa 0812-3456-7890 ya, dasar host goblok"), id="a phone number before the insult"),
        pytest.param(comment("e1", "dasar host goblok, wa 0812-3456-7890"), id="a phone number behind it"),
        pytest.param(comment("e1", "a@example.com 0812-3456-7890 dasar host goblok b@example.com"), id="between three"),
        pytest.param(host("e1", "wa 0812-3456-7890 ya kak, obat ini menyembuhkan diabetes"), id="what the host said"),
    ],
)
async def test_the_flagged_words_are_marked_though_others_are_masked(rooms, begin, remark):
    session = await begin()
    judged = await session.take(remark)
    flag = judged.judgement.decision.flags[0]
    view = await shown(rooms)
    if view.warnings:
        text, span = view.warnings[0].text, view.warnings[0].span
    else:
        text, span = view.comments[0].text, view.comments[0].judgement["decision"]["flags"][0]["span"]
    assert "0812" not in text
    assert text[slice(*span)] == remark.text[slice(*flag.span)] != ""


async def test_a_case_tells_apart_what_came_before_the_question_and_after(rooms, begin):
    session = await begin()
    for n, text in enumerate(["halo kak", "panci saya rusak, tolong diganti", "panci saya rusak, tolong diganti ya kak"]):
        await session.take(comment(f"c{n}", text, t=float(n)))
    (row,) = (await shown(rooms)).cases.values()
    assert (row.case["history"], row.case["question"], row.case["later"]) == (
        ["halo kak"], "panci saya rusak, tolong diganti", ["panci saya rusak, tolong diganti ya kak"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("named", "refused"),
    [
        pytest.param({"event_id": "u1"}, True, id="the remark alone"),
        pytest.param({"event_id": "u1", "reason": "medical_claim"}, True, id="the category alone"),
        pytest.param({"event_id": "u1", "reason": "medical_claim", "flag": 0}, False, id="category and place"),
        pytest.param({"event_id": "u1", "reason": "promise"}, False, id="the promise verdict"),
    ],
)
async def test_a_wrong_flag_is_named_exactly(rooms, begin, named, refused):
    session = await begin()
    asked = Resolution(kind="wrong_flag", by="rina", **named)
    if refused:
        with pytest.raises(BadInput, match="which flag"):
            await session.resolve(asked)
        return
    await session.resolve(asked)
    assert (await rooms.journal.since(0, room="r"))[-1].body == asked.model_dump(mode="json")
