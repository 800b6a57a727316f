"""Is the forecast right, and do two workers do twice as much? Real runs beside what was foreseen.

    python -m tests.run.cluster.check_forecast --corpus CORPUS.tsv.xz 1000 3000 10000

makes archives of short reports from a parallel corpus's German column (of this test's own sentences
without --corpus), measures the stages on reports of which no run has any, and runs each archive on
a cluster of this machine. With --workers 1 2 it runs each archive with so many workers, and says
how many times as fast the last is as the first, with Ray's start and without. The machine should
be idle.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pipeline.models.ct2_engine import available_cores
from pipeline.profile import load_profile
from pipeline.run.cluster.costs import measure
from pipeline.run.cluster.forecast import Hardware, forecast
from tests.run.cluster.archive import write_archive

SAMPLE = 320


def main() -> None:
    arguments = _arguments()
    profile = load_profile("embedded", None, [])
    with tempfile.TemporaryDirectory(prefix="depesche-forecast-") as name:
        folder = Path(name)
        archives = dict(_archives(folder, arguments.corpus, [SAMPLE, 1, *arguments.articles]))
        cores = available_cores()
        costs = measure(profile, [str(archives[SAMPLE])], SAMPLE, cores)
        print(json.dumps({f: getattr(costs, f) for f in costs.__dataclass_fields__}), flush=True)
        start, _ = _run(folder, archives[1], cores)
        print(f"a run of one article: {start:.1f} s", flush=True)
        machine = Hardware(cores=cores, memory_gb=16, start_seconds=start - costs.load)
        for articles in arguments.articles:
            walls = []
            for workers in arguments.workers or [cores]:
                choice = profile.cluster.model_copy(update={"max_workers": workers})
                foreseen = forecast(articles, costs, machine, choice).seconds
                wall, stages = _run(folder, archives[articles], workers)
                walls.append(wall)
                print(
                    f"{articles} articles, {workers} workers: foreseen {foreseen:.1f} s, "
                    f"real {wall:.1f} s ({foreseen / wall - 1:+.1%}); stages {stages}",
                    flush=True,
                )
            first, last = walls[0], walls[-1]
            print(
                f"{articles} articles: {first / last:.2f} times as fast, "
                f"without the start {(first - start) / (last - start):.2f}",
                flush=True,
            )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("articles", type=int, nargs="+")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--workers", type=int, nargs="*")
    return parser.parse_args()


def _archives(folder: Path, corpus: Path | None, sizes: list[int]) -> Iterator[tuple[int, Path]]:
    """An archive of each size; no two have a sentence of the corpus in common."""
    sentences = _sentences(corpus) if corpus else None
    for number, size in enumerate(sizes):
        path = folder / f"{number}-{size}.jsonl"
        if sentences is None:
            write_archive(path, size, seed=number)
        else:
            chance = random.Random(number)
            with path.open("w", encoding="utf-8") as file:
                for _ in range(size):
                    body = list(islice(sentences, chance.randint(4, 14)))
                    half = len(body) // 2
                    text = " ".join(body[:half]) + "\n\n" + " ".join(body[half:])
                    row = {"title": body[0][:60], "text": text, "date": "2026-11-14"}
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
        yield size, path


def _sentences(corpus: Path) -> Iterator[str]:
    """The corpus's sentences in any order: its parts differ, and each archive is to have of all."""
    with lzma.open(corpus, "rt", encoding="utf-8") as lines:
        found = [line.split("\t")[1] for line in lines]
    fit = [german for german in found if 40 < len(german) < 300 and german.endswith(".")]
    random.Random(1).shuffle(fit)
    return iter(fit)


def _run(folder: Path, archive: Path, workers: int) -> tuple[float, dict[str, float]]:
    """Wall-clock seconds of a run from its command on, and those of its stages in all workers."""
    name = f"{archive.stem}-{workers}"
    command = [sys.executable, "-m", "pipeline", "run", str(archive), "-o", str(folder / name)]
    options = ["--run", "n", "--profile", "embedded", "--engine", "ray", "--workers", str(workers)]
    begin = time.perf_counter()
    subprocess.run([*command, *options, "-q"], check=False, stderr=subprocess.DEVNULL)
    wall = time.perf_counter() - begin
    report = json.loads((folder / name / "n" / "report.json").read_text("utf-8"))
    return wall, report["seconds"]


if __name__ == "__main__":
    main()
