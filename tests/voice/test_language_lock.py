"""A voice's language: sure after a few sentences, never on silence, and changed only for good reason."""

import json
import random

import numpy as np
import pytest

from assistant.ports import Transcript
from assistant.voice.capture import FileAudio
from assistant.voice.language_lock import WRONG_LANGUAGE, LanguageLock
from assistant.voice.transcribers import whisper

ALL = ("en", "id", "vi", "th", "tr", "es", "pt", "ar", "pl", "ms")


def votes(lock, *chances, seconds=2.0):
    for chance in chances:
        lock.vote(chance, seconds)
    return lock


def text(words="ongkirnya sembilan ribu", lang="id", confidence=0.9, rejected=None):
    return Transcript(text=words, lang=lang, confidence=confidence, rejected=rejected)


@pytest.mark.parametrize(
    ("lock", "lang"),
    [(LanguageLock(("id",)), "id"), (LanguageLock(("id", "en"), fixed="en"), "en"), (LanguageLock((), fixed="th"), "th")],
    ids=["one language", "fixed", "fixed in a room of any"],
)
def test_what_is_known_is_never_asked(lock, lang):
    for _ in range(5):
        lock.heard(text(rejected="another script than the language's"))
    assert (lock.lang, lock.likeliest, lock.wants(10.0)) == (lang, lang, False)


@pytest.mark.parametrize(
    ("allowed", "chances", "lang"),
    [
        pytest.param(("id", "en"), [{"en": 0.95}] * 2, "en", id="two clear votes"),
        pytest.param(("id", "en"), [{"en": 0.7, "id": 0.1}] * 3, "en", id="three fair votes"),
        pytest.param(("id", "en"), [{"en": 0.5, "id": 0.4}] * 3, None, id="three that hardly differ"),
        pytest.param(("id", "en"), [{"en": 0.45, "id": 0.5}] * 8, "id", id="eight that hardly differ: the likeliest"),
        pytest.param(("id", "en"), [{"en": 0.99}], None, id="one vote is never enough"),
        pytest.param(("id", "en", "th"), [{"th": 0.9}, {"en": 0.6, "th": 0.3}, {"th": 0.95}], "th", id="one vote is wrong"),
        pytest.param(("id", "en"), [{"de": 0.99}] * 4, None, id="a language that is not allowed says nothing"),
        pytest.param((), [{"de": 0.95}] * 3, "de", id="any language"),
        pytest.param(("id", "ms"), [{"ms": 0.6, "id": 0.4}] * 3, "id", id="Indonesian heard as Malay: the room's own"),
        pytest.param(("ms", "id"), [{"id": 0.7, "ms": 0.3}] * 3, "ms", id="Malay heard as Indonesian: the room's own"),
        pytest.param(("id", "ms"), [{"ms": 0.97, "id": 0.02}] * 8, "ms", id="Malay for long and beyond doubt"),
        pytest.param(("en", "id", "ms"), [{"ms": 0.9, "id": 0.08}] * 3, "ms", id="two near languages, neither the room's own"),
    ],
)
def test_when_a_language_is_sure(allowed, chances, lang):
    assert votes(LanguageLock(allowed), *chances).lang == lang


@pytest.mark.parametrize("seconds", [0.3, 0.9])
def test_too_little_speech_is_not_asked_about_and_does_not_count(seconds):
    lock = LanguageLock(("id", "en"))
    assert not lock.wants(seconds)
    assert votes(lock, *[{"en": 0.82}] * 20, seconds=seconds).lang is None


def test_nothing_is_locked_under_three_seconds_of_speech():
    assert votes(LanguageLock(("id", "en")), {"en": 0.99}, {"en": 0.99}, seconds=1.2).lang is None


def test_the_best_guess_serves_until_the_language_is_sure():
    lock = LanguageLock(("id", "en"))
    assert lock.likeliest == "id"
    assert votes(lock, {"en": 0.9}).likeliest == "en"


def test_a_locked_language_is_not_asked_again():
    lock = votes(LanguageLock(("id", "en")), *[{"en": 0.95}] * 3)
    assert not lock.wants(5.0)
    assert votes(lock, *[{"id": 0.99}] * 9).lang == "en"


@pytest.mark.parametrize(
    "heard",
    [
        pytest.param([text("субтитры сделал", "en")] * 3, id="three texts in another script"),
        pytest.param([text(lang="en", rejected="another script than the language's")] * 3, id="three rejected for their script"),
        pytest.param([text(lang="en")] * 12 + [text(lang="en", confidence=0.4)] * 4, id="confidence drops"),
    ],
)
def test_what_speaks_against_a_language_has_it_asked_anew(heard):
    lock = votes(LanguageLock(("id", "en")), *[{"en": 0.95}] * 3)
    for transcript in heard:
        lock.heard(transcript)
    assert lock.wants(2.0)
    assert lock.lang == "en"  # until the votes say otherwise


