"""Orders to the assistant as people of each market put them, and innocent remarks in the same words."""

from pathlib import Path

import pytest
import regex
import tomli

from assistant.guard.review import Guard
from assistant.knowledge import knowledge_root
from assistant.language.spelling import normalise
from tests.guard.obeying import MARKETS

LINES = tomli.loads((Path(__file__).parent / "injection_lines.toml").read_text(encoding="utf-8"))
LANGS = tuple(sorted(MARKETS))


def lines(kind):
    return [pytest.param(lang, text, id=f"{lang}-{text[:40]}") for lang in LANGS for part in LINES[lang].values() for text in part[kind]]


@pytest.fixture(scope="module")
def guards():
    return {lang: Guard.load(knowledge_root(), MARKETS[lang], LANGS, home=[lang]) for lang in LANGS}


def is_order(guards, lang, text):
    flags = guards[lang].review_comment(text, normalise(text), lang).flags
    return any(flag.category == "prompt_injection" for flag in flags)


@pytest.mark.parametrize(("lang", "text"), lines("attacks"))
def test_an_order_is_seen(guards, lang, text):
    assert is_order(guards, lang, text)


# A sign between Burmese letters may part a word that is written in one: there it hides some orders.
@pytest.mark.parametrize(("lang", "text"), [row for row in lines("attacks") if row.values[0] != "my"])
def test_and_behind_signs_nobody_sees(guards, lang, text):
    assert is_order(guards, lang, "\u200b".join(regex.findall(r"\X", text)))


@pytest.mark.parametrize(("lang", "text"), lines("innocent"))
def test_what_only_sounds_like_one_is_not(guards, lang, text):
    assert not guards[lang].review_comment(text, normalise(text), lang).flags
