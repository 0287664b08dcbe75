"""When the host may be told something by ear."""

import random

import pytest

from assistant.domain import Hearing, Reason, Recorded
from assistant.errors import BadKnowledge
from assistant.knowledge import knowledge_root, languages
from assistant.voice.cues import LONGEST_TEXT, LOST_S, OTHER, Cue, Cues, Figures, Pace, case_lines, cue_of
from tests.console.stories import case, comment, flag, judgement

URGENT = (Reason.SAFETY, Reason.LEGAL_OR_MEDICAL, Reason.ANGRY, Reason.AV_ISSUE)


def cue(id, t, kind="promise"):
    return Cue(id=id, kind=kind, text=f"about {id}", lang="id", t=t)


def heard(state, id="v1", role="host", source="voice"):
    return Hearing(id=id, room="r", source=source, role=role, state=state, t=0.0, until=0.0)


class Evening:
    """A course of events: `cue` offers one, a state of speech is heard, `ask` is what would be said then."""

    def __init__(self, **pace):
        self.cues = Cues(Pace(**pace))

    def live(self, *steps):
        said = []
        for t, what, *more in steps:
            if what in ("cue", "case"):
                self.cues.offer(cue(*more, t=t, kind="case" if what == "case" else "promise"), t)
            elif what == "taken":
                self.cues.withdraw(*more)
            elif what == "ask":
                found = self.cues.next(t)
                said.append((t, found.id if found else None))
            else:
                self.cues.hearing(heard(what, *more), t)
        return said


COURSES = {
    "quiet: said at once": ([(1, "cue", "a"), (1, "ask")], [(1, "a")]),
    "during speech: not": ([(0, "started"), (1, "cue", "a"), (1, "ask"), (3, "going_on"), (4, "ask")], [(1, None), (4, None)]),
    "after speech, and a breath": (
        [(0, "started"), (1, "cue", "a"), (5, "ended"), (5, "ask"), (5.4, "ask"), (5.5, "ask")],
        [(5, None), (5.4, None), (5.5, "a")],
    ),
    "speech that was none": ([(0, "started"), (1, "cue", "a"), (2, "nothing"), (3, "ask")], [(3, "a")]),
    "one sentence ends, the next begins": (
        [(0, "started", "v1"), (1, "cue", "a"), (2, "ended", "v1"), (2, "started", "v1.2"), (3, "ask"), (4, "ended", "v1.2"), (5, "ask")],
        [(3, None), (5, "a")],
    ),
    "the co-host speaks on": (
        [(0, "started"), (0, "started", "w1", "cohost", "co"), (1, "cue", "a"), (2, "ended"), (4, "ask"), (5, "ended", "w1", "cohost", "co"), (6, "ask")],
        [(4, None), (6, "a")],
    ),
    "a guest speaks: the host listens": ([(0, "started", "g1", "guest", "ani"), (1, "cue", "a"), (1, "ask")], [(1, "a")]),
    "spoken over for too long": ([(0, "started"), (1, "cue", "a"), (11.5, "ended"), (12, "ask")], [(12, None)]),
    "at the last moment": ([(0, "started"), (1, "cue", "a"), (10.4, "ended"), (10.9, "ask")], [(10.9, "a")]),
    "one in twenty seconds": ([(0, "cue", "a"), (0, "ask"), (15, "cue", "b"), (15, "ask"), (20, "ask")], [(0, "a"), (15, None), (20, "b")]),
    "no use in waiting": ([(0, "cue", "a"), (0, "ask"), (5, "cue", "b"), (20, "ask")], [(0, "a"), (20, None)]),
    "the newest first": ([(0, "started"), (1, "cue", "a"), (2, "cue", "b"), (3, "ended"), (4, "ask")], [(4, "b")]),
    "an urgent case before what is newer": ([(0, "started"), (1, "case", "k"), (2, "cue", "a"), (3, "ended"), (4, "ask")], [(4, "k")]),
    "of two urgent cases the newer": ([(0, "started"), (1, "case", "k"), (2, "case", "l"), (3, "cue", "a"), (4, "ended"), (5, "ask")], [(5, "l")]),
    "an urgent case does not wait for twenty seconds": ([(0, "cue", "a"), (0, "ask"), (1, "case", "k"), (4, "ask"), (5, "ask")], [(0, "a"), (4, None), (5, "k")]),
    "an urgent case is news for longer": ([(0, "started"), (1, "case", "k"), (1, "cue", "a"), (30, "ended"), (31, "ask")], [(31, "k")]),
    "and not for ever": ([(0, "started"), (1, "case", "k"), (31, "ended"), (32, "ask")], [(32, None)]),
    "an urgent case is not crowded out": (
        [(0, "started"), (1, "case", "k"), *((1 + n / 10, "cue", f"c{n}") for n in range(5)), (2, "ended"), (3, "ask")],
        [(3, "k")],
    ),
    "an urgent case that somebody took": ([(0, "started"), (1, "case", "k"), (2, "taken", "k"), (3, "ended"), (4, "ask")], [(4, None)]),
    "the same again": ([(0, "cue", "a"), (0, "ask"), (30, "cue", "a"), (30, "ask")], [(0, "a"), (30, None)]),
    "a voice that was lost while it spoke": (
        [(0, "started"), (LOST_S - 1, "cue", "a"), (LOST_S - 1, "ask"), (LOST_S, "ask")],
        [(LOST_S - 1, None), (LOST_S, "a")],
    ),
    "an end without a beginning": ([(0, "ended"), (1, "cue", "a"), (1, "ask")], [(1, "a")]),
}


