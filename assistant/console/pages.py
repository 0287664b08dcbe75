"""The files of the page, read once and served by name from memory: a name never becomes a path."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

TYPES = {
    "html": "text/html; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
}
VIEWS = ("/", "/desk", "/cases", "/shop")  # one page, which shows what its address says
PAGES = {  # what a signed-in person sees where
    **dict.fromkeys(VIEWS, "index.html"),
    "/microphone": "microphone.html",
    "/join": "signin.html",
    "/account": "account.html",
    "/people": "people.html",
}


@dataclass(frozen=True)
class Page:
    """One file: its bytes, media type and a tag that changes with the bytes."""

    body: bytes
    type: str
    etag: str


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
            found[prefix + entry.name] = Page(body, kind, hashlib.sha256(body).hexdigest()[:16])
    return found
