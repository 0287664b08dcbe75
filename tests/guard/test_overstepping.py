"""What a host's sentence oversteps where no rule names its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.build import overstep_readers
from assistant.errors import BadKnowledge
from assistant.guard.overstepping import INNOCENT, OverstepReader, load_lines
from assistant.guard.review import Guard
from assistant.knowledge import Knowledge, knowledge_root, load_knowledge
from assistant.language.spelling import normalise

# Market, language, category, a sentence nobody listed; then one with the same words that must pass.
SAID = [
    ("ID", "id", "medical_claim", "tante saya yang diabetes udah nggak suntik lagi sejak rutin minum kapsul ini", "tante saya suka banget sama kapsulnya diminum pakai air putih aja"),
    ("PH", "en", "medical_claim", "my uncle stopped his blood pressure pills two weeks after he started these capsules", "my uncle says the lid closes well and it fits his bag"),
    ("TH", "th", "medical_claim", "แม่แฟนกินแคปซูลนี้เดือนเดียวเลิกยาเบาหวานได้เลยหมอยังงง", "แม่แฟนชอบกลิ่นเทียนหอมอันนี้มาก จุดก่อนนอนทุกคืน"),
    ("VN", "vi", "medical_claim", "mẹ chồng em uống hai hộp là bỏ luôn thuốc tiểu đường bác sĩ cũng bất ngờ", "mẹ chồng em thích cái nồi này lắm nấu cơm ngày nào cũng dùng"),
]  # fmt: skip


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(knowledge_root())


def _guard(knowledge: Knowledge, market: str, lang: str) -> Guard:
    return Guard.load(knowledge.root, market, tuple(knowledge.packs), home=(lang,), oversteps=overstep_readers(knowledge))


@pytest.mark.parametrize(("market", "lang", "category", "said", "innocent"), SAID)
def test_a_story_is_flagged_and_plain_praise_is_not(knowledge: Knowledge, market: str, lang: str, category: str, said: str, innocent: str) -> None:
    guard = _guard(knowledge, market, lang)
    flags = {flag.category: flag for flag in guard.review_speech(said, lang)}
    assert category in flags
    assert flags[category].say_instead
    assert guard.review_speech(innocent, lang) == ()


def test_what_only_some_markets_mind_is_flagged_there_only(knowledge: Knowledge) -> None:
    said = normalise("grab a cold beer with these dates after work it is the best combo").match
    lines = {"alcohol_pork": ["a cold beer with these chips after work is the best combo"], INNOCENT: ["these dates are soft and sweet", "grab two boxes after work"]}
    reader = OverstepReader(lines, spaced=True)
    found = reader.read(said)
    assert found is not None
    assert found.category == "alcohol_pork"
    minding, other = (Guard.load(knowledge.root, market, ("en",), home=("xx",), oversteps={"xx": reader}) for market in ("SA", "KE"))
    assert minding.overstep(said, "xx") is not None
    assert other.overstep(said, "xx") is None


def test_a_claim_that_the_shop_can_prove_is_let_pass(knowledge: Knowledge) -> None:
    _, lang, category, said, _ = SAID[0]
    guard = _guard(knowledge, "ID", lang)
    allowed = frozenset({f"{lang}.reads_as.{category}"})
    ruled = {flag.category for flag in Guard.load(knowledge.root, "ID", ("id",), home=(lang,)).review_speech(said, lang)}
    assert category not in ruled, "a rule finds it: the sentence shows nothing here"
    assert category not in {flag.category for flag in guard.review_speech(said, lang, claims_allowed=allowed)}


@pytest.mark.parametrize(
    ("text", "told"),
    [('[speech]\nlies = ["x"]\ninnocent = ["y"]', "no category lies"), ('[speech]\nminors = ["x"]', "no innocent lines"), ("[speech", "Expected")],
)
def test_a_broken_file_is_named_with_its_fault(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "speech.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadKnowledge, match=told):
        load_lines(path)


@pytest.mark.parametrize("path", sorted((knowledge_root() / "languages").glob("*/speech.toml")), ids=lambda p: p.parent.name)
def test_no_line_stands_on_both_sides(path: Path) -> None:
    lines = load_lines(path)
    innocent = {normalise(line).match for line in lines[INNOCENT]}
    both = [line for category, said in lines.items() if category != INNOCENT for line in said if normalise(line).match in innocent]
    assert not both
