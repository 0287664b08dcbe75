"""What the team sets while on air: modes, muted viewers, pace."""

import pytest

from assistant.answering.decide import Policy
from assistant.domain import Outgoing, Resolution, Wait
from assistant.errors import BadInput
from assistant.on_air.pending import NOTICE, OWN
from assistant.on_air.steering import MUTED, Steering


def steering(**policy):
    return Steering(Policy(**policy))


def ask(kind, **fields):
    return Resolution(kind=kind, by="dina", **fields)


def reply(key, user="ani"):
    return Outgoing(key=f"{key}{OWN}", room="r", sink="s", text="ok", lang="id", user=user)


@pytest.mark.parametrize(
    ("asked", "modes"),
    [
        ([ask("mode", mode="suggest")], ("suggest", "off", "suggest")),
        ([ask("mode", topic="p", mode="off")], ("auto", "off", "off")),
        ([ask("mode", topic="cod", mode="suggest")], ("auto", "suggest", "auto")),
        ([ask("mode", topic="cod", mode=None)], ("auto", "auto", "auto")),
    ],
    ids=["all", "the first part of some", "one topic", "a topic's own taken away"],
)
def test_a_mode_holds_for_all_for_some_or_for_one(asked, modes):
    room = steering(mode="auto", topics={"cod": "off"})
    for one in asked:
        room.set(one)
    assert (room.policy.mode_for(None), room.policy.mode_for("cod"), room.policy.mode_for("p.sizes")) == modes


@pytest.mark.parametrize(
    "asked",
    [ask("mode", topic="weather", mode="off"), ask("mode"), ask("mute"), ask("unmute", user="ani"), ask("slow"), ask("slow", seconds=-1.0), ask("slow", seconds=301.0)],
    ids=["no such topic", "no mode", "nobody to mute", "not muted", "no seconds", "less than none", "too slow"],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(asked):
    room = steering()
    before = room.told()
    with pytest.raises(BadInput):
        room.set(asked)
    assert room.told() == before


def test_the_assistant_s_posts_keep_apart_and_one_that_is_asked_again_is_not_its_own_hindrance():
    room = steering()
    room.set(ask("slow", seconds=10.0))
    assert [room.word(reply("a"), 1.0), room.word(reply("a"), 1.5)] == [None, None]
    assert room.word(reply("b"), 5.0) == Wait(why="slowed down", until=11.5)
    assert room.word(reply("b"), 11.5) is None


def test_nothing_goes_to_a_muted_viewer_until_they_are_heard_again():
    room = steering()
    room.set(ask("mute", user="ani"))
    assert [room.word(reply("a"), 1.0), room.word(reply("b", "budi"), 1.0)] == ["dina muted this viewer", None]
    assert room.word(Outgoing(key=f"a{NOTICE}", room="r", sink="s", text="a person will look", lang="id", user="ani"), 1.0) is None
    room.set(ask("unmute", user="ani"))
    assert room.word(reply("a"), 1.0) is None


def test_of_too_many_muted_viewers_the_first_is_heard_again():
    room = steering()
    for n in range(MUTED + 1):
        room.set(ask("mute", user=f"v{n}"))
    assert (len(room.told()["muted"]), room.word(reply("a", "v0"), 1.0)) == (MUTED, None)


def test_settings_come_back_and_modes_only_while_the_session_file_says_the_same():
    room = steering(mode="auto")
    for asked in (ask("mode", topic="cod", mode="off"), ask("mute", user="ani"), ask("slow", seconds=5.0)):
        room.set(asked)
    again, changed = steering(mode="auto"), steering(mode="suggest")
    again.put(room.told())
    changed.put(room.told())
    assert again.told() == room.told()
    assert (changed.policy, changed.told()["muted"], changed.apart_s) == (Policy(mode="suggest"), {"ani": "dina"}, 5.0)
