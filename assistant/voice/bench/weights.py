"""A Whisper model with random weights and the exact dimensions of tiny, base or small: what speech costs on this machine, without a download.

Time and memory do not depend on the values of the weights. The text is meaningless.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import BadInput
from assistant.voice.models import VOCABULARY, check_model

MEL_BINS, SOUND_PLACES, TEXT_PLACES = 80, 1500, 448  # inputs of the encoder; positions of encoder and decoder
SPREAD = 0.02  # standard deviation of a weight
FIRST_LANGUAGE = "<|en|>"
AFTER_LANGUAGES = "<|translate|>"
END_OF_TEXT = "<|endoftext|>"
PREPROCESSOR = {
    "chunk_length": 30,
    "feature_extractor_type": "WhisperFeatureExtractor",
    "feature_size": MEL_BINS,
    "hop_length": 160,
    "n_fft": 400,
    "sampling_rate": 16000,
}


@dataclass(frozen=True, slots=True)
class Size:
    """Encoder and decoder have as many layers."""

    width: int
    heads: int
    layers: int


# Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision", 2022, table 1
SIZES = {"tiny": Size(384, 6, 4), "base": Size(512, 8, 6), "small": Size(768, 12, 12)}


def random_model(size: str, cache: Path, like: Path, *, compute_type: str = "int8") -> Path:
    """Folder of the model, made once. `like`: a multilingual model whose vocabulary and tokenizer it takes. Blocking, seconds to a
    minute; small needs 2 GB of memory meanwhile. Raises BadInput."""
    if size not in SIZES:
        raise BadInput(f"there is no size {size!r}", where="--random", remedy=f"choose one of {', '.join(SIZES)}")
    vocabulary = _vocabulary(check_model(like))
    folder = cache / f"random-whisper-{size}-{compute_type}-{len(vocabulary)}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(dir=cache, prefix="making-"))
        try:
            _write(SIZES[size], vocabulary, making, None if compute_type == "float32" else compute_type)
            shutil.copy(like / "tokenizer.json", making)
            (making / "preprocessor_config.json").write_text(json.dumps(PREPROCESSOR), encoding="utf-8")
            making.replace(folder)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return check_model(folder)


def _vocabulary(like: Path) -> list[str]:
    """In order of the tokens' numbers."""
    file = next(like / name for name in VOCABULARY if (like / name).is_file())
    text = file.read_text(encoding="utf-8")
    tokens = json.loads(text) if file.suffix == ".json" else text.splitlines()
    if not isinstance(tokens, list) or FIRST_LANGUAGE not in tokens or AFTER_LANGUAGES not in tokens:
        raise BadInput("not the vocabulary of a multilingual Whisper model", where=str(file), remedy="name a multilingual model")
    return [str(token) for token in tokens]


def _write(size: Size, vocabulary: list[str], folder: Path, quantization: str | None) -> None:
    from ctranslate2.specs import WhisperSpec

    spec = WhisperSpec(size.layers, size.heads, size.layers, size.heads)
    _Filler(size.width, np.random.default_rng(0)).fill(spec, len(vocabulary))
    spec.register_vocabulary(vocabulary)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [vocabulary.index(END_OF_TEXT)]
    spec.config.lang_ids = list(range(vocabulary.index(FIRST_LANGUAGE), vocabulary.index(AFTER_LANGUAGES)))
    spec.config.alignment_heads = [(layer, head) for layer in range(size.layers // 2, size.layers) for head in (0, 1)]
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(folder))


class _Filler:
    """Puts random numbers of the right shapes everywhere. CTranslate2 keeps the projections of queries, keys and values side by side."""

    def __init__(self, width: int, rng: np.random.Generator) -> None:
        self._width, self._rng = width, rng

    def fill(self, spec: Any, tokens: int) -> None:
        encoder, decoder, width = spec.encoder, spec.decoder, self._width
        encoder.conv1.weight, encoder.conv1.bias = self._numbers(width, MEL_BINS, 3), self._numbers(width)
        encoder.conv2.weight, encoder.conv2.bias = self._numbers(width, width, 3), self._numbers(width)
        encoder.position_encodings.encodings = self._numbers(SOUND_PLACES, width)
        decoder.position_encodings.encodings = self._numbers(TEXT_PLACES, width)
        decoder.embeddings.weight = decoder.projection.weight = self._numbers(tokens, width)  # shared, as in the original
        for part in (encoder, decoder):
            self._norm(part.layer_norm)
            for layer in part.layer:
                self._self_attention(layer.self_attention)
                self._feed_forward(layer.ffn)
        for layer in decoder.layer:
            self._cross_attention(layer.attention)

    def _numbers(self, *shape: int) -> np.ndarray:
        return SPREAD * self._rng.standard_normal(shape, dtype=np.float32)

    def _linear(self, linear: Any, outputs: int, inputs: int) -> None:
        linear.weight, linear.bias = self._numbers(outputs, inputs), self._numbers(outputs)

    def _norm(self, norm: Any) -> None:
        norm.gamma, norm.beta = np.ones(self._width, np.float32), np.zeros(self._width, np.float32)

    def _self_attention(self, attention: Any) -> None:
        self._linear(attention.linear[0], 3 * self._width, self._width)
        self._linear(attention.linear[1], self._width, self._width)
        self._norm(attention.layer_norm)

    def _cross_attention(self, attention: Any) -> None:
        self._linear(attention.linear[0], self._width, self._width)
        self._linear(attention.linear[1], 2 * self._width, self._width)
        self._linear(attention.linear[2], self._width, self._width)
        self._norm(attention.layer_norm)

    def _feed_forward(self, part: Any) -> None:
        self._linear(part.linear_0, 4 * self._width, self._width)
        self._linear(part.linear_1, self._width, 4 * self._width)
        self._norm(part.layer_norm)
