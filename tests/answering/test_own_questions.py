"""A shop's own answers are found among the questions many shops answer, and understood in more languages than they were written in."""

import pytest

from assistant.answering.own_questions import OwnQuestions, own_questions
from assistant.answering.retrieval import Candidate
from assistant.build import build_session
from assistant.domain import Act, Room
from assistant.knowledge import Common, knowledge_root
from assistant.market.sheet import Faq, load_sheet
from tests.conftest import POSTS, comment

COMMON = Common({"leak_proof": "does it leak", "hot_hours": "how long hot"}, {"hot_hours": "p.keep_warm_hours"})
LANTERN = load_sheet(knowledge_root() / "shops" / "copper_lantern" / "shop.toml")


def faq(id, *asks, product=None):
    where = f"products.{product}.faq" if product else "faq"
    return Faq(path=f"{where}.{id}", id=id, product=product, asks={"en": asks}, answer={"en": "Yes."})


def reads_as(**scores):
    return lambda lang, text: [Candidate(f"common:{label}" if label != "price" else label, score, score, "", 0.5) for label, score in scores.items()]


def test_an_entry_is_linked_by_its_id_or_by_how_it_is_asked():
    by_id = own_questions([faq("leak_proof", "does it leak", product="cup")], COMMON, ["en"], reads_as(price=0.9))
    assert by_id.linked == {"common:leak_proof": ("products.cup.faq.leak_proof",)}
    by_words = own_questions([faq("dry_bag", "does it leak")], COMMON, ["en"], reads_as(leak_proof=0.7))
    assert by_words.linked == {"common:leak_proof": ("faq.dry_bag",)}
    assert by_words.phrasings["en"][0] == ("does it leak", "common:leak_proof")


@pytest.mark.parametrize("scores", [{"price": 0.8, "leak_proof": 0.5}, {"leak_proof": 0.1}])
def test_an_entry_that_reads_as_nothing_common_stays_the_shops_own(scores):
    own = own_questions([faq("mascot", "who is the cat")], COMMON, ["en"], reads_as(**scores))
    assert own.linked == {}
    assert own.phrasings["en"][0] == ("who is the cat", "faq:faq.mascot")


def test_the_product_named_chooses_among_the_entries():
    own = OwnQuestions(linked={"common:leak_proof": ("products.cup.faq.a", "products.jar.faq.b")})
    assert own.label_for("common:leak_proof", frozenset({"jar"})) == "faq:products.jar.faq.b"
    assert own.label_for("common:leak_proof", frozenset()) == "faq:products.cup.faq.a|products.jar.faq.b"
    assert own.label_for("common:leak_proof", frozenset({"shirt"})) == "unknown_fact"
    assert own.label_for("common:smell", frozenset()) == "unknown_fact"
    assert own.label_for("ship_fee", frozenset()) == "ship_fee"


def test_what_nobody_answers_counts_as_the_topic_that_half_covers_it_or_as_one_for_a_person():
    own = own_questions([faq("leak_proof", "does it leak")], COMMON, ["en"], reads_as())
    assert own.label_for("common:hot_hours", frozenset()) == "p.keep_warm_hours"
    assert own.label_for("common:smell", frozenset()) == "unknown_fact"


async def ask(rooms, text, market, lang, sheet=LANTERN):
    room = Room(room=f"own-{market}-{lang}", market=market, langs=(lang,))
    session = build_session(sheet, room, rooms.knowledge, rooms.journal, rooms.clock, policy=POSTS)
    await session.open()
    return (await session.take(comment("a", text, market=market, room=room.room))).judgement


@pytest.mark.parametrize(
    ("lang", "market", "text", "path"),
    [
        ("ja", "JP", "モバイルバッテリー飛行機に持ち込めますかね", "products.power_bank.faq.on_a_plane"),
        ("ko", "KR", "보조배터리 기내 반입 되나요", "products.power_bank.faq.on_a_plane"),
        ("es", "MX", "el termo cuántas horas mantiene frío", "products.tumbler.faq.cold_hours"),
    ],
)
async def test_a_common_question_is_answered_in_ways_the_sheet_does_not_list(rooms, lang, market, text, path):
    judgement = await ask(rooms, text, market, lang)
    assert path in judgement.decision.facts, judgement.trace


async def test_a_common_question_the_shop_does_not_answer_is_one_for_a_person(rooms, sheet):
    judgement = await ask(rooms, "is it noisy, how many decibels is the rice cooker", "MY", "en", sheet=sheet)
    assert judgement.act == Act.CASE
    assert judgement.decision.reason == "unknown_fact"
