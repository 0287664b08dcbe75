"""Sentence vectors from any OpenAI-compatible endpoint: `POST <url>/embeddings`. Texts are masked before they come here."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import aiohttp
import numpy as np

from assistant.domain import Value
from assistant.errors import Unavailable

_BATCH = 128
_BYTES_MAX = 32 * 1024 * 1024  # of one reply: 128 vectors of 4,096 numbers, written out


class Options(Value):
    """`url` up to and with `/v1`; the key comes from the environment variable named in `key_env`, where one is set."""

    url: str
    model: str
    key_env: str = "LIVE_ASSISTANT_ENCODER_KEY"
    timeout_s: float = 20.0  # of one batch of phrasings; a comment's deadline is the session's


class HttpEncoder:
    """One endpoint and model."""

    def __init__(self, http: aiohttp.ClientSession, options: Options) -> None:
        self._http, self._options = http, options
        self.name = f"http:{options.model}"

    async def encode(self, texts: Sequence[str], *, query: bool) -> np.ndarray:
        """float32 (n, d), rows of unit length. Raises `Unavailable` when the endpoint fails or replies nonsense."""
        parts = [await self._batch(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
        return np.concatenate(parts)

    async def _batch(self, texts: Sequence[str]) -> np.ndarray:
        url = f"{self._options.url.rstrip('/')}/embeddings"
        try:
            async with self._http.post(url, json={"model": self._options.model, "input": list(texts)}) as reply:
                body = await reply.content.read(_BYTES_MAX + 1)
                if reply.status != 200:
                    raise Unavailable(f"the encoder answered with status {reply.status}", where=url)
                if len(body) > _BYTES_MAX:
                    raise Unavailable("the encoder's reply is too large", where=url)
            rows = sorted(json.loads(body)["data"], key=lambda row: row["index"])
            vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(f"the encoder does not answer ({type(error).__name__})", where=url, remedy="is it running?") from error
        except (ValueError, KeyError, TypeError) as error:
            raise Unavailable(f"the encoder's reply cannot be read: {error}", where=url) from error
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise Unavailable("the encoder's reply does not fit what was asked", where=url)
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


@asynccontextmanager
async def connect(options: Options, environment: Mapping[str, str]) -> AsyncIterator[HttpEncoder]:
    """A client of the endpoint; nothing is sent until the first text."""
    key = environment.get(options.key_env)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=options.timeout_s)) as http:
        yield HttpEncoder(http, options)
    await asyncio.sleep(0)  # lets the connector close its transports
