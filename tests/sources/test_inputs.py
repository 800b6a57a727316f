from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError, UsageError
from pipeline.sources import ReadLimits, read, registry
from pipeline.sources.build import RawBlock, build
from pipeline.sources.reader import Input

TEXT = "Rat streitet weiter\n\nDer Rat von Musterstadt streitet über den Haushalt. {}\n"


def write(path: Path, number: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT.format(f"Es ist die Sitzung {number}."), encoding="utf-8")
    return path


def rejected(source: object, limits: ReadLimits | None = None) -> Rejected:
    (item,) = read([str(source)], limits)
    assert isinstance(item, Rejected)
    assert item.reason and item.remedy
    return item


def test_folders_are_read_sorted_with_their_folders_and_without_hidden_files(tmp_path):
    for number, name in enumerate(["b.txt", "a/z.txt", "a/y", ".hidden", ".git/x.txt", "c.text"]):
        write(tmp_path / name, number)
    found = [item.source for item in read([str(tmp_path)])]
    assert found == [str(tmp_path / name) for name in ["a/y", "a/z.txt", "b.txt", "c.text"]]


def test_sources_come_in_their_order(tmp_path):
    second, first = write(tmp_path / "2.txt", 2), write(tmp_path / "1.txt", 1)
    assert [item.source for item in read([str(second), str(first)])] == [str(second), str(first)]


def test_patterns_are_matched(tmp_path):
    write(tmp_path / "x" / "1.txt", 1)
    write(tmp_path / "x" / "2.md", 2)
    found = [item.source for item in read([str(tmp_path / "**" / "*.txt")])]
    assert found == [str(tmp_path / "x" / "1.txt")]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path):
    path = write(tmp_path / "[1].txt")
    assert [type(item) for item in read([str(path)])] == [Article]


def test_reading_is_lazy(tmp_path):
    write(tmp_path / "1.txt")
    items = read([str(tmp_path / "1.txt"), str(tmp_path / "2.txt")])
    assert isinstance(next(items), Article)
    write(tmp_path / "2.txt", 2)
    assert isinstance(next(items), Article)


def test_stdin_is_read(monkeypatch):
    data = io.TextIOWrapper(io.BytesIO(TEXT.format("Es regnet.").encode()))
    monkeypatch.setattr(sys, "stdin", data)
    (item,) = read(["-"])
    assert isinstance(item, Article) and item.source == "stdin"


def test_a_bad_input_does_not_stop_the_others(tmp_path):
    (tmp_path / "1.txt").write_bytes(b"%PDF-1.7")
    write(tmp_path / "2.txt")
    assert [type(item) for item in read([str(tmp_path)])] == [Rejected, Article]


def test_missing_files_and_patterns_without_a_match(tmp_path):
    assert "no such file" in rejected(tmp_path / "none.txt").reason
    assert "no file matches" in rejected(tmp_path / "*.txt").reason


def test_what_runs_wrote_is_no_source(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT.format(""), "utf-8")
    run = tmp_path / "outputs" / "n"
    (run / "articles").mkdir(parents=True)
    (tmp_path / "outputs" / ".depesche").mkdir()
    for file in ("pairs.jsonl", "report.md", "articles/a1.md"):
        (run / file).write_text(TEXT.format(""), "utf-8")
    found = list(read([str(tmp_path)]))
    assert [Path(one.source).name for one in found] == ["a.txt"]
    assert rejected(tmp_path / "outputs").reason == "no article in this folder"
    assert rejected(tmp_path / "outputs" / "n").reason == "what a run wrote"


def test_an_empty_folder(tmp_path):
    (tmp_path / ".hidden").write_text("x")
    assert rejected(tmp_path).reason == "no article in this folder"


@pytest.mark.parametrize("content", [b"", b" \n\t\n"])
def test_empty_files(tmp_path, content):
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    assert rejected(path).reason == "empty"


def test_binary_files_are_named(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"%PDF-1.7\n")
    assert "PDF" in rejected(path).reason


def test_a_file_over_the_limit_is_refused_without_being_held(tmp_path):
    path = tmp_path / "a.txt"
    path.touch()
    os.truncate(path, 50_000_000)
    with path.open("r+b") as file:
        file.write(b"Der Rat tagt. " * 10)
    assert rejected(path).reason == "larger than the limit of 20 MB"
    assert "limit of 0.0001 MB" in rejected(path, ReadLimits(file_bytes=100)).reason


