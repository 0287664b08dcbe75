"""Speech from any OpenAI-compatible endpoint: `POST <url>/audio/speech`. It is sent the product's own lines, never what a viewer wrote."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Literal

import aiohttp
from pydantic import Field

from assistant.errors import Unavailable
from assistant.ports import Sound
from assistant.voice.cues import Pace

BYTES_MAX = 4 * 2**20
TYPES = {"wav": "audio/wav", "mp3": "audio/mpeg", "opus": "audio/ogg", "flac": "audio/flac", "aac": "audio/aac"}
PLAYED = frozenset({*TYPES.values(), "audio/mp3", "audio/x-wav", "audio/wave", "audio/opus", "audio/webm", "audio/mp4"})


class Options(Pace):
    """`url` up to and with `/v1`; the key comes from the environment variable named in `key_env`, where one is set.

    `voices`: language -> voice, for endpoints whose voices speak one language each; otherwise `voice`."""

    url: str
    model: str
    voice: str
    voices: dict[str, str] = {}
    format: Literal["wav", "mp3", "opus", "flac", "aac"] = "wav"
    key_env: str = "LIVE_ASSISTANT_SPEECH_KEY"
    deadline_s: float = Field(5.0, gt=0)


class HttpSpeaker:
    """One endpoint, model and voice."""

    def __init__(self, http: aiohttp.ClientSession, options: Options) -> None:
        self._http, self._options = http, options
        self.name = f"http:{options.model}"

    async def speak(self, text: str, lang: str) -> Sound:
        """Raises `Unavailable` when the endpoint fails, is late, or answers with something that is no sound."""
        options = self._options
        url = f"{options.url.rstrip('/')}/audio/speech"
        voice = options.voices.get(lang) or options.voices.get(lang.split("-")[0]) or options.voice
        asked = {"model": options.model, "voice": voice, "input": text, "response_format": options.format}
        try:
            async with self._http.post(url, json=asked) as reply:
                if reply.status != 200:
                    raise Unavailable(f"the speech endpoint answered with status {reply.status}", where=url, remedy="look at url, model, voice and key")
                body = await _read(reply.content)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(f"the speech endpoint does not answer ({type(error).__name__})", where=url, remedy="is it running?") from error
        if body is None:
            raise Unavailable("the speech endpoint's sound is too large", where=url)
        kind = reply.content_type if reply.content_type in PLAYED else TYPES[options.format]
        if not body or reply.content_type.startswith(("text/", "application/json")):
            raise Unavailable("the speech endpoint's reply is no sound", where=url, remedy="is it one for speech?")
        return Sound(data=body, type=kind)


async def _read(content: aiohttp.StreamReader) -> bytes | None:
    """All of it, or None where it is more than may be kept."""
    parts, size = [], 0
    async for part in content.iter_chunked(2**16):
        parts.append(part)
        size += len(part)
        if size > BYTES_MAX:
            return None
    return b"".join(parts)


@asynccontextmanager
async def connect(options: Options, environment: Mapping[str, str]) -> AsyncIterator[HttpSpeaker]:
    """A client of the endpoint; nothing is sent until the first cue."""
    key = environment.get(options.key_env)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=options.deadline_s)) as http:
        yield HttpSpeaker(http, options)
    await asyncio.sleep(0)  # lets the connector close its transports
