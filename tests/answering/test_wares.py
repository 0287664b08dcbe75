"""Answers on products that must not be another's: sizes by the measure that is named, months of what was asked, cards and brands."""

import pytest

from tests.conftest import comment


async def answered(rooms, text, market="ID", lang="id"):
    session = await rooms.open(market=market, langs=(lang,), room=f"{market}-{lang}-{abs(hash(text))}")
    return (await session.take(comment("a", text, market=market, room=session.room.room))).judgement.decision


async def test_a_colour_that_is_not_on_the_list_of_dates_gets_no_others_date(rooms, sheet):
    decision = await answered(rooms, "coral kapan restock lagi kak?")
    assert not any(".restock." in fact and not fact.endswith("coral") for fact in decision.facts)


@pytest.mark.parametrize("text", ["bisa bayar pake kartu kredit ga kak?", "visa bisa ga kak?", "paypal bisa ga?"])
async def test_a_method_is_no_cash_on_delivery(rooms, text):
    decision = await answered(rooms, text)
    assert decision.facts[:1] == ("markets.ID.payment.methods",)


async def test_a_shop_that_lists_a_brand_takes_cards(rooms):
    decision = await answered(rooms, "クレカ使えますか", market="JP", lang="ja")
    assert decision.facts[:1] == ("markets.JP.payment.methods",)
    assert "ません" not in decision.reply


async def test_a_near_product_is_not_sold_under_the_other_name(rooms):
    decision = await answered(rooms, "jual gamis abaya ga kak?")
    assert decision.action == "escalate"
