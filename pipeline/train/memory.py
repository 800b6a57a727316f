"""What a run leaves on disk while it lasts, so that a kill costs only the last minutes.

`OUT/state/` holds the run's description, its encoded data and its last state, each written whole or
not at all. The checkpoint itself, the log, the curve and the card lie in `OUT`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipeline.errors import UsageError
from pipeline.train.batches import Parallel, Ragged, Span
from pipeline.write.atomic import WriteError, write_text

# What a run that was killed while it began leaves.
_BEGUN = ("state", ".staged")


class Memory:
    """The files of one run in its folder `out`."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.start = out / "state" / "start"
        self._state = out / "state" / "state.pt"
        self._data = out / "state" / "data.npz"
        self._about = out / "state" / "run.json"
        self._log = out / "log.jsonl"

    def open(self, description: Mapping[str, Any]) -> bool:
        """Whether there is a run to go on with; its data must be what `description` says.

        Raises UsageError if the folder holds another run, or anything that is not ours.
        """
        if not self._about.exists():
            there = self.out.iterdir() if self.out.is_dir() else ()
            if others := sorted(path.name for path in there if path.name not in _BEGUN):
                raise UsageError(
                    f"{self.out} already holds {', '.join(others[:3])}",
                    "give another --out, or empty it",
                )
            return False
        before = self.about()["description"]
        changed = sorted(key for key in description if before.get(key) != description[key])
        if changed:
            raise UsageError(
                f"the run in {self.out} was begun with another {', '.join(changed)}",
                "give the same, or another --out",
            )
        return True

    def about(self) -> dict[str, Any]:
        """What `begin` was told."""
        about: dict[str, Any] = json.loads(self._about.read_text("utf-8"))
        return about

    def begin(self, text: Parallel, spans: tuple[Span, ...], about: Mapping[str, Any]) -> None:
        """Keep the encoded data, then what describes it: from here on there is a run."""
        arrays = {
            "source": text.source.ids,
            "source_offsets": text.source.offsets,
            "target": text.target.ids,
            "target_offsets": text.target.offsets,
            "spans": np.array([(span.start, span.stop, span.share) for span in spans]),
        }
        _write_whole(self._data, lambda path: _save_arrays(path, arrays))
        write_text(self._about, json.dumps(about, ensure_ascii=False, indent=1) + "\n")

    def data(self) -> tuple[Parallel, tuple[Span, ...]]:
        """The encoded data, and which rows each corpus has."""
        with np.load(self._data) as arrays:
            text = Parallel(
                Ragged(arrays["source"], arrays["source_offsets"]),
                Ragged(arrays["target"], arrays["target_offsets"]),
            )
            spans = [Span(int(start), int(stop), share) for start, stop, share in arrays["spans"]]
        return text, tuple(spans)

    def save(self, state: Mapping[str, Any]) -> None:
        """Put `state` in the place of the last one, in one step."""
        _write_whole(self._state, lambda path: torch.save(dict(state), path))

    def load(self, device: str) -> dict[str, Any] | None:
        """The last state that was saved; None before the first."""
        if not self._state.exists():
            return None
        state: dict[str, Any] = torch.load(self._state, map_location=device, weights_only=True)
        state["random"] = state["random"].cpu()
        state["random_cuda"] = [one.cpu() for one in state["random_cuda"]]
        return state

    def log(self, row: Mapping[str, Any]) -> None:
        """Add a row to log.jsonl."""
        with self._log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def rows(self) -> list[dict[str, Any]]:
        """The rows of log.jsonl; a last line that a kill cut short is left out."""
        return list(_whole_rows(self._log)) if self._log.exists() else []

    def forget_after(self, step: int) -> None:
        """Take rows out of the log that are later than the state which the run goes on from."""
        kept = [row for row in self.rows() if row["step"] <= step]
        write_text(self._log, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept))


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder whose files replace those of `folder`, one by one, when all are written."""
    staged = folder / ".staged"
    staged.mkdir(parents=True, exist_ok=True)
    yield staged
    for path in sorted(staged.iterdir()):
        _sync(path)
        path.chmod(0o644)  # safetensors leaves it to its owner alone
        path.replace(folder / path.name)
    staged.rmdir()


def _write_whole(path: Path, write: Callable[[Path], None]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}")
    try:
        write(temporary)
        _sync(temporary)
        temporary.replace(path)
    except (OSError, RuntimeError) as error:  # torch.save says RuntimeError on a full disk
        raise WriteError(
            f"cannot write {path} ({error})", "free some disk space; the last state is still whole"
        ) from error


def _save_arrays(path: Path, arrays: Mapping[str, np.ndarray[Any, Any]]) -> None:
    with path.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _whole_rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in filter(None, path.read_text("utf-8").split("\n")):
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            return
