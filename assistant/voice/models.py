"""Find a recogniser's files: a folder that was named, the models folder, the Hugging Face cache, or a download if that is allowed.

Never waits long: with no network the answer comes within two seconds, with the remedy.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from assistant.domain import Value
from assistant.errors import BadInput, Unavailable

FOLDER_VARIABLE = "LIVE_ASSISTANT_MODELS"
NEEDED = ("model.bin", "config.json", "tokenizer.json")
VOCABULARY = ("vocabulary.json", "vocabulary.txt")  # published conversions hold either
PUBLISHED = {
    **{name: f"Systran/faster-whisper-{name}" for name in ("tiny", "base", "small", "medium", "large-v1", "large-v2", "large-v3")},
    **{name: f"Systran/faster-whisper-{name}" for name in ("tiny.en", "base.en", "small.en", "medium.en")},
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
}


class ModelSearch(Value):
    """Where models are looked for."""

    folder: Path | None = None  # holds one folder a model
    cache: Path | None = None  # of Hugging Face; None = its usual place
    allow_download: bool = False
    endpoint: str | None = None  # of the model hub; None = its usual address
    timeout_s: float = 1.5  # for the one attempt to reach the hub

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], *, allow_download: bool = False) -> ModelSearch:
        folder = environment.get(FOLDER_VARIABLE)
        return cls(folder=Path(folder) if folder else None, allow_download=allow_download)


class Tools(Protocol):
    """What a recogniser plug is handed."""

    @property
    def models(self) -> ModelSearch: ...


def find_model(name: str, search: ModelSearch) -> Path:
    """Folder of the model `name`: a published size ("small") or a path. Blocking. Raises BadInput for a folder that is not a model,
    Unavailable when there is none and none can be had."""
    named = Path(name).expanduser()
    if named.is_dir() or len(named.parts) > 1:
        return check_model(named)
    for folder in _candidates(name, search.folder):
        if folder.is_dir():
            return check_model(folder)
    if name not in PUBLISHED:
        raise BadInput(f"there is no model {name!r}", remedy=f"name a folder, or one of {', '.join(PUBLISHED)}")
    return check_model(_cached(name, search) or _downloaded(name, search))


def check_model(folder: Path) -> Path:
    """Raises BadInput naming the missing files: without its tokenizer the recogniser would try the network for half a minute."""
    if not folder.is_dir():
        raise BadInput("there is no such model folder", where=str(folder), remedy="check the path")
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in VOCABULARY):
        missing.append(" or ".join(VOCABULARY))
    if missing:
        remedy = "use a whole CTranslate2 Whisper folder, or download it again"
        raise BadInput(f"lacks {', '.join(missing)}", where=str(folder), remedy=remedy)
    return folder


def _candidates(name: str, folder: Path | None) -> tuple[Path, ...]:
    return (folder / name, folder / f"faster-whisper-{name}") if folder else ()


def _cached(name: str, search: ModelSearch) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(snapshot_download(PUBLISHED[name], cache_dir=search.cache, local_files_only=True))
    except LocalEntryNotFoundError:
        return None


def _downloaded(name: str, search: ModelSearch) -> Path:
    remedy = f"put the model's folder into ${FOLDER_VARIABLE}/{name}, or allow the download once while online"
    if not search.allow_download:
        raise Unavailable(f"the speech model {name!r} is not on this machine", remedy=remedy)
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.utils import get_session

    try:
        # one attempt first: the download itself tries five times and takes half a minute to give up
        get_session().head(search.endpoint or constants.ENDPOINT, timeout=search.timeout_s)
        patterns = [*NEEDED, "vocabulary.*", "preprocessor_config.json"]
        return Path(snapshot_download(PUBLISHED[name], cache_dir=search.cache, allow_patterns=patterns, endpoint=search.endpoint))
    except Exception as e:  # the client raises its HTTP library's own errors, which differ between its versions
        raise Unavailable(f"the speech model {name!r} cannot be downloaded ({type(e).__name__})", remedy=remedy) from e
