"""Replies wait while the host speaks: for how long, for which words, and for whom not."""

import pytest

from assistant.domain import Hearing, Wait, Word
from assistant.on_air.holding import HOLD_S, PATIENCE_S, Holding
from assistant.on_air.pending import Reply

REPLY = Reply("r/c1/reply", "c1", "ani", "id", made_t=10.0, group="cod")


def hearing(state="started", *, id="s1", role="host", source="host", words=(), stable=None, t=10.0):
    made = tuple(Word(text=text, start=t + n, end=t + n + 0.8) for n, text in enumerate(words))
    return Hearing(id=id, room="r", source=source, role=role, state=state, t=t, until=t + len(made), words=made, stable=len(made) if stable is None else stable)


@pytest.fixture
def asked():
    return []


@pytest.fixture
def holding(asked):
    def topics_of(text, lang):
        asked.append((text, lang))
        return {"cod": 0.8} if "cod" in text else {"ship_fee": 0.8}

    return Holding(topics_of, "id")


def test_speech_holds_at_once_and_silence_lets_go(holding):
    assert holding.word(REPLY, "cod", 10.0) is None
    holding.hear(hearing(), 10.0)
    assert holding.word(REPLY, "cod", 10.0) == Wait(why="the host is speaking", until=10.0 + HOLD_S)
    holding.hear(hearing("nothing"), 11.0)
    assert holding.word(REPLY, "cod", 11.0) is None


def test_words_about_it_hold_until_the_sentence_is_judged(holding):
    holding.hear(hearing("going_on", words=["nah", "soal", "cod", "ya"]), 14.0)
    assert holding.word(REPLY, "cod", 14.0).why == "the host is speaking about it"
    holding.hear(hearing("ended", words=["nah", "soal", "cod", "ya", "bisa"]), 15.0)
    assert holding.word(REPLY, "cod", 15.0) is not None, "it is not judged yet"
    holding.judged("s1")
    assert holding.word(REPLY, "cod", 15.1) is None


def test_words_about_something_else_let_go_once_they_are_enough(holding, asked):
    holding.hear(hearing("going_on", words=["sepatu", "ini"]), 12.0)
    assert holding.word(REPLY, "cod", 12.0) is not None, "two words tell nothing"
    holding.hear(hearing("going_on", words=["sepatu", "ini", "ringan", "banget", "cod"], stable=4), 14.0)
    assert holding.word(REPLY, "cod", 14.0) is None
    holding.word(REPLY, "cod", 14.1)
    assert asked == [("sepatu ini ringan banget", "id")], "stable words only, and each text is read once"


def test_nothing_waits_longer_than_one_sentence_may(holding):
    holding.hear(hearing("going_on", words=["cod", "cod", "cod", "cod"]), 10.0)
    assert holding.word(REPLY, "cod", 10.0 + HOLD_S - 0.1) is not None
    assert holding.word(REPLY, "cod", 10.0 + HOLD_S) is None


def test_one_short_sentence_after_another_does_not_starve_a_reply(holding):
    t = 10.0
    while t < 10.0 + PATIENCE_S:
        holding.hear(hearing("started", id=f"s{t}"), t)
        assert holding.word(REPLY, "cod", t) is not None
        t += 2.0
    holding.hear(hearing("started", id="last"), t)
    assert holding.word(REPLY, "cod", t) is None


def test_a_voice_that_is_gone_and_a_guest_hold_nothing(holding):
    holding.hear(hearing(role="guest", source="ani"), 10.0)
    assert holding.word(REPLY, "cod", 10.0) is None
    holding.hear(hearing(), 10.0)
    holding.hear(hearing(id="s2", role="cohost", source="second"), 10.0)
    holding.silence("host")
    assert holding.word(REPLY, "cod", 10.0) is not None, "the co-host still speaks"
    holding.silence("second")
    assert holding.word(REPLY, "cod", 10.0) is None
