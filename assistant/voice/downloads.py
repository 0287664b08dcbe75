"""Get a published model: resumable, checked against what the hub declares, and never half there.

Files are gathered in a hidden folder beside the model's own; only when all are there and right does that folder take its place. The
hub's own client (huggingface_hub) lists and fetches; going on after a break and checking the hashes are done here, since it does neither.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from assistant.domain import Value
from assistant.errors import Unavailable
from assistant.voice.checksums import CHECKSUMS, digest, write_checksums
from assistant.voice.published import Published

WANTED = ("model.bin", "config.json", "tokenizer.json", "preprocessor_config.json", "vocabulary.json", "vocabulary.txt")
HUB_S = 2.5  # for the hub to say anything at all
LIST_S = 10.0
SPARE_BYTES = 50 * 10**6
CHUNK_BYTES = 2**18
Progress = Callable[[int, int, str], None]  # bytes here, bytes in all, the file
T = TypeVar("T")


class RemoteFile(Value):
    """One file as the hub declares it: large ones with their SHA-256, small ones with git's hash of their content."""

    name: str
    size: int
    sha256: str | None = None
    git_sha1: str | None = None


class Manifest(Value):
    """What belongs to one model at one revision."""

    repository: str
    revision: str
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def download(model: Published, folder: Path, *, endpoint: str | None = None, progress: Progress | None = None) -> Path:
    """The folder of the model in `folder`, whole and checked. Blocking, minutes; what was fetched before a break is kept.

    Raises Unavailable when the hub does not answer, says something else than it declares, or the disk is full.
    """
    told = progress or (lambda done, total, name: None)
    manifest = declared(model.repository, endpoint)
    staging, target = folder / f".{model.name}.partial", folder / model.name
    with _disk(folder):
        staging.mkdir(parents=True, exist_ok=True)
        with _alone(staging):
            _room_for(manifest, staging)
            sums = _gather(manifest, staging, endpoint, told)
            write_checksums(staging, sums)
            for left in staging.iterdir():
                if left.name not in {*sums, CHECKSUMS, _LOCK}:
                    left.unlink()
        (staging / _LOCK).unlink(missing_ok=True)
        os.replace(staging, target)
    return target


def declared(repository: str, endpoint: str | None) -> Manifest:
    """What the hub says belongs to the model. An unreachable hub is told within `HUB_S`. Raises Unavailable."""
    from huggingface_hub import HfApi, constants
    from huggingface_hub.utils import get_session

    hub = (endpoint or constants.ENDPOINT).rstrip("/")
    try:
        # its own deadline: a name that does not resolve is waited for longer than any timeout says
        _within(HUB_S, lambda: get_session().head(hub, timeout=HUB_S))
        info = HfApi(endpoint=hub, token=False).model_info(repository, files_metadata=True, timeout=LIST_S)
    except Exception as error:  # the client raises its HTTP library's own errors, which differ between its versions
        raise _unreached(error, hub, repository) from error
    files = tuple(_file(sibling, hub) for sibling in info.siblings or () if sibling.rfilename in WANTED)
    if not info.sha or "model.bin" not in {file.name for file in files}:
        raise Unavailable(f"{repository} holds no CTranslate2 model", where=hub, remedy="try another --endpoint")
    return Manifest(repository=repository, revision=info.sha, files=files)


# ------------------------------------------------------------------ the parts

_LOCK = ".lock"


def _file(sibling: Any, hub: str) -> RemoteFile:
    if sibling.size is None or not (sibling.lfs or sibling.blob_id):
        raise Unavailable(f"the hub does not declare size and hash of {sibling.rfilename}", where=hub, remedy="try another --endpoint")
    sha256 = sibling.lfs.sha256 if sibling.lfs else None
    return RemoteFile(name=sibling.rfilename, size=sibling.size, sha256=sha256, git_sha1=None if sha256 else sibling.blob_id)


def _gather(manifest: Manifest, staging: Path, endpoint: str | None, told: Progress) -> dict[str, str]:
    """Every file of the manifest in `staging`, fetched or already there; name -> SHA-256."""
    sums: dict[str, str] = {}
    done = 0
    for file in manifest.files:
        path = staging / file.name
        if not _right(path, file):
            path.unlink(missing_ok=True)
            _fetch(manifest, file, path, endpoint, partial(_tell_all, told, done, manifest.size, file.name))
        sums[file.name] = file.sha256 or digest(path)
        done += file.size
        told(done, manifest.size, file.name)
    return sums


def _tell_all(told: Progress, before: int, total: int, name: str, here: int) -> None:
    told(before + here, total, name)


