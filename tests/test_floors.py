"""Imports go inward: a room never imports a higher floor, and plugs never import each other."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "assistant"
FLOORS = {
    "domain": 0, "errors": 0, "letters": 0,
    "ports": 1, "masking": 1, "fingerprint": 1, "language": 1, "market": 1, "knowledge": 1,
    "answering": 2, "guard": 2, "grounding": 2, "handoff": 2,
    "record": 3, "voice": 3, "exchange": 3, "clock": 3, "judging": 3, "judged": 3, "speech": 3, "on_air": 3, "shelf": 3, "session": 3, "resolving": 3, "escalating": 3, "lines": 3, "meaning": 3, "people": 3, "liaison": 3,
    "platforms": 4, "voice.transcribers": 4, "voice.speakers": 4, "encoders": 4, "handoff.desks": 4,
    "console": 5, "settings": 5, "live": 5, "build": 5, "replay": 5, "commands": 5, "cli": 5, "__main__": 5, "": 5,
}  # fmt: skip
ONLY_IN = {"faster_whisper": {"voice.decoder.model"}, "aiohttp": {"console", "platforms", "encoders", "voice.speakers", "handoff.desks"}, "argon2": {"people"}, "openai": set(), "langchain_core": set()}


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix("__init__").strip(".")
        yield pytest.param(path, name, id=name or "package")


def room(name):
    plugs = ("voice.transcribers", "voice.speakers", "handoff.desks")
    return next((room for room in plugs if name.startswith(room)), name.split(".")[0])


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize(("path", "name"), list(modules()))
def test_floor(path, name):
    mine = FLOORS[room(name)]
    for module in imports(path):
        if module.startswith("assistant."):
            other = module.removeprefix("assistant.")
            assert FLOORS[room(other)] <= mine, f"{name} imports {other} from a higher floor"
            if room(name) == "platforms" and room(other) == "platforms":
                assert other == "platforms", f"{name} imports another plug"
            if room(name) == room(other) == "handoff.desks":
                assert other in ("handoff.desks",) or other.startswith("handoff.desks.wire."), f"{name} imports another plug"
        elif module.split(".")[0] in ONLY_IN:
            allowed = ONLY_IN[module.split(".")[0]]
            assert name in allowed or room(name) in allowed, f"{name} must not import {module}"
