"""What a sentence encoder adds: phrasings and comments as vectors. It helps the reader choose; it never decides alone.

Everything here degrades: an encoder that fails or is late leaves the embedded reading as it is, and the number of such
comments can be read.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from assistant.domain import Value
from assistant.errors import Unavailable
from assistant.ports import Encoder, Shelf

log = logging.getLogger(__name__)
_NO_LENGTH = 1e-9  # a vector shorter than this points nowhere


class MeaningFigures(Value):
    """Numbers an operator can read."""

    asked: int = 0
    used: int = 0
    late: int = 0
    failed: int = 0


class Meanings:
    """An encoder with its deadline. One per room."""

    def __init__(self, encoder: Encoder, *, deadline_s: float = 0.3, shelf: Shelf | None = None) -> None:
        self._encoder, self._deadline_s, self._shelf = encoder, deadline_s, shelf
        self.figures = MeaningFigures()
        self._width: int | None = None  # of the phrasings' vectors, to which a comment's must fit

    async def phrasings(self, texts: Sequence[str]) -> np.ndarray | None:
        """Vectors of a language's phrasings, float32 (n, d), kept on the shelf; None where the encoder fails."""
        digest = sha256("\n".join((self._encoder.name, *texts)).encode()).hexdigest()
        name = f"meaning-{digest[:32]}"
        stored = self._shelf.get(name) if self._shelf else None
        if stored is not None and "vectors" in stored and len(stored["vectors"]) == len(texts):
            return self._learned(stored["vectors"])
        try:
            vectors = await self._encoded(texts, query=False)
        except Unavailable as error:
            log.warning("the encoder is not used: %s", error)
            return None
        if self._shelf:
            self._shelf.put(name, {"vectors": vectors})
        return self._learned(vectors)

    async def comment(self, masked: str) -> np.ndarray | None:
        """The vector of one masked comment, float32 (d,), or None: late, failed."""
        self._count("asked")
        try:
            vectors = await asyncio.wait_for(self._encoded([masked], query=True), self._deadline_s)
        except TimeoutError:
            self._count("late")
            return None
        except Unavailable:
            self._count("failed")
            return None
        if vectors.shape[1] != self._width:
            self._count("failed")
            return None
        self._count("used")
        return vectors[0]

    def _learned(self, vectors: np.ndarray) -> np.ndarray:
        self._width = vectors.shape[1]
        return vectors

    async def _encoded(self, texts: Sequence[str], *, query: bool) -> np.ndarray:
        """float32 (n, d), rows of unit length. Raises `Unavailable` for whatever else an encoder gives or does: it comes from outside."""
        try:
            made = np.asarray(await self._encoder.encode(texts, query=query), dtype=np.float64)
        except Unavailable:
            raise
        except Exception as error:  # an encoder is a plug: its faults are no reason to stop hearing viewers
            raise Unavailable(f"the encoder failed ({type(error).__name__})") from error
        if made.ndim != 2 or len(made) != len(texts) or not np.isfinite(made).all():
            raise Unavailable("the encoder gave no vectors that fit what was asked")
        return (made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), _NO_LENGTH)).astype(np.float32)

    def _count(self, what: str) -> None:
        self.figures = self.figures.model_copy(update={what: getattr(self.figures, what) + 1})
