"""Which letters a desk is owed for what is recorded of a case."""

from __future__ import annotations

import pytest

from assistant.domain import Case, Entry, Reason, Room
from assistant.errors import BadSettings
from assistant.handoff.briefing import cut, fields, told
from assistant.handoff.correspondence import TOLD, Correspondence
from assistant.handoff.desk_moves import resolutions
from assistant.handoff.desk_words import DeskWords
from assistant.letters import CaseBrief, DeskEvent

LANGS = ("en", "id", "zh")
CASE = Case(id="case-c1", room="r", reason=Reason.COMPLAINT, user="ani", lang="id", question="rusak", event_ids=("c1",), opened_t=70.0)


def line(**changes):
    return Entry(room="r", kind="case", body=CASE.model_copy(update=changes).model_dump(mode="json"))


def move(kind, by="rina", **more):
    return Entry(room="r", kind="resolution", body={"kind": kind, "by": by, "case": "case-c1", **more})


@pytest.fixture
def told_of():
    desk = Correspondence(Room(room="r", market="ID"), "slack", DeskWords.load("en"))
    desk.keep([line()])
    return desk


def test_a_new_case_is_handed_over_under_a_key_that_follows_from_it():
    desk = Correspondence(Room(room="r", market="ID"), "slack", DeskWords.load("en"))
    once, again = desk.letters([line()]), desk.letters([line()])
    assert once == again
    assert [(letter.key, letter.kind, letter.brief.question) for letter in once] == [("r/slack/case-c1#1/open", "hand_over", "rusak")]


@pytest.mark.parametrize(
    ("lines", "letters"),
    [
        pytest.param([line()], [], id="nothing new"),
        pytest.param([line(event_ids=("c1", "c2"), later=("halo?",))], [("note", "The viewer wrote: halo?")], id="the viewer goes on"),
        pytest.param([move("take"), line(state="human", agent="rina")], [("note", "rina has taken the case")], id="taken on the console"),
        pytest.param([move("answer_case", text="cek {who}"), line(state="human", agent="rina")], [("note", "rina answered the viewer: cek {who}")], id="answered on the console"),
        pytest.param([move("answer_case", by="Ana via slack", text="x"), line(state="human", agent="Ana via slack")], [], id="answered there"),
        pytest.param([move("return_case", by="Ana via slack"), line(state="returned")], [("note", "Ana via slack returned the case to the assistant")], id="returned there"),
        pytest.param([move("close_case"), line(state="closed")], [("close", "rina closed the case")], id="closed on the console"),
        pytest.param([line(state="closed")], [("close", "The case is over on our side: closed")], id="over by itself"),
        pytest.param([line(urgency="now")], [("note", "Urgency: now")], id="more urgent"),
        pytest.param([line(episode=2)], [("hand_over", "")], id="a new episode"),
    ],
)  # fmt: skip
def test_letters(told_of, lines, letters):
    assert [(letter.kind, letter.text) for letter in told_of.letters(lines)] == letters


def test_a_case_reopened_at_the_desk_goes_on_in_its_old_ticket(told_of):
    """Its letters keep the thread whose ticket the people look at, under keys of their own; a restart knows it too."""
    told_of.keep([line(state="closed")])
    reopening = [move("reopen", by="Ana via slack"), line(episode=2, state="accepted", agent="Ana via slack")]
    assert told_of.letters(reopening) == ()
    told_of.keep(reopening)
    (note,) = told_of.letters([line(episode=2, state="accepted", event_ids=("c1", "c9"), later=("lagi",))])
    assert (note.thread, note.key) == ("case-c1#1", "r/slack/case-c1#2/wrote/c9")
    assert told_of.open_cases() == []


def test_the_file_of_a_case_comes_along(told_of):
    file = {
        "id": {"case_id": "case-c2", "episode": 1, "platform": "stage", "room": "r", "market": "ID", "event_ids": ["c2"], "t": 70.0},
        "question": {"text": "rusak", "lang": "id", "gloss": "broken", "gloss_lang": "en"},
        "why": {"reason": "complaint", "why": "a complaint", "confidence": 0.9},
        "tried": {"posted": [{"text": "Ongkir 10 ribu", "lang": "id", "by": "assistant"}]},
        "live": {"on_screen": ["rice_cooker"], "claims": [{"event_id": "h1", "t": 65.0, "text": "garansi dua tahun"}]},
        "viewer": {"user": "ani", "earlier": 1, "last_outcome": "closed"},
        "clock": {"opened": "2026-03-04T19:31:10+07:00", "due": "2026-03-04T19:46:10+07:00", "urgency": "soon", "open_now": True},
        "summary": "…",
    }
    case = Entry(room="r", kind="case", body=CASE.model_copy(update={"id": "case-c2"}).model_dump(mode="json"))
    (letter,) = told_of.letters([case, Entry(room="r", kind="case_file", body=file)])
    assert dict(letter.brief.context) == {
        "In the host's language": "broken",
        "Why": "a complaint",
        "First answer due": "2026-03-04 19:46",
        "The host said": "1:05 garansi dua tahun",
        "On screen": "rice_cooker",
        "Already sent to the viewer": "Ongkir 10 ribu",
        "Last case ended": "closed",
        "Platform": "stage",
    }


