"""faster-whisper as a Transcriber, in a process of its own: one voice, or several that share the model (`connect_pool`)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from assistant.errors import BadInput, BadSettings
from assistant.voice.decoder.capacity import cores, divided
from assistant.voice.decoder.messages import Ready, Setup
from assistant.voice.decoder.options import Options
from assistant.voice.decoder.pool import Pool
from assistant.voice.decoder.process import Decoder, start
from assistant.voice.decoder.voice import VoiceTranscriber
from assistant.voice.models import Tools, find_model

__all__ = ["Options", "connect", "connect_pool"]


@asynccontextmanager
async def connect(options: Options, tools: Tools) -> AsyncIterator[VoiceTranscriber]:
    """Finds and loads the model, and yields the recogniser of one voice. Raises BadInput, BadSettings, Unavailable."""
    async with connect_pool(options, tools) as pool:
        yield pool.voice()


@asynccontextmanager
async def connect_pool(options: Options, tools: Tools, *, voices: int = 1) -> AsyncIterator[Pool]:
    """As `connect`, for so many voices: `pool.voice(role=..., name=...)` for each."""
    folder = await asyncio.to_thread(find_model, options.model, tools.models)
    workers, threads = divided(cores(), voices, options.workers, options.threads)
    setup = Setup(
        folder=str(folder),
        device=options.device,
        compute_type=options.compute_type,
        workers=workers,
        threads=threads,
        window_s=options.window_s,
    )
    decoder, ready = await start(setup, options.load_s)
    try:
        pool = _pool(setup, options, decoder, ready)
    except BadSettings:
        await decoder.end()
        raise
    serving = asyncio.create_task(pool.run(), name=pool.name)
    try:
        yield pool
    finally:
        serving.cancel()
        try:
            with suppress(asyncio.CancelledError):
                await serving
        finally:
            await pool.close()


def _pool(setup: Setup, options: Options, decoder: Decoder, ready: Ready) -> Pool:
    """Raises BadSettings where the options do not fit the model: an English-only one in a room of other languages."""
    try:
        pool = Pool(setup, options, decoder, ready)
        pool.voice()
    except BadInput as e:
        raise BadSettings(e.what, where=setup.folder, remedy=e.remedy) from e
    return pool
