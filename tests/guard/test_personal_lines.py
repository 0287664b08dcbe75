"""Comments of twenty languages as viewers write them: personal data gone by its kind, everything else kept to the byte."""

from functools import cache
from pathlib import Path

import pytest
import regex
import tomli as tomllib

from assistant.guard.review import Guard

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
LINES = tomllib.loads(Path(__file__).with_name("personal_lines.toml").read_text(encoding="utf-8"))
_MARKED = regex.compile(r"\[([a-z_]+)\|([^\]]+)\]")


@cache
def guard(lang: str) -> Guard:
    return Guard.load(KNOWLEDGE, LINES[lang]["market"], (lang.partition("-")[0],))


def _cases(kind: str) -> list:
    return [pytest.param(lang, line, id=f"{lang}-{i}") for lang, of in LINES.items() for i, line in enumerate(of[kind], 1)]


@pytest.mark.parametrize(("lang", "line"), _cases("personal"))
def test_personal_data_is_masked_and_nothing_else(lang, line):
    assert guard(lang).mask(_MARKED.sub(r"\2", line)).text == _MARKED.sub(r"[\1]", line)


@pytest.mark.parametrize(("lang", "line"), _cases("plain"))
def test_innocent_numbers_and_names_stay(lang, line):
    assert guard(lang).mask(line).text == line


NAMES = tomllib.loads(Path(__file__).with_name("name_lines.toml").read_text(encoding="utf-8"))


@cache
def market_guard(market: str) -> Guard:
    return Guard.load(KNOWLEDGE, market, (NAMES[market]["lang"],))


@pytest.mark.parametrize(("market", "line"), [pytest.param(m, line, id=f"{m}-{i}") for m, of in NAMES.items() for i, line in enumerate(of["personal"], 1)])
def test_a_name_is_masked_where_something_vouches_for_it(market, line):
    assert market_guard(market).mask(_MARKED.sub(r"\2", line)).text == _MARKED.sub(r"[\1]", line)


@pytest.mark.parametrize(("market", "line"), [pytest.param(m, line, id=f"{m}-{i}") for m, of in NAMES.items() for i, line in enumerate(of["plain"], 1)])
def test_talk_of_names_stays(market, line):
    assert market_guard(market).mask(line).text == line
