from __future__ import annotations

import io
import sys

import pytest

from pipeline.errors import SourceError
from pipeline.sources import read_lines


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"eins\n\nzwei\n", ["eins", "", "zwei"]),
        (b"eins\r\nzwei", ["eins", "zwei"]),
        (b"eins\rzwei\n", ["eins\rzwei"]),
        (b"eins\rzwei\r", ["eins", "zwei"]),
        (b"\n\n", ["", ""]),
        (b"", []),
        ("für\u2028dich\n".encode(), ["für\u2028dich"]),
        ("\ufeffÜber\n".encode() + "Maß".encode("cp1252"), ["Über", "Maß"]),
        ("Über\n".encode() + "Maß\n".encode("cp1252") + "„Öl“".encode(), ["Über", "Maß", "„Öl“"]),
    ],
)
def test_lines_come_without_their_ends_and_empty_ones_stay(tmp_path, data, lines):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert read_lines(str(path)) == lines


def test_stdin_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("grün\n".encode("cp1252"))))
    assert read_lines("-") == ["grün"]


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        read_lines(str(tmp_path / "none"))
