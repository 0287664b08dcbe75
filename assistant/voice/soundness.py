"""Does a model's folder hang together: files, sizes, vocabulary and tokenizer. Reads files only; loading it is the recogniser's matter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.domain import Value
from assistant.errors import BadInput
from assistant.voice.checksums import altered, checksums
from assistant.voice.models import check_model

ENGLISH_VOCABULARY, MULTILINGUAL_VOCABULARY = 51864, 51865  # the latter and larger ones know 99 and more languages
MARKS = ("<|endoftext|>", "<|startoftranscript|>", "<|transcribe|>", "<|notimestamps|>")
STRANGE_SHARE = 0.01  # of the ordinary tokens may be written otherwise in the two files; a tokenizer of another model differs in most
AGAIN = "move the folder away and download the model again"


class Soundness(Value):
    """What a folder holds. `verified`: files whose SHA-256 is that of the download; 0 where no checksums are kept."""

    vocabulary: int
    languages: int  # 1 = English only
    n_mels: int
    verified: int


def sound(folder: Path) -> Soundness:
    """Raises BadInput naming what is wrong, with the remedy. Reads every file, seconds for a large model."""
    check_model(folder)
    if wrong := altered(folder):
        raise BadInput(f"not as it was downloaded: {', '.join(wrong)}", where=str(folder), remedy=AGAIN)
    _json(folder / "config.json")
    words = _vocabulary(folder)
    if len(words) < ENGLISH_VOCABULARY:
        raise BadInput(f"the vocabulary has {len(words)} entries, Whisper's has {ENGLISH_VOCABULARY} or more", where=str(folder), remedy=AGAIN)
    _check_tokenizer(folder, words)
    languages = 1 if len(words) < MULTILINGUAL_VOCABULARY else len(words) - MULTILINGUAL_VOCABULARY + 99
    return Soundness(vocabulary=len(words), languages=languages, n_mels=_n_mels(folder), verified=len(checksums(folder)))


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path.name} cannot be read ({error})", where=str(path.parent), remedy=AGAIN) from error


def _vocabulary(folder: Path) -> list[str]:
    if (folder / "vocabulary.json").is_file():
        words = _json(folder / "vocabulary.json")
        if not isinstance(words, list):
            raise BadInput("vocabulary.json is not a list of tokens", where=str(folder), remedy=AGAIN)
        return [str(word) for word in words]
    try:
        return (folder / "vocabulary.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, ValueError) as error:
        raise BadInput(f"vocabulary.txt cannot be read ({error})", where=str(folder), remedy=AGAIN) from error


def _check_tokenizer(folder: Path, words: list[str]) -> None:
    from tokenizers import Tokenizer

    try:
        ids: dict[str, int] = Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab(with_added_tokens=True)
    except Exception as error:  # the package raises plain Exception
        raise BadInput(f"tokenizer.json cannot be read ({error})", where=str(folder), remedy=AGAIN) from error
    strange = [token for token, place in ids.items() if place >= len(words) or words[place] != token]
    if any(mark not in ids or mark in strange for mark in MARKS) or len(strange) > STRANGE_SHARE * len(ids):
        what = f"tokenizer.json is of another model: {len(strange)} of its {len(ids)} tokens are not where the vocabulary has them"
        raise BadInput(what, where=str(folder), remedy=AGAIN)


def _n_mels(folder: Path) -> int:
    """Mel bands that the sound is given in; without a preprocessor_config.json the recogniser takes 80."""
    path = folder / "preprocessor_config.json"
    bands = _json(path).get("feature_size", 80) if path.is_file() else 80
    if bands not in (80, 128):
        raise BadInput(f"preprocessor_config.json asks for {bands} mel bands, Whisper takes 80 or 128", where=str(folder), remedy=AGAIN)
    return int(bands)
