"""Events in: every bad line is refused with its reason and the rest goes on."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Comment, Decision, Deleted, Flag, Room, Utterance
from assistant.exchange import MAX_LINE, MAX_TEXT, EventReader, Refused, decision_line

HEADER = {"type": "session", "room": "r", "market": "ID", "local_start": "19:30", "langs": ["id"]}
COMMENT = {"id": "c1", "type": "comment", "t": 1.0, "user": "ani", "text": "ongkir brp"}


def read(*lines):
    return list(EventReader().read([x if isinstance(x, str | bytes) else json.dumps(x) for x in lines]))


def test_a_stream():
    room, comment, host = read(HEADER, COMMENT, {"id": "h1", "type": "host", "t": 2.0, "text": "halo", "asr_confidence": 0.9})
    assert isinstance(room, Room)
    assert comment == Comment(id="c1", room="r", market="ID", t=1.0, user="ani", text="ongkir brp")
    assert isinstance(host, Utterance)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        pytest.param("{broken", "not_json", id="broken JSON"),
        pytest.param("[1]", "not_an_object", id="an array"),
        pytest.param(b"\xff\xfe\x00", "not_utf8", id="not UTF-8"),
        pytest.param("[" * 30000, "not_json", id="nested without end"),
        pytest.param('{"id":"' + "x" * MAX_LINE + '"}', "too_long", id="huge line"),
        pytest.param({**COMMENT, "user": None}, "invalid", id="comment without user"),
        pytest.param({**COMMENT, "t": -1}, "invalid", id="negative time"),
        pytest.param({**COMMENT, "t": "soon"}, "invalid", id="time in words"),
        pytest.param('{"id":"c","type":"comment","t":NaN,"user":"a","text":"x"}', "invalid", id="not a number"),
        pytest.param({**COMMENT, "type": "gift"}, "invalid", id="unknown type"),
        pytest.param({**COMMENT, "t": 1e300}, "invalid", id="a time beyond every live"),
        pytest.param('{"id":"c","type":"comment","t":' + "1" * 5000 + ',"user":"a","text":"x"}', "not_json", id="number without end"),
        pytest.param({**COMMENT, "user": "u" * 300}, "invalid", id="handle without end"),
        pytest.param({"id": "h", "type": "host", "t": 1.0, "text": "x", "end": -1}, "invalid", id="ends before the stream"),
    ],
)
def test_bad_lines_are_refused_and_the_next_is_read(line, kind):
    _, refused, fine = read(HEADER, line, {**COMMENT, "id": "c2"})
    assert isinstance(refused, Refused)
    assert (refused.kind, refused.line, bool(refused.detail)) == (kind, 2, True)
    assert fine.id == "c2"


def test_repeat_and_conflict():
    _, _, repeat, conflict = read(HEADER, COMMENT, COMMENT, {**COMMENT, "text": "lain"})
    assert (repeat.kind, conflict.kind) == ("repeat", "conflict")


def test_the_same_event_at_another_time_is_a_repeat():
    assert read(HEADER, COMMENT, {**COMMENT, "t": 9.0})[2].kind == "repeat"


def test_ids_are_remembered_within_a_bound(monkeypatch):
    monkeypatch.setattr("assistant.exchange.SEEN_LIMIT", 2)
    made = read(HEADER, *({**COMMENT, "id": id} for id in ("c1", "c2", "c3", "c3", "c1")))
    assert [getattr(x, "kind", x.room if isinstance(x, Room) else x.id) for x in made[1:]] == ["c1", "c2", "c3", "repeat", "c1"]


def test_half_a_character_does_not_cost_the_comment():
    made = read(HEADER, '{"id":"c","type":"comment","t":1,"user":"a","text":"halo \\ud83d"}', {**COMMENT, "text": "\U0001f600"})
    assert [x.text for x in made[1:]] == ["halo \ufffd", "\U0001f600"]


def test_what_arrives_for_a_live_room_is_of_that_room_and_not_of_the_future():
    reader = EventReader(Room(room="r", market="ID"), now=lambda: 5.0)
    bare = {"id": "c1", "user": "ani", "text": "cod?"}
    events = [bare, {**bare, "id": "c2", "t": 99.0}, {**bare, "id": "c3", "t": 1.0}, {**HEADER, "room": "s"}, HEADER, {**bare, "id": "c4", "market": "MY"}]
    made = list(map(reader.event, events))
    assert [(c.id, c.t, c.room) for c in made[:3]] == [("c1", 5.0, "r"), ("c2", 5.0, "r"), ("c3", 5.0, "r")]
    assert [made[3].kind, made[4], made[5].kind] == ["other_room", None, "other_room"]
    assert reader.counts == {"ahead_of_time": 1, "out_of_order": 1, "other_room": 2}


def test_what_is_on_screen_is_told_by_the_shop_s_or_the_platform_s_name():
    known = {"rice_cooker": "rice_cooker", "1729": "shoes"}
    reader = EventReader(Room(room="r", market="ID"), now=lambda: 5.0, find_product=known.get)
    events = [{"product": "rice_cooker", "state": "shown"}, {"item_id": "1729", "state": "hidden", "t": 4.0}, {"product": "sofa", "state": "shown"},
              {"state": "shown"}, {"product": "rice_cooker", "state": "sold"}, {"product": "rice_cooker", "state": "shown", "room": "s"}]  # fmt: skip
    made = [reader.event({"type": "product", **event}) for event in events]
    assert [(m.product, m.state, m.t) for m in made[:2]] == [("rice_cooker", "shown", 5.0), ("shoes", "hidden", 5.0)]
    assert [m.kind for m in made[2:]] == ["unknown_product", "unknown_product", "invalid", "other_room"]
    assert "name it by its id there" in made[2].detail
    assert list(EventReader().read([json.dumps(HEADER), '{"type":"product","product":"sofa","state":"shown"}']))[1:] == [], "nothing to find it in"


def test_out_of_order_keeps_the_stream_moving():
    reader = EventReader()
    made = list(reader.read(json.dumps(x) for x in (HEADER, {**COMMENT, "t": 9.0}, {**COMMENT, "id": "c2", "t": 3.0})))
    assert (made[2].t, reader.counts) == (9.0, {"out_of_order": 1})


def test_long_text_is_shortened_and_counted():
    reader = EventReader()
    made = list(reader.read(json.dumps(x) for x in (HEADER, {**COMMENT, "text": "a" * 5000})))
    assert (len(made[1].text), reader.counts) == (MAX_TEXT, {"shortened": 1})


def test_without_a_session_line_an_event_needs_room_and_market():
    assert read(COMMENT)[0].kind == "no_room"
    assert read({**COMMENT, "room": "r", "market": "MY"})[0].market == "MY"


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_never_raises(lines):
    list(EventReader().read(lines))


def test_decision_line_has_every_field_but_an_absent_alert():
    line = json.loads(decision_line(Decision(event_id="c1", action="ignore", lang="id", confidence=0.5)))
    assert set(line) == {
        "event_id", "action", "facts", "reply", "lang", "reason", "flags", "promise", "pii_masked", "group", "confidence", "latency_ms",
    }  # fmt: skip
    flagged = Decision(
        event_id="c", action="ignore", lang="id", confidence=0.5, flags=(Flag(category="abuse", severity="low", span=(0, 1), why="x"),)
    )
    assert json.loads(decision_line(flagged))["flags"][0]["span"] == [0, 1]


def test_a_comment_that_was_taken_back():
    reader = EventReader(Room(room="r", market="ID"), now=lambda: 5.0)
    made = [reader.event({"type": "deleted", **event}) for event in ({"id": "c1"}, {"id": "c1", "t": 4.0, "room": "s"}, {"t": 4.0})]
    assert made[0] == Deleted(room="r", event_id="c1", t=5.0, source="replay")
    assert [m.kind for m in made[1:]] == ["other_room", "invalid"]
    assert list(EventReader().read([json.dumps(HEADER), '{"type":"deleted","id":"c1","t":2.0}']))[1].event_id == "c1"