def test_a_case_that_was_over_and_is_open_again_is_handed_over_again(told_of):
    told_of.keep([line(state="closed")])
    assert told_of.open_cases() == []
    assert [letter.key for letter in told_of.letters([line(episode=2)])] == ["r/slack/case-c1#2/open"]


@pytest.mark.parametrize(
    ("kind", "case", "moves"),
    [
        pytest.param("accepted", CASE, ["accept"], id="accepted"),
        pytest.param("accepted", CASE.model_copy(update={"state": "human", "agent": "rina"}), [], id="accepted too late"),
        pytest.param("replied", CASE, ["take", "answer_case"], id="answered without taking"),
        pytest.param("returned", CASE.model_copy(update={"state": "human", "agent": "Ana via slack"}), ["return_case"], id="returned"),
        pytest.param("returned", CASE.model_copy(update={"state": "closed"}), [], id="returned when it was over"),
        pytest.param("closed", CASE, ["close_case"], id="closed"),
        pytest.param("note", CASE, ["note"], id="a note"),
        pytest.param("replied", CASE.model_copy(update={"state": "accepted", "agent": "Ana via slack"}), ["answer_case"], id="answered by who took it"),
        pytest.param("replied", CASE.model_copy(update={"state": "human", "agent": "Budi via slack"}), ["assign", "answer_case"], id="answered by a colleague there"),
        pytest.param("replied", CASE.model_copy(update={"state": "human", "agent": "rina"}), ["answer_case"], id="answered though another holds it: to be refused"),
        pytest.param("replied", CASE.model_copy(update={"state": "closed"}), ["reopen", "answer_case"], id="answered when it was over"),
        pytest.param("replied", CASE.model_copy(update={"state": "expired"}), ["take", "answer_case"], id="answered late"),
        pytest.param("seen", CASE, [], id="seen"),
    ],
)
def test_what_people_do_there_means(kind, case, moves):
    event = DeskEvent(id="e1", kind=kind, case=case.id, author="Ana", text="x")
    made = resolutions(event, case, "slack")
    assert ([m.kind for m in made], {m.by for m in made}) == (moves, {"Ana via slack"} if moves else set())


@pytest.mark.parametrize("lang", LANGS)
def test_every_language_has_every_text(lang):
    words, english = DeskWords.load(lang), DeskWords.load("en")
    assert set(words._texts) == set(english._texts) >= set(TOLD.values())
    assert all(text.strip() for text in words._texts.values())
    assert [name for name in words._texts if words._texts[name].count("{") != english._texts[name].count("{")] == []


def test_a_language_without_texts_is_refused():
    with pytest.raises(BadSettings, match="one of en, id, zh"):
        DeskWords.load("xx")


@pytest.mark.parametrize(("text", "most", "unit", "kept"), [("halo", 4, "chars", "halo"), ("halo", 3, "chars", "ha…"), ("👩‍👩‍👧x", 5, "chars", "…"), ("👍👍👍", 5, "utf16", "👍👍…"), ("ที่นี่", 5, "chars", "ที่…"), ("ab", 2, "bytes", "ab")])  # fmt: skip
def test_a_text_is_cut_between_letters(text, most, unit, kept):
    assert cut(text, most, unit) == kept


@pytest.mark.parametrize("most", [300, 1000, 4096])
def test_a_brief_fits_whatever_the_limit(most):
    brief = CaseBrief(case="k", room="r", market="TH", reason="complaint", user="ani", lang="th", question="ก็" * 4000, history=("น้ำ" * 900,) * 3)
    text = told(fields(brief, DeskWords.load("zh")), most, "utf16")
    assert len(text.encode("utf-16-le")) // 2 <= most
    assert [part for part in ("complaint", "ani", "个案: k") if part not in text] == []
