"""A model hub on this machine: what the hub's client asks for, served from a folder, with the faults of a bad line."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

REVISION = "5" * 40
LARGE = 10**6  # bytes: from here on a file is declared with its SHA-256, below with git's hash


class Hub:
    """One repository, under any name. `asked`: (method, path, Range) of every request."""

    def __init__(self, folder: Path) -> None:
        self.files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        self.endpoint = ""
        self.asked: list[tuple[str, str, str | None]] = []
        self.spoiled: set[str] = set()  # files that arrive with one byte changed
        self.cut_at: dict[str, int] = {}  # the line breaks once, so many bytes into the file
        self.undeclared: set[str] = set()  # files the hub gives no hash of

    def ranges(self, name: str) -> list[str | None]:
        """The ranges that were asked of one file."""
        return [asked for method, path, asked in self.asked if method == "GET" and path.endswith(f"/{name}")]

    def info(self) -> dict[str, Any]:
        return {"id": "some/model", "modelId": "some/model", "sha": REVISION, "siblings": [self._sibling(name) for name in [*self.files, "README.md"]]}

    def _sibling(self, name: str) -> dict[str, Any]:
        content = self.files.get(name, b"# a model\n")
        if name in self.undeclared:
            return {"rfilename": name}
        git = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        sibling = {"rfilename": name, "size": len(content), "blobId": git}
        if len(content) >= LARGE:
            sibling["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 134}
        return sibling


@contextmanager
def hub(folder: Path) -> Iterator[Hub]:
    """Serves until the context ends; give its `endpoint` to who asks."""
    served = Hub(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(served))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    served.endpoint = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(served: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5  # a kept connection does not keep the server from closing

        def log_message(self, *_: Any) -> None:
            return

        def do_HEAD(self) -> None:
            self._answer(200, b"")

        def do_GET(self) -> None:
            served.asked.append((self.command, self.path.partition("?")[0], self.headers.get("Range")))
            if self.path.startswith("/api/models/"):
                return self._answer(200, json.dumps(served.info()).encode(), {"Content-Type": "application/json"})
            found = re.fullmatch(rf"/[^/]+/[^/]+/resolve/{REVISION}/([^/?]+)", self.path)
            if found is None or found[1] not in served.files:
                return self._answer(404, b"")
            return self._file(found[1])

        def _file(self, name: str) -> None:
            content = bytearray(served.files[name])
            if name in served.spoiled:
                content[len(content) // 2] ^= 1
            start = int(re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "bytes=0-")[1])
            headers = {"ETag": '"x"', "X-Repo-Commit": REVISION}
            if start:
                headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            self._answer(206 if start else 200, bytes(content[start:]), headers, cut=served.cut_at.pop(name, None))

        def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None, *, cut: int | None = None) -> None:
            self.send_response(status)
            for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body[:cut])
            if cut is not None:
                self.close_connection = True

    return Handler
