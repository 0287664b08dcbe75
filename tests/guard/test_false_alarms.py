"""Nothing ordinary may be flagged, masked or called hostile: every phrase of every phrasebook, and every eval case without a flag."""

import tomllib
from pathlib import Path

import pytest

from assistant.guard.review import Guard
from assistant.knowledge import knowledge_root
from assistant.language.spelling import normalise
from evals.cases import CommentCase, load_cases

LANGS = tuple(sorted(path.parent.name for path in (knowledge_root() / "languages").glob("*/wording.toml")))
MARKETS = [
    ("id", "ID"), ("ms", "MY"), ("th", "TH"), ("vi", "VN"), ("ar", "SA"), ("ar", "AE"), ("ar", "EG"), ("en", "KE"), ("en", "PH"), ("fil", "PH"),
    ("tr", "TR"), ("pl", "PL"), ("es", "MX"), ("pt", "BR"), ("ja", "JP"), ("ko", "KR"), ("km", "KH"), ("my", "MM"), ("sw", "KE"), ("sw", "TZ"),
    ("fa", "AE"), ("kk", "KZ"), ("ru", "KZ"), ("zh", "MY"),
]  # fmt: skip
FLAGGED = frozenset({"abuse", "sexual_harassment", "ethnicity", "religion", "politics", "monarchy", "competitor_spam", "phishing", "prompt_injection"})
BLANKS = {
    "product": "sandal", "place": "Contoh", "country": "Japan", "method": "visa", "carrier": "dhl", "channel": "chat", "size": "40", "colour": "beige",
    "weekday": "monday", "number": "2", "amount": "100", "month": "may",
}  # fmt: skip
NAMED = ("สมศรี", "วิภา", "asha", "Гульмира")  # phrasings that do name somebody
CASES = [c for c in load_cases(Path(__file__).resolve().parents[2] / "evals" / "cases") if isinstance(c, CommentCase)]
UNSEEN = ("guard5-",)  # written independently of the packs and never looked at: its rates are the evals' to judge
GUARDED = [c for c in CASES if not c.id.startswith(UNSEEN)]


def guard(lang, market):
    return Guard.load(knowledge_root(), market, LANGS, home=(lang,), keep=frozenset({"TAMARIND15", "NK-12M"}))


def phrases(lang):
    book = tomllib.loads((knowledge_root() / "languages" / lang / "phrasebook.toml").read_text(encoding="utf-8"))
    return [(key, phrase.format_map(BLANKS)) for part in ("asks", "acts") for key, said in book[part].items() for phrase in said]


@pytest.mark.parametrize(("lang", "market"), MARKETS, ids=[f"{lang}-{market}" for lang, market in MARKETS])
def test_ordinary_phrases_pass(lang, market):
    again = market != next(m for known, m in MARKETS if known == lang)  # of a language's further markets only the numbers are others
    room, alarms = guard(lang, market), []
    for key, text in phrases(lang)[:: 4 if again else 1]:
        review = room.review_comment(text, normalise(text), lang)
        angry = key == "angry"  # an attack on the shop is hostile, and is no flag by itself
        if any(name in text for name in NAMED):
            continue
        if key not in FLAGGED and (review.flags or review.masked.found or (review.hostile and not angry)):
            alarms.append((key, text, review))
    assert alarms == []


def room_of(case):
    return case.lang.split("-")[0], case.market


ROOMS = sorted({room_of(case) for case in GUARDED})


@pytest.fixture(scope="module", params=ROOMS, ids=["-".join(room) for room in ROOMS])
def reviewed(request):
    """(case, its review) of every case of one language and market."""
    lang, market = request.param
    room = guard(lang, market)
    return [(case, room.review_comment(case.text, normalise(case.text), lang)) for case in GUARDED if room_of(case) == request.param]


def test_no_wrong_flag_on_any_eval_case(reviewed):
    found = {case.id: (case.text, flags) for case, review in reviewed if (flags := {flag.category for flag in review.flags})}
    right = {case.id for case, _ in reviewed if case.flag is not None and case.flag.category in found.get(case.id, ("", ()))[1]}
    assert {i: told for i, told in found.items() if i not in right} == {}  # what is rightly flagged may earn a second one


def test_many_flags_are_found_by_wording_alone(reviewed):
    flagged = [(case, review) for case, review in reviewed if case.flag]
    missed = sorted(case.id for case, review in flagged if not review.flags)
    assert len(missed) <= 2 + 0.25 * len(flagged), missed
