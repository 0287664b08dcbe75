"""Stores on a file and in memory, batches as a session writes them, and a stream clock that moves when it is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from assistant.domain import Entry, Outgoing
from assistant.ports import Batch, Dedupe
from assistant.record.store import SqliteStore

Open = Callable[..., SqliteStore]


@pytest.fixture
async def opened() -> AsyncIterator[Open]:
    """Opens stores as `SqliteStore.open` does and closes what is left open."""
    stores: list[SqliteStore] = []

    def open_(path: Path | None, **options: object) -> SqliteStore:
        stores.append(SqliteStore.open(path, **options))  # type: ignore[arg-type]
        return stores[-1]

    yield open_
    for store in stores:
        await store.close()


@pytest.fixture(params=["file", "memory"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path, opened: Open) -> Callable[..., SqliteStore]:
    """A new store of either kind."""
    path = tmp_path / "record.db" if request.param == "file" else None
    return lambda **options: opened(path, **options)


@pytest.fixture
def store(fresh: Callable[..., SqliteStore]) -> SqliteStore:
    return fresh()


@pytest.fixture
def line() -> Callable[..., Batch]:
    """A batch of `count` log lines."""

    def make(text: str = "how much?", *, count: int = 1, room: str = "live-1") -> Batch:
        return Batch(entries=tuple(Entry(room=room, kind="comment", body={"text": text, "n": n}) for n in range(count)))

    return make


@pytest.fixture
def reply() -> Callable[..., Outgoing]:
    def make(key: str = "r-1", text: str = "It is 300 baht.", *, room: str = "live-1", expires_t: float | None = None) -> Outgoing:
        return Outgoing(key=key, room=room, sink="fake", text=text, lang="en", in_reply_to=f"c-{key}", expires_t=expires_t)

    return make


@pytest.fixture
def remark(line: Callable[..., Batch], reply: Callable[..., Outgoing]) -> Callable[..., Batch]:
    """A comment as accepted: its identity, its line and its reply."""

    def make(number: int, digest: str = "same") -> Batch:
        identity = Dedupe(source="fake", source_id=f"c-{number}", digest=digest)
        return line(f"comment {number}").model_copy(update={"outgoing": (reply(f"r-{number}"),), "dedupe": identity})

    return make


class StreamClock:
    """Stream time that jumps to whatever is waited for."""

    def __init__(self) -> None:
        self.t = 0.0

    def now(self) -> float:
        return self.t

    async def sleep_until(self, t: float) -> None:
        await asyncio.sleep(0)
        self.t = max(self.t, t)


@pytest.fixture
def clock() -> StreamClock:
    return StreamClock()
