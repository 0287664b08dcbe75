"""One file per outside desk where people look after cases: hand-overs out, what people do there in.

A desk file has two public names: `Options` (frozen, unknown keys refused) and `connect(options, tools)`, an async context
manager that yields a `Desk`. `assistant.build.DESKS` names them all; one contract test runs over them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic import Field

from assistant.domain import Room, Value
from assistant.errors import BadSettings
from assistant.ports import Clock


@dataclass(frozen=True, slots=True)
class DeskTools:
    """What a desk may use of the process it runs in. `wall`: seconds since the epoch, for timestamps of signed requests."""

    room: Room
    clock: Clock
    wall: Callable[[], float]
    environment: Mapping[str, str] = field(default_factory=dict)


class DeskOptions(Value):
    """What every desk takes. Its people read `lang`. Events come in at `host:port/path`; put an https proxy in front.

    `allow_private` permits desks on this machine or network, and http to them.
    """

    name: str = Field("", max_length=40)  # in "Ana via NAME"; without one, the kind
    lang: str = "en"
    host: str = "127.0.0.1"
    port: int = Field(8780, ge=0, le=65535)
    path: str = Field("/desk", pattern=r"^/[\w./-]*$")
    allow_private: bool = False


def secret(environment: Mapping[str, str], variable: str, *, where: str, least: int = 8) -> str:
    """A secret out of the environment. Raises `BadSettings` where it is missing or too short to be one."""
    value = environment.get(variable, "")
    if len(value) < least:
        what = f"{variable} is missing" if not value else f"{variable} is shorter than {least} characters"
        raise BadSettings(what, where=where, remedy=f"set the environment variable; see docs/desks/{where}.md")
    return value


def secrets(environment: Mapping[str, str], variable: str, *, where: str, least: int = 16) -> tuple[str, ...]:
    """Several secrets with spaces between them: all are accepted, the first signs. For changing one without a gap."""
    found = tuple(environment.get(variable, "").split())
    if not found or min(map(len, found)) < least:
        raise BadSettings(
            f"{variable} is missing or shorter than {least} characters", where=where, remedy=f"set it; see docs/desks/{where}.md"
        )
    return found
