"""What is told to the pages that are open at this moment and is nothing for the log: frames that pass by."""

from __future__ import annotations

from collections import deque

KEPT = 32  # frames; a page that is further behind has missed them


class Passing:
    """The latest frames, numbered from 1; every page reads them from its own place."""

    def __init__(self) -> None:
        self.count = 0
        self._frames: deque[str] = deque(maxlen=KEPT)

    def add(self, frame: str) -> None:
        self._frames.append(frame)
        self.count += 1

    def after(self, place: int) -> tuple[list[str], int]:
        """The frames behind `place` that are still kept, and the new place."""
        missed = min(self.count - place, len(self._frames))
        return (list(self._frames)[-missed:] if missed else []), self.count
