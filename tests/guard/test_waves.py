"""Hostile waves: near-identical attacks from several accounts within seconds, reported once."""

import pytest

from assistant.guard.review import Guard
from assistant.guard.waves import MEMBERS_MAX, RECENT_MAX, Waves
from assistant.knowledge import knowledge_root
from assistant.language.spelling import match_key, normalise

LANGS = ("id", "ms", "th", "vi", "ar", "en")

ATTACKS = {
    "id": ("ID", ("tutup tokonya sekarang", "tutup toko nya sekarang!!", "woi tutup tokonya")),
    "ms": ("MY", ("kedai scam jangan beli", "jangan beli kedai scam ni", "kedai scam!! jangan beli")),
    "th": ("TH", ("ร้านโกง อย่าซื้อ", "อย่าซื้อ ร้านโกง", "ร้านโกงอย่าซื้อนะ")),
    "vi": ("VN", ("shop lừa đảo đừng mua", "đừng mua shop lừa đảo", "shop lừa đảo nha đừng mua")),
    "ar": ("SA", ("متجر نصب لا تشترون", "لا تشترون متجر نصب", "متجر نصب لا تشترون منهم")),
    "en": ("KE", ("scammers dont buy here", "dont buy here scammers", "scammers!! dont buy here")),
}  # fmt: skip

HARMLESS = {
    "id": ("ID", "bagus banget kak"), "ms": ("MY", "boleh cod tak"), "th": ("TH", "สวยมากค่ะ"), "vi": ("VN", "freeship không shop"), "ar": ("SA", "كم السعر"), "en": ("KE", "RAMBUTAN"),
}  # fmt: skip


def feed(waves, rows):
    """Feeds (time, user, text) as hostile comments c1, c2 ...; the alerts."""
    return [waves.feed(f"c{i}", t, user, match_key(text), True) for i, (t, user, text) in enumerate(rows, 1)]


def hostile(guard, lang, text):
    return guard.review_comment(text, normalise(text), lang).hostile


@pytest.mark.parametrize("lang", LANGS)
def test_three_accounts_make_a_wave(lang):
    market, texts = ATTACKS[lang]
    guard, waves = Guard.load(knowledge_root(), market, LANGS, home=(lang,)), Waves()
    alerts = [waves.feed(f"c{i}", 50 + i * 0.7, f"u{i}", match_key(t), hostile(guard, lang, t)) for i, t in enumerate(texts, 1)]
    assert alerts[:2] == [None, None]
    assert (alerts[2].kind, alerts[2].since, alerts[2].event_ids) == ("brigading", 50.7, ("c1", "c2", "c3"))
    assert all(waves.is_member(f"c{i}") for i in (1, 2, 3))


@pytest.mark.parametrize("lang", LANGS)
def test_praise_questions_and_keywords_never_do(lang):
    market, text = HARMLESS[lang]
    guard, waves = Guard.load(knowledge_root(), market, LANGS, home=(lang,)), Waves()
    assert [waves.feed(f"c{i}", i * 0.1, f"u{i}", match_key(text), hostile(guard, lang, text)) for i in range(20)] == [None] * 20


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([(0, "a", "tutup toko"), (1, "a", "tutup toko"), (2, "a", "tutup toko")], id="one angry account"),
        pytest.param([(0, "a", "tutup toko"), (1, "b", "tutup toko"), (2, "a", "tutup toko")], id="two accounts"),
        pytest.param([(0, "a", "tutup toko"), (6, "b", "tutup toko"), (12, "c", "tutup toko")], id="too slow"),
        pytest.param([(0, "a", "tutup toko"), (1, "b", "penipu semua"), (2, "c", "jangan beli")], id="unlike each other"),
        pytest.param([(0, "a", "tutup toko"), (1, "b", "tutup toko")], id="too few"),
    ],
)
def test_no_wave(rows):
    assert feed(Waves(), rows) == [None] * len(rows)


def test_a_wave_is_reported_once_and_later_members_join():
    waves = Waves()
    alerts = feed(waves, [(t, f"u{t}", "tutup toko ini") for t in range(8)])
    assert [a is not None for a in alerts] == [False, False, True] + [False] * 5
    assert waves.is_member("c8")


def test_a_second_wave_after_a_pause_is_reported_again():
    alerts = feed(Waves(), [(t, f"u{t}", "tutup toko ini") for t in (0, 1, 2, 60, 61, 62)])
    assert [a.event_ids if a else None for a in alerts] == [None, None, ("c1", "c2", "c3"), None, None, ("c4", "c5", "c6")]


def test_two_waves_at_once_stay_apart():
    said = ["tutup toko ini", "barang palsu semua"] * 3
    alerts = [a for a in feed(Waves(), [(i * 0.2, f"u{i}", text) for i, text in enumerate(said)]) if a]
    assert [a.event_ids for a in alerts] == [("c1", "c3", "c5"), ("c2", "c4", "c6")]


def test_memory_is_bounded():
    waves = Waves(accounts=3)
    feed(waves, [(0.0, f"u{i}", "tutup toko ini") for i in range(MEMBERS_MAX + 500)])
    assert not waves.is_member("c1")
    assert waves.is_member(f"c{MEMBERS_MAX + 500}")
    quiet = Waves()
    feed(quiet, [(0.0, "one", f"{i} " * 3) for i in range(RECENT_MAX + 10)])
    assert quiet.feed("x", 0.0, "two", match_key("0 0 0"), True) is None
