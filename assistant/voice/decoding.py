"""Any container FFmpeg reads, as 16 kHz mono samples. Blocking: runs in the capture thread, never on the event loop."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import av
import av.error
import numpy as np
from av.container import InputContainer

from assistant.errors import AssistantError, BadInput, Unavailable
from assistant.voice.pcm import RATE_HZ

SCHEMES = ("rtmp", "rtmps", "http", "https")
HIGHEST_RATE_HZ = 384_000
ALSA_FOLDER = Path("/usr/share/alsa")
CORRUPT_IN_A_ROW = 100  # packets that do not decode before the sound is given up

ANALYSED_S = 0.5  # of sound and picture, before the first sample: their codecs are told by then, however they are interleaved
# Measured on a loopback server: default probing waits 5 s before the first sample of an RTMP stream, these 0.3-0.9 s. Probing fewer
# bytes is 0.3 s quicker, but then a stream whose picture comes first seems to hold no sound.
FAST_OPEN = {
    "analyzeduration": str(int(ANALYSED_S * 1e6)),
    "fflags": "nobuffer",
    "live_start_index": "-1",
    # a playlist served by a stranger must not make us read local files
    "protocol_whitelist": "rtmp,rtmps,rtmpt,tcp,tls,http,https,httpproxy,crypto,data",
}


def place_of(url: str) -> str:
    """A URL fit for logs: scheme and host only, since the path of a live URL is its secret key."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}/…"


def check_url(url: str) -> None:
    """Raises BadInput unless `url` is a live address we read."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise BadInput(f"not a live address: {place_of(url)}", remedy=f"use one of {', '.join(s + '://' for s in SCHEMES)}")


def check_file(path: Path, max_bytes: int) -> None:
    """Raises BadInput for a file that is missing, empty, not a file, or larger than `max_bytes`."""
    if not path.is_file():
        what = "is not a file" if path.exists() else "there is no such file"
        raise BadInput(what, where=str(path), remedy="give the path of a sound or video file")
    size = path.stat().st_size
    if size == 0:
        raise BadInput("the file is empty", where=str(path), remedy="record or copy it again")
    if size > max_bytes:
        raise BadInput(f"{size} bytes, at most {max_bytes} are read", where=str(path), remedy="cut it, or keep only its sound track")


def open_file(path: Path) -> InputContainer:
    """Raises BadInput when FFmpeg cannot make sense of it."""
    with explained(str(path)):
        return av.open(str(path), options={"protocol_whitelist": "file"})


def open_url(url: str, timeout_s: tuple[float, float]) -> InputContainer:
    """`timeout_s`: (open, read). A publisher that leaves sends no end of stream, so reads without a limit hang. Raises Unavailable."""
    parts = urlsplit(url)
    # to tell a format takes 2 kB, which is five seconds of somebody who says nothing
    flv = parts.scheme.startswith("rtmp") or parts.path.endswith(".flv")
    bare = not flv and ".m3u8" not in url  # such as WAV or MP3: would ask for as many bytes as it may
    options = {**FAST_OPEN, "probesize": "4096"} if bare else dict(FAST_OPEN)
    with explained(place_of(url), live=True):
        return av.open(url, format="flv" if flv else None, options=options, timeout=timeout_s)


def open_device(device: str) -> InputContainer:
    """A microphone of this machine, through ALSA. Raises Unavailable when there is none of that name."""
    # the library that comes with PyAV looks for its own build's folder; the system's is where the devices are named
    if ALSA_FOLDER.is_dir():
        os.environ.setdefault("ALSA_CONFIG_DIR", str(ALSA_FOLDER))
    try:
        return av.open(device, format="alsa", options={"channels": "1", "sample_rate": str(RATE_HZ)})
    except (av.error.FFmpegError, OSError, ValueError) as e:
        remedy = "connect it, or name one that `arecord -L` lists; the console's microphone page works without one"
        raise Unavailable(f"cannot be opened ({reason(e)})", where=f"sound device {device}", remedy=remedy) from e


@contextmanager
def explained(where: str, *, live: bool = False) -> Iterator[None]:
    """FFmpeg's faults as ours: Unavailable for a live address, BadInput for a file."""
    try:
        yield
    except AssistantError:
        raise
    except av.error.ExitError as e:
        raise Unavailable("no sound arrives: the stream is not live, or its publisher left", where=where, remedy="start the stream") from e
    except (av.error.FFmpegError, OSError, ValueError) as e:
        if live:
            remedy = "check that the stream is live and the address right"
            raise Unavailable(f"cannot be read ({reason(e)})", where=where, remedy=remedy) from e
        raise BadInput(f"not readable as sound ({reason(e)})", where=where, remedy="convert it to WAV, FLAC, Ogg, MP3 or MP4") from e


def reason(fault: BaseException) -> str:
    """FFmpeg's short text without the address, which may hold a key."""
    return str(getattr(fault, "strerror", None) or type(fault).__name__)


def decoded(container: InputContainer, where: str) -> Iterator[np.ndarray]:
    """float32 arrays, shape (n,), 16 kHz, -1..1, any length. Single packets that do not decode are skipped. Raises BadInput."""
    stream = _sound_track(container, where)
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
    corrupt = 0
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError as e:
            corrupt += 1
            if corrupt > CORRUPT_IN_A_ROW:
                raise BadInput("the sound is corrupt", where=where, remedy="record or copy it again") from e
            continue
        for frame in frames:
            corrupt = 0
            yield from _samples(resampler, frame)
    yield from _samples(resampler, None)


def _sound_track(container: InputContainer, where: str) -> av.AudioStream:
    if not container.streams.audio:
        raise BadInput("holds no sound track", where=where, remedy="choose a file or stream with sound")
    stream = container.streams.audio[0]
    rate = stream.codec_context.sample_rate
    if rate and rate > HIGHEST_RATE_HZ:
        raise BadInput(f"{rate} samples a second are not plausible", where=where, remedy="convert it to 48 kHz or less")
    return stream


def _samples(resampler: av.AudioResampler, frame: av.AudioFrame | None) -> Iterator[np.ndarray]:
    for out in resampler.resample(frame):
        pcm = np.nan_to_num(out.to_ndarray()[0], nan=0.0, posinf=1.0, neginf=-1.0)
        yield np.clip(pcm, -1.0, 1.0).astype(np.float32, copy=False)
