"""One file per live platform: comments in, replies out, honest about what it can do.

A platform file has two public names: `Options` (frozen, unknown keys refused) and `connect(options, tools)`, an async
context manager that yields a `Platform`. `assistant.build.PLATFORMS` names them all; one contract test runs over them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain import Room
from assistant.ports import Clock, CommentSource, ReplySink


@dataclass(frozen=True, slots=True)
class Tools:
    """What a platform may use of the process it runs in."""

    room: Room
    clock: Clock
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Platform:
    """A connected platform. `sink` is None where it cannot post."""

    name: str
    source: CommentSource
    sink: ReplySink | None = None
