"""The promise guard on what hosts say about times: right ones, past ones, delays and "not before" stay silent; a wrong one is found."""

from functools import cache
from pathlib import Path

import pytest
import tomli as tomllib

from assistant.guard.promises import PromiseGuard, PromiseLanguages
from assistant.market.places import Places
from assistant.market.sheet import load_sheet

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
LINES = tomllib.loads(Path(__file__).with_name("promise_lines_times.toml").read_text(encoding="utf-8"))["line"]
LANGUAGES = PromiseLanguages(KNOWLEDGE / "languages")


@cache
def guard(market: str, shop: str) -> PromiseGuard:
    return PromiseGuard(load_sheet(KNOWLEDGE / "shops" / shop / "shop.toml"), Places.load(KNOWLEDGE, market), market, LANGUAGES)


@pytest.mark.parametrize("line", LINES, ids=[f"{x['lang']}-{x['market']}-{i}" for i, x in enumerate(LINES, 1)])
def test_line(line):
    promise = guard(line["market"], line["shop"]).check(line["text"], line["lang"])
    wrong = promise.fact if promise is not None and promise.verdict == "contradicted" else None
    assert wrong == line.get("wrong")
