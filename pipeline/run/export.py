"""Finished runs for others: one data set of them, and its way to the Hugging Face Hub."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import DepescheError, UsageError
from pipeline.models.hub_failures import explained, patiently
from pipeline.record import Record
from pipeline.write.jsonl import read_pairs


def records_of(out: Path, names: Sequence[str]) -> Iterator[Record]:
    """The records of the runs `names` in `out`, the last run's first; one at a time in memory.

    An article that several runs have is given once, as the last of them has it.
    Raises UsageError for a run that is not there.
    """
    for name in names:
        if not (out / name / "pairs.jsonl").is_file():
            raise UsageError(
                f"there is no run '{name}' in {out}",
                f"make one: depesche run -o {out} --run {name}",
            )
    seen: set[str] = set()
    for name in reversed(names):
        for record in read_pairs(out / name / "pairs.jsonl"):
            if record.id not in seen:
                seen.add(record.id)
                yield record


def push(folder: Path, repository: str, *, public: bool) -> str:
    """Make the data set in `folder` the content of a Hub repository, in one commit; its address.

    A repository that is new is private unless `public`. The token comes from HF_TOKEN, or from
    `hf auth login`. Raises DepescheError with the remedy.
    """
    from huggingface_hub import HfApi

    hub = HfApi()
    try:
        patiently(
            lambda: hub.create_repo(
                repository, repo_type="dataset", private=not public, exist_ok=True
            )
        )
        done = patiently(
            lambda: hub.upload_folder(
                repo_id=repository,
                repo_type="dataset",
                folder_path=folder,
                delete_patterns=["day=*/*"],
                commit_message="Records of Depesche",
            )
        )
    except Exception as error:  # what the client raises has no common base
        if isinstance(error, DepescheError):
            raise
        raise explained(repository, None, error) from error
    return str(done.repo_url)
