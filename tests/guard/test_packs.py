"""Every wording rule is tested by its own two sentences: one trips it, one must pass."""

import pytest

from assistant.guard.links import outside
from assistant.guard.matcher import Matcher
from assistant.guard.wording import load_pack
from assistant.knowledge import knowledge_root
from assistant.language.spelling import normalise

PACKS = sorted(knowledge_root().glob("*/*/wording.toml"))
RULES = [pytest.param(rule, id=f"{path.parent.name}-{rule.id}") for path in PACKS for rule in load_pack(path).expanded()]


def met(rule, text):
    linked = bool(outside(text, frozenset()))
    return any(Matcher([rule], d).find(text, normalise(text), disguised=d == "viewer", linked=linked) for d in rule.direction)


@pytest.mark.parametrize("rule", RULES)
def test_rule_trips_and_passes(rule):
    assert met(rule, rule.trips)
    assert not met(rule, rule.passes)
