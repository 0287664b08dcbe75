"""Hosts' lines in ten languages beside two shops' sheets: what is true stays quiet, what is wrong is found."""

from functools import cache
from pathlib import Path

import pytest
import tomli

from assistant.build import Room, build_judge
from assistant.domain import Utterance
from assistant.knowledge import load_knowledge
from assistant.market.sheet import load_sheet

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
LINES = tomli.loads(Path(__file__).with_name("promise_lines_east.toml").read_text(encoding="utf-8"))


@cache
def knowledge(lang):
    return load_knowledge(KNOWLEDGE, [lang, "en"])


@cache
def judge_of(lang, market, shop):
    return build_judge(load_sheet(KNOWLEDGE / "shops" / shop / "shop.toml"), Room(room="r", market=market, langs=(lang,)), knowledge(lang))


def contradicted(lang, market, shop, showing, text):
    judge = judge_of(lang, market, shop)
    judge.showing = (showing,) if showing else ()
    said = Utterance(id="1", room="r", market=market, t=1000.0, text=text, lang=lang)
    promise = judge.speech(said).judgement.decision.promise
    return promise is not None and promise.verdict == "contradicted"


@pytest.mark.parametrize("lang", LINES)
def test_what_the_sheet_bears_out_stays_quiet(lang, monkeypatch):
    monkeypatch.setattr("assistant.build.Reader.warm", lambda self, langs: None)
    assert [line for line in LINES[lang]["right"] if contradicted(lang, *line)] == []


@pytest.mark.parametrize("lang", LINES)
def test_a_wrong_promise_is_found(lang, monkeypatch):
    monkeypatch.setattr("assistant.build.Reader.warm", lambda self, langs: None)
    assert [line for line in LINES[lang]["wrong"] if not contradicted(lang, *line)] == []
