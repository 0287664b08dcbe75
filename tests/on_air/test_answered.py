"""Whether the host's words close a question: by the very fact, said as an answer, about the topic; measured on pairs of natives' lines."""

import pytest

from assistant.domain import Group
from assistant.market.sheet import load_sheet
from assistant.on_air.answered import NEAR, answers
from assistant.on_air.told import Told
from evals.on_air import PAIRS, SHOP, names, outcomes, rates

FEE, DAYS, FAR = "markets.ID.shipping.fee", "markets.ID.shipping.days", "markets.ID.shipping.days_remote"
COD, METHODS, SHOES, POT = "markets.ID.payment.cod", "markets.ID.payment.methods", "markets.ID.prices.shoes", "markets.ID.prices.rice_cooker"


def group(id, topic, *facts):
    return Group(id=id, room="r", topic=topic, question="?", count=1, users=("a",), langs=("id",), event_ids=("c",), facts=facts, first_t=0, last_t=0)


def told(*facts, topic="", score=0.9, named=(), amount=True, sure=True):
    return Told(facts, frozenset(named), {topic: score}, amount, sure)


@pytest.mark.parametrize(
    ("said", "asked", "closes"),
    [
        pytest.param(told(FEE, topic="ship_fee"), group("ship_fee", "ship_fee", FEE), True, id="the very fact"),
        pytest.param(told(DAYS, topic="ship_fee"), group("ship_fee", "ship_fee", FEE), False, id="another fact"),
        pytest.param(told(FEE, topic="ship_fee", sure=False), group("ship_fee", "ship_fee", FEE), False, id="a guess"),
        pytest.param(told(FEE, topic="ship_fee", score=NEAR / 2), group("ship_fee", "ship_fee", FEE), False, id="right by chance"),
        pytest.param(told(COD, topic="cod", amount=False, score=NEAR * 1.5), group("cod", "cod", COD), False, id="mentioned in passing"),
        pytest.param(told(DAYS, topic="ship_time"), group("ship_time:remote", "ship_time", FAR), False, id="near for far"),
        pytest.param(told(METHODS, topic="pay_methods", named=("gopay",)), group("pay_methods:gopay", "pay_methods", METHODS), True, id="the method asked for"),
        pytest.param(told(METHODS, topic="pay_methods", named=("dana",)), group("pay_methods:gopay", "pay_methods", METHODS), False, id="another method"),
        pytest.param(told(SHOES, topic="price", score=0.0), group("shoes.price", "price", SHOES), True, id="a price needs no reading"),
        pytest.param(told(SHOES), group("any.price", "price", SHOES, POT), False, id="one of several products"),
        pytest.param(told(SHOES, POT), group("any.price", "price", SHOES, POT), True, id="all of several products"),
        pytest.param(told("faq.0", topic="x"), group("faq.0", "faq:faq.0", "faq.0"), False, id="a shop's own answer"),
    ],
)  # fmt: skip
def test_closes(said, asked, closes):
    assert answers(said, asked) is closes


@pytest.mark.parametrize("lang", ["id", "en"])
def test_pairs_close_no_question_wrongly(lang, knowledge):
    found = outcomes(lang, knowledge, load_sheet(SHOP))
    assert [one.line for one in found if one.closed and not one.answers] == []
    assert rates(found).recall >= 0.8, [one for one in found if one.answers and not one.closed]


def test_pairs_are_there_in_ten_languages_and_half_of_them_close_nothing():
    dev = [name for name in names() if "-" not in name]
    assert len(dev) >= 10
    assert all((PAIRS / f"{name}.toml").read_text(encoding="utf-8").count("not = ") >= 5 for name in dev)
