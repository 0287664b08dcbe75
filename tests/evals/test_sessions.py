"""Recorded sessions: how cards are scored, and that the gate looks at them."""

import json

import pytest

from assistant.errors import BadInput
from assistant.knowledge import knowledge_root
from evals.baseline import compare_sessions, session_figures
from evals.command import HERE
from evals.sessions import b_cubed, score_session, sessions, sessions_markdown
from tests.conftest import CONTRACT


@pytest.mark.parametrize(
    ("truth", "given", "expected"),
    [
        pytest.param({"a": "x", "b": "x"}, {"a": "1", "b": "1"}, (1.0, 1.0), id="right"),
        pytest.param({"a": "x", "b": "x"}, {"a": "1", "b": "2"}, (1.0, 0.5), id="split"),
        pytest.param({"a": "x", "b": "y"}, {"a": "1", "b": "1"}, (0.5, 1.0), id="merged"),
        pytest.param({}, {}, (1.0, 1.0), id="nothing"),
    ],
)
def test_b_cubed(truth, given, expected):
    assert b_cubed(truth, given) == expected


async def test_the_example_session(tmp_path, knowledge):
    folder = tmp_path / "tamarind_row"
    folder.mkdir()
    (folder / "example.jsonl").write_text((CONTRACT / "example_session.jsonl").read_text(encoding="utf-8"), encoding="utf-8")
    score = await score_session(folder / "example.jsonl", knowledge_root() / "shops", knowledge)
    assert (score.comments, score.f1, score.alerts_right, score.flags, score.host_false) == (19, 1.0, True, 1.0, 0)
    assert "| example |" in sessions_markdown([score])
    before = {"example": session_figures(score)}
    assert compare_sessions([score], before) == []
    worse = score.model_copy(update={"recall": 0.4, "alerts_right": False})
    assert len(compare_sessions([worse], before)) == 2


async def test_a_session_without_labels_is_refused(tmp_path, knowledge):
    (tmp_path / "s.jsonl").write_text(json.dumps({"type": "session", "room": "r", "market": "ID"}) + "\n", encoding="utf-8")
    with pytest.raises(BadInput, match="not the labels"):
        await score_session(tmp_path / "s.jsonl", knowledge_root() / "shops", knowledge)


def test_the_recorded_sessions_are_long_enough_to_mean_something():
    for path in sessions(HERE / "sessions"):
        *events, labels = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        assert sum(e["type"] == "comment" for e in events) >= 300, path.name
        assert labels["brigading"], path.name
