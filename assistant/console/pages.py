"""The files of the page, read once and served by name from memory: a name never becomes a path."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

TYPES = {
    "html": "text/html; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}
VIEWS = ("/", "/stage", "/desk", "/cases", "/shop", "/overlay")  # one page, which shows what its address says
PAGES = {  # what a signed-in person sees where
    **dict.fromkeys(VIEWS, "index.html"),
    "/microphone": "microphone.html",
    "/join": "signin.html",
    "/account": "account.html",
    "/people": "people.html",
}


@dataclass(frozen=True)
class Page:
    """One file: its bytes, media type and a tag that changes with the bytes. None of them holds a secret, so packing gives none away."""

    body: bytes
    type: str
    etag: str
    packed: bytes | None = None  # gzipped, where that is smaller

    def answer(self, accepts: str) -> tuple[bytes, dict[str, str]]:
        """The bytes to send to who accepts these encodings, and the headers that say what they are."""
        headers = {"Content-Type": self.type, "Vary": "Accept-Encoding"}
        if self.packed is None or "gzip" not in accepts:
            return self.body, headers
        return self.packed, {**headers, "Content-Encoding": "gzip"}


def pages() -> dict[str, Page]:
    """Every servable file of `static/` by its name below it, with forward slashes."""
    return _below(files("assistant.console") / "static", "")


def _below(folder: Traversable, prefix: str) -> dict[str, Page]:
    found: dict[str, Page] = {}
    for entry in folder.iterdir():
        kind = TYPES.get(entry.name.rpartition(".")[2])
        if entry.is_dir():
            found |= _below(entry, f"{prefix}{entry.name}/")
        elif kind:
            body = entry.read_bytes()
            packed = gzip.compress(body, mtime=0)
            etag = hashlib.sha256(body).hexdigest()[:16]
            found[prefix + entry.name] = Page(body, kind, etag, packed if len(packed) < len(body) else None)
    return found
