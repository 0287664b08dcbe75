"""The facts sheet of a running session: the text in force, the one that takes effect at the next start, and the one before.

A running session keeps the facts it began with. What is saved here is checked first, is on disk at once and whole, and is read when
the session starts again; the text it replaced stays beside it as `<name>.before`.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from assistant.errors import BadInput, BadSheet
from assistant.market.revision import Change, Revision, changes, revised
from assistant.market.sheet import MAX_BYTES, parse_tables, read_text
from assistant.market.structure import Tables

BEFORE = ".before"


def version_of(text: str) -> str:
    """What tells one text of a sheet from another."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class SheetFile:
    """One sheet's texts. Everything here blocks for the disk and for the checks: call it on a thread."""

    def __init__(self, path: Path, *, editable: bool) -> None:
        """`path` must hold the sheet that the session began with. Not `editable`: it can be read and tried out, nothing is written."""
        self.path, self.editable = path, editable
        self.text = read_text(path)
        self.tables: Tables = parse_tables(self.text, str(path))
        self.version = version_of(self.text)

    def saved(self) -> str:
        """The text on disk: the one in force, or what takes effect at the next start. Raises `BadSheet` where it cannot be read."""
        return read_text(self.path)

    def check(self, text: str) -> Revision:
        """What is wrong with a text, and what it would change of the facts in force."""
        return revised(text, self.tables, self.path.name)

    def since_before(self) -> tuple[Change, ...] | None:
        """What the sheet in force changed of the one before it; None where that is not known."""
        try:
            before = read_text(self._before)
            return changes(parse_tables(before, self._before.name), self.tables) if before != self.text else None
        except BadSheet:  # nothing was ever saved here, or somebody put something else there
            return None

    def save(self, text: str, base: str) -> Revision:
        """Put a text on disk. `base`: version of the text it was made from.

        Raises `BadInput` when the sheet is not to be written, the text has errors, or another text was saved meanwhile."""
        if not self.editable:
            raise BadInput("this shop's facts cannot be changed here", remedy="download the text and start with your own session file")
        revision = self.check(text)
        if not revision.report.ok:
            raise BadInput(f"not saved: {len(revision.report.errors)} errors in the facts", where=self.path.name, remedy="mend what the check names")
        if version_of(self.saved()) != base:
            raise BadInput("another version was saved meanwhile", where=self.path.name, remedy="load it and make your change again")
        _replace(self._before, self.text)
        _replace(self.path, text)
        return revision

    @property
    def _before(self) -> Path:
        return self.path.with_name(self.path.name + BEFORE)


def _replace(path: Path, text: str) -> None:
    """The whole text or the old one, whatever happens meanwhile. Raises `BadInput` where the folder does not take it."""
    content = text.encode("utf-8")
    if len(content) > MAX_BYTES:
        raise BadInput("larger than 2 MiB", where=path.name, remedy="a facts sheet is text; split the shop or check the file")
    new = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            new = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            new.chmod(path.stat().st_mode & 0o777)
        new.replace(path)
    except OSError as error:
        if new is not None:
            with suppress(OSError):
                new.unlink()
        raise BadInput(f"cannot be written: {error.strerror or error}", where=path.name, remedy="check the folder's permissions and space") from error
