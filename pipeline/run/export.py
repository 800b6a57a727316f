"""Finished runs for others: one data set of them, and its way to the Hugging Face Hub."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from pipeline.errors import DepescheError, UsageError
from pipeline.models.hub_failures import explained, patiently
from pipeline.record import Record
from pipeline.write.jsonl import read_pairs
from pipeline.write.parquet import CARD, PART


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

    Parts that an earlier push left there and that `folder` lacks go, other files stay. A repository
    that is new is private unless `public`. The token comes from HF_TOKEN, or from `hf auth login`.
    Raises DepescheError with the remedy.
    """
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

    hub = HfApi()
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.glob(PART))}
    files["README.md"] = folder / CARD
    added = [CommitOperationAdd(name, path) for name, path in files.items()]
    try:
        patiently(
            lambda: hub.create_repo(
                repository, repo_type="dataset", private=not public, exist_ok=True
            )
        )
        there = patiently(lambda: hub.list_repo_files(repository, repo_type="dataset"))
        old = [name for name in there if fnmatch(name, PART) and name not in files]
        done = patiently(
            lambda: hub.create_commit(
                repository,
                [*added, *map(CommitOperationDelete, old)],
                repo_type="dataset",
                commit_message="Records of Depesche",
            )
        )
    except Exception as error:  # what the client raises has no common base
        if isinstance(error, DepescheError):
            raise
        raise explained(repository, None, error) from error
    return str(done.repo_url)
