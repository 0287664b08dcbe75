"""What of a text is compared: its letter groups, words and cues, as weighted sparse rows that are read by column.

Features are hashed to columns (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009):
no table of strings has to be kept for a language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zlib import crc32

import numpy as np

WIDTH = 1 << 18  # columns of a view; a language has some 60,000 features
_FULL = np.float32(65535)  # of 16 bits
BLOCK = 256  # rows of the kernel made at once


def letter_groups(text: str, spaced: bool) -> set[str]:
    """Character n-grams: 1-5 inside padded words, or 1-4 across an unspaced text."""
    grams: set[str] = set()
    if spaced:
        for word in text.split():
            padded = f" {word} "
            for n in range(2, 6):
                grams.update(padded[i : i + n] for i in range(len(padded) - n + 1))
        return grams
    for n in range(1, 5):
        grams.update(text[i : i + n] for i in range(len(text) - n + 1))
    return grams


def words_and_pairs(text: str) -> set[str]:
    """The words of a text, and each two that stand together."""
    words = text.split()
    return {*words, *(f"{a} {b}" for a, b in zip(words, words[1:], strict=False))}


class View:
    """One kind of feature: idf weights and the L2-normalised rows of the known phrasings, kept by column."""

    KEPT = ("used", "idf", "pointers", "rows", "data")

    def __init__(self, weight: float, height: int, arrays: Mapping[str, np.ndarray]) -> None:
        """`height`: phrasings; `arrays`: what `of` counted."""
        self.weight, self._height = weight, height
        self._used, self._idf, self._pointers, self._rows, self._data = (arrays[name] for name in self.KEPT)
        self._default_idf = float(np.log(1 + height) + 1)

    def arrays(self) -> dict[str, np.ndarray]:
        """What `__init__` takes."""
        return dict(zip(self.KEPT, (self._used, self._idf, self._pointers, self._rows, self._data), strict=True))

    @classmethod
    def of(cls, rows: Iterable[Iterable[str]], weight: float) -> View:
        """`rows`: the features of each phrasing, read once: all of them at a time would be tens of megabytes of strings."""
        columns = [_columns(row) for row in rows]
        lengths = np.array([len(row) for row in columns], dtype=np.int32)
        hashed = np.concatenate([*columns, np.zeros(0, dtype=np.int32)])
        del columns
        by_column = np.argsort(hashed, kind="stable").astype(np.int32)
        used, counts = np.unique(hashed, return_counts=True)  # the columns that some phrasing has
        del hashed
        idf = (np.log((1 + len(lengths)) / (1 + counts)) + 1).astype(np.float32)
        # A phrasebook has fewer than 65,536 lines, and the weights of a row of unit length lie in 0..1 (16 bits of it; halves of
        # floats would be slow to read): a room holds two dozen languages.
        pointers = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        of_row = np.repeat(np.arange(len(lengths), dtype=np.uint16), lengths)[by_column]
        weights = np.repeat(idf, counts)
        norms = np.sqrt(np.bincount(of_row, weights=weights**2, minlength=len(lengths))).astype(np.float32)
        norms[norms == 0] = 1
        weights /= norms[of_row]
        weights *= _FULL
        data = np.rint(weights).astype(np.uint16)
        return cls(weight, len(lengths), dict(zip(cls.KEPT, (used, idf, pointers, of_row, data), strict=True)))

    def add_gram(self, kernel: np.ndarray) -> None:
        """Add the similarities among the known phrasings to `kernel`, shape (n, n), some rows at a time."""
        from scipy import sparse  # only training needs it: 30 MB, and a sixth of a second of the start

        parts = (self._data.astype(np.float32) / _FULL, self._rows.astype(np.int32), self._pointers)
        rows = sparse.csc_matrix(parts, shape=(self._height, len(self._used))).tocsr()
        others = rows.T.tocsc()
        for start in range(0, rows.shape[0], BLOCK):
            kernel[start : start + BLOCK] += np.float32(self.weight) * (rows[start : start + BLOCK] @ others).toarray()

    def known(self, features: Iterable[str]) -> float:
        """Share of the features that the phrasings have; 1 for none."""
        columns = _columns(features)
        return len(self._known(columns)) / len(columns) if len(columns) else 1.0

    def __len__(self) -> int:
        """Known phrasings."""
        return self._height

    def weight_of(self, feature: str) -> float:
        """The idf weight of one feature."""
        known = self._known(_columns((feature,)))
        return float(self._idf[known[0]]) if len(known) else self._default_idf

    def rows_with(self, features: Iterable[str]) -> list[tuple[np.ndarray, float]]:
        """For each of the features that some phrasing has: the phrasings that have it, and its idf weight."""
        return [(self._rows[self._pointers[c] : self._pointers[c + 1]], float(self._idf[c])) for c in self._known(_columns(features))]

    def _known(self, columns: np.ndarray) -> np.ndarray:
        """Places in the matrix of those columns that some phrasing has."""
        at = np.minimum(np.searchsorted(self._used, columns), max(0, len(self._used) - 1))
        return at[self._used[at] == columns] if len(self._used) else at[:0]

    def similarities(self, features: Iterable[str]) -> np.ndarray:
        """Similarity of one text to every known phrasing, shape (n,)."""
        out = np.zeros(self._height, dtype=np.float32)
        columns = _columns(features)
        known = self._known(columns)
        if not len(known):
            return out
        weights = self._idf[known]
        norm = float(np.sqrt((weights**2).sum() + (len(columns) - len(known)) * self._default_idf**2 * 0.5))
        parts = [slice(a, b) for a, b in zip(self._pointers[known], self._pointers[known + 1], strict=True)]
        rows = np.concatenate([self._rows[part] for part in parts])
        shares = np.concatenate([self._data[part] * weight for part, weight in zip(parts, weights, strict=True)])
        return np.bincount(rows, weights=shares, minlength=self._height).astype(np.float32) * np.float32(self.weight / (norm * _FULL))


def _columns(features: Iterable[str]) -> np.ndarray:
    """The columns of some features, each once, int32."""
    return np.unique(np.fromiter((crc32(f.encode()) % WIDTH for f in features), dtype=np.int32))
