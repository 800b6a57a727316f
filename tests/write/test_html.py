from html.parser import HTMLParser

import pytest

from pipeline.record import Bilingual
from pipeline.write.html import to_html
from tests.records import record


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for key, value in attrs if key in ("href", "src")]


def _parse(page):
    parser = _Tags()
    parser.feed(page)
    return parser


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_article_text_never_becomes_markup(text):
    page = to_html(record(headline=text, en=text, de=text, with_article=True))
    tags = _parse(page).tags
    assert "script" not in tags
    assert "img" not in tags


def test_a_link_is_made_of_web_addresses_only():
    assert _parse(to_html(record(url="https://example.org/a?b=1&c=2"))).links == [
        "https://example.org/a?b=1&c=2"
    ]
    assert _parse(to_html(record(url="javascript:alert(1)"))).links == []
    assert _parse(to_html(record(url="HTTPS://example.org/"))).links == ["HTTPS://example.org/"]
    assert _parse(to_html(record(url="x-https://example.org/"))).links == []


def test_degraded_pairs_are_marked_and_findings_listed():
    page = to_html(record(degraded=True))
    assert 'class="degraded"' in page
    assert "12 is lost" in page
    assert 'class="degraded"' not in to_html(record())


@pytest.mark.parametrize("title", ["kicker", "headline"])
def test_an_uncertain_title_stands_beside_its_german_and_nowhere_alone(title):
    uncertain = Bilingual(de="Nicht schuldig", en="Guilty", status="degraded")
    page = to_html(record().model_copy(update={title: uncertain}))
    mark = "<small>uncertain translation, see the German</small>"
    row = f'<td lang="de">Nicht schuldig</td><td lang="en" class="degraded">Guilty{mark}</td>'
    assert row in page.replace("\n", "")
    assert page.count("Guilty") == 1
    assert 'lang="de">Nicht schuldig</' in page.split("<main>")[0]


def test_a_kicker_stands_in_both_languages():
    page = to_html(record()).replace("\n", "")
    assert '<td lang="de">Haushalt</td><td lang="en">Budget</td>' in page


def test_a_finding_stands_once_and_no_folder_is_named():
    one = record(degraded=True, with_article=True).model_copy(update={"source": "/home/ada/a1.txt"})
    page = to_html(one)
    assert page.count("12 is lost") == 1
    assert "/home/ada" not in page


def test_the_page_asks_nothing_of_the_network():
    page = to_html(record(with_article=True))
    assert "default-src 'none'" in page
    assert "http:" not in page and "https:" not in page
