import os

import pytest

from pipeline.write.extracted import as_extracted
from pipeline.write.pages import Pages, keep_only
from tests.records import article, record


def night(tmp_path, *lines, version="1"):
    """A run whose records are written as these lines; the names of the pages."""
    with Pages(tmp_path / "articles", tmp_path / "stamps", version) as pages:
        for number, line in enumerate(lines, 1):
            pages.write(record().model_copy(update={"id": f"a{number}"}), line)
        pages.finish()
    return sorted(path.name for path in (tmp_path / "articles").iterdir())


def age(tmp_path):
    """Make the pages old, and the stamps with them; a page that is written anew is young."""
    for path in (tmp_path / "articles").iterdir():
        os.utime(path, (1, 1))
    stamps = tmp_path / "stamps"
    first, *rows = stamps.read_text().splitlines()
    states = {p.name: f"{p.stat().st_size}:{p.stat().st_mtime_ns}" for p in tmp_path.rglob("a*.*")}
    rows = [
        f"{id_}\t{stamp.split()[0]} {states[id_ + '.md']} {states[id_ + '.html']}"
        for id_, stamp in (row.split("\t") for row in rows)
    ]
    stamps.write_text("\n".join([first, *rows]) + "\n")


def test_both_pages_are_written_and_those_of_other_articles_go(tmp_path):
    assert night(tmp_path, "x", "y") == ["a1.html", "a1.md", "a2.html", "a2.md"]
    assert night(tmp_path, "x") == ["a1.html", "a1.md"]


def test_pages_of_a_record_that_did_not_change_are_not_even_made(tmp_path, monkeypatch):
    night(tmp_path, "x", "y")
    age(tmp_path)
    made = []
    monkeypatch.setattr("pipeline.write.pages.to_html", lambda one: made.append(one.id) or "new")
    night(tmp_path, "x", "changed")
    assert made == ["a2"]
    night(tmp_path, "x", "changed", version="2")  # other code makes other pages
    assert made == ["a2", "a1", "a2"]


@pytest.mark.parametrize("name", ["a1.md", "a1.html"])
@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_page_that_somebody_changed_or_removed_comes_back(tmp_path, name, harm):
    night(tmp_path, "x")
    page = tmp_path / "articles" / name
    before = page.read_text()
    if harm == "gone":
        page.unlink()
    else:
        page.write_text("mine")
    night(tmp_path, "x")
    assert page.read_text() == before


@pytest.mark.parametrize("stamps", [b"", b"\xff", b"1\nno stamp\n", b"1\na1\tx 1:1 1:1\n"])
def test_stamps_that_cannot_be_read_cost_time_alone(tmp_path, stamps):
    night(tmp_path, "x")
    (tmp_path / "articles" / "a1.md").unlink()
    (tmp_path / "stamps").write_bytes(stamps)
    assert night(tmp_path, "x") == ["a1.html", "a1.md"]


def test_a_folder_that_is_not_there_has_no_pages_to_take_away(tmp_path):
    keep_only(tmp_path / "none", {"a1"})


def test_an_article_is_shown_as_it_was_read():
    values = as_extracted(article())
    assert values["published"] == "2026-11-14T08:15:00+00:00"
    assert [block["kind"] for block in values["blocks"]] == ["heading", "paragraph"]
    assert "".join(values["blocks"][1]["sentences"]) == values["blocks"][1]["text"]
