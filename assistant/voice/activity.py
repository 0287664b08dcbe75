"""Where somebody speaks: 16 kHz frames -> stretches of speech with some sound before and after them.

Silero voice activity detection v6 (the network that faster-whisper ships), streamed with our own state and context: the package's
own wrapper resets its state on every call and overwrites the end of the array it is given.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant.domain import Value
from assistant.errors import Unavailable
from assistant.voice.pcm import RATE_HZ

WINDOW = 512  # samples, 32 ms: the network's step
CONTEXT = 64  # samples of the window before, which the network wants in front
JUMP_S = 0.1  # a frame this far from where it was expected starts a new stretch


class Bounds(Value):
    """When a stretch starts and ends. Seconds; probabilities 0..1. Values: design measurements on eight languages."""

    on: float = 0.5
    off: float = 0.35
    pre_roll_s: float = 0.3
    endpoint_s: float = 0.5  # silence that ends a stretch
    tail_s: float = 0.2  # of that silence, kept for the recogniser
    notice_s: float = 0.16  # of speech, after which it counts as begun for those who must fall silent at once
    shortest_s: float = 0.25  # of speech
    longest_s: float = 12.0  # then it is cut at the quietest moment of the last `dip_s`
    dip_s: float = 2.0
    rms_floor: float = 0.001  # -60 dBFS; the network passes near-silence now and then


@dataclass(frozen=True, slots=True)
class Stretch:
    """Speech. `pcm` float32 (n,), 16 kHz, starts at `start` and ends at `end`, stream seconds; the voice itself lies within."""

    pcm: np.ndarray
    start: float
    end: float
    voice_start: float
    voice_end: float
    cut: bool = False  # ended by the longest length, not by silence
    number: int = 0  # of this voice's stretches, from 1; an unfinished one has the number it will have

    @property
    def seconds(self) -> float:
        return self.end - self.start


class Detector(Protocol):
    """Speech probability of each following window."""

    def probability(self, window: np.ndarray) -> float:
        """`window` float32, shape (512,)."""

    def reset(self) -> None:
        """Forget what was heard."""


class Silero:
    """The network with the memory of one stream."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self.reset()

    def reset(self) -> None:
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(CONTEXT, np.float32)

    def probability(self, window: np.ndarray) -> float:
        fed = np.concatenate((self._context, window))[None, :]
        out, self._h, self._c = self._session.run(None, {"input": fed, "h": self._h, "c": self._c})
        self._context = window[-CONTEXT:].copy()
        return float(np.ravel(out)[0])


