"""The promise guard on lines of hosts: what is true, past, a delay or no promise stays silent, what is wrong is found."""

from functools import cache
from pathlib import Path

import pytest
import tomli as tomllib

from assistant.guard.promises import PromiseGuard, PromiseLanguages
from assistant.market.places import Places
from assistant.market.sheet import load_sheet

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
TABLES = ("promise_lines_west_east", "promise_lines_times")
LINES = {name: tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))["line"] for name in TABLES}
ROWS = [pytest.param(line, id=f"{name}-{line['lang']}-{line['market']}-{i}") for name, lines in LINES.items() for i, line in enumerate(lines, 1)]
LANGUAGES = PromiseLanguages(KNOWLEDGE / "languages")


@cache
def guard(market: str, shop: str) -> PromiseGuard:
    return PromiseGuard(load_sheet(KNOWLEDGE / "shops" / shop / "shop.toml"), Places.load(KNOWLEDGE, market), market, LANGUAGES)


@pytest.mark.parametrize("line", ROWS)
def test_line(line):
    promise = guard(line["market"], line["shop"]).check(line["text"], line["lang"], product_on_screen=line.get("showing"))
    wrong = promise.fact if promise is not None and promise.verdict == "contradicted" else None
    assert wrong == line.get("wrong")