def _fetch(manifest: Manifest, file: RemoteFile, path: Path, endpoint: str | None, told: Callable[[int], None]) -> None:
    """One file, from where an earlier try broke off. Raises Unavailable."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get

    part = path.with_name(f"{file.name}.{(file.sha256 or file.git_sha1 or '')[:16]}.part")
    url = hf_hub_url(manifest.repository, file.name, revision=manifest.revision, endpoint=endpoint)
    with part.open("ab") as landing, _tamed():
        if landing.tell() > file.size:
            landing.truncate(0)
        told(landing.tell())
        try:
            http_get(url, cast(BinaryIO, _Told(landing, told)), resume_size=landing.tell(), expected_size=file.size)
        except Unavailable:
            raise
        except Exception as error:  # as above
            what = f"the download of {file.name} broke off ({type(error).__name__}); what came so far is kept"
            raise Unavailable(what, where=url, remedy="run it again: it goes on from there") from error
    if not _right(part, file):
        part.unlink()
        remedy = "run it again, or try another --endpoint"
        raise Unavailable(f"{file.name} is not the file that the hub declares: its hash differs; it was thrown away", where=url, remedy=remedy)
    os.replace(part, path)


def _right(path: Path, file: RemoteFile) -> bool:
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    return digest(path) == file.sha256 if file.sha256 else digest(path, "git") == file.git_sha1


class _Told:
    """The file that is written into, telling how long it has become."""

    def __init__(self, file: BinaryIO, told: Callable[[int], None]) -> None:
        self._file, self._told = file, told
        self.name = file.name
        self.tell, self.seek, self.truncate, self.flush = file.tell, file.seek, file.truncate, file.flush

    def write(self, chunk: bytes) -> int:
        try:
            written = self._file.write(chunk)
        except OSError as error:  # the client's network errors are OSErrors too: here they can still be told apart
            raise _unwritten(self.name, error) from error
        self._told(self._file.tell())
        return written


def _unreached(error: Exception, where: str, repository: str) -> Unavailable:
    if isinstance(error, Unavailable):
        return error
    name = type(error).__name__
    if name == "OfflineModeIsEnabled":
        return Unavailable("downloads are switched off by HF_HUB_OFFLINE", where=where, remedy="unset it, or copy the folder from another machine")
    if name in ("RepositoryNotFoundError", "GatedRepoError", "RevisionNotFoundError"):
        return Unavailable(f"{repository} is not there, or not for everybody", where=where, remedy="try another --endpoint")
    remedy = "try again when online, name a mirror with --endpoint, or copy the model's folder from another machine into $LIVE_ASSISTANT_MODELS"
    return Unavailable(f"the model hub does not answer ({name})", where=where, remedy=remedy)


def _within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` returns, or TimeoutError. Whatever hangs is left behind in its thread."""
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True, name="model hub").start()
    return outcome.result(timeout=seconds)


def _room_for(manifest: Manifest, staging: Path) -> None:
    here = sum(path.stat().st_size for path in staging.iterdir())
    lacking = manifest.size - here + SPARE_BYTES - shutil.disk_usage(staging).free
    if lacking > 0:
        raise Unavailable(f"the disk lacks {lacking / 1e6:.0f} MB", where=str(staging.parent), remedy="free some, or name another --folder")


def _unwritten(where: str, error: OSError) -> Unavailable:
    return Unavailable(f"cannot be written ({error.strerror or error})", where=where, remedy="free the disk, or name another --folder")


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unwritten(str(folder), error) from error


@contextmanager
def _alone(staging: Path) -> Iterator[None]:
    """One download of a model at a time. The lock goes with the process. Raises Unavailable."""
    lock = sqlite3.connect(staging / _LOCK, timeout=0.2, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield
    except sqlite3.OperationalError as error:
        raise Unavailable("another process downloads this model", where=str(staging.parent), remedy="wait for it") from error
    finally:
        lock.close()


@contextmanager
def _tamed() -> Iterator[None]:
    """The hub client shows no bars of its own, and writes what has come: it would gather 10 MB first, and lose them at every break."""
    from huggingface_hub import constants
    from huggingface_hub.utils import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars

    chunk, silent = constants.DOWNLOAD_CHUNK_SIZE, are_progress_bars_disabled()
    constants.DOWNLOAD_CHUNK_SIZE = CHUNK_BYTES
    disable_progress_bars()
    try:
        yield
    finally:
        constants.DOWNLOAD_CHUNK_SIZE = chunk
        if not silent:
            enable_progress_bars()
