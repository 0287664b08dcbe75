"""Ways to turn sound into text that are compared. One more is a class with `name` and `listen` in a file of one's own."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from assistant.errors import BadInput
from assistant.ports import AudioSource, SpeechSource
from assistant.voice.activity import Activity, load_silero
from assistant.voice.bench.chunking import Chunks
from assistant.voice.bench.setting import Setting
from assistant.voice.listen import Listener
from assistant.voice.listen import Options as ListenOptions


class Policy(Protocol):
    """One way to listen."""

    name: str

    def listen(self, sound: AudioSource, setting: Setting) -> SpeechSource: ...


class Ours:
    """The assistant's own listener with partial results, `step_s` apart."""

    def __init__(self, step_s: float | None = None) -> None:
        self.name = "ours" if step_s is None else f"ours@{step_s:g}"
        self._options = {"partials": True} | ({} if step_s is None else {"step_s": step_s})

    def listen(self, sound: AudioSource, setting: Setting) -> SpeechSource:
        return _listener(sound, setting, self._options)


class FinalsOnly:
    """The same voice activity, each stretch of speech decoded once at its end."""

    name = "vad finals only"

    def listen(self, sound: AudioSource, setting: Setting) -> SpeechSource:
        return _listener(sound, setting, {"partials": False})


class PlainChunking:
    """Every five seconds of sound decoded, whether somebody speaks or not."""

    name = "plain chunking"

    def listen(self, sound: AudioSource, setting: Setting) -> SpeechSource:
        return Chunks(sound, setting)


def _listener(sound: AudioSource, setting: Setting, more: Mapping[str, Any]) -> Listener:
    told = {"name": setting.name, "id_prefix": f"{setting.name}-", "lang": setting.lang, "when_full": setting.when_full}
    options = ListenOptions.model_validate({**told, **more})
    return Listener(sound, Activity(load_silero()), setting.transcriber, setting.room, options, clock=setting.clock)


POLICIES: Mapping[str, Callable[[], Policy]] = {"ours": Ours, PlainChunking.name: PlainChunking, FinalsOnly.name: FinalsOnly}


def find_policy(name: str) -> Policy:
    """One of POLICIES (or the start of its name), `ours@SECONDS` with another step, or `FILE.py:Class`. Raises BadInput."""
    file, colon, member = name.rpartition(":")
    if colon and file.endswith(".py"):
        return _from_file(Path(file), member)
    if name.startswith("ours@"):
        return _with_step(name.removeprefix("ours@"))
    found = [make for known, make in POLICIES.items() if known.startswith(name.replace("-", " "))]
    if not name or len(found) != 1:
        raise BadInput(f"there is no policy {name!r}", where="--policy", remedy=f"name one of {', '.join(POLICIES)}, or FILE.py:Class")
    return found[0]()


def _with_step(seconds: str) -> Policy:
    try:
        return Ours(ListenOptions(step_s=float(seconds)).step_s)
    except ValueError as e:
        raise BadInput(f"{seconds!r} is no step in seconds", where="--policy", remedy="such as ours@0.5") from e


def _from_file(file: Path, member: str) -> Policy:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None or not file.is_file():
        raise BadInput("there is no such Python file", where=str(file), remedy="give the path as FILE.py:Class")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    policy = getattr(module, member, None)
    if policy is None or not hasattr(policy, "listen"):
        raise BadInput(f"has no class {member!r} with a method `listen`", where=str(file), remedy="see the Policy protocol")
    return policy()
