"""Rows become cases whose patterns take a value however a native writes it, and nothing else."""

import json
import re

import pytest
from babel import Locale

from assistant.errors import BadInput
from evals.authoring import build_file, number_pattern, split_by_group, value_patterns
from evals.scoring import plain


@pytest.mark.parametrize(
    ("value", "text", "fits"),
    [
        (9500, "Rp9.500", True), (9500, "9,500", True), (9500, "9500", True), (9500, "19.500", False), (9500, "9.5000", False),
        (12000, "12rb", True), (12000, "12 ribu", True), (64.9, "64,90 zł", True), (64.9, "64", False), (30000, "3万ウォン", True), (5, "15", False),
    ],
)  # fmt: skip
def test_numbers(value, text, fits):
    assert bool(re.search(number_pattern(value), plain(text))) is fits


@pytest.mark.parametrize(
    ("value", "locale", "text"),
    [([2, 4], "id", "2-4 hari kerja"), ("15:00", "en", "until 3 pm"), ("09:00-17:30", "id", "09:00-17:30"), ("2027-05", "pl", "w maju 2027"), ("Saturday", "th", "วันเสาร์")],
)
def test_values(value, locale, text):
    assert all(re.search(p, plain(text)) for p in value_patterns(value, Locale.parse(locale)))


def test_a_text_needs_its_author():
    with pytest.raises(BadInput, match="needs `must`"):
        value_patterns("95 percent cotton", Locale.parse("en"))


def rows(tmp_path, *lines):
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_every_bad_row_is_named(tmp_path):
    path = rows(
        tmp_path,
        {"text": "a", "market": "ID", "expect": "answer", "facts": ["markets.ID.nothing"]},
        {"text": "b", "market": "ID", "expect": "escalate"},
    )
    with pytest.raises(BadInput, match=r"row 1 'a'.*not in the sheet[\s\S]*row 2 'b'"):
        build_file(path, prefix="x", lang="id")


def test_a_question_stays_on_one_side_and_a_follow_up_with_what_it_follows(tmp_path):
    fee = {"market": "ID", "expect": "answer", "facts": ["markets.ID.shipping.fee"]}
    path = rows(tmp_path, {**fee, "text": "a"}, {"market": "ID", "expect": "ignore", "kind": "greeting", "text": "b"}, {**fee, "text": "c"}, {"market": "ID", "expect": "answer", "facts": ["markets.ID.shipping.days"], "text": "d", "prev": 1})  # fmt: skip
    parts = split_by_group(build_file(path, prefix="x", lang="id"))
    side = {c.text: name for name, part in parts.items() for c in part}
    assert side["a"] == side["c"] == side["d"]
