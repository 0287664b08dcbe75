"""The gate turns red when the product is broken on purpose: each way of being useless or dangerous is noticed."""

import asyncio
from dataclasses import replace

import pytest

from assistant.answering import judge as judging
from assistant.domain import IgnoreKind, Masked
from assistant.guard.review import Guard
from assistant.judging import RoomJudge
from evals.baseline import compare
from evals.cases import CommentCase, load_cases
from evals.command import HERE
from evals.running import run_cases

LANGS = ("id", "th")


@pytest.fixture(scope="module")
def cases():
    """Half of them: a product that is broken fails in any."""
    return [c for c in load_cases(HERE / "cases", split="gate", langs=LANGS) if isinstance(c, CommentCase) and not c.prev][::2]


@pytest.fixture(scope="module")
def knowledge(knowledge):
    return replace(knowledge, packs={code: knowledge.packs[code] for code in (*LANGS, "en")})


@pytest.fixture(scope="module")
def sound(cases, knowledge):
    """What passes while nothing is broken."""
    return {c.id: s.passed for c, _, s in asyncio.run(run_cases(cases, knowledge=knowledge))}


def never_for_a_person(patch):
    patch.setattr(judging, "_person_needed", lambda reading, context: None)


def never_escalates(patch):
    real = judging._verdict

    def silent(*args):
        verdict = real(*args)
        return replace(verdict, action="ignore", reason=None, kind=IgnoreKind.CHATTER, answers=()) if verdict.action == "escalate" else verdict

    patch.setattr(judging, "_verdict", silent)


def always_answers(patch):
    never_for_a_person(patch)
    real = judging._nothing_known

    def answers(reading):
        return real(reading) if not FEE else replace(real(reading), action="answer", reason=None, kind=None, answers=FEE[:1])

    FEE.clear()
    of_facts = judging._from_facts

    def remembers(desk, asked, reading):
        verdict = of_facts(desk, asked, reading)
        FEE.extend(verdict.answers)
        return verdict

    patch.setattr(judging, "_from_facts", remembers)
    patch.setattr(judging, "_nothing_known", answers)


FEE: list = []


def speaks_english(patch):
    patch.setattr(RoomJudge, "_desk", lambda self, known: self._desks["en"])


def masks_nothing(patch):
    real = Guard.review_comment

    def bare(self, text, spelling, lang):
        review = real(self, text, spelling, lang)
        return review.model_copy(update={"masked": Masked(text=text)})

    patch.setattr(Guard, "review_comment", bare)


@pytest.mark.parametrize("broken", [never_for_a_person, never_escalates, always_answers, speaks_english, masks_nothing], ids=lambda f: f.__name__)
async def test_a_broken_product_closes_the_gate(broken, cases, knowledge, sound, monkeypatch):
    broken(monkeypatch)
    assert compare(await run_cases(cases, knowledge=knowledge), sound).regressions


async def test_another_shops_facts_close_the_gate(cases, knowledge, sound):
    swapped = {"tamarind_row": "copper_lantern", "copper_lantern": "tamarind_row"}
    moved = [c.model_copy(update={"shop": swapped[c.shop]}) if c.shop in swapped else c for c in cases]
    assert compare(await run_cases(moved, knowledge=knowledge), sound).regressions


async def test_the_same_cases_in_another_order_are_the_same(cases, knowledge, sound):
    again = await run_cases(list(reversed(cases)), knowledge=knowledge)
    assert {c.id: s.passed for c, _, s in again} == sound
    assert not compare(again, sound).regressions
