"""The product as its own process, spoken to as people do: its files, its pipes, its ports, its signals."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from yarl import URL

from tests.conftest import CONTRACT, ROOT
from tests.console.show import Page, browser

SHOP = CONTRACT / "shop.toml"
TOKEN = "a-token-of-some-length-42"


class Assistant:
    """One run of `assistant …`. What it says is kept; nothing waits longer than `patience_s`."""

    patience_s = 30.0

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said: dict[str, str] = {"out": "", "err": ""}

    async def until(self, stream: str, word: str) -> str:
        """The first line of `out` or `err` with `word` in it."""
        pipe = self.process.stdout if stream == "out" else self.process.stderr
        async with asyncio.timeout(self.patience_s):
            while line := (await pipe.readline()).decode():
                self.said[stream] += line
                if word in line:
                    return line
        raise AssertionError(f"it never said {word!r}: {self.said}")

    async def console(self) -> str:
        """Address of the console, without the token."""
        return str(URL((await self.until("err", "console: ")).split()[1]).origin())

    async def end(self, send: bytes | None = None) -> int:
        """Everything it says to its end; the exit status."""
        async with asyncio.timeout(self.patience_s):
            out, err = await self.process.communicate(send)
        self.said["out"] += out.decode()
        self.said["err"] += err.decode()
        return self.process.returncode

    async def terminate(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return await self.end()


@asynccontextmanager
async def assistant(*words: str | Path, knowledge: Path, stdin: Any = asyncio.subprocess.DEVNULL, **environment: str) -> AsyncIterator[Assistant]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "assistant",
        *map(str, words),
        cwd=ROOT,
        env={**os.environ, "LIVE_ASSISTANT_KNOWLEDGE": str(knowledge), **environment},
        stdin=stdin,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Assistant(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def session_file(folder: Path, source: str, *, mode: str = "auto", more: str = "") -> Path:
    """A session file for one Indonesian room; its record lies beside it."""
    path = folder / "session.toml"
    path.write_text(
        f"""
shop = "{SHOP}"
record = "data/tonight.sqlite3"
{more}
[room]
room = "tonight"
market = "ID"
langs = ["id"]
[policy]
mode = "{mode}"
auto_precision = 0.9
[console]
port = 0
[[sources]]
{source}
""",
        encoding="utf-8",
    )
    return path


class Connector:
    """A shop's own connector: comments by POST, replies over the WebSocket."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http, self.url = http, url

    async def send(self, body: Any) -> Any:
        async with self.http.post(self.url, json=body) as answer:
            return await answer.json()


@asynccontextmanager
async def connector(port: int) -> AsyncIterator[tuple[Connector, aiohttp.ClientWebSocketResponse]]:
    url = f"http://127.0.0.1:{port}/ingest"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as http, http.ws_connect(url) as replies:
        yield Connector(http, url), replies


@asynccontextmanager
async def signed_in(base: str) -> AsyncIterator[Page]:
    async with browser(base) as page:
        yield await page.enter(TOKEN)
