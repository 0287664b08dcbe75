"""Addresses of twenty languages without a word that announces them are masked; sizes, storeys and streets that are asked about stay."""

from functools import cache
from pathlib import Path

import pytest
import tomli as tomllib

from assistant.guard.review import Guard

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
LINES = tomllib.loads(Path(__file__).with_name("address_lines.toml").read_text(encoding="utf-8"))


@cache
def guard(lang: str) -> Guard:
    return Guard.load(KNOWLEDGE, LINES[lang]["market"], (lang, "en"))


def _cases(kind: str) -> list:
    return [pytest.param(lang, line, id=f"{lang}-{i}") for lang, of in LINES.items() for i, line in enumerate(of[kind], 1)]


@pytest.mark.parametrize(("lang", "line"), _cases("address"))
def test_an_address_is_masked(lang, line):
    assert guard(lang).mask(line).kinds == ("address",)


@pytest.mark.parametrize(("lang", "line"), _cases("plain"))
def test_what_only_looks_like_one_stays(lang, line):
    assert guard(lang).mask(line).text == line
