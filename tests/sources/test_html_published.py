import pytest

from pipeline.sources.html.lines import read_lines
from pipeline.sources.html.published import published
from pipeline.sources.html.structured import read_structured
from pipeline.sources.html.tree import parse

TEXT = "<p>Der Kreistag hat am Donnerstag über den Haushalt des kommenden Jahres beraten.</p>"


def found(body: str, head: str = "") -> str:
    root = parse(f"<html><head>{head}</head><body>{body}{TEXT}</body></html>")
    moment = published(root, read_structured(root), read_lines(root), 0)
    return moment.isoformat() if moment else ""


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        ("<p>Do 25.04.24 | 13:47 Uhr</p>", "", "2024-04-25T13:47:00+02:00"),
        ("<p>Erstellt: 16.01.2025, 18:20 Uhr</p>", "", "2025-01-16T18:20:00+01:00"),
        ("", '<meta name="parsely-pub-date" content="2024-02-01">', "2024-02-01T00:00:00+01:00"),
        ("", '<meta property="og:updated_time" content="2024-02-01">', "2024-02-01T00:00:00+01:00"),
        ('<span itemprop="datePublished">3.2.2024</span>', "", "2024-02-03T00:00:00+01:00"),
    ],
)  # fmt: skip
def test_where_dates_stand(body, head, expected):
    assert found(body, head) == expected


def test_what_is_declared_goes_before_what_is_shown():
    head = '<meta property="article:published_time" content="2024-02-01T10:00:00+01:00">'
    body = (
        '<p>Stand: 02.02.2024, 09:00 Uhr</p><time datetime="2024-02-02T09:00:00+01:00">2.2.</time>'
    )
    assert found(body, head) == "2024-02-01T10:00:00+01:00"


def test_a_time_of_the_same_day_goes_before_the_mere_day():
    head = '<meta name="date" content="2024-02-01">'
    assert found("<p>01.02.2024, 18:05 Uhr</p>", head) == "2024-02-01T18:05:00+01:00"
    assert found("<p>02.02.2024, 18:05 Uhr</p>", head) == "2024-02-01T00:00:00+01:00"


def test_dates_of_other_articles_and_of_pictures_do_not_count():
    body = (
        '<a href="/x"><time datetime="2016-02-27">alt</time></a>'
        '<figure><figcaption><time datetime="2017-02-27">Archiv</time></figcaption></figure>'
        '<time datetime="2024-03-01T08:00:00+01:00">heute</time>'
    )
    assert found(body) == "2024-03-01T08:00:00+01:00"


def test_the_published_time_goes_before_that_of_the_change():
    body = (
        '<time itemprop="dateModified" datetime="2024-03-02">gestern</time>'
        '<time itemprop="datePublished" datetime="2024-03-01T08:00:00+01:00">vorgestern</time>'
    )
    assert found(body) == "2024-03-01T08:00:00+01:00"
