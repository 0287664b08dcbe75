"""Streams to measure on: sound with its script, out of a folder, a list of clips, or one file.

Short clips without the times of their words are joined to a stream with pauses; then only the ends of the clips are known.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.errors import BadInput
from assistant.voice.bench.script import Sentence, read_script
from assistant.voice.decoding import check_file, decoded, open_file
from assistant.voice.pcm import RATE_HZ
from assistant.voice.recording import SHEET_FILE, Recording, read_recording

SOUNDS = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a", ".aac", ".mp4", ".mkv", ".webm", ".flv", ".aiff")
MOST_BYTES = 2 * 2**30
MOST_FILES = 500
LONGEST_S = 3600.0  # of one file
CLIP_S = 15.0  # shorter files with no more than a text are clips
PAUSE_S = (0.6, 1.6)  # between clips
AFTER_S = 1.2  # silence after the last word, as in a live: without it the end of the file would end the sentence
FLOOR = 0.0005  # -66 dBFS of noise between clips: a microphone is never at zero
QUIET = 0.02  # of the clip's peak


@dataclass(frozen=True, slots=True)
class Stream:
    """`pcm` float32 (n,), 16 kHz. `lang`: BCP-47 of the speaker, None = to be found out."""

    name: str
    pcm: np.ndarray
    script: tuple[Sentence, ...] = ()
    lang: str | None = None

    @property
    def seconds(self) -> float:
        return len(self.pcm) / RATE_HZ

    @property
    def is_clip(self) -> bool:
        """Short, and no more is known than what is said in all of it."""
        return self.seconds < CLIP_S and [(one.start, one.end, one.words) for one in self.script] == [(0.0, self.seconds, ())]

    def shortened(self, seconds: float) -> Stream:
        """The first `seconds`, without a sentence that is cut in two, and a pause after it."""
        whole = tuple(one for one in self.script if one.end <= seconds)
        end = min(seconds, self.seconds)
        if len(whole) < len(self.script) and whole:
            end = min(end, (whole[-1].end + self.script[len(whole)].start) / 2)
        kept = self.pcm[: int(end * RATE_HZ)]
        silence = np.zeros(int(AFTER_S * RATE_HZ), np.float32)
        return replace(self, pcm=np.concatenate((kept, silence)), script=whole)

    def later(self, seconds: float) -> Stream:
        """The same after `seconds` of silence: streams that are heard at once must not pause at once."""
        silence = np.zeros(int(seconds * RATE_HZ), np.float32)
        return replace(self, pcm=np.concatenate((silence, self.pcm)), script=tuple(one.later(seconds) for one in self.script))


def read_streams(path: Path, *, lang: str | None = None, seconds: float = LONGEST_S, seed: int = 0) -> tuple[Stream, ...]:
    """`path`: a folder of sounds (beside each, optionally, NAME.json or NAME.txt), a recorded live, one sound, or a JSON list of clips
    [{"file", "text", "lang"}, …]. Joined clips are about `seconds` long. Blocking. Raises BadInput."""
    if path.suffix == ".json":
        found = _listed(path)
    elif (path / SHEET_FILE).is_file():
        found = [_recorded(read_recording(path))]
    elif path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in SOUNDS)
        if not files:
            raise BadInput("holds no sound files", where=str(path), remedy=f"put {', '.join(SOUNDS[:5])} files there")
        found = [_read(file) for file in files[:MOST_FILES]]
    else:
        found = [_read(path)]
    if lang is not None:
        found = [replace(stream, lang=lang) for stream in found]
    clips = [stream for stream in found if stream.is_clip]
    whole = [stream for stream in found if not stream.is_clip]
    rng = np.random.default_rng(seed)
    langs = sorted({clip.lang or "" for clip in clips})
    return (*whole, *(joined([clip for clip in clips if (clip.lang or "") == one], seconds, rng) for one in langs))


def joined(clips: Sequence[Stream], seconds: float, rng: np.random.Generator) -> Stream:
    """Clips in random order, each once before any comes again, with pauses and a floor of noise, until about `seconds` are full."""
    parts: list[np.ndarray] = []
    script: list[Sentence] = []
    at = 0
    while not script or at < seconds * RATE_HZ:
        for number in rng.permutation(len(clips)):
            clip = clips[number]
            parts.append(np.zeros(int(rng.uniform(*PAUSE_S) * RATE_HZ), np.float32))
            at += len(parts[-1])
            first, last = voiced(clip.pcm)
            script.append(clip.script[0].model_copy(update={"start": (at + first) / RATE_HZ, "end": (at + last) / RATE_HZ}))
            parts.append(clip.pcm)
            at += len(clip.pcm)
            if at >= seconds * RATE_HZ:
                break
    sound = np.concatenate(parts)
    sound = np.clip(sound + FLOOR * rng.standard_normal(len(sound), np.float32), -1, 1).astype(np.float32)
    return Stream(f"{clips[0].lang or 'clips'} joined", sound, tuple(script), clips[0].lang)


def voiced(pcm: np.ndarray) -> tuple[int, int]:
    """First and last sample of the loud part, in steps of 10 ms; of a clip of one voice without noise."""
    step = RATE_HZ // 100
    if len(pcm) < step:
        return 0, len(pcm)
    peaks = np.abs(pcm[: len(pcm) // step * step]).reshape(-1, step).max(axis=1)
    loud = np.flatnonzero(peaks > QUIET * peaks.max())
    return (int(loud[0]) * step, int(loud[-1] + 1) * step) if len(loud) else (0, len(pcm))


def arranged(streams: Sequence[Stream], count: int, seconds: float) -> tuple[Stream, ...]:
    """`count` streams of about `seconds` to be heard at once, each of one language, files after each other until it is full."""
    langs = list(dict.fromkeys(stream.lang for stream in streams))
    made = []
    for number in range(count):
        group = [stream for stream in streams if stream.lang == langs[number % len(langs)]]
        first = number // len(langs) % len(group)
        made.append(_chained([*group[first:], *group[:first]], seconds).shortened(seconds))
    return tuple(made)


def _chained(streams: Sequence[Stream], seconds: float) -> Stream:
    whole = streams[0]
    for more in streams[1:]:
        if whole.seconds >= seconds:
            break
        script = (*whole.script, *(sentence.later(whole.seconds) for sentence in more.script))
        whole = replace(whole, name=f"{whole.name} + {more.name}", pcm=np.concatenate((whole.pcm, more.pcm)), script=script)
    return whole


def _recorded(recording: Recording) -> Stream:
    if recording.audio is None:
        raise BadInput("this recording has no sound", where=str(recording.folder), remedy="name one with sound")
    said = tuple(Sentence(text=u.text, start=u.t, end=u.end, lang=u.lang) for u in recording.utterances if u.end is not None)
    return Stream(recording.folder.name, read_sound(recording.audio), said, recording.sheet.host_lang)


def _read(file: Path) -> Stream:
    pcm = read_sound(file)
    script: tuple[Sentence, ...] = ()
    for beside in (file.with_suffix(".json"), file.with_suffix(".txt")):
        if beside.is_file():
            script = read_script(beside, len(pcm) / RATE_HZ)
            break
    langs = {one.lang for one in script}
    return Stream(file.stem, pcm, script, langs.pop() if len(langs) == 1 else None)


def read_sound(file: Path) -> np.ndarray:
    """float32 (n,), 16 kHz. Raises BadInput."""
    check_file(file, MOST_BYTES)
    parts: list[np.ndarray] = []
    samples = 0
    with open_file(file) as container:
        for part in decoded(container, str(file)):
            parts.append(part)
            samples += len(part)
            if samples > LONGEST_S * RATE_HZ:
                raise BadInput(f"longer than {LONGEST_S:.0f} s", where=str(file), remedy="cut it")
    if not samples:
        raise BadInput("holds no sound", where=str(file), remedy="record or copy it again")
    return np.concatenate(parts)


def _listed(path: Path) -> list[Stream]:
    try:
        lines = [(str(one["file"]), str(one["text"]), one.get("lang")) for one in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as e:
        remedy = 'write [{"file": "clips/a.ogg", "text": "what is said", "lang": "en"}, …]'
        raise BadInput("is not a list of clips", where=str(path), remedy=remedy) from e
    clips = []
    for name, text, lang in lines[:MOST_FILES]:
        pcm = read_sound(path.parent / name)
        clips.append(Stream(name, pcm, (Sentence(text=text, start=0.0, end=len(pcm) / RATE_HZ, lang=lang),), lang))
    if not clips:
        raise BadInput("lists no clips", where=str(path), remedy="name a sound and its text")
    return clips