@pytest.mark.parametrize(("steps", "said"), COURSES.values(), ids=COURSES)
def test_what_is_said_when(steps, said):
    assert Evening().live(*steps) == said


def test_the_queue_is_bounded_and_every_cue_is_counted():
    evening = Evening()
    evening.live((0, "started"), *((1 + n / 10, "cue", f"c{n}") for n in range(5)))
    assert evening.live((2, "ended"), (3, "ask"), (4, "ask"), (30, "ask")) == [(3, "c4"), (4, None), (30, None)]
    evening.cues.offer(cue("x", 30), 30)
    evening.cues.give_up(cue("x", 30))
    assert evening.cues.figures() == Figures(offered=6, said=1, crowded_out=2, too_old=2, failed=1, withdrawn=0)


def test_speech_that_begins_is_told_once():
    cues = Cues()
    states = [("started", "v1"), ("going_on", "v1"), ("ended", "v1"), ("started", "v2"), ("nothing", "v2"), ("started", "g1")]
    roles = {"g1": "guest"}
    assert [cues.hearing(heard(state, id, roles.get(id, "host")), 1.0) for state, id in states] == [True, False, False, True, False, False]


@pytest.mark.parametrize(
    ("steps", "t", "expected"),
    [
        pytest.param([], 5, None, id="nothing waits"),
        pytest.param([(1, "cue", "a")], 2, 2, id="now"),
        pytest.param([(0, "started"), (1, "cue", "a"), (2, "ended")], 2, 2.5, id="after a breath"),
        pytest.param([(0, "started"), (1, "cue", "a")], 2, 11, id="when it is too old"),
        pytest.param([(0, "cue", "a"), (0, "ask"), (15, "cue", "b")], 15, 20, id="twenty seconds after the last"),
    ],
)
def test_when_to_ask_again(steps, t, expected):
    evening = Evening()
    evening.live(*steps)
    assert evening.cues.wake(t) == expected


