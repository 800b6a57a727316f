"""A long night, measured: articles made from the seeds, memory as it goes, and the night after.

    python -m tests.endurance --articles 10000

Each article has sentences drawn from all of `seeds/`, said by somebody on some day, so that hardly
one is in the translation memory already and no two articles tell the same.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.article import Article
from pipeline.profile import data_folder
from pipeline.sources import read

_SENTENCES = 20
_NAMES = ("Ada Kern", "Jonas Brandt", "Mira Vogt", "Emil Sander", "Lea Wirth", "Tom Falk")
_MONTHS = ("Januar", "März", "Mai", "Juli", "September", "November")
_DONE = re.compile(r"^(\d+) articles? done")


@dataclass(frozen=True)
class Night:
    """One run. peak_mb: its most. first_mb, last_mb: medians in the first and last tenth."""

    articles: int
    seconds: float
    first_article_seconds: float
    peak_mb: float
    first_mb: float
    last_mb: float
    growth: float


def write_articles(path: Path, count: int, changed: float = 0.0) -> None:
    """So many articles as JSONL; that share of them with one sentence more."""
    seeds = [item for item in read([str(data_folder("seeds"))]) if isinstance(item, Article)]
    pool = [s.clean for a in seeds for s in a.sentences() if 40 < len(s.clean) < 240]
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(json.dumps(_article(number, pool, changed), ensure_ascii=False) + "\n")


def _article(number: int, pool: list[str], changed: float) -> dict[str, str]:
    chance = random.Random(number)
    sentences = [_said(text, chance) for text in chance.sample(pool, _SENTENCES)]
    if chance.random() < changed:
        sentences.append("Die Meldung wurde in der Nacht um diesen Satz erweitert.")
    paragraphs = [" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)]
    return {
        "title": f"{chance.choice(_NAMES)} zur Lage {number}",
        "text": "\n\n".join(paragraphs),
        "url": f"https://example.org/{number}",
    }


def _said(text: str, chance: random.Random) -> str:
    text = re.sub(r"\d", lambda _: str(chance.randint(1, 9)), text.rstrip("."))
    day = f"{chance.randint(1, 28)}. {chance.choice(_MONTHS)}"
    return f"{text}, sagte {chance.choice(_NAMES)} am {day}."


def night(source: Path, out: Path, *options: str) -> Night:
    """`depesche run` on the articles, watched from outside."""
    command = [sys.executable, "-m", "pipeline", "run", str(source), "-o", str(out), "--run", "n"]
    begin = time.monotonic()
    process = subprocess.Popen(
        [*command, "--profile", "embedded", *options], stderr=subprocess.PIPE, text=True
    )
    seen: list[tuple[int, float]] = []
    done = [0]
    first = [0.0]

    def watch() -> None:
        while process.poll() is None:
            seen.append((done[0], _resident_mb(process.pid)))
            time.sleep(0.05)

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert process.stderr is not None
    rest = []
    for line in process.stderr:
        if found := _DONE.match(line):
            first[0] = first[0] or time.monotonic() - begin
            done[0] = int(found[1])
        rest.append(line)
    watcher.join()
    assert process.wait() == 0, "".join(rest[-20:])
    total = done[0]
    early = _median([mb for at, mb in seen if 0 < at <= total // 10] or [mb for _, mb in seen])
    late = _median([mb for at, mb in seen if at > total - total // 10] or [seen[-1][1]])
    return Night(
        articles=total,
        seconds=round(time.monotonic() - begin, 1),
        first_article_seconds=round(first[0], 1),
        peak_mb=round(max(mb for _, mb in seen), 1),
        first_mb=round(early, 1),
        last_mb=round(late, 1),
        growth=round(late / early - 1, 3),
    )


def _median(values: list[float]) -> float:
    return statistics.median(values)


def _resident_mb(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/statm").read_text().split()
        return int(fields[1]) * 4096 / 1e6 if len(fields) > 1 else 0.0
    except OSError:
        return 0.0


def main() -> None:
    """Two nights: one of new articles, and one with a hundredth of them changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--full", action="store_true", help="the whole articles in English")
    given = parser.parse_args()
    options = ["--full"] if given.full else []
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "articles.jsonl", Path(folder) / "out"
        write_articles(source, given.articles)
        nights = {"first": night(source, out, *options)}
        write_articles(source, given.articles, changed=0.01)
        nights["one percent changed"] = night(source, out, *options)
    for name, values in nights.items():
        print(json.dumps({"night": name} | asdict(values)))
    share = nights["one percent changed"].seconds / nights["first"].seconds
    print(f"the second night took {share:.1%} of the first")


if __name__ == "__main__":
    main()
