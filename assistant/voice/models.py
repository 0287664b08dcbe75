"""Find a recogniser's files: a folder that was named, the models folder, the Hugging Face cache, or a download if that is allowed.

Never waits long: with no network the answer comes within three seconds, with the remedy.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from assistant.domain import Value
from assistant.errors import BadInput, Unavailable
from assistant.voice.downloads import Progress, download
from assistant.voice.published import PUBLISHED

FOLDER_VARIABLE = "LIVE_ASSISTANT_MODELS"
NEEDED = ("model.bin", "config.json", "tokenizer.json")
VOCABULARY = ("vocabulary.json", "vocabulary.txt")  # published conversions hold either


class ModelSearch(Value):
    """Where models are looked for."""

    folder: Path | None = None  # holds one folder a model; downloads go there
    cache: Path | None = None  # of Hugging Face; None = its usual place
    allow_download: bool = False
    endpoint: str | None = None  # of the model hub; None = its usual address

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], *, allow_download: bool = False) -> ModelSearch:
        return cls(folder=models_folder(environment), allow_download=allow_download)


class Tools(Protocol):
    """What a recogniser plug is handed."""

    @property
    def models(self) -> ModelSearch: ...


def models_folder(environment: Mapping[str, str]) -> Path:
    """The folder named by LIVE_ASSISTANT_MODELS, else one among the user's data."""
    if named := environment.get(FOLDER_VARIABLE):
        return Path(named).expanduser()
    if sys.platform == "win32":
        base = Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "live-assistant" / "models"


def find_model(name: str, search: ModelSearch, progress: Progress | None = None) -> Path:
    """Folder of the model `name`: a published size ("small") or a path. Blocking. Raises BadInput for a folder that is not a model,
    Unavailable when there is none and none can be had."""
    named = Path(name).expanduser()
    if named.is_dir() or len(named.parts) > 1:
        return check_model(named)
    here = in_folder(name, search.folder)
    if here is not None:
        return check_model(here)
    if name not in PUBLISHED:
        raise BadInput(f"there is no model {name!r}", remedy=f"name a folder, or one of {', '.join(PUBLISHED)}")
    return check_model(in_cache(name, search.cache) or get_model(name, search, progress))


def check_model(folder: Path) -> Path:
    """Raises BadInput naming the missing files: without its tokenizer the recogniser would try the network for half a minute."""
    if not folder.is_dir():
        raise BadInput("there is no such model folder", where=str(folder), remedy="check the path")
    missing = lacking(folder)
    if missing:
        remedy = "use a whole CTranslate2 Whisper folder, or move this one away and download it again"
        raise BadInput(f"lacks {', '.join(missing)}", where=str(folder), remedy=remedy)
    return folder


def lacking(folder: Path) -> list[str]:
    """Names of the files without which the recogniser cannot load."""
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    return missing if any((folder / name).is_file() for name in VOCABULARY) else [*missing, " or ".join(VOCABULARY)]


def in_folder(name: str, folder: Path | None) -> Path | None:
    """The model's folder in the models folder, whole or not."""
    names = (name, f"faster-whisper-{name}") if folder else ()
    return next((found for x in names if folder and (found := folder / x).is_dir()), None)


def in_cache(name: str, cache: Path | None) -> Path | None:
    """The published model in the Hugging Face cache, where other programs may have put it; None if it is not whole."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(PUBLISHED[name].repository, NEEDED[0], cache_dir=cache)
    folder = Path(found).parent if isinstance(found, str) else None
    return folder if folder and not lacking(folder) else None


def get_model(name: str, search: ModelSearch, progress: Progress | None = None) -> Path:
    """Downloads a published model into the models folder. Blocking. Raises Unavailable when that is not allowed or not possible."""
    if not search.allow_download or search.folder is None:
        remedy = f"run `assistant models get {name}` while online, or put the model's folder into ${FOLDER_VARIABLE}/{name}"
        raise Unavailable(f"the speech model {name!r} is not on this machine", remedy=remedy)
    try:
        return download(PUBLISHED[name], search.folder, endpoint=search.endpoint, progress=progress)
    except Unavailable as error:
        raise Unavailable(f"the speech model {name!r} cannot be downloaded: {error.what}", where=error.where, remedy=error.remedy) from error