@pytest.mark.parametrize("seed", range(20))
def test_never_during_speech_never_too_often_never_stale(seed):
    chance = random.Random(seed)
    cues, t, speaking, said_t, number = Cues(), 0.0, {}, float("-inf"), 0
    born, kinds = {}, {}
    for _ in range(2000):
        t += chance.expovariate(2)
        match chance.randrange(4):
            case 0:
                number += 1
                born[f"c{number}"] = t
                kinds[f"c{number}"] = chance.choice(("promise", "promise", "case"))
                cues.offer(cue(f"c{number}", t, kinds[f"c{number}"]), t)
            case 1:
                voice = chance.choice(("host", "co"))
                state = "ended" if voice in speaking else "started"
                speaking = {**speaking, voice: t} if state == "started" else {x: at for x, at in speaking.items() if x != voice}
                cues.hearing(heard(state, f"{voice}1", source=voice), t)
            case _:
                found = cues.next(t)
                if found is not None:
                    assert all(t - at >= LOST_S for at in speaking.values())
                    assert t - said_t >= (5 if kinds[found.id] == "case" else 20)
                    assert t - born[found.id] <= (30 if kinds[found.id] == "case" else 10)
                    said_t = t
    numbers = cues.figures()
    assert numbers.said > 5
    waiting = numbers.offered - numbers.said - numbers.crowded_out - numbers.too_old - numbers.failed
    assert 0 <= waiting <= 3
    assert numbers.offered == number


def line(kind, body):
    return Recorded(seq=1, at=0.0, room="r", kind=kind, body=body)


WRONG = {"verdict": "contradicted", "fact": "p", "said": "10", "truth": 20}
LINES = {Reason.SAFETY: "Look!", OTHER: "Hurry!"}


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        pytest.param(
            judgement("u1", "ignore", "silent", "id", promise=WRONG, correction="Maaf, dua puluh."),
            ("u1/promise", "promise", "Maaf, dua puluh.", "id"),
            id="a promise against the facts",
        ),
        pytest.param(
            judgement("u1", "ignore", "silent", "th", flags=[flag("religion", "high", (0, 1), "why", "พูดแบบนี้แทน")]),
            ("u1/wording", "wording", "พูดแบบนี้แทน", "th"),
            id="wording with something to say instead",
        ),
        pytest.param(judgement("u1", "ignore", "silent", "th", flags=[flag("religion", "high", (0, 1), "why")]), None, id="wording without"),
        pytest.param(judgement("c1", "answer", "post", "id", reply="x", facts=["f"]), None, id="an answered comment"),
        pytest.param(judgement("u1", "ignore", "silent", "id", correction="x" * (LONGEST_TEXT + 1)), None, id="a sermon"),
        pytest.param(case("k1", "my number is 0812", reason="safety", urgency="now"), ("k1/case", "case", "Look!", "id"), id="a case that cannot wait"),
        pytest.param(case("k1", "q", reason="unknown_fact", urgency="now"), ("k1/case", "case", "Hurry!", "id"), id="one that became urgent"),
        pytest.param(case("k1", "q", reason="safety", urgency="soon"), None, id="a case that can"),
        pytest.param(case("k1", "q", reason="safety", urgency="now", state="human", agent="max"), None, id="a person has it already"),
        pytest.param(comment("c1", "hello"), None, id="a comment"),
    ],
)
def test_what_of_the_record_is_worth_a_word(recorded, expected):
    found = cue_of(line(*recorded), 7.0, LINES, "id")
    assert (found and (found.id, found.kind, found.text, found.lang)) == expected
    assert found is None or found.t == 7.0


def test_a_language_without_lines_says_nothing_of_cases():
    assert cue_of(line(*case("k1", "q", reason="safety", urgency="now")), 1.0, {}, "xx") is None


@pytest.mark.parametrize("lang", languages(knowledge_root()))
def test_every_language_tells_its_host_of_urgent_cases(lang):
    lines = case_lines(knowledge_root(), lang)
    assert set(lines) == {*URGENT, OTHER}
    assert len(set(lines.values())) == len(lines)
    assert all(0 < len(text) <= 80 for text in lines.values()), "short enough for the ear"


def test_lines_of_a_language(tmp_path):
    folder = tmp_path / "languages" / "xx"
    folder.mkdir(parents=True)
    assert case_lines(tmp_path, "xx-YY") == {}
    (folder / "earpiece.toml").write_text('[cases]\nsaftey = "x"')
    with pytest.raises(BadKnowledge, match=r"earpiece\.toml: cannot be read"):
        case_lines(tmp_path, "xx-YY")
