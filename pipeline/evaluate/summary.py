"""Summaries scored against references, with the baselines beside them."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from pipeline.article import Article, Block, Kind, Sentence, SummarySentence
from pipeline.errors import UsageError
from pipeline.evaluate.baselines import Lead, TextRank, body
from pipeline.evaluate.rouge import Rouge, mean, rouge, tokenize
from pipeline.summarize import Extractive, Summarizer
from pipeline.text.sentences import split

_PARAGRAPH = re.compile(r"\n\s*\n")
_WIKI_HEADING = re.compile(r"^=+\s*(.*?)\s*=*$")
_STOPS = re.compile(r"[.!?…:]\W*$")
_LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class Row:
    """An article without its lead, and the reference that a summary is held against."""

    article: Article
    reference: str


@dataclass(frozen=True, slots=True)
class SummaryScore:
    """How one summarizer did: mean ROUGE F1 from 0 to 100, mean words and sentences."""

    name: str
    rouge1: float
    rouge2: float
    rouge_l: float
    words: float
    sentences: float


@dataclass(frozen=True, slots=True)
class SummaryReport:
    """All summarizers on the same rows, the baselines after ours, the oracle last.

    The oracle is the one sentence of each article with the highest ROUGE-1: what choosing a single
    sentence could reach.
    """

    rows: int
    reference_words: float
    scores: tuple[SummaryScore, ...]

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON takes it."""
        return asdict(self)


def read_rows(path: Path) -> list[Row]:
    """Read JSON lines, plain or .xz: `text`, `summary` and, if there is one, `headline` or `title`.

    Paragraphs are separated by empty lines; a short one without a final stop, or one that starts
    with `=`, is a heading. Raises UsageError for an unreadable file or a line that lacks a field.
    """
    rows = []
    for number, record in enumerate(read_records(path), 1):
        try:
            rows.append(Row(as_article(record, number), str(record["summary"])))
        except (KeyError, TypeError) as error:
            raise UsageError(
                f"{path}, record {number} is no article with a summary ({error!r})",
                'give JSON lines with "text" and "summary"',
            ) from error
    return rows


def evaluate(
    rows: Sequence[Row], summarizers: Mapping[str, Summarizer] | None = None
) -> SummaryReport:
    """Score `summarizers` (name to summarizer; ours if none) and the baselines on `rows`."""
    ours = summarizers or {"extractive": Extractive()}
    baselines: dict[str, Summarizer] = {
        "lead-1": Lead(1),
        "lead-3": Lead(3),
        "textrank": TextRank(3),
    }
    articles = [row.article for row in rows]
    scores = [
        _score(name, rows, [_texts(summary) for summary in summarizer.summarize(articles)])
        for name, summarizer in {**ours, **baselines}.items()
    ]
    oracle = _score("oracle sentence", rows, [_best_sentence(row) for row in rows])
    return SummaryReport(
        rows=len(rows),
        reference_words=_average([len(tokenize(row.reference)) for row in rows]),
        scores=(*scores, oracle),
    )


def as_article(record: Mapping[str, Any], number: int = 1) -> Article:
    """A row of a dev set as an article whose lead has been taken out."""
    blocks: list[Block] = []
    count = 0
    for paragraph in _PARAGRAPH.split(record["text"]):
        kind, text = _kind(paragraph.strip())
        pieces = [text] if kind == "heading" else split(text)
        pieces = [piece for piece in pieces if piece.strip()]
        blocks.append(
            Block(kind, tuple(Sentence(f"s{count + i}", p) for i, p in enumerate(pieces, 1)))
        )
        count += len(pieces)
    return Article(
        id=str(record.get("id", number)),
        source=str(record.get("source", "")),
        url=None,
        published=None,
        kicker="",
        headline=record.get("headline") or record.get("title") or "",
        byline="",
        lead="",
        language="de",
        blocks=tuple(block for block in blocks if block.sentences),
    )


def read_records(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file, plain or .xz. Raises UsageError if it is none."""
    opener = lzma.open if path.suffix == ".xz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.strip()]
    except (OSError, lzma.LZMAError, ValueError) as error:
        raise UsageError(
            f"{path} cannot be read as JSON lines ({error})", "name a readable file"
        ) from error


def _kind(paragraph: str) -> tuple[Kind, str]:
    if wiki := _WIKI_HEADING.match(paragraph):
        return "heading", wiki[1]
    short = len(paragraph) < _LONGEST_HEADING and "\n" not in paragraph
    return ("heading" if short and not _STOPS.search(paragraph) else "paragraph"), paragraph


def _texts(summary: Sequence[SummarySentence]) -> list[str]:
    return [sentence.text for sentence in summary]


def _best_sentence(row: Row) -> list[str]:
    texts = [sentence.clean for sentence in body(row.article)]
    best = max(texts, key=lambda text: rouge(text, row.reference).rouge1, default="")
    return [best] if best else []


def _score(name: str, rows: Sequence[Row], summaries: Sequence[Sequence[str]]) -> SummaryScore:
    joined = [" ".join(summary) for summary in summaries]
    means: Rouge = mean([rouge(t, row.reference) for t, row in zip(joined, rows, strict=True)])
    return SummaryScore(
        name=name,
        rouge1=round(means.rouge1, 1),
        rouge2=round(means.rouge2, 1),
        rouge_l=round(means.rouge_l, 1),
        words=_average([len(tokenize(text)) for text in joined]),
        sentences=_average([len(summary) for summary in summaries]),
    )


def _average(numbers: Sequence[int]) -> float:
    return round(fmean(numbers), 1) if numbers else 0.0
