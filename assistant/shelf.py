"""Trained classifiers kept between starts: training a language takes a second, reading it back a few milliseconds.

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
KEEP = 120  # files; the oldest go first (a language and shop is one of 0.3-2 MB)


class Shelf:
    """Arrays by name in one folder. Every fault of the disk is a miss: the caller trains again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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
                return dict(stored)
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
        files = sorted(self.folder.glob("*.npz"), key=lambda path: path.stat().st_mtime)
        for path in files[:-KEEP]:
            path.unlink(missing_ok=True)
