"""The hashes of a model's files, kept beside it as `sha256sum -c` reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from assistant.errors import BadInput

CHECKSUMS = "checksums.sha256"


def write_checksums(folder: Path, sums: Mapping[str, str]) -> None:
    """File name -> SHA-256."""
    (folder / CHECKSUMS).write_text("".join(f"{sha256}  {name}\n" for name, sha256 in sums.items()), encoding="utf-8")


def digest(path: Path, kind: Literal["sha256", "git"] = "sha256") -> str:
    """SHA-256 of a file, or with `git` the SHA-1 that git gives its content."""
    found = hashlib.sha256() if kind == "sha256" else hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(2**20):
            found.update(chunk)
    return found.hexdigest()


def checksums(folder: Path) -> dict[str, str]:
    """File name -> SHA-256, as kept beside the model; empty where there are none. Raises BadInput when they cannot be read."""
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
        return {name: sha256 for sha256, name in (line.split(maxsplit=1) for line in lines if line.strip())}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BadInput(f"{CHECKSUMS} cannot be read ({error})", where=str(folder), remedy="delete it, or download the model again") from error


def altered(folder: Path) -> list[str]:
    """Files that are not what was downloaded, or are gone; empty where no checksums are kept. Reads every file. Raises BadInput."""
    sums = checksums(folder)
    return [name for name, expected in sums.items() if not (folder / name).is_file() or digest(folder / name) != expected]
