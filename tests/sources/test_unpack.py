from __future__ import annotations

import bz2
import gzip
import io
import lzma

import pytest

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources import read, unpack
from tests.sources.inputs import TEXT

PACKERS = [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)]


@pytest.mark.parametrize(("suffix", "pack"), PACKERS)
def test_packed_inputs_are_read_like_others(tmp_path, suffix, pack):
    path = tmp_path / f"a.csv.{suffix}"
    rows = "".join(f"{TEXT} Nummer {number}.\n" for number in range(300))
    path.write_bytes(pack(f"text\n{rows}".encode()))
    found = list(read([str(path)]))
    assert len(found) == 300
    assert all(isinstance(item, Article) for item in found)
    assert found[-1].source == f"{path}:301"


@pytest.mark.parametrize(("suffix", "pack"), PACKERS)
@pytest.mark.parametrize("cut", [20, 60])
def test_damaged_archives_are_named(tmp_path, suffix, pack, cut):
    path = tmp_path / f"a.txt.{suffix}"
    path.write_bytes(pack(TEXT.encode())[:cut])
    (item,) = read([str(path)])
    assert isinstance(item, Rejected)
    assert (item.source, item.reason) == (str(path), "a damaged archive")


def test_an_archive_in_an_archive_is_not_opened(tmp_path):
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(gzip.compress(TEXT.encode())))
    (item,) = read([str(path)])
    assert isinstance(item, Rejected) and "gzip" in item.reason


def test_bombs_end_at_the_limit(tmp_path, monkeypatch):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n{}\n" + b"\n" * 3_000_000))
    monkeypatch.setattr(unpack, "_MOST", 1_000_000)
    *_, last = read([str(path)])
    assert isinstance(last, Rejected) and last.reason == "unpacks to more than 1 GB"
    path.write_bytes(gzip.compress(b"a" * 30_000_000))
    monkeypatch.undo()
    (item,) = read([str(path)])
    assert isinstance(item, Rejected) and "limit of 20 MB" in item.reason


def test_what_is_not_packed_stays_untouched():
    stream = io.BytesIO(b"")
    assert unpack.unpack("a.gz", b"Der Rat tagt.", stream) is None
    with pytest.raises(SourceError):
        _, content = unpack.unpack("a", b"\x1f\x8bx", stream) or ("", stream)
        content.read(10)
