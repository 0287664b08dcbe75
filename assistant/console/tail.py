"""The latest log lines, encoded once and read by every watcher through a cursor of its own.

A watcher costs no memory here. The bound is the tail itself; whoever falls off its end gets `Behind` and starts
again from a snapshot, so a slow watcher loses its place but never a line, and never slows another.
"""

from __future__ import annotations

import json
from bisect import bisect_right

from assistant.domain import Recorded


class Behind(Exception):
    """The lines a watcher wants next are no longer kept."""


class Tail:
    """At least the last `limit` lines, at most twice as many. `floor` is the last `seq` that is not kept any more."""

    def __init__(self, limit: int, floor: int = 0) -> None:
        self.limit = limit
        self.floor = floor
        self._seqs: list[int] = []
        self._lines: list[str] = []
        self._topics: list[str] = []

    def __len__(self) -> int:
        return len(self._seqs)

    def add(self, line: Recorded) -> None:
        """Keep one line; its `seq` must be larger than all before."""
        self._seqs.append(line.seq)
        self._lines.append(encode(line))
        self._topics.append(topic(line))
        if len(self._seqs) >= 2 * self.limit:
            self.floor = self._seqs[-self.limit - 1]
            del self._seqs[: -self.limit]
            del self._lines[: -self.limit]
            del self._topics[: -self.limit]

    def after(self, seq: int, limit: int, topics: frozenset[str] | None = None) -> tuple[list[str], int]:
        """Up to `limit` encoded lines behind `seq` (of them those on `topics`), and the `seq` of the last one. Raises `Behind`."""
        if seq < self.floor:
            raise Behind
        start = bisect_right(self._seqs, seq)
        lines = self._lines[start : start + limit]
        last = self._seqs[start + len(lines) - 1] if lines else seq
        if topics is not None:
            lines = [line for place, line in enumerate(lines, start) if self._topics[place] in topics]
        return lines, last


def topic(line: Recorded) -> str:
    """What a line is about: its kind, but what a person did about a case is about that case."""
    return "case" if line.kind == "resolution" and line.body.get("case") else line.kind


def encode(line: Recorded) -> str:
    """One log line as the page reads it: `seq`, `kind`, `at` (seconds since the epoch) and `body`."""
    return json.dumps({"seq": line.seq, "kind": line.kind, "at": line.at, "body": line.body}, ensure_ascii=False, separators=(",", ":"))
