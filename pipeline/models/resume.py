"""Large files of the Hub, taken up where an earlier process was cut off.

huggingface_hub takes up a broken connection, but deletes what it has of a file when its process
fails or is killed. Files of many megabytes are therefore fetched here, into the cache's own
layout (`blobs/SHA256`, once the hash is right), where the library then finds them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from pipeline.errors import ModelError
from pipeline.models.hub_failures import patiently

if TYPE_CHECKING:
    from huggingface_hub.hf_api import RepoSibling

_LARGE = 16 * 1024**2  # bytes from which a file is worth taking up
_BLOCK = 1024**2
_BREAKS = 20  # connections that may break in one pull, as long as each brought something


def fetch_large(model_id: str, commit: str, files: Iterable[RepoSibling]) -> None:
    """Fetch those of `files` that are large and not in the cache yet.

    Raises what the Hub client raises, and ModelError for a file that arrives damaged.
    """
    for file in files:
        if file.lfs and (file.size or 0) >= _LARGE:
            _fetch(model_id, commit, file)


def _fetch(model_id: str, commit: str, file: RepoSibling) -> None:
    from huggingface_hub import hf_hub_url

    assert file.lfs is not None
    blob = _blobs(model_id) / file.lfs.sha256
    blob.parent.mkdir(parents=True, exist_ok=True)
    part = blob.with_name(f"{blob.name}.part")
    # Not by the library's own lock, which the file's last step will want.
    with FileLock(f"{part}.lock"):
        if blob.exists():
            return
        url = hf_hub_url(model_id, file.rfilename, revision=commit)
        _complete(url, part, int(file.size or 0), file.rfilename)
        if _sha256(part) != file.lfs.sha256:
            part.unlink()
            raise ModelError(
                f"{file.rfilename} of {model_id} arrived damaged and was deleted",
                "run the command again; if it stays, check a proxy or mirror in between",
            )
        part.replace(blob)


def _blobs(model_id: str) -> Path:
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE) / f"models--{model_id.replace('/', '--')}" / "blobs"


def _complete(url: str, part: Path, size: int, name: str) -> None:
    """Append to `part` until it has `size` bytes; a connection that breaks is taken up."""
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]
    from huggingface_hub.utils.tqdm import tqdm

    shown: Any = tqdm  # the library leaves it untyped
    with shown(total=size, initial=_size(part), unit="B", unit_scale=True, desc=name) as bar:
        for _ in range(_BREAKS):
            before = _size(part)
            try:
                patiently(lambda: _append(url, part, bar))
            except (HTTPError, OSError) as error:
                answered = getattr(error, "response", None) is not None
                if answered or _size(part) <= before:
                    raise
            if _size(part) >= size:
                return


def _append(url: str, part: Path, bar: Any) -> None:
    from huggingface_hub.utils import (  # type: ignore[attr-defined]
        build_hf_headers,
        get_session,
        hf_raise_for_status,
    )

    start = _size(part)
    headers = build_hf_headers() | ({"Range": f"bytes={start}-"} if start else {})
    with get_session().stream("GET", url, headers=headers, follow_redirects=True) as response:
        hf_raise_for_status(response)
        # A server that knows no ranges sends the whole file again.
        again = start and response.status_code != 206
        if again:
            bar.reset()
        with part.open("wb" if again else "ab") as out:
            for block in response.iter_bytes(_BLOCK):
                out.write(block)
                bar.update(len(block))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
