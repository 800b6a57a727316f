import io
from pathlib import Path

import pytest

from pipeline.article import Article
from pipeline.sources.html.reader import HtmlReader
from pipeline.sources.reader import Input, ReadLimits

PAGES = Path(__file__).parents[1] / "data" / "html"


def read(name: str) -> Article:
    data = (PAGES / name).read_bytes()
    item = Input(name, data[:100], io.BytesIO(data[100:]), ReadLimits())
    (article,) = HtmlReader().read(item)
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a", b"<!DOCTYPE html><html>", True),
        ("a", b"\xef\xbb\xbf\n <!-- x --><HTML lang=de>", True),
        ("a", b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>', True),
        ("a", "<html><body>".encode("utf-16"), True),
        ("a.html", b"<p>Ein Bruchst\xc3\xbcck", True),
        ("a.txt", b"<p>Ein Bruchst\xc3\xbcck", False),
        ("a.html", b"Nur Text, der html hei\xc3\x9ft", False),
        ("a.xml", b'<?xml version="1.0"?><rss version="2.0">', False),
        ("a", b"<feed><content>&lt;html></content>", False),
        ("a.txt", "Über <html> wird hier nur geschrieben.".encode(), False),
        ("a", b"", False),
    ],
)
def test_accepts(name: str, head: bytes, expected: bool) -> None:
    assert HtmlReader().accepts(name, head) is expected


def test_lead_is_the_first_block() -> None:
    article = read("portal.html")
    assert article.blocks[0].text == article.lead
    assert article.blocks[0].kind == "paragraph"
    assert [sentence.id for sentence in article.sentences()][:3] == ["s1", "s2", "s3"]
    assert article.language == "de"
    assert article.source == "portal.html"
    assert article.url == "https://www.nordmorgen.example/wirtschaft/faehren-strom-100.html"


def test_language_is_detected_not_believed() -> None:
    data = (PAGES / "portal.html").read_bytes().replace(b'lang="de"', b'lang="en"')
    (article,) = HtmlReader().read(Input("x", b"", io.BytesIO(data), ReadLimits()))
    assert isinstance(article, Article)
    assert article.language == "de"


def test_registered() -> None:
    from pipeline.sources import read as read_all

    (article,) = read_all([str(PAGES / "paid.html")])
    assert isinstance(article, Article)
    assert article.headline == "Streit um den Stausee"
    assert article.kicker == "Wasserkraft"