@pytest.mark.parametrize(
    ("chances", "lang", "asking"),
    [
        pytest.param([{"id": 0.9}] * 2, "en", True, id="two votes do not change it"),
        pytest.param([{"id": 0.9}] * 3, "id", False, id="three over six seconds do"),
        pytest.param([{"en": 0.9}] * 3, "en", False, id="it was right after all"),
        pytest.param([{"en": 0.4, "id": 0.5}] * 8, "en", False, id="no clear answer: it stays"),
    ],
)
def test_a_change_needs_more_than_a_lock(chances, lang, asking):
    lock = votes(LanguageLock(("id", "en")), *[{"en": 0.95}] * 3)
    for _ in range(3):
        lock.heard(text("субтитры", "en"))
    votes(lock, *chances)
    assert (lock.lang, lock.figures().asking, lock.figures().changes) == (lang, asking, int(lang == "id"))


def test_ordinary_texts_never_ask_anew():
    lock = votes(LanguageLock(("id", "en")), *[{"id": 0.95}] * 3)
    rng = random.Random(3)
    for i in range(300):
        lock.heard(text(confidence=rng.uniform(0.7, 0.95)) if i % 9 else text("", confidence=0, rejected="no text"))
    assert not lock.wants(5.0)


def test_a_detector_wrong_one_time_in_five_locks_right_nearly_always():
    rng = random.Random(7)
    right, stretches = 0, 0
    for _ in range(400):
        lock = LanguageLock(("id", "en", "ms", "th", "vi"))
        while lock.lang is None:
            stretches += 1
            top = "th" if rng.random() < 0.8 else rng.choice(("id", "en", "ms", "vi"))
            sure = rng.uniform(0.5, 0.95)
            chances = dict.fromkeys(("id", "en", "ms", "th", "vi"), (1 - sure) / 4) | {top: sure}
            lock.vote(chances, rng.uniform(1, 4))
        right += lock.lang == "th"
    assert right / 400 >= 0.95
    assert stretches / 400 <= 4


@pytest.mark.parametrize(
    ("transcript", "chances", "seconds", "rejected", "confidence"),
    [
        pytest.param(text(confidence=0.7), {"id": 0.9}, 3.0, None, 0.7, id="a bad line in the right language"),
        pytest.param(text(confidence=0.7), {"ms": 0.9}, 3.0, None, 0.7, id="the near language is as good"),
        pytest.param(text(confidence=0.7), {"en": 0.9, "id": 0.05}, 3.0, WRONG_LANGUAGE, 0.7, id="another language"),
        pytest.param(text(confidence=0.7), {"en": 0.9, "id": 0.05}, 1.5, None, 0.35, id="another language, little speech: doubted"),
    ],
)
def test_a_second_look_at_a_doubtful_text(transcript, chances, seconds, rejected, confidence):
    lock = LanguageLock(("id",))
    assert lock.doubts(transcript, seconds)
    seen = lock.second_look(transcript, chances, seconds)
    assert (seen.rejected, seen.confidence) == (rejected, confidence)


def test_looks_that_agree_make_the_next_one_rarer():
    lock = LanguageLock(("id",))
    for _ in range(4):
        lock.second_look(text(confidence=0.7), {"id": 0.9}, 3.0)
    assert not lock.doubts(text(confidence=0.7), 3.0)
    assert lock.doubts(text(confidence=0.5), 3.0)
    assert not lock.doubts(text(confidence=0.3, rejected="no speech"), 3.0)


async def sound_of(path):
    return np.concatenate([frame.array() async for frame in FileAudio(path, room="r").frames()])


async def test_the_small_recogniser_is_locked_right_within_three_sentences(tools, micro):
    clips = json.loads((micro / "languages.json").read_text("utf-8"))
    locked = {}
    async with whisper.connect(whisper.Options(model=str(micro / "model"), languages=ALL), tools) as recogniser:
        for lang in ALL:
            lock = LanguageLock(ALL)
            for clip in (c for c in clips if c["lang"] == lang):
                if lock.wants(clip["voice_s"]):
                    lock.vote(await recogniser.detect(await sound_of(micro / clip["file"])), clip["voice_s"])
            locked[lang] = (lock.lang, sum(c["lang"] == lang for c in clips))
    assert locked == {lang: (lang, 3) for lang in ALL}
