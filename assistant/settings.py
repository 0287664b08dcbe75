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

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import tomli as tomllib
from pydantic import Field, ValidationError, model_validator
from rapidfuzz import process

from assistant.answering.decide import Mode, Policy
from assistant.domain import LANG, MARKET, Room, Value
from assistant.errors import BadSettings
from assistant.market.topics import TOPICS


class RoomSettings(Value):
    """The room; `local_start` defaults to the market's time when the session starts."""

    room: str = Field(min_length=1, max_length=200)
    market: str = Field(pattern=MARKET)
    local_start: str | None = Field(None, pattern=r"^(\d{4}-\d\d-\d\dT)?\d\d:\d\d")
    langs: tuple[Annotated[str, Field(pattern=LANG)], ...] = ()

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


class PolicySettings(Policy):
    """How much the assistant may do by itself: in a live, nothing that a person did not allow."""

    mode: Mode = "suggest"


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
    policy: PolicySettings = PolicySettings()
    sources: tuple[dict[str, Any], ...] = Field(min_length=1)
    voice: VoiceSettings | None = None
    encoder: dict[str, Any] | None = None  # an optional sentence encoder; its kind reads the rest
    earpiece: dict[str, Any] | None = None  # optional cues for the host's ear; its kind reads the rest
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
    if wrong := [fault for topic in settings.policy.topics if (fault := _no_topic(topic))]:
        raise BadSettings("; ".join(wrong), where=str(path), remedy="see docs/session-file.md")
    return _placed(settings, path.resolve().parent, str(path))


def _placed(settings: Settings, home: Path, where: str) -> Settings:
    """The settings with every path made absolute. Raises `BadSettings` for a sound file that is not there."""
    voice = settings.voice and _voice_placed(settings.voice, home, where)
    sources = tuple(_source_placed(source, home) for source in settings.sources)
    encoder = settings.encoder and _source_placed(settings.encoder, home)
    return settings.model_copy(
        update={"shop": home / settings.shop, "record": home / settings.record, "voice": voice, "sources": sources, "encoder": encoder}
    )


def _voice_placed(voice: VoiceSettings, home: Path, where: str) -> VoiceSettings:
    model = str(home / voice.model) if (home / voice.model).is_dir() else voice.model
    if voice.file is None:
        return voice.model_copy(update={"model": model})
    if not (home / voice.file).is_file():
        raise BadSettings(f"voice.file: there is no file {voice.file}", where=where, remedy="give the path of the sound file")
    return voice.model_copy(update={"model": model, "file": home / voice.file})


def _source_placed(source: dict[str, Any], home: Path) -> dict[str, Any]:
    folder = source.get("folder")
    return {**source, "folder": str(home / folder)} if isinstance(folder, str) else source


def _no_topic(name: str) -> str | None:
    """What is wrong with a topic of the policy, or None: it is a topic's id, or the first part of some."""
    known = {*TOPICS, *(topic.split(".")[0] for topic in TOPICS)}
    if name in known:
        return None
    close = process.extractOne(name, sorted(known), score_cutoff=60)
    return f"policy.topics.{name}: unknown topic" + (f', did you mean "{close[0]}"?' if close else "")


def _fault(fault: Any) -> str:
    where = ".".join(str(x) for x in fault["loc"])
    if fault["type"] != "extra_forbidden":
        return f"{where}: {fault['msg']}" if where else str(fault["msg"])
    inner: dict[str, type[Value]] = {"room": RoomSettings, "voice": VoiceSettings, "console": ConsoleSettings, "policy": PolicySettings}
    model = inner.get(str(fault["loc"][0]), Settings) if len(fault["loc"]) > 1 else Settings
    close = process.extractOne(str(fault["loc"][-1]), list(model.model_fields), score_cutoff=60)
    return f"{where}: unknown key" + (f', did you mean "{close[0]}"?' if close else "")
