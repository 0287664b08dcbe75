"""How far a download is: one line that renews itself on a terminal, a quiet line every tenth elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

WIDTH = 24
EVERY_S = 0.2
TENTH = 10


class Bar:
    """Called with bytes here, bytes in all and the file's name. What was there at the first call does not count for the rate."""

    def __init__(self, name: str, to: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        self._name, self._to, self._now = name, to, now
        self._terminal = to.isatty()
        self._began: tuple[float, int] | None = None
        self._shown_at, self._tenth = -1e9, -1

    def __call__(self, done: int, total: int, file: str) -> None:
        now = self._now()
        began_at, before = self._began = self._began or (now, done)
        rate = (done - before) / (now - began_at) if now > began_at else 0.0
        if self._terminal:
            self._renew(now, done, total, rate, file)
        elif (tenth := TENTH * done // max(1, total)) != self._tenth:
            self._tenth = tenth
            print(f"{self._name}: {told(done, total, rate)}", file=self._to, flush=True)

    def end(self) -> None:
        """Leave the line as it is and go to the next."""
        if self._terminal and self._began is not None:
            print(file=self._to, flush=True)
        self._began = None

    def _renew(self, now: float, done: int, total: int, rate: float, file: str) -> None:
        if now - self._shown_at < EVERY_S and done < total:
            return
        self._shown_at = now
        full = WIDTH * done // max(1, total)
        print(f"\r\x1b[K{self._name} [{'#' * full:<{WIDTH}}] {told(done, total, rate)}  {file}", end="", file=self._to, flush=True)


def told(done: int, total: int, rate: float) -> str:
    """Megabytes here and in all, their share, and at `rate` bytes a second the time that is left."""
    text = f"{done / 1e6:.1f} of {total / 1e6:.1f} MB, {100 * done // max(1, total)} %"
    if rate <= 0:
        return text
    left = (total - done) / rate
    return f"{text}, {rate / 1e6:.1f} MB/s" + (f", {int(left) // 60}:{int(left) % 60:02d} left" if done < total else "")
