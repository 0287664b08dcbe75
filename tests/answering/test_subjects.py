"""What a host's sentence and its stretches are about."""

from pathlib import Path

import pytest

from assistant.answering.subjects import subjects
from assistant.answering.tongue import Tongue
from assistant.build import Room, build_judge
from assistant.knowledge import load_knowledge
from assistant.language.spelling import marked_words, match_key
from assistant.market.sheet import load_sheet
from assistant.market.topics import TOPICS

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
SHOP = KNOWLEDGE / "shops" / "heron_landing" / "shop.toml"


@pytest.fixture(scope="module")
def tongues():
    made: dict[str, Tongue] = {}

    def tongue(lang: str, market: str) -> Tongue:
        if lang not in made:
            judge = build_judge(load_sheet(SHOP), Room(room="r", market=market, langs=(lang,)), load_knowledge(KNOWLEDGE, [lang, "en"]))
            made[lang] = judge._reader._tongue(lang)
        return made[lang]

    return tongue


def read(tongue: Tongue, text: str):
    match = match_key(text)
    return match, subjects(tongue, match, tongue.pack.language.scripts[0], marked_words(text))


def test_a_long_sentence_is_read_in_stretches_too(tongues):
    match, found = read(tongues("en", "KE"), "okay my people so this one I carry everywhere and the battery keeps it going for ten hours straight you will not believe it")
    spans = {(s.start, s.end) for s in found}
    assert (0, len(match)) in spans
    assert len(spans) > 2
    best = max((s for s in found if "battery" in match[s.start : s.end]), key=lambda s: s.score)
    assert best.topic in ("p.playback_hours", "p.battery_mah", "p.charge_hours", "p.playback_hours_with_case")


def test_a_short_one_is_read_as_a_whole(tongues):
    match, found = read(tongues("en", "KE"), "the battery lasts ten hours")
    assert {(s.start, s.end) for s in found} == {(0, len(match))}


def test_only_topics_are_found_and_each_stretch_has_one_likeliest(tongues):
    _, found = read(tongues("en", "KE"), "hello hello thank you for the hearts my dears you are the best people in this whole world tonight")
    assert {s.topic for s in found} <= TOPICS.keys()
    firsts = [(s.start, s.end) for s in found if s.rank == 0]
    assert len(firsts) == len(set(firsts))


def test_text_without_spaces_is_read_in_stretches_of_signs(tongues):
    match, found = read(tongues("th", "TH"), "สวัสดีค่าทุกคนวันนี้มีของมาเยอะมากเลยนะคะไมค์ตัวนี้ชาร์จทีเดียวอัดได้สิบห้าชั่วโมงเลยค่ะ")
    assert len({(s.start, s.end) for s in found}) > 3
    assert all(0 <= s.start < s.end <= len(match) for s in found)
