"""Checkpoints of the Hugging Face Hub in the local cache: the one place that fetches anything.

HF_ENDPOINT names a mirror, HF_TOKEN opens gated models, HF_HOME or HF_HUB_CACHE move the cache.
Only `pull` asks the network; all else reads the cache, whose layout carries the hashes: a file is
a link to a blob that the Hub's checksum names.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ModelError
from pipeline.models import lock
from pipeline.models.hub_failures import explained, patiently
from pipeline.models.resume import fetch_large
from pipeline.profile import pinned

if TYPE_CHECKING:
    from huggingface_hub import HFCacheInfo
    from huggingface_hub.hf_api import RepoSibling

# What an engine reads, at the top of a repository. Weights are in addition: of one kind only.
_PARTS = re.compile(r".+\.(json|model|spm|txt|jinja)|README\.md|LICENSE.*")
_WEIGHTS = (
    re.compile(r"model\.safetensors"),
    re.compile(r"model-\d+-of-\d+\.safetensors"),
    re.compile(r"pytorch_model\.bin"),
    re.compile(r"pytorch_model-\d+-of-\d+\.bin"),
)
_INDEX_OF_OTHERS = re.compile(r".+\.(safetensors|bin|h5|msgpack)\.index.*\.json")
_SPARE = 64 * 1024**2  # bytes that stay free on the disk
_FULL_COMMIT = re.compile(r"[0-9a-f]{40}")
_LFS_NAME, _GIT_NAME = 64, 40  # hex digits of a SHA-256, and of git's SHA-1


@dataclass(frozen=True, slots=True)
class Cached:
    """A checkpoint in the local Hugging Face cache; `size` in bytes."""

    id: str
    revision: str
    size: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What comparing a snapshot with the Hub's checksums found: file names, and bytes read.

    unknown: files without a checksum, since the cache holds copies where links cannot be made.
    """

    sound: tuple[str, ...]
    damaged: tuple[str, ...]
    unknown: tuple[str, ...]
    size: int


def pull(model_id: str, revision: str | None = None, *, progress: bool = False) -> Path:
    """Fetch a checkpoint into the local cache and return its folder; complete files are kept.

    `revision` is a branch, tag or commit; without it the commit is what models.lock has, else what
    the profiles that come along pin, else the newest. What was fetched is locked. safetensors are
    taken where there are any, else `pytorch_model.bin`, which the weights-only loader reads; code
    never. A broken connection, or process, is taken up where it broke. What arrived is compared
    with the Hub's checksums. `progress` shows bars on stderr.

    Raises ModelError with the remedy, before anything large is fetched if the disk is too small.
    """
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]  # httpx's own

    wanted = revision or _held(model_id)
    try:
        ask = HfApi().model_info
        info = patiently(lambda: ask(model_id, revision=wanted, files_metadata=True))
        commit = str(info.sha)
        files = _wanted(model_id, info.siblings or [])
        hashes = {file.rfilename: _hash(file) for file in files}
        lock.require_same(model_id, commit, hashes)
        _require_room(model_id, commit, files)
        names = [file.rfilename for file in files]
        with _bars(progress):
            fetch_large(model_id, commit, files)
            # By the commit, so that a push in between cannot mix two versions.
            fetch = snapshot_download
            folder = Path(patiently(lambda: fetch(model_id, revision=commit, allow_patterns=names)))
        _remember(folder, wanted or "main", commit)
    except (HTTPError, OSError, ValueError) as error:
        raise explained(model_id, wanted, error) from error
    _require_sound(model_id, folder, hashes)
    lock.keep(model_id, lock.Locked(commit, hashes))
    return folder