def test_other_languages_are_named(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("The council met on Tuesday. It discussed the budget and put off a decision.")
    assert rejected(path).reason == "English, not German"


def test_text_that_is_only_furniture_is_no_article(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Von Jana Probst, NDR\n\nMehr zum Thema\n\ndpa\n", encoding="utf-8")
    assert "no sentence" in rejected(path).reason


def test_markup_has_no_reader_here(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "READERS", (registry.PlainTextReader(),))
    path = tmp_path / "a.xml"
    path.write_text("<?xml version='1.0'?><rss/>")
    assert "not read" in rejected(path).reason


def test_urls_are_not_fetched_without_leave():
    assert "off limits" in rejected("https://muster.example/a.html").reason


def test_the_second_of_two_equal_articles_names_the_first(tmp_path):
    first, second = write(tmp_path / "1.txt"), write(tmp_path / "2.txt")
    kept, item = read([str(tmp_path)])
    assert isinstance(kept, Article) and kept.source == str(first)
    assert isinstance(item, Rejected)
    assert (item.source, item.reason) == (str(second), f"same article as {first}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_and_folders_without_the_right_to_read(tmp_path):
    path = write(tmp_path / "x" / "a.txt")
    path.chmod(0)
    assert rejected(path).reason == "no right to read it"
    path.parent.chmod(0)
    assert rejected(path.parent).reason == "no right to read it"
    path.parent.chmod(0o700)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(13, "denied"), "no right to read it"),
        (FileNotFoundError(2, "gone"), "no such file or folder"),
        (OSError(5, "Input/output error"), "cannot be read (Input/output error)"),
    ],
)
def test_errors_of_the_system_become_reasons(tmp_path, monkeypatch, error, reason):
    path = write(tmp_path / "a.txt")

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Path, "open", fail)
    assert rejected(path).reason == reason
    monkeypatch.setattr(Path, "iterdir", fail)
    assert next(iter(read([str(tmp_path)]))) == Rejected(
        str(tmp_path), reason, rejected(tmp_path).remedy
    )


@pytest.mark.parametrize("source", ["a\x00b", "x" * 5000])
def test_impossible_paths(source):
    assert rejected(source).remedy


def test_links_to_folders_are_not_followed_in_circles(tmp_path):
    write(tmp_path / "a.txt")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert [type(item) for item in read([str(tmp_path)])] == [Article]


class ListReader:
    """A reader of a made-up format: one article a line."""

    name = "list"

    def accepts(self, source: str, head: bytes) -> bool:
        return head.startswith(b"LIST")

    def read(self, item: Input) -> Iterator[Article | Rejected]:
        for line in item.data().decode().splitlines()[1:]:
            if not line:
                raise SourceError("a line is empty", "fill it")
            yield build(item.source, blocks=[RawBlock("paragraph", line)], language="de")


def test_a_reader_is_picked_by_content_and_may_give_several_articles(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "READERS", (ListReader(), *registry.READERS))
    path = tmp_path / "a.txt"
    path.write_text("LIST\nEins ist eins.\nZwei ist zwei.\n\n")
    items = list(read([str(path)]))
    assert [type(item) for item in items] == [Article, Article, Rejected]
    assert items[2] == Rejected(str(path), "a line is empty", "fill it")


def test_a_reader_that_fails_is_a_reason_and_the_others_go_on(tmp_path, monkeypatch):
    class BrokenReader(ListReader):
        def read(self, item: Input) -> Iterator[Article | Rejected]:
            raise ZeroDivisionError("oops")

    monkeypatch.setattr(registry, "READERS", (BrokenReader(), *registry.READERS))
    (tmp_path / "1.txt").write_text("LIST\n")
    write(tmp_path / "2.txt")
    broken, whole = read([str(tmp_path)])
    assert isinstance(broken, Rejected) and isinstance(whole, Article)
    assert broken.reason == "reading it failed (ZeroDivisionError: oops)"


def test_a_name_that_is_no_utf8_can_be_written(tmp_path):
    path = os.fsencode(tmp_path) + b"/bad\xff.txt"
    Path(os.fsdecode(path)).write_text("", "utf-8")
    (item,) = read([str(tmp_path)])
    assert item.source.encode("utf-8").endswith(b"bad\\xff.txt")


def test_an_empty_source_is_wrong_use():
    with pytest.raises(UsageError, match="empty"):
        list(read([""]))


def test_an_entry_that_may_not_be_looked_at_is_one_rejected(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    (tmp_path / "b.txt").write_text("", "utf-8")

    looks = Path.is_dir

    def is_dir(path):
        if path.name == "a":
            raise PermissionError(13, "Permission denied")
        return looks(path)

    monkeypatch.setattr(Path, "is_dir", is_dir)
    assert ["right" in item.reason for item in read([str(tmp_path)])] == [True, False]


def test_a_closed_stdin_is_named(monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    (item,) = read(["-"])
    assert "closed" in item.reason
