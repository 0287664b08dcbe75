import numpy as np
import pytest

from assistant.voice.bench.sounds import SOUNDS, pink, seconds_of
from assistant.voice.pcm import RATE_HZ


@pytest.mark.parametrize("name", SOUNDS)
def test_every_sound_is_seconds_of_sound_the_same_for_the_same_seed(name):
    once, again = ([*seconds_of(SOUNDS[name](np.random.default_rng(3)), 3.0)] for _ in range(2))
    assert [(piece.dtype, piece.shape) for piece in once] == [(np.float32, (RATE_HZ,))] * 3
    assert all(np.array_equal(one, other) for one, other in zip(once, again, strict=True))
    assert max(np.abs(piece).max() for piece in once) <= 1.0
    assert (name == "silence") == (not np.any(once))


@pytest.mark.parametrize("level", [-50, -20])
def test_noise_is_as_loud_as_it_says(level):
    for kind in ("white", "pink"):
        [piece] = seconds_of(SOUNDS[f"{kind} noise {level} dB"](np.random.default_rng(0)), 1.0)
        assert 20 * np.log10(np.sqrt(np.mean(piece**2))) == pytest.approx(level, abs=0.5)


def test_pink_noise_falls_three_decibels_an_octave():
    pieces = np.concatenate([*seconds_of(pink(-30)(np.random.default_rng(0)), 20.0)])
    power = np.abs(np.fft.rfft(pieces)) ** 2
    hertz = np.fft.rfftfreq(len(pieces), 1 / RATE_HZ)
    bands = [power[(hertz >= low) & (hertz < 2 * low)].mean() for low in (200, 400, 800, 1600, 3200)]
    falls = 10 * np.log10(np.array(bands[:-1]) / bands[1:])
    assert falls == pytest.approx([3.0] * 4, abs=0.8)
