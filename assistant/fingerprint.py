"""Names for what is kept between starts: a digest of the files something was made from, so that a change of any makes it anew."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ROOMS = ("language", "market", "answering")  # whose code decides how a phrasing is read


def of_files(paths: Iterable[Path]) -> str:
    """Of the names and contents of files, 32 hex digits; one that is missing counts as empty."""
    digest = sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b"") + b"\0")
    return digest.hexdigest()[:32]


@cache
def of_code() -> str:
    """Of the code that decides how a phrasing is read: nobody has to remember to count a version up."""
    return of_files(path for room in _ROOMS for path in sorted((_HERE / room).glob("*.py")))
