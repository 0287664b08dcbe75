from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from faster_whisper.audio import pad_or_trim

from assistant.voice.decoder.bounds import Window, asked_for, fitting, short_window, token_budget, window_frames


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (["Trailo", " ", "Kicau"], ("Trailo", "Kicau")),
        ([f"n{i}" for i in range(99)], tuple(f"n{i}" for i in range(30))),
        (["x" * 101, "Kicau"], ("Kicau",)),
    ],
    ids=["blank names are left out", "thirty at most", "one that is too long is left out"],
)
def test_names_that_fit(names, kept):
    assert fitting(names, lambda text: len(text) if "x" in text else 1) == kept


@pytest.mark.parametrize(
    ("seconds", "code", "tokens"),
    [(1.0, "id", 20), (1.0, "th", 40), (5.0, "ar", 136), (30.0, "id", 224)],
    ids=["a second", "a script of many tokens", "another", "never more than the decoder holds"],
)
def test_new_tokens(seconds, code, tokens):
    assert token_budget(seconds, code) == tokens


@pytest.mark.parametrize(
    ("frames", "window_s", "given"),
    [(200, 12.0, 400), (1100, 12.0, 1200), (1500, 12.0, 1500)],
    ids=["two seconds more", "at most the window", "never less than the sound"],
)
def test_frames_of_a_short_window(frames, window_s, given):
    assert window_frames(frames, window_s) == given


def test_a_short_window_keeps_the_sound_and_fills_with_what_the_package_fills_with():
    features = np.random.default_rng(2).normal(size=(80, 250)).astype(np.float32)
    window = Window()
    shorter = short_window(pad_or_trim, window)
    with window.of(12.0):
        short = shorter(features)
    long = pad_or_trim(features)
    assert short.shape == (80, 450)
    assert np.array_equal(short, long[:, :450])
    assert np.array_equal(shorter(features), long)


def test_each_thread_has_a_window_of_its_own():
    window = Window()
    with window.of(12.0), ThreadPoolExecutor() as other:
        assert (window.seconds, other.submit(lambda: window.seconds).result()) == (12.0, 30.0)


@pytest.mark.parametrize(("budget", "prompt"), [(20, 3), (104, 3), (224, 3), (224, 108), (50, 108)])
def test_the_whole_budget_may_be_written(budget, prompt):
    """As the engine bounds it, and within its 448 positions."""
    longest = prompt + asked_for(budget, prompt)
    assert min(longest // 2, longest - prompt) >= budget
    assert longest <= 448
