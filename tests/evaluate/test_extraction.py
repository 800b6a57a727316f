import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.evaluate.extraction import EXPECTED, evaluate, read_expected, same_date, word_f1

PAGES = Path(__file__).parents[1] / "data" / "html"
PAGES_SHA256 = "1de67e39d7b88d681885d721ed32d01bd211df02285fa75bd940e5b1a9572ead"
"""Whoever changes the pages changes this digest in the same commit, and looks at the floors."""

SHARED = Path(__file__).parents[3] / "shared" / "articles" / "html"


def digest(folder: Path) -> str:
    paths = sorted(path for path in folder.iterdir() if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def test_floors_on_own_pages() -> None:
    assert digest(PAGES) == PAGES_SHA256
    report = evaluate(PAGES)
    assert report.pages == len(report.rows) == 21
    assert report.body_f1 >= 99.7
    assert report.body_f1 > report.trafilatura_f1 + 2
    assert report.worst_loss == 0
    assert (report.headline, report.lead, report.date) == (100, 100, 100)


BARE = {
    "without JSON-LD": r"<script[^>]*ld\+json[^>]*>.*?</script>",
    "without meta elements": r"<meta(?![^>]*charset)[^>]*>",
    "without classes": r"\s(?:class|id|itemprop|data-[\w-]+)=(?:\"[^\"]*\"|'[^']*')",
}
"""What other publishers leave out. Floors on the same pages: body, headline, lead, date."""
FLOORS = {
    "without JSON-LD": (99.5, 95, 100, 90),
    "without meta elements": (99.5, 90, 95, 90),
    "without classes": (99, 90, 80, 90),
}


@pytest.mark.parametrize("lacking", BARE)
def test_floors_on_own_pages_that_say_less(tmp_path: Path, lacking: str) -> None:
    for path in PAGES.iterdir():
        text = path.read_text("latin-1")
        less = re.sub(BARE[lacking], "", text, flags=re.DOTALL) if path.suffix == ".html" else text
        (tmp_path / path.name).write_text(less, "latin-1")
    report = evaluate(tmp_path)
    found = (report.body_f1, report.headline, report.lead, report.date)
    assert all(value >= floor for value, floor in zip(found, FLOORS[lacking], strict=True)), found


@pytest.mark.skipif(not (SHARED / EXPECTED).exists(), reason="the pages of publishers are not here")
def test_bars_on_pages_of_publishers() -> None:
    report = evaluate(SHARED)
    assert report.pages == 43
    assert report.body_f1 >= 97.5
    assert report.worst_loss <= 2
    assert report.headline >= 95
    assert report.lead >= 90
    assert report.date >= 90


def test_word_f1() -> None:
    assert word_f1("Die Stadt baut.", "die stadt BAUT") == 1
    assert word_f1("eins eins zwei", "eins drei") == pytest.approx(2 / 5)
    assert word_f1("", "") == 1
    assert word_f1("eins", "") == 0


def test_same_date() -> None:
    found = datetime(2024, 4, 22, 13, 0, 30, tzinfo=UTC)
    assert same_date(found, "2024-04-22T15:00:00+02:00")
    assert not same_date(found, "2024-04-22T16:00:00+02:00")
    assert same_date(found, "2024-04-22")
    assert not same_date(found, "2024-04-23")
    assert not same_date(None, "2024-04-23")
    assert same_date(None, "")


def test_page_that_cannot_be_read_scores_nothing(tmp_path: Path) -> None:
    (tmp_path / "leer.html").write_text("<html></html>")
    row = {"html": "leer.html", "title": "T", "lead": None, "date": "2024-01-01", "text": "Text."}
    (tmp_path / EXPECTED).write_text("\n" + json.dumps(row) + "\n")
    (score,) = evaluate(tmp_path).rows
    assert (score.body_f1, score.headline, score.lead, score.date) == (0, False, False, False)


@pytest.mark.parametrize("line", ["{", "[]", '{"html": "a.html"}'])
def test_wrong_form_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / EXPECTED).write_text(line)
    with pytest.raises(UsageError, match=r"expected\.jsonl:1"):
        list(read_expected(tmp_path))


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no expected\.jsonl"):
        evaluate(tmp_path)
    (tmp_path / EXPECTED).write_text("")
    with pytest.raises(UsageError, match="empty"):
        evaluate(tmp_path)
    row = {"html": "fehlt.html", "title": "", "lead": "", "date": "", "text": ""}
    (tmp_path / EXPECTED).write_text(json.dumps(row))
    with pytest.raises(UsageError, match=r"fehlt\.html"):
        evaluate(tmp_path)
