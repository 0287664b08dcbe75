"""What every policy is given beside the sound."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain import Room
from assistant.ports import Clock, Transcriber
from assistant.voice.backlog import WhenFull


@dataclass(frozen=True, slots=True)
class Setting:
    """One stream's surroundings."""

    transcriber: Transcriber
    room: Room
    name: str  # of the stream
    lang: str | None  # BCP-47, None = to be detected
    clock: Clock
    when_full: WhenFull
