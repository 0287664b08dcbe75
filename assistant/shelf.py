"""Trained classifiers kept between starts: training a language takes seconds, reading it back a few milliseconds.

A cache and no more: named by a digest of what was trained on, lost without harm, never trusted beyond its shapes.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

VARIABLE = "LIVE_ASSISTANT_CACHE"
MOST_BYTES = 512 * 2**20  # of the folder; what was not used for longest goes first (a language is one file of 3-8 MB)


class Shelf:
    """Arrays by name in one folder. Every fault of the disk is a miss: the caller trains again."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.folder, self._most = folder, most_bytes

    @classmethod
    def default(cls) -> Shelf:
        """The folder named by LIVE_ASSISTANT_CACHE, else the user's cache folder."""
        named = os.environ.get(VARIABLE)
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return cls(Path(named) if named else base / "live-assistant")

    def get(self, name: str) -> Mapping[str, np.ndarray] | None:
        """The arrays put under this name, or None."""
        try:
            with open(self.folder / f"{name}.npz", "rb") as file, np.load(file, allow_pickle=False) as stored:
                arrays = dict(stored)
            os.utime(self.folder / f"{name}.npz")
            return arrays
        except (OSError, ValueError, EOFError, zipfile.BadZipFile):
            return None

    def put(self, name: str, arrays: Mapping[str, np.ndarray]) -> None:
        """Keep the arrays; a reader sees all of them or none."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as file:
                np.savez(file, **dict(arrays))  # type: ignore[arg-type]  # numpy's stub takes the names for its own keyword
            os.replace(file.name, self.folder / f"{name}.npz")
            self._tidy()
        except OSError:
            return

    def _tidy(self) -> None:
        files = sorted(((path.stat().st_mtime, path.stat().st_size, path) for path in self.folder.glob("*.npz")), reverse=True)
        total = 0
        for _, size, path in files:
            total += size
            if total > self._most:
                path.unlink(missing_ok=True)
