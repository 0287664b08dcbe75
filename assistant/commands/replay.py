"""`assistant replay`: a file of events to a file of decisions."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from assistant.errors import BadInput
from assistant.exchange import MAX_LINE, decision_line
from assistant.knowledge import load_knowledge
from assistant.market.sheet import load_sheet
from assistant.replay import Replay


async def replay(events: Path, shop: Path, out: Path | None, *, speed: float | None) -> int:
    """Returns 0, or 1 when lines were refused (each is reported; the rest is decided all the same)."""
    sheet = load_sheet(shop)
    stream = Replay(sheet, load_knowledge())
    try:
        with _lines(events) as lines, _sink(out) as sink:
            async for _, decision in stream.decisions(lines, speed=speed):
                sink.write(decision_line(decision) + "\n")
                if speed is not None:
                    sink.flush()
    finally:
        await stream.close()
    figures = stream.figures
    for refused in figures.refused:
        print(f"{events}:{refused.line}: {refused.kind}: {refused.detail}", file=sys.stderr)
    notes = "".join(f", {count} {kind}" for kind, count in sorted(figures.counts.items()))
    print(f"{figures.events} events, {figures.decisions} decisions{notes}", file=sys.stderr)
    return 1 if figures.refused else 0


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[bytes]]:
    if str(path) == "-":
        yield _bounded(sys.stdin.buffer)
        return
    try:
        with path.open("rb") as file:
            yield _bounded(file)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise BadInput(error.strerror or "cannot be read", where=str(path), remedy="--events takes a file of JSON lines") from error


def _bounded(file: BinaryIO) -> Iterator[bytes]:
    """Lines; of one that is too long only as much as shows that it is."""
    while line := file.readline(MAX_LINE + 1):
        whole = len(line) <= MAX_LINE or line.endswith(b"\n")
        yield line
        while not whole and (rest := file.readline(MAX_LINE)):
            whole = rest.endswith(b"\n")


@contextmanager
def _sink(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise BadInput(error.strerror or "cannot be written", where=str(path), remedy="--out takes a file in an existing folder") from error
