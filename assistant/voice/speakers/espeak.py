"""espeak-ng, where it is installed: a program of its own, given the text on its standard input. Plain voices, no network, no cost."""

from __future__ import annotations

import asyncio
import re
import shutil
import struct
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from pydantic import Field

from assistant.errors import Unavailable
from assistant.ports import Sound
from assistant.voice.cues import Pace

NAMES = {"no": "nb", "in": "id", "iw": "he", "fr": "fr-fr", "en": "en-us"}  # where a voice is called otherwise than its language
UNREAD = {"ja": "the Japanese voice cannot read kanji", "zh": "the Mandarin voice spells", "cmn": "the Mandarin voice spells"}  # in 1.51
REMEDY = 'use kind = "openai", or name a voice in voices'
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
BYTES_MAX = 8 * 2**20
HEADER = 44  # bytes of the WAV header that the program writes


class Options(Pace):
    """`words_per_minute`: how fast; `voices`: language -> a voice's name, where another one is wanted (`espeak-ng --voices`)."""

    command: str = "espeak-ng"
    words_per_minute: int = Field(175, ge=80, le=450)
    voices: dict[str, str] = {}
    deadline_s: float = Field(3.0, gt=0)


class Espeak:
    """One installed program with its voices."""

    name = "espeak-ng"

    def __init__(self, program: str, voices: frozenset[str], options: Options) -> None:
        self._program, self._voices, self._options = program, voices, options

    async def speak(self, text: str, lang: str) -> Sound:
        """A WAV. Raises `Unavailable`."""
        words = ("-v", self._voice(lang), "-s", str(self._options.words_per_minute), "-b", "1", "--stdin", "--stdout")
        sound = await _run(self._program, words, _plain(text), self._options.deadline_s)
        if len(sound) <= HEADER or not sound.startswith(b"RIFF"):
            raise Unavailable(f"nothing was spoken for {lang}", where=self.name, remedy="try the program by hand")
        return Sound(data=_sized(sound))

    def _voice(self, lang: str) -> str:
        tag, base = lang.lower(), lang.split("-")[0].lower()
        if named := self._options.voices.get(lang) or self._options.voices.get(base):
            return named
        if base in UNREAD:
            raise Unavailable(UNREAD[base], where=self.name, remedy=REMEDY)
        found = next((voice for voice in (tag, NAMES.get(base, base), base) if voice in self._voices), None)
        if found is None:
            raise Unavailable(f"there is no voice for {lang}", where=self.name, remedy=REMEDY)
        return found


@asynccontextmanager
async def connect(options: Options, environment: Mapping[str, str]) -> AsyncIterator[Espeak]:
    """Finds the program and its voices. Raises `Unavailable` where it is not installed."""
    program = shutil.which(options.command)
    if program is None:
        raise Unavailable(f"there is no {options.command} on this machine", where="earpiece", remedy='install it (apt-get install espeak-ng), or use kind = "openai"')
    listed = (await _run(program, ("--voices",), "", options.deadline_s)).decode("utf-8", "replace")
    voices = frozenset(row[1].lower() for line in listed.splitlines()[1:] if len(row := line.split()) > 1)
    yield Espeak(program, voices, options)


async def _run(program: str, words: tuple[str, ...], text: str, deadline_s: float) -> bytes:
    """What the program writes. It is ended at the deadline. Raises `Unavailable`."""
    try:
        process = await asyncio.create_subprocess_exec(program, *words, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    except OSError as error:
        raise Unavailable(f"does not start ({error.strerror})", where=program, remedy="install it again") from error
    try:
        async with asyncio.timeout(deadline_s):
            written, _ = await process.communicate(text.encode("utf-8"))
    except TimeoutError as error:
        raise Unavailable(f"did not speak within {deadline_s:g} s", where=program, remedy="raise deadline_s, or look at what the machine does") from error
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode:
        raise Unavailable(f"ended with status {process.returncode}", where=program, remedy="try the program by hand")
    if len(written) > BYTES_MAX:
        raise Unavailable("the speech is too long", where=program)
    return written


def _plain(text: str) -> str:
    """One line without control characters: at a NUL the program would stop."""
    return CONTROL.sub(" ", text).strip()


def _sized(wav: bytes) -> bytes:
    """The header with the true lengths: to a pipe the program writes it before it knows them."""
    return wav[:4] + struct.pack("<I", len(wav) - 8) + wav[8:40] + struct.pack("<I", len(wav) - HEADER) + wav[HEADER:]
