"""Inputs that are made to take all memory or all time; `python -m tests.sources.bombs` reads them.

Each is read in this process; what came of it, in how many seconds of CPU, is printed as JSON.
"""

from __future__ import annotations

import gzip
import io
import json
import lzma
import time
import zipfile
from collections.abc import Callable, Mapping

from pipeline.article import Rejected
from pipeline.run.peak import peak_mb
from pipeline.sources.inputs import judge, read_opened
from tests.sources.inputs import TEXT

_ENTITIES = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
_LAUGHS = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{_ENTITIES}]>'
_ITEM = "<item><link>https://a.example/{0}</link><description>{1}</description></item>"
_PARTS = b"Content-Type: multipart/mixed; boundary=x\n\n"
_LINES = b'{"a": 1}\n{"a": 2}\n' + b"9" * 200


def _zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"\0" * 10_000_000)
    return stream.getvalue()


def _rss(inside: str, top: str = "") -> bytes:
    return f'{top}<rss version="2.0"><channel>{inside}</channel></rss>'.encode()


BOMBS: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "gzip": ("a.txt.gz", lambda: gzip.compress(b"\0" * 300_000_000)),
    "gzip-of-text": ("a.txt.gz", lambda: gzip.compress(b"Der Rat tagt. " * 20_000_000, 1)),
    "gzip-of-lines": ("a.jsonl.gz", lambda: gzip.compress(_LINES + b"9" * 200_000_000)),
    "xz": ("a.txt.xz", lambda: lzma.compress(b"a" * 200_000_000, preset=0)),
    "gzip-of-gzip": ("a.gz", lambda: gzip.compress(gzip.compress(b"\0" * 100_000_000))),
    "zip-as-text": ("a.txt", _zip),
    "laughs-rss": ("a.xml", lambda: _rss("<item><title>&a9;</title></item>", _LAUGHS)),
    "laughs-opml": ("a.opml", lambda: f'{_LAUGHS}<opml><outline text="&a9;"/></opml>'.encode()),
    "laughs-sitemap": ("a.xml", lambda: f"{_LAUGHS}<urlset><loc>&a9;</loc></urlset>".encode()),
    "deep-json": ("a.json", lambda: b'{"a": ' + b"[" * 500_000),
    "deep-html": ("a.html", lambda: b"<html>" + b"<div>" * 300_000 + TEXT.encode()),
    "deep-xml": ("a.opml", lambda: b"<opml>" + b"<outline>" * 300_000),
    "wide-tag": ("a.html", lambda: b"<html><p " + b'x="y" ' * 300_000 + b">" + TEXT.encode()),
    "many-scripts": ("a.html", lambda: b"<html>" + b"<script>if (a < b) { c() }</script>" * 50_000),
    "many-paragraphs": ("a.html", lambda: b"<html>" + f"<p>{TEXT}</p>".encode() * 19_000),
    "many-entries": ("a.xml", lambda: _rss("".join(_ITEM.format(i, TEXT) for i in range(10_000)))),
    "one-line": ("a.txt", lambda: b"Der Rat tagt heute " * 100_000),
    "too-large": ("a.txt", lambda: b"Der Rat tagt.\n" * 2_000_000),
    "one-cell": ("a.csv", lambda: b"text,title\n\"" + b"Der Rat tagt. " * 100_000 + b"\",Rat\n"),
    "control-characters": ("a.txt", lambda: bytes(range(32)) * 60_000),
    "bylines": ("a.txt", lambda: b"Von " * 300_000),
    "initials": ("a.txt", lambda: b"A. B. " * 100_000),
    "quotes": ("a.txt", lambda: "„“".encode() * 200_000),
    "brackets": ("a.txt", lambda: b"(" * 500_000),
    "marks": ("a.txt", lambda: b"++ " * 300_000),
    "combining": ("a.txt", lambda: "e\u0301\u0308".encode() * 200_000),
    "mail-parts": ("a.eml", lambda: b"From: a@b\nTo: c@d\nSubject: x\n" + _PARTS
                   + (b"--x\n" + _PARTS) * 20_000),
}  # fmt: skip


def main() -> dict[str, object]:
    """What came of each, and the peak of memory over all."""
    outcomes: dict[str, object] = {}
    for name, (source, make) in BOMBS.items():
        data = make()
        begin = time.process_time()
        items = list(judge(read_opened(source, io.BytesIO(data))))
        reasons = {item.reason for item in items if isinstance(item, Rejected)}
        articles = sum(not isinstance(item, Rejected) for item in items)
        del data, items
        outcomes[name] = [articles, sorted(reasons)[:3], time.process_time() - begin]
    peak = peak_mb()
    return {"outcomes": outcomes, "megabytes": peak}


if __name__ == "__main__":
    print(json.dumps(main()))
