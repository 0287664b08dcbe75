"""Promises in which no cue word is heard: the sentence is read by its topic, and what is claimed under it is compared with the sheet."""

from functools import cache
from pathlib import Path

import pytest

from assistant.build import Room, build_judge
from assistant.domain import Utterance
from assistant.guard.by_topic import Judged, Told, surest
from assistant.guard.claim import Claim
from assistant.guard.findings import Finding, Scene
from assistant.knowledge import load_knowledge
from assistant.market.sheet import load_sheet

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
HERON = "heron_landing"

WRONG = [
    ("en", "KE", "the next live we meet again on thursday don't miss", "live.next_live.weekday"),
    ("en", "KE", "you can put two codes together at checkout my people", "live.coupon_rules.stack_with_other_coupons"),
    ("tr", "TR", "bir sonraki yayın çarşamba akşamı buluşuyoruz", "live.next_live.weekday"),
    ("id", "ID", "admin kita bales chat sampe jam sebelas malem kok kak", "markets.ID.service.hours"),
    ("id", "ID", "mic vocali sekali cas kuat dua belas jam dipake", "products.clip_mic.playback_hours"),
    ("fil", "PH", "yung vocali mic isang charge lang labindalawang oras na", "products.clip_mic.playback_hours"),
    ("ko", "KR", "보칼리 마이크는 한 번 충전하면 열두 시간 녹음돼요", "products.clip_mic.playback_hours"),
    ("th", "TH", "วันจันทร์แอดมินก็ตอบแชทนะคะ", "markets.TH.service.days"),
    ("pl", "PL", "w niedzielę też odpisujemy na wiadomości kochani", "markets.PL.service.days"),
    ("es", "MX", "los domingos también les contestamos sus mensajitos", "markets.MX.service.days"),
    ("pt", "BR", "domingo a gente também responde as mensagens viu", "markets.BR.service.days"),
    ("ms", "MY", "hari ahad pun admin kami balas mesej", "markets.MY.service.days"),
]

RIGHT = [
    ("en", "KE", "we meet again on sunday for the next live"),
    ("en", "KE", "on sundays we go to church with the children"),
    ("en", "KE", "I stood in the sun for eight hours yesterday"),
    ("en", "KE", "my phone battery is three thousand and it is dying"),
    ("en", "KE", "somebody asks whether you can put two codes together at checkout let me look it up"),
    ("tr", "TR", "bir sonraki yayın pazar akşamı buluşuyoruz"),
    ("tr", "TR", "pazar günü annemlere gidiyoruz"),
    ("id", "ID", "mic vocali sekali cas kuat enam jam setengah dipake"),
    ("pl", "PL", "w sobotę też odpisujemy na wiadomości kochani"),
    ("es", "MX", "los sábados también les contestamos sus mensajitos"),
    ("fa", "AE", "لایو بعدی سه شنبه است یعنی چهار روز دیگه منتظرتونم"),  # three stands in the name of the day
    ("th", "TH", "วันอังคารแอดมินก็ตอบแชทนะคะ"),
]


@cache
def judge_of(lang, market, shop):
    return build_judge(load_sheet(KNOWLEDGE / "shops" / shop / "shop.toml"), Room(room="r", market=market, langs=(lang,)), load_knowledge(KNOWLEDGE, [lang, "en"]))


def promise_of(monkeypatch, lang, market, text, shop=HERON):
    monkeypatch.setattr("assistant.build.Reader.warm", lambda self, langs: None)
    judge = judge_of(lang, market, shop)
    judge.showing = ()
    return judge.speech(Utterance(id="1", room="r", market=market, t=1000.0, text=text, lang=lang)).judgement.decision.promise


@pytest.mark.parametrize(("lang", "market", "text", "fact"), WRONG)
def test_a_wrong_promise_without_a_cue_is_found(monkeypatch, lang, market, text, fact):
    promise = promise_of(monkeypatch, lang, market, text)
    assert promise is not None
    assert (promise.verdict, promise.fact) == ("contradicted", fact)


@pytest.mark.parametrize(("lang", "market", "text"), RIGHT)
def test_what_is_right_or_no_promise_stays_silent(monkeypatch, lang, market, text):
    shop = "juniper_house" if lang == "fa" else HERON
    promise = promise_of(monkeypatch, lang, market, text, shop)
    assert promise is None or promise.verdict != "contradicted"


def test_the_correction_is_the_answer_a_viewer_would_get(monkeypatch):
    promise = promise_of(monkeypatch, "en", "KE", "the next live we meet again on thursday don't miss")
    assert promise is not None
    assert promise.correction == "Let me correct that: The next live is on Sunday at 17:15."


class Reading:
    def __init__(self, topic, score, rank=0):
        self.topic, self.score, self.rank, self.start, self.end = topic, score, rank, 0, 40


def judged(topic, score, outcome, claim, path="x"):
    return Judged(Told(claim, Reading(topic, score)), Finding(outcome, claim, path))


HOURS = Claim("fact", 10, 20, 12.0, 12.0, "hour", path="products.<P>.playback_hours")
SCENE = Scene("KE")


def test_a_faint_reading_is_not_enough():
    assert surest([judged("p.playback_hours", 0.05, "contradicted", HOURS)], SCENE, asks=False) is None
    assert surest([judged("p.playback_hours", 0.30, "contradicted", HOURS)], SCENE, asks=False) is not None


def test_an_amount_that_another_likely_topic_makes_right_is_no_wrong_promise():
    charge = Claim("fact", 10, 20, 12.0, 12.0, "hour", path="products.<P>.charge_hours")
    wrong, right = judged("p.playback_hours", 0.30, "contradicted", HOURS), judged("p.charge_hours", 0.25, "supported", charge)
    assert surest([wrong, right], SCENE, asks=False) is None


def test_the_right_amount_said_behind_a_wrong_one_puts_it_right():
    corrected = Claim("fact", 30, 40, 6.5, 6.5, "hour", path="products.<P>.playback_hours")
    assert surest([judged("p.playback_hours", 0.4, "contradicted", HOURS), judged("p.playback_hours", 0.3, "supported", corrected)], SCENE, asks=False) is None


def test_yes_or_no_needs_no_question_word_and_a_surer_reading_where_it_is_denied():
    yes, no = Claim("cod", 0, 40), Claim("cod", 0, 40, positive=False)
    assert surest([judged("cod", 0.3, "contradicted", yes)], SCENE, asks=False) is not None
    assert surest([judged("cod", 0.3, "contradicted", yes)], SCENE, asks=True) is None
    assert surest([judged("cod", 0.3, "contradicted", no)], SCENE, asks=False) is None
