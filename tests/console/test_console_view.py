import random

import pytest

from assistant.console.rows import Caution, Note, Sent, Told
from assistant.console.view import COMMENTS, DONE_CASES, GROUPS, View, apply, fold
from assistant.domain import Recorded
from tests.console.show import ROOM
from tests.console.stories import (
    case,
    case_file,
    comment,
    deleted,
    flag,
    group,
    hold,
    judgement,
    outgoing,
    product,
    random_lines,
    receipt,
    resolution,
    session,
    utterance,
)


def recorded(lines, start=1):
    return [Recorded(seq=n, at=100.0 + n, room=ROOM.room, kind=kind, body=body) for n, (kind, body) in enumerate(lines, start)]


@pytest.mark.parametrize("seed", range(8))
def test_a_snapshot_and_the_rest_equal_the_whole(seed):
    lines = recorded(random_lines(seed, 1500))
    cut = random.Random(seed).randrange(len(lines))
    snapshot = View.model_validate_json(fold(lines[:cut]).model_dump_json())
    assert fold(lines[cut:], snapshot) == fold(lines)


def test_a_line_twice_is_a_line_once():
    lines = recorded(random_lines(3, 200))
    whole = fold(lines)
    assert fold(lines[50:], whole) is whole


def test_a_kind_from_a_later_version_is_passed_over():
    view = fold(recorded([comment("c1", "x")]))
    assert apply(view, recorded([("unheard_of", {})], start=2)[0]) == view.model_copy(update={"seq": 2})


def test_every_list_is_bounded():
    flood = [comment(f"c{n}", "hi") for n in range(900)]
    flood += [group(f"g{n}", "q", {"th": "a"}) for n in range(900)]
    flood += [case(f"k{n}", "q", state="closed") for n in range(300)] + [case(f"open{n}", "q") for n in range(300)]
    view = fold(recorded(flood))
    assert (len(view.comments), len(view.groups)) == (COMMENTS, GROUPS)
    assert len(view.cases) == DONE_CASES + 300, "an open case is never dropped"
    assert (view.counts["comments"], view.counts["cases"]) == (900, 600), "what is dropped from sight stays counted"


def test_open_groups_outlive_finished_ones():
    view = fold(recorded([group("old", "q", {}), *(group(f"g{n}", "q", {}, status="answered") for n in range(GROUPS))]))
    assert "old" in view.groups
    assert "g0" not in view.groups


def test_a_new_show_clears_the_board_but_not_who_waits():
    view = fold(recorded([comment("c1", "x"), group("g", "q", {}), case("k1", "q"), case("k2", "q", state="closed"), session("started")]))
    assert (view.comments, view.groups, list(view.cases)) == ((), {}, ["k1"])


def test_a_resumed_show_keeps_everything():
    before = fold(recorded([comment("c1", "x"), group("g", "q", {})]))
    after = apply(before, recorded([session("resumed")], start=3)[0])
    assert (after.comments, after.groups) == (before.comments, before.groups)


@pytest.mark.parametrize("status", ["sent", "uncertain", "failed", "expired"])
def test_a_comment_shows_what_became_of_its_reply(status):
    view = fold(recorded([comment("c1", "x"), outgoing("k", "c1", "40"), receipt("k", status, "why")]))
    assert view.comments[0].sent == (Sent(key="k", text="40", lang="th", by="assistant", status=status, detail="why"),)
    assert view.counts[status] == 1


def test_a_reply_shows_why_it_waits_until_it_may_go():
    lines = [comment("c1", "x"), outgoing("k", "c1", "40"), hold("k", "held"), hold("k", "released"), hold("k", "withdrawn", "said on air")]
    assert [fold(recorded(lines[:n])).comments[0].sent[0].held for n in (3, 4, 5)] == ["the host is speaking", None, "said on air"]


def test_what_is_on_screen_follows_the_log():
    assert [fold(recorded(lines)).showing for lines in ([product("shoes", "pot")], [product("shoes"), product()])] == [("shoes", "pot"), ()]


def test_host_speech_against_the_facts_becomes_a_warning_with_its_correction():
    promise = {"verdict": "contradicted", "fact": "markets.TH.shipping.days", "said": "two days", "truth": [6, 11]}
    view = fold(
        recorded([utterance("u1", "สองวัน"), judgement("u1", "ignore", "silent", promise=promise, correction="6-11 วัน", why="days")])
    )
    assert view.warnings == (
        Caution(
            id="u1/promise", event_id="u1", kind="promise", category="promise", severity="high", why="days", text="สองวัน", lang="th", t=1.0,
            at=102.0, say="6-11 วัน", said="two days", truth=[6, 11], fact="markets.TH.shipping.days",
        ),
    )  # fmt: skip


