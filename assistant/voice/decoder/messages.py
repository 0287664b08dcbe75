"""What parent and child say to each other, and how it lies on a pipe: two lengths, a JSON header, raw sound."""

from __future__ import annotations

import asyncio
import struct
from typing import Annotated, BinaryIO, Literal

from pydantic import Field, TypeAdapter, ValidationError

from assistant.domain import Value, Word
from assistant.voice.decoder.languages import ModelLanguages
from assistant.voice.pcm import LONGEST_S, RATE_HZ

LENGTHS = struct.Struct(">II")  # bytes of the header, bytes of the sound
MOST_HEADER = 1 << 20
MOST_SOUND = int(LONGEST_S * RATE_HZ) * 4


class Setup(Value):
    """Parent, first: which model, and how."""

    kind: Literal["setup"] = "setup"
    folder: str
    device: str
    compute_type: str | None  # None: int8 on the CPU, float16 on a GPU
    workers: int
    threads: int = 1  # of each call, on a CPU
    window_s: float
    timed: bool = True  # measure `seconds_per_call` before it is ready


class Request(Value):
    """One call, without its sound. `code` and `allowed` are the model's language codes."""

    task: Literal["transcribe", "detect"]
    code: str | None = None  # None: the likeliest of `allowed`, or of all
    allowed: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # to expect, best first
    brief: bool = False  # quicker matters more than better


class Ask(Value):
    """Parent: a call. Its sound follows as little-endian float32, 16 kHz."""

    kind: Literal["ask"] = "ask"
    id: int
    request: Request


class Ready(Value):
    """Child, first: the model is loaded."""

    kind: Literal["ready"] = "ready"
    languages: ModelLanguages
    workers: int  # one on a GPU
    threads: int = 1  # of each call
    seconds_per_call: float  # 0 where it was not timed
    rss_bytes: int


class Heard(Value):
    """Child: what was made of a call's sound. `chances`: probability of each language code, for `detect`."""

    kind: Literal["heard"] = "heard"
    id: int
    took_s: float
    rss_bytes: int
    code: str = ""
    text: str = ""
    words: tuple[Word, ...] = ()
    no_speech: float = 0.0
    logprob: float = 0.0
    out_of_tokens: bool = False
    names: tuple[str, ...] = ()  # those that fitted
    chances: dict[str, float] = {}


class Failed(Value):
    """Child: a call went wrong (`id`), or the model did not load (None)."""

    kind: Literal["failed"] = "failed"
    id: int | None
    what: str
    where: str = ""
    remedy: str = ""


Message = Annotated[Setup | Ask | Ready | Heard | Failed, Field(discriminator="kind")]
_MESSAGE: TypeAdapter[Setup | Ask | Ready | Heard | Failed] = TypeAdapter(Message)


class BrokenFrame(Exception):
    """What came through the pipe is not ours."""


def packed(message: Value, sound: bytes = b"") -> bytes:
    """One frame."""
    header = message.model_dump_json().encode()
    return b"".join((LENGTHS.pack(len(header), len(sound)), header, sound))


def read_from(file: BinaryIO) -> tuple[Setup | Ask | Ready | Heard | Failed, bytes] | None:
    """The next message with its sound; None at the end. Blocking. Raises BrokenFrame."""
    lengths = _exactly(file, LENGTHS.size)
    if lengths is None:
        return None
    header_length, sound_length = _checked(lengths)
    header, sound = _exactly(file, header_length), _exactly(file, sound_length)
    return None if header is None or sound is None else (_parsed(header), sound)


async def take_from(reader: asyncio.StreamReader) -> Setup | Ask | Ready | Heard | Failed | None:
    """The next message (those to the parent carry no sound); None at the end. Raises BrokenFrame."""
    try:
        header_length, sound_length = _checked(await reader.readexactly(LENGTHS.size))
        header = await reader.readexactly(header_length)
        await reader.readexactly(sound_length)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    return _parsed(header)


def _exactly(file: BinaryIO, length: int) -> bytes | None:
    parts, left = [], length
    while left:
        part = file.read(left)
        if not part:
            return None
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _checked(lengths: bytes) -> tuple[int, int]:
    header, sound = LENGTHS.unpack(lengths)
    if header > MOST_HEADER or sound > MOST_SOUND:
        raise BrokenFrame(f"a frame of {header} and {sound} bytes")
    return header, sound


def _parsed(header: bytes) -> Setup | Ask | Ready | Heard | Failed:
    try:
        return _MESSAGE.validate_json(header)
    except ValidationError as e:
        raise BrokenFrame(str(e)) from e
