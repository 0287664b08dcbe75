"""The one sound format inside the assistant: 16 kHz, one channel, 32-bit floats in -1..1."""

from __future__ import annotations

import numpy as np

from assistant.errors import BadInput

RATE_HZ = 16_000
FRAME_SAMPLES = 640  # 40 ms
SHORTEST_S, LONGEST_S = 0.1, 30.0


def checked(pcm: np.ndarray, *, where: str = "sound") -> np.ndarray:
    """`pcm` as contiguous float32, shape (n,), 0.1-30 s. Raises BadInput: recognisers accept nonsense and answer with nonsense."""
    if pcm.ndim != 1:
        raise BadInput(f"one channel expected, got an array of shape {pcm.shape}", where=where, remedy="mix down to mono")
    if not np.issubdtype(pcm.dtype, np.floating):
        raise BadInput(f"floats in -1..1 expected, got {pcm.dtype}", where=where, remedy="divide 16-bit samples by 32768")
    seconds = len(pcm) / RATE_HZ
    if not SHORTEST_S <= seconds <= LONGEST_S:
        raise BadInput(f"{seconds:.2f} s long, {SHORTEST_S}-{LONGEST_S} s expected", where=where, remedy="cut the sound at pauses")
    if not np.isfinite(pcm).all():
        raise BadInput("holds samples that are not numbers", where=where, remedy="decode the sound again")
    if np.abs(pcm).max() > 1.0:
        raise BadInput("holds samples outside -1..1", where=where, remedy="scale the sound to -1..1")
    return np.ascontiguousarray(pcm, dtype=np.float32)
