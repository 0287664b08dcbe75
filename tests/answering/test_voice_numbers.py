"""Voice messages spell numbers out; they are read as the numbers they are."""

import pytest

from tests.conftest import comment


@pytest.mark.parametrize(
    ("market", "lang", "text", "fact"),
    [
        pytest.param(
            "ID", "id", "halo kak saya mau tanya kaki saya dua puluh lima koma tiga senti pakai sepatu nomor berapa ya", "products.shoes.size_chart.40", id="Indonesian"
        ),
        pytest.param("KE", "en", "my foot is twenty five point three centimetres which size of the shoes should i take", "products.shoes.size_chart.40", id="English"),
    ],
)
async def test_a_size_from_a_spoken_length(rooms, market, lang, text, fact):
    session = await rooms.open(market=market, langs=(lang,))
    judged = await session.take(comment("a", text, market=market, voice=True))
    assert fact in judged.judgement.decision.facts
