"""A sheet fact by fact, and what another text of it changes."""

import tomli as tomllib

from assistant.knowledge import knowledge_root
from assistant.market.revision import CHANGES, Change, Fact, changes, facts, revised
from assistant.market.sheet import MISSING, parse_sheet

PATH = knowledge_root() / "shops" / "copper_lantern" / "shop.toml"
TEXT = PATH.read_text(encoding="utf-8")
TABLES = tomllib.loads(TEXT)


def test_every_fact_is_found_under_the_path_it_is_cited_by_and_has_a_meaning():
    sheet = parse_sheet(TEXT, "shop.toml")
    found = facts(TABLES)
    assert len(found) > 1_000
    assert len({fact.path for fact in found}) == len(found)
    assert [fact.path for fact in found if not fact.meaning] == []
    assert [fact.path for fact in found if fact.lang is None and sheet.get(fact.path) in (MISSING, None)] == []


def test_a_market_has_its_own_facts_and_those_that_hold_everywhere():
    found = facts(TABLES, "TH")
    assert {fact.market for fact in found} == {None, "TH"}
    assert {fact.path for fact in found} < {fact.path for fact in facts(TABLES)}
    price = next(fact for fact in found if fact.path == "markets.TH.prices.tumbler")
    assert price == Fact(path="markets.TH.prices.tumbler", value=TABLES["markets"]["TH"]["prices"]["tumbler"], meaning=price.meaning, unit=price.unit, product="tumbler", market="TH")  # fmt: skip


def test_a_free_answer_goes_by_its_id_and_says_its_language():
    answer = next(fact for fact in facts(TABLES) if fact.path == "faq.faulty_refund_only.answer.th")
    assert (answer.lang, answer.meaning, answer.market) == ("th", "the answer", None)


def test_what_a_new_text_changes():
    text = TEXT.replace('keyword = "EMBER"', 'keyword = "ember"').replace("winners_per_draw = 3\n", "").replace("min_age = 16", "min_age = 16\nprize_shipping_fee = 0")
    revision = revised(text, TABLES, "shop.toml")
    assert revision.report.ok
    assert revision.changed == 3
    assert revision.changes == (
        Change(path="giveaway.keyword", kind="changed", before="EMBER", after="ember"),
        Change(path="giveaway.prize_shipping_fee", kind="added", after=0),
        Change(path="giveaway.winners_per_draw", kind="removed", before=3),
    )


def test_a_changed_type_is_a_change_and_the_same_text_is_none():
    assert changes({"a": 1}, {"a": True}) == (Change(path="a", kind="changed", before=1, after=True),)
    assert revised(TEXT, TABLES, "shop.toml").changed == 0


def test_a_wrong_text_says_what_is_wrong_and_changes_nothing():
    broken, forbidden = revised("[shop", TABLES, "x"), revised(TEXT.replace("whatsapp = true", 'whatsapp = "yes"'), TABLES, "x")
    assert [len(revision.changes) for revision in (broken, forbidden)] == [0, 0]
    assert "not valid TOML" in broken.report.errors[0].what
    assert [problem.path for problem in forbidden.report.errors] == ["shop.whatsapp"]


def test_a_long_list_of_changes_is_cut_and_counted():
    grown = {"products": {f"p{n}": {"name": "x"} for n in range(CHANGES + 20)}}
    assert len(changes({}, grown)) == CHANGES + 20
