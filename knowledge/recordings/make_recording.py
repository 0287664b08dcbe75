"""Makes a demo recording's sound and events from its script: `python knowledge/recordings/make_recording.py bandung_evening`.

Reads `script.toml` and `recording.toml` in the folder; writes `live.ogg` (Ogg Opus, mono) and `session.jsonl`, whose host lines carry
the times at which they really sound. Needs the program espeak-ng with its Indonesian voice, numpy and PyAV. The same espeak-ng
version gives the same events and the same sound before encoding: all chance comes from SEED.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import subprocess
import tomllib
import wave
from pathlib import Path
from typing import Any

import av
import numpy as np

RATE_HZ = 24_000
BIT_RATE = 24_000
SEED = 412
VOICE = "id+f3"
NOISE_RMS = 0.0007  # a quiet room, about -63 dBFS
LOUDNESS_RMS = 0.08  # of a spoken line
PAUSE_S = 0.9  # at least, between two lines
VOICED = 0.01  # samples louder than this share of the loudest belong to the voice


def spoken(text: str, chance: random.Random) -> np.ndarray:
    """One line as float32 (n,) at RATE_HZ, without silence around it; pace and pitch vary a little from line to line."""
    pace, pitch = chance.randint(146, 166), chance.randint(44, 58)
    command = ["espeak-ng", "-v", VOICE, "-s", str(pace), "-p", str(pitch), "--stdout", text]
    try:
        made = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - our own words, no shell
    except FileNotFoundError as e:
        raise SystemExit("espeak-ng is not installed: it speaks the host's lines") from e
    with wave.open(io.BytesIO(made)) as sound:
        pcm = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype(np.float32) / 32768
        from_hz = sound.getframerate()
    count = int(len(pcm) * RATE_HZ / from_hz)
    pcm = np.interp(np.arange(count) * from_hz / RATE_HZ, np.arange(len(pcm)), pcm).astype(np.float32)
    voiced = np.flatnonzero(np.abs(pcm) > VOICED * np.abs(pcm).max())
    pcm = pcm[voiced[0] : voiced[-1] + 1]
    return pcm * (LOUDNESS_RMS / float(np.sqrt(np.mean(pcm**2))))


def speak_all(lines: list[list[Any]], seconds: float) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """The whole sound, and the host's events with their true times."""
    chance, noise = random.Random(SEED), np.random.default_rng(SEED)  # noqa: S311 - a recording that is the same every time
    sound = noise.normal(0.0, NOISE_RMS, int(seconds * RATE_HZ)).astype(np.float32)
    events: list[dict[str, Any]] = []
    free = 0.0
    for number, (planned, text) in enumerate(lines, 1):
        pcm = spoken(text, chance)
        start = max(float(planned), free)
        at = int(start * RATE_HZ)
        if at + len(pcm) > len(sound):
            raise SystemExit(f"host line {number} ends after the recording's {seconds} s")
        sound[at : at + len(pcm)] += pcm
        end = start + len(pcm) / RATE_HZ
        free = end + PAUSE_S
        events.append({"id": f"h{number:02d}", "type": "host", "t": round(start, 2), "end": round(end, 2), "text": text})
    return np.clip(sound, -1.0, 1.0), events


def written(comments: list[list[Any]]) -> list[dict[str, Any]]:
    """The viewers' events. Raises SystemExit when a comment continues another viewer's."""
    events: list[dict[str, Any]] = []
    for number, (t, user, text, *more) in enumerate(comments, 1):
        event: dict[str, Any] = {"id": f"c{number:02d}", "type": "comment", "t": t, "user": user, "text": text}
        extra = dict(more[0]) if more else {}
        for link in ("prev", "reply_to"):
            if link in extra:
                earlier = events[extra[link] - 1]
                if link == "prev" and earlier["user"] != user:
                    raise SystemExit(f"comment {number} ({text!r}) continues one of {earlier['user']}: {earlier['text']!r}")
                extra[link] = earlier["id"]
        events.append(event | extra)
    return events


def write_sound(sound: np.ndarray, path: Path) -> None:
    """Ogg Opus, mono."""
    with av.open(str(path), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE_HZ, layout="mono")
        stream.bit_rate = BIT_RATE
        frame = av.AudioFrame.from_ndarray((sound * 32767).astype("<i2")[None, :], format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("recording", help="folder beside this file")
    folder = Path(__file__).parent / arguments.parse_args().recording
    script = tomllib.loads((folder / "script.toml").read_text("utf-8"))
    sheet = tomllib.loads((folder / "recording.toml").read_text("utf-8"))
    sound, host = speak_all(script["host"], sheet["seconds"])
    write_sound(sound, folder / sheet["audio"])
    first = {"type": "session", **{key: sheet[key] for key in ("room", "market", "local_start", "langs")}}
    events = sorted(host + written(script["comments"]), key=lambda event: event["t"])
    lines = [json.dumps(event, ensure_ascii=False) for event in [first, *events]]
    (folder / "session.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
