"""What a host says of the goods and of the way to the buyer: sizes, colours, materials, the stock, hours, sums, a question read out."""

from functools import cache
from pathlib import Path

import pytest

from assistant.build import Room, build_judge
from assistant.domain import Utterance
from assistant.knowledge import load_knowledge
from assistant.market.sheet import load_sheet

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
HERON, QUAY, HARBOR = "heron_landing", "saffron_quay", "willow_harbor"
PUMPS, DRESS, SHIRT = "products.block_heels", "products.wrap_dress", "products.linen_shirt"


@cache
def judge_of(lang, market, shop):
    return build_judge(load_sheet(KNOWLEDGE / "shops" / shop / "shop.toml"), Room(room="r", market=market, langs=(lang,)), load_knowledge(KNOWLEDGE, [lang, "en"]))


def wrong(monkeypatch, lang, market, shop, text):
    monkeypatch.setattr("assistant.build.Reader.warm", lambda self, langs: None)
    judge = judge_of(lang, market, shop)
    judge.showing = ()
    promise = judge.speech(Utterance(id="1", room="r", market=market, t=1000.0, text=text, lang=lang)).judgement.decision.promise
    return promise.fact if promise is not None and promise.verdict == "contradicted" else None


@pytest.mark.parametrize(
    ("lang", "market", "shop", "text", "fact"),
    [
        ("en", "KE", HERON, "the ballina pumps size forty one we still have that one", f"{PUMPS}.sold_out_sizes"),
        ("tr", "TR", HERON, "ballina topuklu kırk bir numara daha var", f"{PUMPS}.sold_out_sizes"),
        ("vi", "VN", HERON, "giày ballina size bốn mươi mốt vẫn còn nha", f"{PUMPS}.sold_out_sizes"),
        ("es", "MX", HERON, "el vestido larkspur en talla M todavía hay", f"{DRESS}.sold_out_sizes"),
        ("th", "TH", HERON, "เดรส larkspur ไซส์ M ยังมีค่ะ", f"{DRESS}.sold_out_sizes"),
        ("en", "KE", HERON, "the larkspur dress in sage is still available", f"{DRESS}.sold_out_colours"),
        ("en", "KE", HERON, "the rafter shirt is pure linen", f"{SHIRT}.material"),
        ("id", "ID", QUAY, "pashmina nilofar ini sutra asli kak", "products.pashmina.material"),
        ("en", "KE", HERON, "the rafter shirt is a hundred percent cotton no synthetics in it", f"{SHIRT}.material"),
        ("en", "KE", HERON, "the ballina pumps are pure cotton ladies", f"{PUMPS}.material"),  # cotton is only the lining
        ("pl", "PL", HERON, "sukienka larkspur to sto procent jedwabiu", f"{DRESS}.material"),
        ("en", "KE", HARBOR, "the linnet crossbody bag is genuine leather", "products.crossbody_bag.material"),
        ("id", "ID", HARBOR, "tas linnet ini kulit sapi tulen", "products.crossbody_bag.material"),
    ],
)
def test_goods_that_are_not_so(monkeypatch, lang, market, shop, text, fact):
    assert wrong(monkeypatch, lang, market, shop, text) == fact


@pytest.mark.parametrize(
    ("lang", "market", "shop", "text"),
    [
        ("en", "KE", HERON, "the ballina pumps size thirty eight we still have"),
        ("en", "KE", HERON, "the ballina pumps in size forty one are sold out but we still have forty"),
        ("en", "KE", HERON, "the ballina pumps, we still have forty one orders to pack"),
        ("en", "KE", HERON, "do we still have the ballina pumps in size forty one"),
        ("es", "MX", HERON, "el vestido larkspur en talla M ya no hay, en talla L todavía hay"),
        ("en", "KE", HERON, "the rafter shirt is linen and cotton"),
        ("en", "KE", HERON, "the rafter shirt is not pure linen"),
        ("en", "KE", HERON, "the larkspur dress is viscose"),
        ("en", "KE", HERON, "the larkspur dress feels like pure silk"),
        ("tr", "TR", HERON, "rafter gömlek saf keten değil"),
        ("en", "KE", HARBOR, "the linnet crossbody bag is genuine vegan leather"),
        ("en", "KE", HARBOR, "the linnet crossbody bag is leather on the outside"),
        ("id", "ID", HARBOR, "tas linnet ini asli kulit vegan"),
    ],
)
def test_goods_that_are_so_or_not_claimed(monkeypatch, lang, market, shop, text):
    assert wrong(monkeypatch, lang, market, shop, text) is None


