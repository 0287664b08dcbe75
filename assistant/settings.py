"""A session file: one live room, its shop, sources, voice, policy and console. Read once, frozen; secrets come from the environment.

shop = "my-shop/shop.toml"
record = "data/tonight.sqlite3"

[room]
room = "tonight"
market = "ID"
langs = ["id"]

[[sources]]
kind = "ingest"          # or "stdin", "recorded"

[voice]                  # or [[voices]], one for each who speaks
url = "rtmp://127.0.0.1/live/stream"
lang = "id"
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import tomli as tomllib
from pydantic import Field, ValidationError, model_validator
from rapidfuzz import process

from assistant.answering.decide import Mode, Policy
from assistant.domain import LANG, MARKET, Room, Value, VoiceRole
from assistant.errors import BadSettings
from assistant.handoff.hours import Limits
from assistant.market.topics import TOPICS

NAME = r"^[^\W_][\w .-]{0,39}$"
MOST_VOICES = 8
DEVICES = ("auto", "cpu", "cuda")
PEOPLE = "people.sqlite3"
LIGHTS = ("record", "console", "earpiece", "desk")  # names among the lights that are the program's own


class RoomSettings(Value):
    """The room; `local_start` defaults to the market's time when the session starts."""

    room: str = Field(min_length=1, max_length=200)
    market: str = Field(pattern=MARKET)
    local_start: str | None = Field(None, pattern=r"^(\d{4}-\d\d-\d\dT)?\d\d:\d\d")
    langs: tuple[Annotated[str, Field(pattern=LANG)], ...] = ()

    def at(self, now: datetime) -> Room:
        return Room(room=self.room, market=self.market, local_start=self.local_start or now.strftime("%Y-%m-%dT%H:%M"), langs=self.langs)


class VoiceSettings(Value):
    """Somebody who is heard, and where. Exactly one of `url`, `file`, `microphone`, `device`; at most one of `lang`, `languages`."""

    name: str = Field(pattern=NAME)  # on lights and remarks; without one, the role
    role: VoiceRole = "host"
    url: str | None = None
    file: Path | None = None
    microphone: bool = False  # on the console's microphone page
    device: str | None = None  # a sound card of this machine, as `arecord -L` lists it; "default" for the usual one
    lang: str | None = Field(None, pattern=LANG)
    languages: tuple[Annotated[str, Field(pattern=LANG)], ...] = ()  # the only ones that may be heard; empty = any
    partials: bool = True  # say what is being said, not only what was: three to ten times the work

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: Any) -> Any:
        return {"name": given.get("role", "host"), **given} if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _one(self) -> VoiceSettings:
        if self.device in DEVICES:
            raise ValueError(f"device is a sound card; what the recogniser runs on ({self.device}) belongs in [recogniser]")
        if sum((self.url is not None, self.file is not None, self.microphone, self.device is not None)) != 1:
            raise ValueError("give exactly one of url, file, microphone, device")
        if self.lang is not None and self.languages:
            raise ValueError("give lang or languages, not both")
        return self

    @property
    def allowed(self) -> tuple[str, ...]:
        """Languages that may be heard; empty = any."""
        return (self.lang,) if self.lang else self.languages


class RecogniserSettings(Value):
    """The speech model, shared by all voices. `model`: a published size or a folder."""

    model: str = "small"
    device: Literal["auto", "cpu", "cuda"] = "cpu"
    compute_type: str | None = None  # None: int8 on the CPU, float16 on a GPU
    workers: int | None = Field(None, ge=1)  # calls at the same time; None: as many as voices, at most the cores and 4
    threads: int | None = Field(None, ge=1)  # of each call; None: the cores that are left over, at most 4
    window_s: float = Field(30.0, ge=2, le=30)  # less: cheaper, and perhaps worse; to be measured with the model
    download: bool = False


class PolicySettings(Policy):
    """How much the assistant may do by itself: in a live, nothing that a person did not allow."""

    mode: Mode = "suggest"


