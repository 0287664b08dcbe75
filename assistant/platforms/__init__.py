"""One file per live platform: comments in, replies out, honest about what it can do.

A platform file has two public names: `Options` (frozen, unknown keys refused) and `connect(options, tools)`, an async
context manager that yields a `Platform`. `assistant.build.PLATFORMS` names them all; one contract test runs over them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType
from typing import Any

from pydantic import ValidationError
from rapidfuzz import process

from assistant.domain import Room, Value
from assistant.errors import BadSettings
from assistant.ports import Clock, CommentSource, ReplySink


@dataclass(frozen=True, slots=True)
class Tools:
    """What a platform may use of the process it runs in."""

    room: Room
    clock: Clock
    environment: Mapping[str, str] = field(default_factory=dict)
    find_product: Callable[[str], str | None] | None = None  # a platform's item or a product's name -> its id in the facts sheet


@dataclass(frozen=True, slots=True)
class Platform:
    """A connected platform. `sink` is None where it cannot post."""

    name: str
    source: CommentSource
    sink: ReplySink | None = None


def read_source(kinds: Mapping[str, str], settings: Mapping[str, Any]) -> tuple[ModuleType, Value]:
    """The plug of one `[[sources]]` table and its options. `kinds`: kind -> module, imported when used."""
    return read_plug(kinds, settings, where="sources")


def read_plug(kinds: Mapping[str, str], settings: Mapping[str, Any], *, where: str) -> tuple[ModuleType, Value]:
    """The module of a plug and its options.

    Raises `BadSettings` for a wrong kind or key, with what was meant and what there is.
    """
    kind = str(settings.get("kind"))
    if kind not in kinds:
        raise BadSettings(f"{where}.kind: there is no {kind!r}", remedy=f"one of {', '.join(kinds)}; see docs/session-file.md")
    module = import_module(kinds[kind])
    known = list(module.Options.model_fields)
    try:
        return module, module.Options.model_validate({k: v for k, v in settings.items() if k != "kind"})
    except ValidationError as error:
        faults = "; ".join(_fault(".".join(map(str, e["loc"])), e["type"], e["msg"], known) for e in error.errors())
        raise BadSettings(faults, where=f"{where} ({kind})", remedy=f"it takes {', '.join(known)}; see docs/session-file.md") from error


def _fault(where: str, kind: str, said: str, known: list[str]) -> str:
    if kind != "extra_forbidden":
        return f"{where}: {said}"
    close = process.extractOne(where, known, score_cutoff=60)
    return f"{where}: unknown key" + (f', did you mean "{close[0]}"?' if close else "")
