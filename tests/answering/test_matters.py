"""What a question is about follows from what stands beside it: a fee asked with a return, a weight with a size, an amount with a limit."""

import pytest

from assistant.domain import Act
from assistant.market.sheet import load_sheet
from tests.conftest import Rooms, comment


async def decided(rooms, text, market, lang):
    session = await rooms.open(market=market, langs=(lang,), room=f"{market}-{lang}-{abs(hash(text))}")
    return (await session.take(comment("a", text, market=market, room=session.room.room))).judgement


@pytest.mark.parametrize(
    ("text", "market", "lang"),
    [
        ("kalau tak suka boleh return berapa hari, lepas tu siapa bayar pos", "MY", "ms"),
        ("if i change my mind how many days to return, and who pays the postage", "MY", "en"),
    ],
)
async def test_a_fee_asked_in_one_breath_with_a_return_is_the_returns(rooms, text, market, lang):
    decision = (await decided(rooms, text, market, lang)).decision
    assert f"markets.{market}.returns.window_days" in decision.facts
    assert f"markets.{market}.shipping.fee" not in decision.facts


async def test_cash_on_delivery_with_an_amount_is_held_against_its_limit(rooms):
    decision = (await decided(rooms, "order 5 juta bisa cod ga kak", "ID", "id")).decision
    assert decision.facts[0] == "markets.ID.payment.cod_max"
    assert decision.reply.startswith(rooms.knowledge.packs["id"].line("bound.fits_not"))


async def test_until_when_the_deal_holds_is_told_with_the_deal(rooms, sheet):
    decision = (await decided(rooms, "buy 2 get 1 until when", "MY", "en")).decision
    assert "live.deal.ends" in decision.facts


@pytest.mark.parametrize("text", ["pesananku kok belum dikirim, nama Siti Aminah hp 0812 0000 4455", "paketku belum sampai, an Siti Aminah 081200004455"])
async def test_a_matter_beside_personal_data_reaches_a_person(rooms, text):
    judgement = await decided(rooms, text, "ID", "id")
    assert judgement.decision.action == "escalate"
    assert "Siti" not in (judgement.decision.pii_masked or "")


async def test_personal_data_alone_asks_nothing(rooms):
    judgement = await decided(rooms, "Siti Aminah 081200004455", "ID", "id")
    assert judgement.act == Act.SILENT


async def test_a_wet_shower_is_no_question_of_a_rating(knowledge):
    rooms = Rooms(load_sheet(knowledge.root / "shops" / "saffron_quay" / "shop.toml"), knowledge)
    try:
        decision = (await decided(rooms, "szczoteczka pod prysznic może być?", "PL", "pl")).decision
        assert decision.facts == ("products.toothbrush.waterproof",)
    finally:
        await rooms.close()


@pytest.fixture
async def on_saffron_quay(knowledge):
    rooms = Rooms(load_sheet(knowledge.root / "shops" / "saffron_quay" / "shop.toml"), knowledge)
    yield rooms
    await rooms.close()


async def test_a_place_alone_stays_with_cash_on_delivery(on_saffron_quay):
    session = await on_saffron_quay.open("KE", ("en",))
    first = await session.take(comment("1", "is cash on delivery there in Nairobi?", market="KE"))
    second = await session.take(comment("2", "what of Eldoret", market="KE", t=20.0))
    assert first.judgement.decision.facts[0] == "markets.KE.payment.cod_areas"
    assert second.judgement.decision.facts[0] == "markets.KE.payment.cod_areas"


@pytest.mark.parametrize("text", ["can you ship the pashmina to Mexico?", "how long does delivery of the pashmina take"])
async def test_a_product_kept_back_from_a_market_has_no_delivery(on_saffron_quay, text):
    decision = (await decided(on_saffron_quay, text, "MX", "en")).decision
    assert decision.facts == ("products.pashmina.not_sold_in",)


async def test_the_postage_and_where_it_ends_in_one_breath(on_saffron_quay):
    decision = (await decided(on_saffron_quay, "what is the delivery fee and free from how much", "KE", "en")).decision
    assert set(decision.facts) == {"markets.KE.shipping.fee", "markets.KE.shipping.free_from"}


@pytest.fixture
async def marigold(knowledge):
    made = Rooms(load_sheet(knowledge.root / "shops" / "marigold_lane" / "shop.toml"), knowledge)
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("text", "market", "lang", "path"),
    [
        ("parfumnya dijual di sini ga kak", "ID", "id", "products.perfume.not_sold_in"),
        ("kenapa parfum ga bisa masuk keranjang di indonesia kak", "ID", "id", "products.perfume.not_sold_in"),
    ],
)
async def test_what_a_market_may_not_buy_gets_its_no(marigold, text, market, lang, path):
    decision = (await decided(marigold, text, market, lang)).decision
    assert decision.action == "answer"
    assert decision.facts == (path,)


async def test_the_no_is_not_told_of_another_country(marigold):
    decision = (await decided(marigold, "parfumnya bisa dikirim ke malaysia ga kak", "ID", "id")).decision
    assert decision.facts[:1] != ("products.perfume.not_sold_in",)


async def test_the_shops_own_question_is_answered_in_a_language_it_was_not_asked_in(marigold):
    judged = await decided(marigold, "air mancur kucingnya kalo airnya abis berhenti sendiri ga", "ID", "id")
    assert judged.decision.facts == ("products.cat_fountain.faq.runs_dry",)
    assert judged.decision.action == "answer"


async def test_a_clear_question_without_a_fact_is_no_question_of_the_shops_own(marigold):
    decision = (await decided(marigold, "celana jeans size 34 kapan restock lagi kak", "ID", "id")).decision
    assert not any(".faq." in fact for fact in decision.facts)
