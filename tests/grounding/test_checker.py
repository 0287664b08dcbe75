"""A wording of an answer passes when it says what the answer says, and is caught when one thing in it is another."""

import pytest

from assistant.grounding import Checker, Grounds
from assistant.knowledge import load_knowledge
from assistant.market.sheet import load_sheet
from evals.renderings import outcomes, rates
from tests.conftest import CONTRACT

FEE = ("TH", "en", "Shipping costs ฿29, free from ฿450.", {"markets.TH.shipping.fee": 29, "markets.TH.shipping.free_from": 450})
DAYS = ("TH", "en", "Delivery takes 1 to 2 working days, not on Saturdays.", {"markets.TH.shipping.days": [1, 2], "dispatch.no_dispatch_day": "Saturday"})
NO = ("TH", "en", "No, we do not take PayPal.", {"markets.TH.payment.not_accepted": ["TrueMoney", "PayPal"]})

CASES = [
    pytest.param(FEE, "Hi! It's 29 baht for shipping, and free from 450 baht 😊", [], id="other-words"),
    pytest.param(FEE, "Sure, twenty-nine baht shipping, free from ฿450!", [], id="in-words"),
    pytest.param(FEE, "Shipping costs ฿39, free from ฿450.", ["number"], id="digit"),
    pytest.param(FEE, "Shipping costs thirty-nine baht, free from ฿450.", ["number"], id="digit-in-words"),
    pytest.param(FEE, "Shipping costs 29 pesos, free from 450 pesos.", ["currency"], id="currency"),
    pytest.param(FEE, "Shipping costs ฿29, and you get a gift on top.", ["promise"], id="gift"),
    pytest.param(FEE, "Shipping costs ฿29, free from ฿450, guaranteed by tomorrow!", ["promise"], id="guarantee"),
    pytest.param(DAYS, "That takes 1–2 working days, dear, just not on Saturdays.", [], id="dash"),
    pytest.param(DAYS, "It takes 1 day, not on Saturdays.", ["range", "number", "contradiction", "condition"], id="half-a-range"),
    pytest.param(DAYS, "Delivery takes 1 to 2 weeks, not on Saturdays.", ["unit", "number", "contradiction"], id="unit"),
    pytest.param(DAYS, "Delivery takes 1 to 2 working days, not on Fridays.", ["name", "date"], id="weekday"),
    pytest.param(NO, "Sorry dear, PayPal isn't possible here.", [], id="denied"),
    pytest.param(NO, "Yes, we do take PayPal.", ["negation"], id="not-denied"),
]


@pytest.fixture(scope="module")
def checker():
    return Checker.for_room(load_knowledge(langs=("en",), needed=()), load_sheet(CONTRACT / "shop.toml"), "TH")


@pytest.mark.parametrize(("ground", "text", "kinds"), CASES)
def test_a_wording_is_held_against_its_answer(checker, ground, text, kinds):
    market, lang, answer, facts = ground
    found = {fault.kind for fault in checker.check(text, Grounds(lang=lang, market=market, facts=facts, answers=(answer,)))}
    assert bool(found) == bool(kinds), found
    assert not kinds or found & set(kinds), found


def test_what_cannot_be_checked_does_not_go_out(checker):
    grounds = Grounds(lang="xx", market="TH", facts={}, answers=("ok",))
    assert [fault.kind for fault in checker.check("ok", grounds)] == ["language"]
    long = Grounds(lang="en", market="TH", facts={}, answers=("Yes, we do.",))
    assert [fault.kind for fault in checker.check("Yes, we do. " * 40, long)] == ["length"]


SOME = ("ar", "en", "ja", "pl", "tr", "zh")  # the others by `python -m evals.renderings`: each shop has to be read for them


# What is seen now, less a few lines: docs/grounding.md. The goal is 0.99 and 0.95.
@pytest.mark.parametrize("lang", SOME)
def test_most_wrong_wordings_are_caught_in_every_language(lang):
    found = rates(list(outcomes(lang, load_knowledge(langs=(lang, "en"), needed=()))))
    assert found.wrong >= 40
    assert found.right >= 40
    assert found.caught_rate >= 0.86
    assert found.passed_rate >= 0.60
