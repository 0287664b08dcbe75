"""What viewers are told, in every language that has lines: whole, filled, and with the time as their market writes it."""

from datetime import datetime

import pytest

from assistant.answering.facts import Desk
from assistant.domain import Reason
from assistant.handoff.hours import ALWAYS, ServiceClock, ServiceHours
from assistant.handoff.notices import Notices
from assistant.knowledge import knowledge_root, languages
from assistant.market.rendering import Renderer

LANGS = languages(knowledge_root())
WORKDAYS = ServiceHours(dict.fromkeys(range(5), (9.5, 18.0)))
MOMENTS = {"today": "2026-03-04T05:00", "tomorrow": "2026-03-04T21:00", "weekday": "2026-03-06T21:00"}


def notices(sheet, knowledge, lang, clock):
    pack = knowledge.packs[lang]
    desk = Desk(sheet, "ID", pack, Renderer(pack, "ID", "IDR"))
    return Notices(lambda tag: desk if tag == lang else None, clock), desk


@pytest.mark.parametrize("lang", LANGS)
def test_outside_hours_every_language_says_when_people_are_back(sheet, knowledge, lang):
    told = []
    for day, start in MOMENTS.items():
        made, desk = notices(sheet, knowledge, lang, ServiceClock(WORKDAYS, datetime.fromisoformat(start + "+07:00")))
        text = made.opening("…", lang, Reason.COMPLAINT, 0.0)
        told.append((day, "9" in text and "30" in text, "{" in text, desk.renderer.weekday("Monday") in text))
    assert told == [("today", True, False, False), ("tomorrow", True, False, False), ("weekday", True, False, True)]


@pytest.mark.parametrize("lang", LANGS)
def test_safety_at_night_keeps_the_advice_and_promises_nobody_at_once(sheet, knowledge, lang):
    made, desk = notices(sheet, knowledge, lang, ServiceClock(WORKDAYS, datetime.fromisoformat("2026-03-04T21:00+07:00")))
    text = made.opening(desk.line("hold.safety"), lang, Reason.SAFETY, 0.0)
    assert text.startswith(desk.line("advice.safety"))
    assert desk.line("hold.safety") not in text


@pytest.mark.parametrize("lang", LANGS)
def test_within_hours_the_line_stands_alone(sheet, knowledge, lang):
    made, desk = notices(sheet, knowledge, lang, ALWAYS)
    assert (made.opening("…", lang, Reason.COMPLAINT, 0.0), made.expired(lang, 0.0)) == ("…", desk.line("case.expired"))


def test_a_language_without_lines_has_no_notice(sheet, knowledge):
    made, _ = notices(sheet, knowledge, "id", ALWAYS)
    assert (made.opening("…", "xx", Reason.COMPLAINT, 0.0), made.expired("xx", 0.0)) == (None, None)


def test_traditional_characters_are_answered_in_traditional(sheet, knowledge):
    pack = knowledge.packs["zh"]
    desk = Desk(sheet, "ID", pack, Renderer(pack, "ID", "IDR"))
    assert "還沒有同事" in Notices(lambda tag: desk, ALWAYS).expired("zh-Hant", 0.0)
