"""Fetching a checkpoint from the Hugging Face Hub: the one place that touches the network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ModelError

# What an engine reads; weights of other frameworks and pickled extras stay where they are.
_PARTS = ("*.json", "*.model", "*.spm", "*.txt", "README.md", "LICENSE*")
_SAFE_WEIGHTS = "*.safetensors"
_TORCH_WEIGHTS = "pytorch_model*.bin"


@dataclass(frozen=True, slots=True)
class Cached:
    """A checkpoint in the local Hugging Face cache; `size` in bytes."""

    id: str
    revision: str
    size: int


def pull(model_id: str, revision: str | None = None) -> Path:
    """Fetch a checkpoint into the local cache and return its folder; resumes what was cut off.

    safetensors are taken where there are any, else `pytorch_model.bin`, which the weights-only
    loader reads. Raises ModelError with the remedy.
    """
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        HFValidationError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    try:
        names = HfApi().list_repo_files(model_id, revision=revision)
        safe = any(name.endswith(".safetensors") for name in names)
        weights = _SAFE_WEIGHTS if safe else _TORCH_WEIGHTS
        return Path(
            snapshot_download(model_id, revision=revision, allow_patterns=[*_PARTS, weights])
        )
    except GatedRepoError as error:
        raise ModelError(
            f"{model_id} is gated", "accept its terms on its page, then set HF_TOKEN"
        ) from error
    except RevisionNotFoundError as error:
        raise ModelError(f"{model_id} has no revision {revision}", "check --revision") from error
    except (RepositoryNotFoundError, HFValidationError) as error:
        raise ModelError(
            f"the Hub has no {model_id}", "check the spelling, or set HF_TOKEN if it is private"
        ) from error
    except OfflineModeIsEnabled as error:
        raise ModelError("HF_HUB_OFFLINE is set", "unset it to fetch a model") from error
    except (HfHubHTTPError, OSError) as error:
        raise ModelError(
            f"cannot fetch {model_id} ({type(error).__name__})",
            "check the network, a proxy or HF_ENDPOINT, then run the command again: it resumes",
        ) from error


def cached() -> list[Cached]:
    """The checkpoints that lie in the local Hugging Face cache."""
    from huggingface_hub import scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        repos = scan_cache_dir().repos
    except CacheNotFound:
        return []
    found = [
        Cached(repo.repo_id, revision.commit_hash, revision.size_on_disk)
        for repo in repos
        if repo.repo_type == "model"
        for revision in repo.revisions
    ]
    return sorted(found, key=lambda item: (item.id, item.revision))