def find(model_id: str, revision: str | None = None) -> Path | None:
    """The folder of a checkpoint in the local cache, which may lack files; None if not there.

    Without `revision` it is the commit that models.lock holds the model to, else the newest.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    held = lock.locked(model_id)
    wanted = revision or (held.revision if held else None)
    try:
        # HF_HUB_OFFLINE is read once, at import, so offline is said with the call itself. Asked
        # for a whole snapshot, the library would miss the files that `pull` leaves on the Hub.
        return Path(
            snapshot_download(
                model_id, revision=wanted, local_files_only=True, allow_patterns=["config.json"]
            )
        )
    except (LocalEntryNotFoundError, HFValidationError):
        return None


def cached() -> list[Cached]:
    """The checkpoints that lie in the local Hugging Face cache."""
    cache = _cache()
    found = [
        Cached(repo.repo_id, revision.commit_hash, revision.size_on_disk)
        for repo in (cache.repos if cache else ())
        if repo.repo_type == "model"
        for revision in repo.revisions
    ]
    return sorted(found, key=lambda item: (item.id, item.revision))


def check(folder: Path, hashes: Mapping[str, str] | None = None) -> Checked:
    """Compare a snapshot of the cache, file by file, with the checksums that the Hub gave.

    hashes: those of models.lock by file name, of which each has to be there; where it has none, the
    cache's own layout tells them. Large files have a SHA-256, small ones git's SHA-1 of their
    content. Needs no network.
    """
    known = hashes or {}
    sound: list[str] = []
    damaged = [name for name in known if not (folder / name).exists()]
    unknown: list[str] = []
    size = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name in damaged:
            continue
        told = known.get(name) or (path.readlink().name if path.is_symlink() else "")
        if len(told) not in (_LFS_NAME, _GIT_NAME):
            unknown.append(name)
            continue
        (sound if path.is_file() and _checksum(path, len(told)) == told else damaged).append(name)
        size += path.stat().st_size if path.is_file() else 0
    return Checked(tuple(sound), tuple(damaged), tuple(unknown), size)


def remove(model_id: str, revision: str | None = None) -> int:
    """Delete a checkpoint, or one revision of it, from the cache; returns the bytes that it frees.

    Raises ModelError if it is not there.
    """
    cache = _cache()
    commits = [
        item.commit_hash
        for repo in (cache.repos if cache else ())
        if repo.repo_type == "model" and repo.repo_id == model_id
        for item in repo.revisions
        if revision is None or revision == item.commit_hash or revision in item.refs
    ]
    if cache is None or not commits:
        where = f"revision {revision} of {model_id}" if revision else model_id
        raise ModelError(f"{where} is not on this machine", "see `depesche models list`")
    strategy = cache.delete_revisions(*commits)
    strategy.execute()
    held = lock.locked(model_id)
    if held and held.revision in commits:
        lock.release(model_id)
    return int(strategy.expected_freed_size)


def _cache() -> HFCacheInfo | None:
    from huggingface_hub import scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        return scan_cache_dir()
    except CacheNotFound:
        return None


def _wanted(model_id: str, files: Sequence[RepoSibling]) -> list[RepoSibling]:
    """The files to fetch: config, tokenizer, licence, and the weights in the safest form."""
    top = [file for file in files if "/" not in file.rfilename]
    for pattern in _WEIGHTS:
        weights = [file for file in top if pattern.fullmatch(file.rfilename)]
        if weights:
            break
    else:
        raise ModelError(
            f"{model_id} has neither safetensors nor pytorch_model.bin; "
            "other formats can run code, or are of another framework",
            "choose a model that is saved as model.safetensors",
        )
    kind = weights[0].rfilename.rpartition(".")[2]
    return [
        file
        for file in top
        if (_PARTS.fullmatch(file.rfilename) and not _is_other_index(file.rfilename, kind))
        or file in weights
    ]


def _held(model_id: str) -> str | None:
    """The commit that a model is held to: by models.lock, else by the profiles that come along."""
    held = lock.locked(model_id)
    return held.revision if held else pinned().get(model_id)


def _hash(file: RepoSibling) -> str:
    return str(file.lfs.sha256 if file.lfs else file.blob_id)


def _is_other_index(name: str, kind: str) -> bool:
    """Whether it lists shards of weights that are not fetched."""
    index = _INDEX_OF_OTHERS.fullmatch(name)
    return index is not None and index[1] != kind


def _require_room(model_id: str, commit: str, files: Iterable[RepoSibling]) -> None:
    from huggingface_hub import constants

    cache = Path(constants.HF_HUB_CACHE)
    snapshot = cache / f"models--{model_id.replace('/', '--')}" / "snapshots" / commit
    needed = sum(file.size or 0 for file in files if not (snapshot / file.rfilename).exists())
    existing = next(path for path in (cache, *cache.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if needed and needed + _SPARE > free:
        raise ModelError(
            f"{model_id} needs {needed / 1e9:.1f} GB and {existing} has {free / 1e9:.1f} GB free",
            "make room, or move the cache with HF_HOME",
        )


def _remember(folder: Path, name: str, commit: str) -> None:
    """Note which commit a branch or tag meant, so that its name works offline."""
    if not _FULL_COMMIT.fullmatch(name):
        ref = folder.parent.parent / "refs" / name
        ref.parent.mkdir(parents=True, exist_ok=True)
        ref.write_text(commit, encoding="utf-8")


def _require_sound(model_id: str, folder: Path, hashes: Mapping[str, str]) -> None:
    """Delete what arrived damaged, so that the next attempt fetches it again."""
    damaged = check(folder, hashes).damaged
    for name in damaged:
        path = folder / name
        path.resolve().unlink(missing_ok=True)
        path.unlink(missing_ok=True)
    if damaged:
        raise ModelError(
            f"{', '.join(damaged)} of {model_id} arrived damaged and was deleted",
            "run the command again; if it stays, check a proxy or mirror in between",
        )


def _checksum(path: Path, digits: int) -> str:
    if digits == _LFS_NAME:
        digest = hashlib.sha256()
    else:
        # Git's name for a content, not a protection against forgery.
        digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def _bars(shown: bool) -> Iterator[None]:
    """The library's progress bars as wanted here; as before afterwards."""
    from huggingface_hub.utils.tqdm import (
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
    )

    if shown or are_progress_bars_disabled():
        yield
        return
    disable_progress_bars()
    try:
        yield
    finally:
        enable_progress_bars()