def load_silero() -> Silero:
    """About 0.2 s. Raises Unavailable when the network's file or its runtime is missing."""
    remedy = "install the voice packages: pip install faster-whisper"
    spec = find_spec("faster_whisper")  # its folder only: importing it takes seconds and is the recogniser's business
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable("voice activity detection needs the package faster-whisper", remedy=remedy)
    file = Path(spec.submodule_search_locations[0]) / "assets" / "silero_vad_v6.onnx"
    if not file.is_file():
        raise Unavailable("the network for voice activity is missing", where=file.name, remedy=remedy)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return Silero(onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"], sess_options=options))


class Activity:
    """Frames in, stretches out. Holds at most `longest_s` of sound. Not for several threads at once."""

    def __init__(self, detector: Detector, bounds: Bounds | None = None) -> None:
        self._detector = detector
        self._bounds = bounds or Bounds()
        self._rest = np.zeros(0, np.float32)
        self.too_short = 0  # stretches dropped because nobody speaks so briefly
        self._number = 0  # of the stretch that is open, or was the last
        self._restart(0.0)

    def push(self, samples: np.ndarray, t: float) -> list[Stretch]:
        """`samples` float32 (n,); `t` stream seconds of the first. A jump in `t` ends the stretch before it."""
        done: list[Stretch] = []
        if abs(t - self._expected()) > JUMP_S:
            done += self.flush()
            self._restart(t)
        self._rest = np.concatenate((self._rest, samples))
        while len(self._rest) >= WINDOW:
            window, self._rest = self._rest[:WINDOW], self._rest[WINDOW:]
            done += self._hear(window)
        return done

    def flush(self) -> list[Stretch]:
        """The stretch that is under way, at the end of the sound or before a gap."""
        return list(self._close(keep=self._seen))

    @property
    def speaking(self) -> int | None:
        """Number of the stretch in which somebody speaks now, or None."""
        return self._number if self._open and self._voiced >= self._bounds.notice_s * RATE_HZ else None

    @property
    def unfinished(self) -> tuple[float, float, float, float] | None:
        """Of the open stretch, stream seconds: start of the sound, of the voice, end of the voice so far, of the sound. None in silence."""
        if self.speaking is None:
            return None
        return self._seconds(self._open_at), self._seconds(self._voice_at), self._seconds(self._voice_end), self._seconds(self._seen)

    def so_far(self) -> Stretch | None:
        """The open stretch as a copy, all sound up to now in it; None in silence."""
        if self.speaking is None:
            return None
        return self._stretch(np.concatenate(self._open), self._open_at, self._voice_end, cut=False)

    def _expected(self) -> float:
        return self._base + (self._seen + len(self._rest)) / RATE_HZ

    def _restart(self, t: float) -> None:
        self._detector.reset()
        self._base, self._seen = t, 0  # `_seen` counts samples since `_base`
        self._rest = np.zeros(0, np.float32)
        self._before: deque[np.ndarray] = deque(maxlen=max(1, round(self._bounds.pre_roll_s * RATE_HZ / WINDOW)))
        self._open: list[np.ndarray] = []
        self._open_at = self._voice_at = self._voice_end = self._voiced = 0

    def _hear(self, window: np.ndarray) -> Iterator[Stretch]:
        loud = float(np.sqrt(np.mean(np.square(window)))) >= self._bounds.rms_floor
        chance = self._detector.probability(window)  # always asked: its memory must not skip a window
        self._seen += WINDOW
        if not self._open:
            if loud and chance >= self._bounds.on:
                self._start(window)
            else:
                self._before.append(window)
            return
        self._open.append(window)
        if loud and chance >= self._bounds.off:
            self._voice_end = self._seen
            self._voiced += WINDOW
        elif self._seen - self._voice_end >= self._bounds.endpoint_s * RATE_HZ:
            yield from self._close(keep=self._voice_end + int(self._bounds.tail_s * RATE_HZ))
            return
        if self._seen - self._open_at >= self._bounds.longest_s * RATE_HZ:
            yield from self._cut()

    def _start(self, window: np.ndarray) -> None:
        self._open = [*self._before, window]
        self._before.clear()
        self._open_at = self._seen - WINDOW * len(self._open)
        self._voice_at, self._voice_end, self._voiced = self._seen - WINDOW, self._seen, WINDOW
        self._number += 1

    def _close(self, keep: int) -> Iterator[Stretch]:
        """End the open stretch at sample `keep`; what follows it may be the next one's pre-roll."""
        if not self._open:
            return
        sound, opened = np.concatenate(self._open), self._open_at
        kept = min(keep - opened, len(sound))
        self._open = []
        after = sound[kept:]
        self._before.extend(after[i : i + WINDOW] for i in range(len(after) % WINDOW, len(after), WINDOW))
        if self._voiced < self._bounds.shortest_s * RATE_HZ:
            self.too_short += 1
            return
        yield self._stretch(sound[:kept], opened, self._voice_end, cut=False)

    def _cut(self) -> Iterator[Stretch]:
        """Split the open stretch at its quietest moment of late; the rest goes on."""
        sound, opened, end = np.concatenate(self._open), self._open_at, self._voice_end
        tail = sound[-int(self._bounds.dip_s * RATE_HZ) :]
        windows = tail[: len(tail) // WINDOW * WINDOW].reshape(-1, WINDOW)
        energy = np.convolve(np.mean(np.square(windows), axis=1), np.ones(3) / 3, mode="same")
        inner = energy[1:-1]  # the edges average over less
        at = len(sound) - len(tail) + (int(np.argmin(inner)) + 1) * WINDOW + WINDOW // 2
        yield self._stretch(sound[:at], opened, min(end, opened + at), cut=True)
        self._open, self._open_at = [sound[at:]], opened + at
        self._voice_at = opened + at
        self._voiced = max(0, end - self._open_at)
        self._number += 1

    def _stretch(self, pcm: np.ndarray, opened: int, voice_end: int, *, cut: bool) -> Stretch:
        start, end, voice_at, voice_until = map(self._seconds, (opened, opened + len(pcm), self._voice_at, voice_end))
        return Stretch(pcm, start, end, voice_at, voice_until, cut, self._number)

    def _seconds(self, sample: int) -> float:
        return self._base + sample / RATE_HZ
