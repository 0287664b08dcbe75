"""The key table in code against the written reference."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.market.keys import all_keys, find_key

REFERENCE = Path(__file__).parents[1] / "data" / "contract" / "facts.md"


def test_table_is_the_reference() -> None:
    rows = []
    for line in REFERENCE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            rows.append((cells[0].strip("`"), *cells[1:]))
    assert [(k.pattern, k.type, k.unit, k.need, k.meaning, k.asks) for k in all_keys()] == rows


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("markets.ID.shipping.fee", "markets.<M>.shipping.fee"),
        ("products.shoes.size_chart.36½ EU.foot_cm", "products.<P>.size_chart.<size>.<measure>"),
        ("products.rice_cooker.plug.default", "products.<P>.plug.<M>"),
        ("faq.answer.id", "faq[].answer.<lang>"),
        ("products.prayer_set.faq.asks.en", "products.<P>.faq[].asks.<lang>"),
    ],
    ids=["market", "size", "default plug", "shop-wide answer", "product answer"],
)
def test_written_path_finds_its_key(path: str, pattern: str) -> None:
    key = find_key(path.split("."))
    assert key is not None
    assert key.pattern == pattern


@pytest.mark.parametrize("path", ["markets.default.served", "markets.id.served", "products.Shoes.name", "shop", "shop.colour"])
def test_other_paths_have_no_key(path: str) -> None:
    assert find_key(path.split(".")) is None


def test_codes_and_figures_have_no_translation() -> None:
    translatable = {k.pattern for k in all_keys() if k.translatable}
    assert {"products.<P>.name", "products.<P>.material", "markets.<M>.shipping.remote"} <= translatable
    assert not translatable & {"markets.<M>.tz", "markets.<M>.currency", "products.<P>.voltage_v", "markets.<M>.coupon.code", "faq[].answer.<lang>"}