def test_a_wrong_flag_marks_only_its_own_category():
    flags = [flag("abuse", "low", (0, 1), "a"), flag("religion", "high", (0, 1), "b")]
    lines = [
        utterance("u1", "x"),
        judgement("u1", "ignore", "silent", flags=flags),
        resolution("wrong_flag", event_id="u1", reason="abuse"),
    ]
    assert [(w.category, w.wrong_by) for w in fold(recorded(lines)).warnings] == [("abuse", "dina"), ("religion", None)]


def test_a_wrong_flag_marks_only_its_own_place():
    flags = [flag("abuse", "low", (0, 1), "a"), flag("abuse", "low", (2, 3), "b")]
    lines = [
        utterance("u1", "x y"),
        judgement("u1", "ignore", "silent", flags=flags),
        resolution("wrong_flag", event_id="u1", reason="abuse", flag=1),
    ]
    assert [(w.why, w.wrong_by) for w in fold(recorded(lines)).warnings] == [("a", None), ("b", "dina")]


def test_what_a_person_did_stays_with_the_case_and_the_comment():
    lines = [case("k", "q"), comment("c1", "x"), resolution("take", case="k"), resolution("dismiss", event_id="c1")]
    view = fold(recorded(lines))
    assert view.cases["k"].notes == (Note(by="dina", kind="take", text=None, at=103.0),)
    assert view.comments[0].handled == Note(by="dina", kind="dismiss", text=None, at=104.0)


def test_a_case_that_nobody_takes_is_one_alert_when_it_is_late_and_one_when_it_expires():
    late = {"level": 1, "urgency": "now"}
    lines = [case("k", "q"), case("k", "q", **late), case("k", "q", **late), case("k", "q", state="expired", **late), case("k", "q", state="human", **late)]
    alerts = [(w.id, w.category, w.severity, w.at) for w in fold(recorded(lines)).warnings]
    assert alerts == [("k/1/case_late", "case_late", "high", 102.0), ("k/1/case_expired", "case_expired", "high", 104.0)]


def test_a_new_episode_is_counted_and_starts_with_nothing_told():
    lines = [case("k", "q", notice="n1"), case_file("k"), receipt("n1"), case("k", "q", state="closed", notice="n1"), case("k", "q", episode=2, untold="dina speaks")]
    before, after = (fold(recorded(lines[:n])).cases["k"] for n in (4, 5))
    assert (before.told, before.file["id"]["episode"], after.told, after.file, after.at) == (
        Told(status="sent"), 1, Told(status="untold", detail="dina speaks"), None, 105.0,
    )  # fmt: skip
    assert fold(recorded(lines)).counts["cases"] == 2


def test_a_notice_that_was_withdrawn_says_why():
    view = fold(recorded([case("k", "q", notice="n1"), hold("n1", "withdrawn", "dina took over")]))
    assert view.cases["k"].told == Told(status="withdrawn", detail="dina took over")


def test_a_deleted_comment_is_marked():
    view = fold(recorded([comment("c1", "x"), deleted("c1")]))
    assert view.comments[0].deleted


def test_a_correction_on_air_marks_its_warning_alone():
    flags = [flag("abuse", "low", (0, 1), "a"), flag("abuse", "low", (2, 3), "b")]
    lines = [utterance("u1", "x y"), judgement("u1", "ignore", "silent", flags=flags), resolution("corrected", event_id="u1", reason="abuse", flag=1)]
    assert [(w.why, w.corrected_by, w.wrong_by) for w in fold(recorded(lines)).warnings] == [("a", None, None), ("b", "dina", None)]


@pytest.mark.parametrize(
    ("after", "pinned"),
    [
        pytest.param([], "g", id="until it is taken down"),
        pytest.param([resolution("pin")], None, id="taken down"),
        pytest.param([resolution("pin", group="h")], "h", id="another one instead"),
        pytest.param([group("g", "q", {}, count=9)], "g", id="asked again"),
        pytest.param([group("g", "q", {}, status="answered", by="assistant")], "g", id="answered in writing, still talked about"),
        pytest.param([group("g", "q", {}, status="answered", by="host")], None, id="said on air"),
        pytest.param([group("g", "q", {}, status="dismissed")], None, id="dismissed"),
        pytest.param([group("h", "q", {}, status="dismissed")], "g", id="another one dismissed"),
    ],
)
def test_a_pinned_question_stays_until_the_host_is_done_with_it(after, pinned):
    assert fold(recorded([group("g", "q", {}), resolution("pin", group="g"), *after])).pinned == pinned
