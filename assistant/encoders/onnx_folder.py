"""A sentence-transformers model from a local folder, as ONNX: `tokenizer.json` and `model.onnx` (or `onnx/model.onnx`).

Needs no torch: onnxruntime and tokenizers are here already for speech. Mean pooling over the tokens, rows of unit length.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import onnxruntime
import tokenizers

from assistant.domain import Value
from assistant.errors import Unavailable

MAX_TOKENS = 64  # of one comment; longer ones are cut
_BATCH = 64


class Options(Value):
    """`folder`: the model as published. `query` and `passage`: what the model wants in front of texts (E5: "query: ")."""

    folder: Path
    query: str = ""
    passage: str = ""
    threads: int = 1


class OnnxEncoder:
    """One model, one worker thread: encoding never blocks the event loop."""

    def __init__(self, options: Options) -> None:
        """Raises `Unavailable` naming the missing or broken file."""
        self._options = options
        model, tokenizer = _files(options.folder)
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = settings.inter_op_num_threads = options.threads
        try:
            self._session = onnxruntime.InferenceSession(str(model), settings, providers=["CPUExecutionProvider"])
            self._tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # both libraries raise their own bare exceptions
            raise Unavailable(f"the encoder cannot be loaded: {error}", where=str(options.folder), remedy="export the model to ONNX again") from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        self._inputs = {i.name for i in self._session.get_inputs()}
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")
        self.name = f"onnx:{options.folder.name}:{model.stat().st_size}:{options.passage}"

    async def encode(self, texts: Sequence[str], *, query: bool) -> np.ndarray:
        """float32 (n, d), rows of unit length."""
        front = self._options.query if query else self._options.passage
        return await asyncio.get_running_loop().run_in_executor(self._worker, self._encode, [front + t for t in texts])

    def _encode(self, texts: Sequence[str]) -> np.ndarray:
        parts = []
        for at in range(0, len(texts), _BATCH):
            encoded = self._tokenizer.encode_batch(list(texts[at : at + _BATCH]))
            ids = np.array([e.ids for e in encoded], dtype=np.int64)
            mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            hidden = self._session.run(None, {k: v for k, v in given.items() if k in self._inputs})[0]
            weights = mask[:, :, None].astype(np.float32)
            pooled = (hidden * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
            parts.append(pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-9))
        return np.concatenate(parts).astype(np.float32)

    def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)


def _files(folder: Path) -> tuple[Path, Path]:
    model = next((p for p in (folder / "model.onnx", folder / "onnx" / "model.onnx") if p.is_file()), None)
    tokenizer = folder / "tokenizer.json"
    if model is None or not tokenizer.is_file():
        lacks = "tokenizer.json" if model is not None else "model.onnx"
        raise Unavailable(f"no {lacks} here", where=str(folder), remedy="give the folder of a sentence-transformers model exported to ONNX")
    return model, tokenizer


@asynccontextmanager
async def connect(options: Options, environment: Mapping[str, str]) -> AsyncIterator[OnnxEncoder]:
    """The encoder, loaded. Raises `Unavailable`."""
    encoder = OnnxEncoder(options)
    try:
        yield encoder
    finally:
        encoder.close()
