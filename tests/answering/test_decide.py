"""The decision table, row by row."""

import pytest

from assistant.answering.decide import Policy, Situation, decide
from assistant.domain import Act, Reason

AUTO = Policy()


@pytest.mark.parametrize(
    ("situation", "policy", "act"),
    [
        pytest.param(Situation(action="ignore"), AUTO, Act.SILENT, id="small talk"),
        pytest.param(Situation(action="answer", topic="cod", confidence=0.95), AUTO, Act.POST, id="sure answer"),
        pytest.param(Situation(action="answer", topic="cod", confidence=0.6), AUTO, Act.SUGGEST, id="unsure answer"),
        pytest.param(Situation(action="answer", topic="cod", confidence=0.95, held=True), AUTO, Act.SILENT, id="a person holds the case"),
        pytest.param(Situation(action="escalate", reason=Reason.SAFETY, held=True), AUTO, Act.SILENT, id="held: the case takes it"),
        pytest.param(Situation(action="escalate", reason=Reason.SAFETY), AUTO, Act.CASE, id="a person must look"),
        pytest.param(Situation(action="answer", topic="cod", confidence=0.95, served=True), AUTO, Act.SILENT, id="answered a moment ago"),
        pytest.param(Situation(action="answer", topic="cod", confidence=0.95, room_on_board=False), AUTO, Act.SILENT, id="board full"),
        pytest.param(Situation(action="answer", topic="cod", confidence=0.95, can_post=False), AUTO, Act.SUGGEST, id="source cannot post"),
        pytest.param(Situation(action="answer", topic="cod", confidence=0.95), Policy(mode="suggest"), Act.SUGGEST, id="suggest mode"),
        pytest.param(Situation(action="answer", topic="cod", confidence=0.95), Policy(topics={"cod": "off"}), Act.SILENT, id="topic off"),
        pytest.param(
            Situation(action="answer", topic="p.halal", confidence=0.95),
            Policy(topics={"p": "suggest"}),
            Act.SUGGEST,
            id="family of topics",
        ),
    ],
)
def test_table(situation, policy, act):
    done, why = decide(situation, policy)
    assert (done, bool(why)) == (act, True)
