"""A clock that jumps, sounds made on the spot, and the small recogniser."""

from __future__ import annotations

import json
import wave
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from assistant.voice.activity import Activity, load_silero
from assistant.voice.decoder.voice import VoiceTranscriber
from assistant.voice.models import ModelSearch
from assistant.voice.pcm import RATE_HZ
from assistant.voice.transcribers import whisper

MICRO = Path(__file__).parents[1] / "data" / "whisper-micro"
EVENING = Path(__file__).parents[2] / "knowledge" / "recordings" / "bandung_evening"


class JumpingClock:
    """A Clock whose sleepers never wait: time jumps to where the furthest of them wants to be."""

    def __init__(self) -> None:
        self.t = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.t

    async def sleep_until(self, t: float) -> None:
        if t > self.t:
            self.slept.append(t - self.t)
            self.t = t


@dataclass(frozen=True)
class PlugTools:
    models: ModelSearch


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
def tools() -> PlugTools:
    return PlugTools(ModelSearch())


@pytest.fixture
def micro() -> Path:
    return MICRO


@pytest.fixture
def evening() -> Path:
    return EVENING


@pytest.fixture
def activity() -> Activity:
    return Activity(load_silero())


@pytest.fixture
async def recogniser(tools: PlugTools) -> AsyncIterator[VoiceTranscriber]:
    async with whisper.connect(whisper.Options(model=str(MICRO / "model")), tools) as transcriber:
        yield transcriber


@pytest.fixture
def sentences() -> list[dict[str, object]]:
    """What is said in the Indonesian stream, with true times."""
    return json.loads((MICRO / "streams" / "id.json").read_text("utf-8"))["sentences"]


@pytest.fixture
def wav(tmp_path: Path) -> Callable[..., Path]:
    """Writes 16-bit samples as a WAV file and returns its path."""

    def write(pcm: np.ndarray, rate: int = RATE_HZ, channels: int = 1, name: str = "sound.wav") -> Path:
        path = tmp_path / name
        with wave.open(str(path), "wb") as file:
            file.setnchannels(channels)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes((np.repeat(pcm, channels) * 32767).astype("<i2").tobytes())
        return path

    return write


@pytest.fixture
def tone() -> Callable[[float, int], np.ndarray]:
    """A sine of `seconds` at `rate` samples a second."""
    return lambda seconds, rate=RATE_HZ: 0.3 * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate).astype(np.float32)
