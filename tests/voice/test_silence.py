"""Silence, noise and music become no words: voice activity lets next to nothing through, and what is left is not believed.

The sounds are made on the spot: noises of four colours, a hum, chords, arpeggios, drums, a sung-like melody, and all of them at once.
"""

import numpy as np
import pytest

from assistant.voice.language_lock import LanguageLock
from assistant.voice.pcm import RATE_HZ
from assistant.voice.transcribers import whisper

SECONDS = 8
TIME = np.arange(SECONDS * RATE_HZ) / RATE_HZ


def level(sound, peak):
    return (sound / np.max(np.abs(sound)) * peak).astype(np.float32)


def noise(tilt, peak, seed=1):
    """`tilt`: 0 white, 0.5 pink, 1 brown."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=len(TIME)))
    pitch = np.fft.rfftfreq(len(TIME), 1 / RATE_HZ)
    pitch[0] = pitch[1]
    return level(np.fft.irfft(spectrum / pitch**tilt, len(TIME)), peak)


def note(hz):
    """A plucked string, half a second."""
    t = np.arange(RATE_HZ // 2) / RATE_HZ
    return sum(np.sin(2 * np.pi * hz * k * t) / k for k in range(1, 7)) * np.exp(-t / 0.3)


def tune(pitches):
    return level(np.concatenate([note(hz) for hz in pitches]), 0.3)


def arpeggios():
    return tune(np.random.default_rng(2).choice([220, 262, 330, 392, 440, 523], SECONDS * 2))


def chords():
    roots = np.repeat(np.random.default_rng(5).choice([0, 5, 7, -3], SECONDS), 2)
    return level(sum(tune(220 * 2 ** ((roots + step) / 12)) for step in (0, 4, 7, 12)), 0.3)


def drums():
    beat = TIME % 0.5
    kick = np.sin(2 * np.pi * (50 + 80 * np.exp(-beat * 20)) * beat) * np.exp(-beat * 12)
    snare = noise(0, 1.0, 3) * np.exp(-((TIME + 0.25) % 0.5) * 20)
    return level(1.5 * kick + snare, 0.4)


def melody():
    """Vibrato and two formants, two notes a second: as near to singing as sines come."""
    hz = np.repeat(np.random.default_rng(4).choice([196, 220, 247, 262, 294], SECONDS * 2), RATE_HZ // 2) * (
        1 + 0.02 * np.sin(2 * np.pi * 5.5 * TIME)
    )
    phase = 2 * np.pi * np.cumsum(hz) / RATE_HZ
    voice = sum(
        np.sin(phase * k) * (np.exp(-(((hz * k - 700) / 400) ** 2)) + 0.6 * np.exp(-(((hz * k - 1200) / 300) ** 2))) for k in range(1, 16)
    )
    return level(voice * np.abs(np.sin(2 * np.pi * TIME)) ** 0.5, 0.3)


SOUNDS = {
    "silence": lambda: np.zeros(len(TIME), np.float32),
    "white noise": lambda: noise(0, 0.05),
    "loud white noise": lambda: noise(0, 0.5),
    "pink noise": lambda: noise(0.5, 0.3),
    "brown noise": lambda: noise(1, 0.4),
    "noise that swells like speech": lambda: level(noise(0.5, 1.0) * (1 + np.sin(2 * np.pi * 4 * TIME)) ** 2, 0.3),
    "mains hum": lambda: level(sum(np.sin(2 * np.pi * 50 * k * TIME) / k for k in (1, 2, 3, 5)), 0.1),
    "chords": chords,
    "arpeggios": arpeggios,
    "drums": drums,
    "melody": melody,
    "a band": lambda: level(chords() + drums() + melody() + arpeggios(), 0.5),
}


@pytest.mark.parametrize("kind", SOUNDS)
def test_voice_activity_hears_nobody(kind, activity):
    sound = SOUNDS[kind]()
    assert [s for i in range(0, len(sound), 640) for s in activity.push(sound[i : i + 640], i / RATE_HZ)] + activity.flush() == []


async def test_what_it_let_through_would_not_be_believed_either(tools, micro):
    """The small recogniser makes fluent sentences of noise, as real ones do."""
    texts, believed = 0, []
    async with whisper.connect(whisper.Options(model=str(micro / "model"), deadline_s=120), tools) as recogniser:
        for kind in ("white noise", "pink noise", "chords", "drums", "a band"):
            sound, lock = SOUNDS[kind]()[: 3 * RATE_HZ], LanguageLock(("id",))
            transcript = await recogniser.transcribe(sound, "id")
            texts += bool(transcript.text)
            if lock.doubts(transcript, 3.0):
                transcript = lock.second_look(transcript, await recogniser.detect(sound), 3.0)
            if transcript.rejected is None:
                believed.append((kind, transcript.text))
    assert believed == []
    assert texts >= 3
