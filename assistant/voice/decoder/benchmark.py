"""What one call costs on this machine: a few calls of typical length, timed in the child before it says that it is ready."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from assistant.voice.decoder.capacity import TYPICAL_S
from assistant.voice.decoder.model import SpeechModel
from assistant.voice.pcm import RATE_HZ

TYPICAL_TOKENS = 32  # of that much talk: 20 words of 1.5 tokens, and the marks
SLOW_S = 2.0


def seconds_per_call(model: SpeechModel) -> float:
    """Least wall time of a typical call while all workers work: they share memory and caches, so one alone would flatter; what else
    ran on the machine in that second says little about the live, and running calls correct the figure.

    The first round also fetches memory; with a model so slow that this does not matter it is the only one.
    """
    sound = typical_sound()

    def timed(_: int) -> float:
        start = time.perf_counter()
        model.spend(sound, TYPICAL_TOKENS)
        return time.perf_counter() - start

    with ThreadPoolExecutor(model.workers) as workers:
        first = min(workers.map(timed, range(model.workers)))
        return first if first > SLOW_S else min(first, *workers.map(timed, range(model.workers)))


def typical_sound() -> np.ndarray:
    """float32 (n,): a buzz that swells and fades about as syllables do, over faint noise. Always the same."""
    t = np.arange(int(TYPICAL_S * RATE_HZ)) / RATE_HZ
    buzz = sum(np.sin(2 * np.pi * 140 * k * t) / k for k in range(1, 12))
    noise = np.random.default_rng(1).normal(0, 0.01, len(t))
    return (0.15 * buzz * np.sin(np.pi * 4 * t) ** 2 + noise).clip(-1, 1).astype(np.float32)
