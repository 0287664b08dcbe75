"""What one call may take: names in the prompt, new tokens, the encoder's window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from assistant.domain import UNSPACED

MOST_NAMES, MOST_NAME_TOKENS = 30, 100  # longer hints overflow the decoder's 448 positions, or silence it
MOST_NAME_CHARS = 200
MOST_NEW_TOKENS = 224
MANY_TOKENS = (*UNSPACED, "ar", "fa", "ur", "ko")  # scripts that take about twice the tokens a second
SHORTEST_WINDOW_S, LONGEST_WINDOW_S = 2.0, 30.0
FRAMES_PER_S = 100  # of the encoder's input
BRIEF_WINDOW_S = 14.0  # when quicker matters more than better: the longest sentence and the margin
MARGIN_S = 2.0  # after the sound, in a short window; 1 s costs the small test model a sixth of its sentences, more than 2 s gain it little


def fitting(names: Sequence[str], tokens: Callable[[str], int]) -> tuple[str, ...]:
    """The first names that fit the decoder's prompt. `tokens` counts the tokens of a text."""
    kept: list[str] = []
    for name in names[:MOST_NAMES]:
        if name.strip() and tokens(", ".join([*kept, name])) <= MOST_NAME_TOKENS:
            kept.append(name.strip())
    return tuple(kept)


def token_budget(seconds: float, code: str) -> int:
    """New tokens that speech of this length can need; more is a loop."""
    return min(MOST_NEW_TOKENS, int((8 + 12 * seconds) * (2 if code in MANY_TOKENS else 1)))


def asked_for(budget: int, prompt: int) -> int:
    """New tokens to ask for so that `budget` may come: the engine writes at most half of what the prompt's tokens and they are together."""
    return max(budget, 2 * budget - prompt)


def window_frames(frames: int, window_s: float) -> int:
    """Frames the encoder is given for sound of `frames`: two seconds more, at most `window_s`, never less than the sound."""
    return max(frames, min(frames + int(MARGIN_S * FRAMES_PER_S), int(window_s * FRAMES_PER_S)))


class Window(threading.local):
    """How much the encoder is given, by each thread of its own: `seconds`, see `window_frames`."""

    seconds = LONGEST_WINDOW_S

    @contextmanager
    def of(self, seconds: float) -> Iterator[None]:
        """Within the context the window is `seconds` long."""
        before, self.seconds = self.seconds, seconds
        try:
            yield
        finally:
            self.seconds = before


def short_window(pad_or_trim: Callable[..., np.ndarray], window: Window) -> Callable[..., np.ndarray]:
    """A stand-in for faster-whisper's `pad_or_trim`, which fills every sound up to 30 s and so makes a short one as dear as a long one.

    The encoder takes fewer frames as well: on tiny 10 s cost an eighth of 30 s. What that does to the text of a published model
    has to be measured with that model, so it is a choice, or what is left when the recogniser is late.
    """

    def shorter(array: Any, length: int = 3000, *, axis: int = -1) -> np.ndarray:
        if window.seconds < LONGEST_WINDOW_S:
            length = min(length, window_frames(array.shape[axis], window.seconds))
        return pad_or_trim(array, length, axis=axis)

    return shorter
