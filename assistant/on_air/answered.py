"""Whether what the host just said answers a question group. Pure; rather a question answered twice than one not at all.

Two readings must agree: the promise guard found the very fact right that the group's answer rests on, and the sentence is said as an
answer and reads as being about the group's topic.
"""

from __future__ import annotations

from assistant.domain import Group
from assistant.market.topics import TOPICS
from assistant.on_air.told import Told

NEAR = 0.15  # least score of the group's topic among what the sentence reads as
NEAR_STATED = 0.3  # and where no amount is said: "orders paid on delivery leave tomorrow"
_PLAIN = ("price",)
_BY_PLACE = "remote"  # a group told apart by the fact itself
_WHERE = "_areas"  # facts that only narrow an answer


def answers(told: Told, group: Group) -> bool:
    """True when who asked has heard the answer."""
    return told.sure and _holds(told, group) and _is_about(told, group)


def _holds(told: Told, group: Group) -> bool:
    facts = [fact for fact in group.facts if not fact.endswith(_WHERE)]
    if not facts or group.topic not in TOPICS:
        return False  # the shop's own free answers: nothing tells whether a host has said them
    about, _, apart = group.id.partition(":")
    if apart and apart != _BY_PLACE:
        return apart in told.named and bool({*facts} & {*told.facts})
    products = about.partition(".")[0]
    several = TOPICS[group.topic].about == "product" or group.topic == "price"
    if several and (products == "any" or "+" in products):
        return {*facts} <= {*told.facts}
    return facts[0] in told.facts


def _is_about(told: Told, group: Group) -> bool:
    if told.topics is None or group.topic in _PLAIN:  # the sum and its product were said: nothing else can be meant
        return True
    return told.topics.get(group.topic, 0.0) >= (NEAR if told.amount else NEAR_STATED)
