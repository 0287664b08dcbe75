"""A session file: one live room, its shop, sources, voice, policy and console. Read once, frozen; secrets come from the environment.

shop = "my-shop/shop.toml"
record = "data/tonight.sqlite3"

[room]
room = "tonight"
market = "ID"
langs = ["id"]

[[sources]]
kind = "ingest"          # or "stdin", "recorded"

[voice]
url = "rtmp://127.0.0.1/live/stream"
lang = "id"
"""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator
from rapidfuzz import process

from assistant.answering.decide import Policy
from assistant.domain import Room, Value
from assistant.errors import BadSettings


class RoomSettings(Value):
    """The room; `local_start` defaults to the market's time when the session starts."""

    room: str
    market: str
    local_start: str | None = None
    langs: tuple[str, ...] = ()

    def at(self, now: datetime) -> Room:
        return Room(room=self.room, market=self.market, local_start=self.local_start or now.strftime("%Y-%m-%dT%H:%M"), langs=self.langs)


class VoiceSettings(Value):
    """Where the host is heard and by which model. Exactly one of `url`, `file`."""

    url: str | None = None
    file: Path | None = None
    lang: str | None = None
    model: str = "small"
    device: str = "cpu"
    compute_type: str = "int8"
    download: bool = False

    @model_validator(mode="after")
    def _one(self) -> VoiceSettings:
        if (self.url is None) == (self.file is None):
            raise ValueError("give exactly one of url, file")
        return self


class ConsoleSettings(Value):
    """The web console. The token comes from the environment variable named here; without it, a new one each start (loopback only)."""

    host: str = "127.0.0.1"
    port: int = Field(8765, ge=0, le=65535)
    token_env: str = "LIVE_ASSISTANT_TOKEN"  # noqa: S105 - the variable's name, not a secret
    origins: tuple[str, ...] = ()


class Settings(Value):
    """One session file."""

    shop: Path
    room: RoomSettings
    record: Path = Path("data/record.sqlite3")
    policy: Policy = Policy(mode="suggest")
    sources: tuple[dict[str, Any], ...] = Field(min_length=1)
    voice: VoiceSettings | None = None
    console: ConsoleSettings = ConsoleSettings()


def load_settings(path: Path) -> Settings:
    """Read a session file; paths in it are relative to it. Raises `BadSettings` naming every fault with what was meant."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        settings = Settings.model_validate(data)
    except OSError as error:
        raise BadSettings(error.strerror or "cannot be read", where=str(path), remedy="give the path of a session file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(str(error), where=str(path), remedy="mend the TOML") from error
    except ValidationError as error:
        raise BadSettings("; ".join(_fault(e) for e in error.errors()), where=str(path), remedy="see docs/session-file.md") from error
    home = path.resolve().parent
    voice = settings.voice
    if voice is not None and voice.file is not None:
        voice = voice.model_copy(update={"file": home / voice.file})
    return settings.model_copy(update={"shop": home / settings.shop, "record": home / settings.record, "voice": voice})


def _fault(fault: Any) -> str:
    where = ".".join(str(x) for x in fault["loc"])
    if fault["type"] != "extra_forbidden":
        return f"{where}: {fault['msg']}"
    inner: dict[str, type[Value]] = {"room": RoomSettings, "voice": VoiceSettings, "console": ConsoleSettings, "policy": Policy}
    model = inner.get(str(fault["loc"][0]), Settings)
    close = process.extractOne(str(fault["loc"][-1]), list(model.model_fields), score_cutoff=60)
    return f"{where}: unknown key" + (f', did you mean "{close[0]}"?' if close else "")
