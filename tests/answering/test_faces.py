"""A face drawn with signs is no question; a question in a script with marks is no face."""

import pytest

from assistant.domain import IgnoreKind
from tests.conftest import comment


@pytest.mark.parametrize("text", ["(´・ω・`)", "(≧▽≦)ノ", "ಠ_ಠ ..."])
async def test_faces(rooms, text):
    judged = await (await rooms.open()).take(comment("a", text))
    assert (judged.judgement.decision.action, judged.judgement.kind) == ("ignore", IgnoreKind.EMOJI)


@pytest.mark.parametrize(
    ("market", "lang", "text"), [("KH", "km", "ថ្លៃដឹក?"), ("TH", "th", "ค่าส่ง?"), ("MM", "my", "ပို့ခ?"), ("JP", "ja", "送料は？"), ("KR", "ko", "배송비?")]
)
async def test_short_questions_in_scripts_with_marks(rooms, market, lang, text):
    session = await rooms.open(market=market, langs=(lang,))
    judged = await session.take(comment("a", text, market=market))
    assert judged.judgement.topics == ("ship_fee",)