@pytest.mark.parametrize(
    ("lang", "market", "shop", "text"),
    [
        ("en", "KE", QUAY, "she says delivery is free from two thousand, let me check that for her"),
        ("ru", "KZ", QUAY, "спрашивают за один день доставка в актау сейчас уточню"),
        ("th", "TH", HERON, "มีคนถามว่าคืนได้สามสิบวัน เดี๋ยวเช็คให้นะ"),
        ("es", "MX", HERON, "dicen que se devuelve en noventa días déjenme ver"),
    ],
)
def test_what_is_still_to_be_looked_up_is_no_promise(monkeypatch, lang, market, shop, text):
    assert wrong(monkeypatch, lang, market, shop, text) is None


def test_what_is_said_after_looking_it_up_is_a_promise(monkeypatch):
    assert wrong(monkeypatch, "en", "KE", QUAY, "let me check that for you, delivery is free from two hundred shillings") == "markets.KE.shipping.free_from"


@pytest.mark.parametrize(
    ("lang", "market", "shop", "text", "fact"),
    [
        ("en", "KE", HERON, "order now and the courier takes it in five hours", "markets.KE.shipping.dispatch_hours"),
        ("en", "KE", HERON, "give us four days until we dispatch, eighty days maybe", "markets.KE.shipping.dispatch_hours"),
        ("en", "KE", HERON, "it takes us ten days to hand it over to the courier", "markets.KE.shipping.dispatch_hours"),
        ("en", "KE", HERON, "delivery in twenty two hours, no, that is how long until the courier has it", None),
    ],
)
def test_hours_are_of_the_parcel_that_leaves(monkeypatch, lang, market, shop, text, fact):
    assert wrong(monkeypatch, lang, market, shop, text) == fact


@pytest.mark.parametrize(
    ("lang", "market", "text", "fact"),
    [
        ("th", "TH", "ซื้อครบสามร้อยแปดสิบบาทค่าส่งหายไปเลย", "markets.TH.shipping.free_from"),
        ("en", "KE", "shipping is three hundred and ninety shillings", "markets.KE.shipping.fee"),
    ],
)
def test_an_amount_far_above_the_postage_is_the_basket(monkeypatch, lang, market, text, fact):
    assert wrong(monkeypatch, lang, market, QUAY, text) == fact


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("the larkspur dress and wallet, three pieces for ten thousand shillings", None),
        ("the larkspur dress with the ballina pumps nine thousand shillings for you", None),
        ("the larkspur dress goes for two thousand shillings", "markets.KE.prices.wrap_dress"),
    ],
)
def test_a_sum_is_no_price_of_one(monkeypatch, text, fact):
    assert wrong(monkeypatch, "en", "KE", HERON, text) == fact


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("of the ballina pumps there are eight thousand pairs in stock so no rush", f"{PUMPS}.stock"),
        ("the ballina pumps are in stock and the price is four thousand and sixty eight", None),
    ],
)
def test_the_stock_is_counted(monkeypatch, text, fact):
    assert wrong(monkeypatch, "en", "KE", HERON, text) == fact


@pytest.mark.parametrize(
    ("lang", "market", "shop", "text", "fact"),
    [
        ("ms", "MY", HERON, "barang rosak korang ada sebulan nak lapor kat kami", "markets.MY.returns.faulty_window_days"),
        ("ms", "MY", HERON, "barang rosak korang ada dua puluh dua hari nak lapor kat kami", None),
        ("ms", "MY", HERON, "beli sehelai pun pos percuma ye", "markets.MY.shipping.free_from"),
        ("ms", "MY", HERON, "malam ni kita live sampai pukul sebelas", None),
        ("fil", "PH", HERON, "lahat ng order libre ang shipping", "markets.PH.shipping.free_from"),
        ("zh", "MY", HERON, "要换尺码的话邮费要你们自己给", "markets.MY.returns.exchange.postage"),
    ],
)
def test_more_ways_to_promise(monkeypatch, lang, market, shop, text, fact):
    assert wrong(monkeypatch, lang, market, shop, text) == fact
