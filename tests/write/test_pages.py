from pipeline.write.extracted import as_extracted
from pipeline.write.pages import write_pages
from tests.records import article, record


def test_both_pages_are_written(tmp_path):
    write_pages(tmp_path / "articles", record())
    assert sorted(p.name for p in (tmp_path / "articles").iterdir()) == ["a1.html", "a1.md"]


def test_an_article_is_shown_as_it_was_read():
    values = as_extracted(article())
    assert values["published"] == "2026-11-14T08:15:00+00:00"
    assert [block["kind"] for block in values["blocks"]] == ["heading", "paragraph"]
    assert "".join(values["blocks"][1]["sentences"]) == values["blocks"][1]["text"]
