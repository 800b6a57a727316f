"""`depesche extract` of whatever lies in ../shared/articles loses no text.

Each kind of file is read a second time, by the plainest means there are, and compared.
"""

from __future__ import annotations

import json
import lzma
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from pipeline.article import Article, Rejected
from pipeline.sources import read
from pipeline.sources.html.tree import words
from pipeline.text.normalize import decode, normalize

SHARED = Path(__file__).parents[3] / "shared" / "articles"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the articles are not here")

_PARTS = ("text", "title", "headline", "lead", "teaser")


def files(pattern: str) -> list[Path]:
    return sorted(SHARED.glob(pattern))


def held(article: Article) -> str:
    """All text that an article holds."""
    parts = (article.kicker, article.headline, article.byline)
    return "\n".join([*parts, *(block.text for block in article.blocks), *article.notes])


def characters(text: str) -> Counter[str]:
    return Counter("".join(normalize(text).split()))


def missing(text: str, article: Article) -> list[str]:
    """The words of a text that an article does not hold, or not as often."""
    wanted = Counter(words(normalize(text)).split())
    return list((wanted - Counter(words(held(article)).split())).elements())


def unmarked(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", " ", unescape(markup)))


def records(path: Path) -> Iterator[dict[str, object]]:
    data = path.read_bytes()
    text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8")
    yield from (json.loads(line) for line in text.split("\n") if line)


@pytest.mark.parametrize("path", files("plain/*.txt"), ids=lambda path: path.stem[:3])
def test_plain_text_to_the_character(path: Path) -> None:
    (article,) = read([str(path)])
    parts = (article.kicker, article.headline, *(block.text for block in article.blocks))
    assert characters("".join([*parts, *article.notes])) == characters(decode(path.read_bytes()))


@pytest.mark.parametrize("path", [*files("*.jsonl"), *files("*.xz")], ids=lambda path: path.name)
def test_records_to_the_character(path: Path) -> None:
    for record, article in zip(records(path), read([str(path)]), strict=True):
        assert isinstance(article, Article), article
        for part in _PARTS:
            text = record.get(part)
            lost = characters(text) - characters(held(article)) if isinstance(text, str) else None
            assert not lost, (article.source, part)


@pytest.mark.parametrize("path", files("html/??/*.json"), ids=lambda path: path.stem)
def test_records_in_sections_to_the_character(path: Path) -> None:
    found = list(read([str(path)]))
    for record, article in zip(json.loads(path.read_text()).values(), found, strict=True):
        if isinstance(article, Rejected):
            assert article.duplicate, article
            continue
        body = record["body"]
        sections = [text for s in body["sections"] for text in s["headline"] + s["paragraphs"]]
        text = "".join([record["title"] or "", *body["summary"], *sections])
        assert not characters(text) - characters(held(article)), article.source


def test_pages_to_the_word() -> None:
    """All words that should be read of a page are in its blocks or beside them."""
    for row in records(SHARED / "html" / "expected.jsonl"):
        (article,) = read([str(SHARED / "html" / str(row["html"]))])
        assert isinstance(article, Article), article
        lost = missing(str(row["text"]), article)
        # Three of the expected texts have words glued together that the page does not glue.
        assert len(lost) <= 0.005 * len(str(row["text"]).split()), (row["html"], lost)


def test_the_interface_of_tagesschau_to_the_word() -> None:
    for path in files("tagesschau_api/*.json"):
        document = json.loads(path.read_text("utf-8"))
        stories = {s["sophoraId"]: s for s in document["news"] + document.get("regional", [])}
        for article in read([str(path)]):
            if isinstance(article, Rejected):
                assert "recording" in article.reason or article.duplicate, article
                continue
            story = stories[article.source.partition("#")[2]]
            texts = [story["title"], story.get("topline") or ""]
            for part in story.get("content") or []:
                texts += [part.get("value") or "", (part.get("quotation") or {}).get("text", "")]
            for text in texts:
                assert not missing(unmarked(text), article), (article.source, text)


@pytest.mark.parametrize("path", files("feeds/*.xml") + files("feeds/*.atom"), ids=lambda p: p.name)
def test_feeds_to_the_word(path: Path) -> None:
    import feedparser

    entries = feedparser.parse(path.read_bytes()).entries
    found = list(read([str(path)]))
    assert len(found) == len(entries)
    for entry, article in zip(entries, found, strict=True):
        if isinstance(article, Rejected):
            assert article.duplicate, article
            continue
        texts = [entry.get("title", ""), *(part.value for part in entry.get("content", []))]
        longest = max([*texts[1:], entry.get("summary", "")], key=len)
        for text in (texts[0], longest):
            assert not missing(unmarked(text), article), (article.source, text)


@pytest.mark.parametrize("path", files("feeds/*.js"), ids=lambda path: path.name)
def test_news_search_to_the_word(path: Path) -> None:
    text = path.read_text("utf-8")
    answer = json.loads(text[text.index("{") : text.rindex("}") + 1])
    for record, article in zip(answer["articles"], read([str(path)]), strict=True):
        if isinstance(article, Rejected):
            assert article.duplicate or not (record["content"] or record["description"]), article
            continue
        for part in ("title", "description", "content"):
            assert not missing(unmarked(record[part] or ""), article), (article.source, part)


@pytest.mark.parametrize(
    "path",
    [*files("html/tagesschau/*"), *files("feeds/*.json"), *files("*.md")],
    ids=lambda path: path.name,
)
def test_whatever_else_lies_there_ends_in_articles_or_reasons(path: Path) -> None:
    for item in read([str(path)]):
        if isinstance(item, Rejected):
            assert item.reason and item.remedy
            assert not item.reason.startswith("reading it failed"), item
