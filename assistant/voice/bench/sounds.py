"""Sound in which nobody speaks: silence, noise at several levels, and something like music. Pieces of one second, for ever, by a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import cycle, islice, repeat

import numpy as np
from scipy.signal import lfilter

from assistant.voice.pcm import RATE_HZ

LIKE_SPEECH = "syllables, no words"  # counted apart: a voice is not silence, noise or music
LEVELS_DB = (-50, -35, -20)  # root mean square below full scale
# a filter with 3 dB less each octave: J. O. Smith, "Spectral Audio Signal Processing", chapter "Noise Synthesis"
PINK_B = (0.049922035, -0.095993537, 0.050612699, -0.004408786)
PINK_A = (1.0, -2.494956002, 2.017265875, -0.522189400)
CHORDS = ((57, 60, 64), (53, 57, 60), (48, 52, 55), (55, 59, 62))  # MIDI notes: Am F C G
PENTATONIC = (69, 72, 74, 76, 79, 81)
VOWELS = (
    ((700, 80), (1200, 90), (2600, 120)),
    ((450, 70), (800, 80), (2600, 120)),
    ((300, 60), (2200, 100), (3000, 120)),
)  # a o i: Hz, width
SYLLABLES = 4  # a second
BEATS = 2  # a second: 120 a minute
TIME = np.arange(RATE_HZ, dtype=np.float32) / RATE_HZ

Sound = Iterator[np.ndarray]


def silence(_: np.random.Generator) -> Sound:
    return repeat(np.zeros(RATE_HZ, np.float32))


def white(level_db: float) -> Callable[[np.random.Generator], Sound]:
    def pieces(rng: np.random.Generator) -> Sound:
        while True:
            yield _at(level_db, rng.standard_normal(RATE_HZ, np.float32))

    return pieces


def pink(level_db: float) -> Callable[[np.random.Generator], Sound]:
    def pieces(rng: np.random.Generator) -> Sound:
        state = np.zeros(len(PINK_A) - 1)
        while True:
            piece, state = lfilter(PINK_B, PINK_A, rng.standard_normal(RATE_HZ), zi=state)
            yield _at(level_db, piece)

    return pieces


def chords(rng: np.random.Generator) -> Sound:
    """A pad: three notes with four partials each, a new chord every second, with a slow tremolo."""
    for notes in cycle(CHORDS):
        tones = sum((_tone(_hertz(note), TIME) for note in notes), np.zeros(RATE_HZ, np.float32))
        swell = np.minimum(1, np.minimum(TIME, TIME[::-1]) * 20) * (0.8 + 0.2 * np.sin(2 * np.pi * 5 * TIME))
        yield _at(-20 + rng.uniform(-3, 3), tones * swell)


def drums(rng: np.random.Generator) -> Sound:
    """A kick on every beat, a snare on every other, a hi-hat on every half."""
    length = RATE_HZ // BEATS
    t = TIME[:length]
    while True:
        kick = np.sin(2 * np.pi * (50 * t + 8 * (1 - np.exp(-t * 30)))) * np.exp(-t * 9)
        snare = rng.standard_normal(length) * np.exp(-t * 18)
        hats = rng.standard_normal(length) * (np.exp(-t * 60) + np.where(t > t[-1] / 2, np.exp(-(t - t[-1] / 2) * 60), 0))
        yield _at(-18, np.concatenate((kick + 0.15 * np.diff(hats, prepend=0), kick + 0.5 * snare + 0.15 * np.diff(hats, prepend=0))))


def song(rng: np.random.Generator) -> Sound:
    """Chords, drums and a lead with vibrato, which is as near to a voice as this comes."""
    for pad, beat in zip(chords(rng), drums(rng), strict=False):
        yield _at(-18, pad + 0.8 * beat + 0.5 * _lead(rng))


def syllables(rng: np.random.Generator) -> Sound:
    """La la la, in no language: voice activity rightly lets it pass, and all that is left is to disbelieve the recogniser."""
    t = TIME[: RATE_HZ // SYLLABLES]
    swell = np.minimum(1, np.minimum(t, t[::-1]) * 25)
    while True:
        yield _at(-20, np.concatenate([_vowel(rng, t) * swell for _ in range(SYLLABLES)]))


def _vowel(rng: np.random.Generator, t: np.ndarray) -> np.ndarray:
    hertz = rng.uniform(110, 220) * (1 + rng.uniform(-0.4, 0.4) * t)
    throat = 2 * (np.cumsum(hertz) / RATE_HZ % 1) - 1
    peaks = VOWELS[rng.integers(len(VOWELS))]
    return sum((_resonance(throat, *peak) for peak in peaks), np.zeros(len(t)))


SOUNDS: Mapping[str, Callable[[np.random.Generator], Sound]] = {
    "silence": silence,
    **{f"white noise {level} dB": white(level) for level in LEVELS_DB},
    **{f"pink noise {level} dB": pink(level) for level in LEVELS_DB},
    "chords": chords,
    "drums": drums,
    "song": song,
    LIKE_SPEECH: syllables,
}


def seconds_of(sound: Sound, seconds: float) -> Sound:
    """The first whole seconds."""
    return islice(sound, max(1, round(seconds)))


def _lead(rng: np.random.Generator) -> np.ndarray:
    notes = rng.choice(PENTATONIC, size=4)
    t = TIME[: RATE_HZ // 4]
    wobble = t + 0.0006 * np.sin(2 * np.pi * 6 * t)
    return np.concatenate([_tone(_hertz(int(note)), wobble) * np.exp(-t * 4) for note in notes])


def _resonance(sound: np.ndarray, hertz: float, width_hz: float) -> np.ndarray:
    """Through one formant: a filter with two poles."""
    radius = np.exp(-np.pi * width_hz / RATE_HZ)
    return lfilter([1 - radius], [1, -2 * radius * np.cos(2 * np.pi * hertz / RATE_HZ), radius**2], sound)


def _tone(hertz: float, t: np.ndarray) -> np.ndarray:
    """Four partials, each half as strong as the one below."""
    return sum((0.5**n * np.sin(2 * np.pi * hertz * (n + 1) * t) for n in range(4)), np.zeros(len(t))).astype(np.float32)


def _hertz(note: int) -> float:
    return 440.0 * 2 ** ((note - 69) / 12)


def _at(level_db: float, piece: np.ndarray) -> np.ndarray:
    """The piece at this root mean square, clipped to -1..1."""
    loud = float(np.sqrt(np.mean(np.square(piece)))) or 1.0
    return np.clip(piece * (10 ** (level_db / 20) / loud), -1, 1).astype(np.float32)
