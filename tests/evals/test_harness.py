"""The gate turns red when the product gets worse, and says why."""

import json

import pytest

from assistant.domain import Decision, Flag
from assistant.errors import BadInput
from evals.baseline import bless, compare, load_baseline
from evals.cases import CommentCase, load_cases
from evals.command import HERE
from evals.report import junit, markdown
from evals.scoring import score

FEE = CommentCase(
    id="x1",
    market="ID",
    lang="id",
    text="ongkir brp",
    expect=("answer",),
    answer=({"fact": "markets.ID.shipping.fee", "value": 9500, "must": [r"9[.,\s]?500"], "must_not": ["1000"], "polarity": None},),
)


def decided(action="answer", reply="Ongkirnya Rp9.500", facts=("markets.ID.shipping.fee",), **kw):
    return Decision(event_id="x1", action=action, reply=reply, facts=facts, lang="id", confidence=0.9, **kw)


@pytest.mark.parametrize(
    ("decision", "passed", "field"),
    [
        pytest.param(decided(), True, "complete", id="right"),
        pytest.param(decided(reply="Ongkirnya Rp٩٥٠٠"), True, "complete", id="native digits"),
        pytest.param(decided(reply="Ongkirnya Rp1000 dari 9500"), False, "action", id="a forbidden value"),
        pytest.param(decided(facts=("markets.ID.payment.cod",)), False, "wrong", id="answers something else"),
        pytest.param(decided("escalate", None, (), reason="unknown_fact"), False, "missed", id="missed"),
        pytest.param(
            decided(flags=(Flag(category="abuse", severity="low", span=(0, 1), why="x"),)), False, "false_flag", id="flagged without reason"
        ),
    ],
)
def test_scores(decision, passed, field):
    made = score(FEE, decision)
    assert (made.passed, getattr(made, field), bool(made.why)) == (passed, True, not passed)


def results(n, passing):
    cases = [FEE.model_copy(update={"id": f"c{i}"}) for i in range(n)]
    return [(c, d, score(c, d).model_copy(update={"id": c.id})) for i, c in enumerate(cases) for d in [decided() if i < passing else decided(reply="x")]]


def test_a_real_loss_is_a_regression_and_luck_is_not(tmp_path):
    path = tmp_path / "baseline.json"
    bless(path, results(20, 20), reason="start")
    assert compare(results(20, 12), load_baseline(path)).regressions
    assert not compare(results(20, 19), load_baseline(path)).regressions


def test_a_reply_to_a_command_is_always_a_regression():
    case = CommentCase(id="i", market="ID", lang="id", text="x", expect=("flag",), flag={"category": "prompt_injection", "severity": "high"})
    assert compare([(case, decided(), score(case, decided()))], {}).regressions


def test_blessing_needs_a_reason(tmp_path):
    with pytest.raises(BadInput, match="reason"):
        bless(tmp_path / "b.json", [], reason=" ")


def test_cases_load_and_contradictions_are_refused(tmp_path):
    assert len(load_cases(HERE / "cases")) > 100
    folder = tmp_path / "id"
    folder.mkdir()
    (folder / "dev.jsonl").write_text(json.dumps({"id": "a", "market": "ID", "lang": "id", "text": "x", "expect": ["answer"]}), encoding="utf-8")
    with pytest.raises(BadInput, match="disagree"):
        load_cases(tmp_path)


def test_reports_hold_every_case():
    made = results(3, 2)
    assert "c2" in markdown(made)
    assert junit(made).count("<testcase") == 3
