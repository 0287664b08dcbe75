"""A question that is near to several answers goes to a person with the nearest ones to choose from."""

from assistant.answering.trust import Trust, Weights
from assistant.domain import Act
from tests.conftest import comment

NEVER_SURE = Trust(
    fitted_on="nothing", models={a: Weights(bias=0.0, features={}) for a in ("answer", "escalate", "ignore")}, thresholds={"0.9": 1.0}
)


async def test_an_unsure_question_brings_its_nearest_answers(rooms):
    session = await rooms.open(trust=NEVER_SURE)
    judged = await session.take(comment("a", "ongkir brp kak"))
    assert judged.judgement.act == Act.CASE
    best, *others = judged.judgement.options
    assert best.facts == ("markets.ID.shipping.fee",)
    assert "9.500" in best.reply
    assert len(others) <= 2
    assert session.cases.cases()[0].options == judged.judgement.options


async def test_a_sure_answer_and_small_talk_bring_none(rooms):
    session = await rooms.open()
    for i, text in enumerate(("ongkir brp kak", "haha lucu banget")):
        assert (await session.take(comment(f"c{i}", text))).judgement.options == ()
