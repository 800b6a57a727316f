"""The sample articles are sound: enough of them, well-formed, varied, and our own words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SEEDS = sorted((ROOT / "seeds").iterdir())
# Texts of publishers that developers may have beside their checkout; nothing of them may be here.
PUBLISHED = [ROOT.parent / "shared" / folder for folder in ("seed", "articles/plain")]

FIRST_LINE = re.compile(
    r" date (\d{4})-(\d{2}) \S.*\S Stand: (\d{2})\.(\d{2})\.(\d{4}) \d{2}:\d{2} Uhr"
)
ENTRY = re.compile(r"^(\d{2}:\d{2}) Uhr - \S", re.MULTILINE)
KINDS = {
    "liveblog": r"^ date .* \+\+ .+ \+\+ ",
    "interview": r"^\w+\.de: .+\n\n\w+: ",
    "table": r"^\S.*\S {2,}[\d,]+ {2,}[\d,]+ {2,}[+-][\d,]+ %$",
    "sports results": r"^\w.* - \w.* \d:\d \(\d:\d\)\. Tore: ",
    "programme note": r"^\w.* \| .* \| \d{2}:\d{2} Uhr$",
}
QUOTED_LENGTH = 40  # characters: shorter sentences may well be written twice by chance

each_seed = pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="strict")


def lines(path: Path) -> list[str]:
    return [line.strip() for line in read(path).splitlines() if line.strip()]


def long_sentences(text: str) -> list[str]:
    """Rough sentences, split at every stop, so that an abbreviation only makes them shorter."""
    pieces = (piece.strip() for piece in re.split(r"(?<=[.!?])\s+|\n", text))
    return [piece for piece in pieces if len(piece) >= QUOTED_LENGTH]


def test_there_are_ten_numbered_articles_and_nothing_else():
    assert [path.name[:3] for path in SEEDS] == [f"{number:02}-" for number in range(1, 11)]
    assert {path.suffix for path in SEEDS} == {".txt"}


@each_seed
def test_text_is_composed_utf8_without_stray_characters(seed):
    text = read(seed)
    assert unicodedata.is_normalized("NFC", text)
    assert not [c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Co"} and c != "\n"]
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@each_seed
def test_first_line_gives_date_kicker_headline_and_time(seed):
    first, second, lead = read(seed).splitlines()[:3]
    match = FIRST_LINE.fullmatch(first)
    assert match, first
    year, month, _, stand_month, stand_year = match.groups()
    assert (year, month) == (stand_year, stand_month)
    assert second == ""
    assert lead.endswith(".")


def test_one_article_is_very_short_and_one_is_long():
    words = sorted(len(read(path).split()) for path in SEEDS)
    assert words[0] <= 60
    assert words[-1] >= 2_900
    assert all(300 <= count <= 1_000 for count in words[1:-1])


def test_every_kind_of_article_is_there():
    texts = [read(path) for path in SEEDS]
    for kind, mark in KINDS.items():
        assert any(re.search(mark, text, re.MULTILINE) for text in texts), kind


def test_liveblog_runs_newest_first():
    times = [ENTRY.findall(read(path)) for path in SEEDS]
    (liveblog,) = [found for found in times if found]
    assert len(liveblog) >= 8
    assert liveblog == sorted(liveblog, reverse=True)


def test_no_line_stands_in_two_articles():
    found = Counter(line for path in SEEDS for line in set(lines(path)))
    assert [line for line, files in found.items() if files > 1] == []


@pytest.mark.skipif(not all(path.is_dir() for path in PUBLISHED), reason="no published texts here")
def test_no_sentence_is_taken_from_a_published_article():
    published = " ".join(
        " ".join(unicodedata.normalize("NFC", read(path)).split())
        for folder in PUBLISHED
        for path in folder.glob("*.txt")
    )
    assert published
    ours = [sentence for path in SEEDS for sentence in long_sentences(read(path))]
    assert [sentence for sentence in ours if " ".join(sentence.split()) in published] == []