class ConsoleSettings(Value):
    """The web console. `people`: the file of who may sign in, beside the record unless said otherwise. The token of the environment
    variable named here signs in as owner without a person."""

    host: str = "127.0.0.1"
    port: int = Field(8765, ge=0, le=65535)
    token_env: str = "LIVE_ASSISTANT_TOKEN"  # noqa: S105 - the variable's name, not a secret
    origins: tuple[str, ...] = ()
    people: Path = Path(PEOPLE)  # relative to the record's folder when it is the default, else to the session file
    proxies: tuple[str, ...] = ()


class Settings(Value):
    """One session file."""

    shop: Path
    room: RoomSettings
    record: Path = Path("data/record.sqlite3")
    policy: PolicySettings = PolicySettings()
    handoff: Limits = Limits()  # how long a case may wait for a person
    sources: tuple[dict[str, Any], ...] = Field(min_length=1)
    voice: VoiceSettings | None = None  # one voice ...
    voices: tuple[VoiceSettings, ...] = Field((), max_length=MOST_VOICES)  # ... or several
    recogniser: RecogniserSettings = RecogniserSettings()
    encoder: dict[str, Any] | None = None  # an optional sentence encoder; its kind reads the rest
    earpiece: dict[str, Any] | None = None  # optional cues for the host's ear; its kind reads the rest
    desk: dict[str, Any] | None = None  # an outside desk for cases; its kind reads the rest
    console: ConsoleSettings = ConsoleSettings()

    @property
    def speaking(self) -> tuple[VoiceSettings, ...]:
        """Everybody who is heard."""
        return (self.voice,) if self.voice else self.voices

    @model_validator(mode="after")
    def _told_apart(self) -> Settings:
        if self.voice and self.voices:
            raise ValueError("give [voice] for one or [[voices]] for several, not both")
        names = [voice.name for voice in self.speaking]
        names += [str(source.get("name", source.get("kind"))) for source in self.sources] if names else []
        if taken := [name for n, name in enumerate(names) if name in (*names[:n], *LIGHTS)]:
            raise ValueError(f"voices: the name {taken[0]!r} is taken; give each voice its own, other than a source's and {', '.join(LIGHTS)}")
        return self


TABLES: dict[str, type[Value]] = {
    "room": RoomSettings,
    "voice": VoiceSettings,
    "voices": VoiceSettings,
    "recogniser": RecogniserSettings,
    "console": ConsoleSettings,
    "policy": PolicySettings,
    "handoff": Limits,
}


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
    sources = tuple(_source_placed(source, home) for source in settings.sources)
    encoder = settings.encoder and _source_placed(settings.encoder, home)
    recogniser = settings.recogniser
    if (home / recogniser.model).is_dir():
        recogniser = recogniser.model_copy(update={"model": str(home / recogniser.model)})
    record, console = home / settings.record, settings.console
    people = home / console.people if "people" in console.model_fields_set else record.parent / PEOPLE
    return settings.model_copy(
        update={
            "shop": home / settings.shop,
            "record": record,
            "voice": settings.voice and _voice_placed(settings.voice, home, where, "voice"),
            "voices": tuple(_voice_placed(voice, home, where, f"voices.{n}") for n, voice in enumerate(settings.voices)),
            "recogniser": recogniser,
            "sources": sources,
            "encoder": encoder,
            "console": settings.console.model_copy(update={"people": people}),
        }
    )


def _voice_placed(voice: VoiceSettings, home: Path, where: str, table: str) -> VoiceSettings:
    if voice.file is None:
        return voice
    if not (home / voice.file).is_file():
        raise BadSettings(f"{table}.file: there is no file {voice.file}", where=where, remedy="give the path of the sound file")
    return voice.model_copy(update={"file": home / voice.file})


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
    table, key = str(fault["loc"][0]), str(fault["loc"][-1])
    if table in ("voice", "voices") and key in RecogniserSettings.model_fields:
        return f"{where}: belongs in [recogniser]"
    model = TABLES.get(table, Settings) if len(fault["loc"]) > 1 else Settings
    close = process.extractOne(key, list(model.model_fields), score_cutoff=60)
    return f"{where}: unknown key" + (f', did you mean "{close[0]}"?' if close else "")
