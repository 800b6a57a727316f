"""Inputs of every kind, broken in many ways: each gives articles or reasons, never a failure."""

from __future__ import annotations

import gzip
import json
import random
import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from pipeline.article import Rejected
from pipeline.sources import read
from pipeline.sources.reader import ReadLimits
from tests.sources.inputs import TEXT

CASES = 120
"""Broken inputs of each kind."""

NOISE = [
    b"9" * 400, b"\x00", b"<![CDATA[", b"&#x110000;", b"\\ud800", b"null", b"[{", b'"', b"\xff\xfe",
    b"1e999", b'<a href="http://[">', b"=?utf-8?B?////?=", b"-0001", b"\r", b"&#0;", b"<a<b c=",
]  # fmt: skip


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example", "Rat tagt"
    message["Date"] = "Sat, 25 Apr 2026 20:43:28 +0200"
    message.set_content(TEXT)
    message.add_alternative(f"<p>{TEXT}</p>", subtype="html")
    return message.as_bytes()


KINDS = {
    "rss": f"<rss version='2.0'><channel><item><title>Rat</title><link>https://a.example/</link>"
    f"<pubDate>Sat, 25 Apr 2026 20:43:28 +0200</pubDate><description>{TEXT}</description></item>"
    "</channel></rss>".encode(),
    "tagesschau": json.dumps(
        {"news": [{"sophoraId": "a", "title": "Rat", "date": "2026-04-25T20:00:00+02:00",
                   "content": [{"type": "text", "value": f"<b>{TEXT}</b>"},
                               {"type": "box", "box": {"title": "Kasten"}}]}]}
    ).encode(),
    "newsapi": json.dumps(
        {"articles": [{"title": "Rat - NDR.de", "url": "https://a.example/", "content": TEXT,
                       "publishedAt": "2026-04-25T18:00:00Z", "source": {"name": "NDR"}}]}
    ).encode(),
    "jsonl": (json.dumps({"text": TEXT, "date": "2026-04-25", "url": "https://a.example"}) + "\n")
    .encode() * 3,
    "csv": f'text,title,date\n"{TEXT}",Rat,2026-04-25\n'.encode() * 2,
    "mail": mail(),
    "sitemap": b"<urlset><url><loc>https://a.example/</loc></url></urlset>",
    "opml": b"<opml><outline xmlUrl='https://a.example/feed'/></opml>",
    "html": (Path(__file__).parents[1] / "data" / "html" / "paid.html").read_bytes(),
    "gzip": gzip.compress(TEXT.encode() * 3),
    "text": f"Rat tagt\n\nVon Kim Nord, NDR\n\n{TEXT}\n".encode(),
}  # fmt: skip


def broken(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some of them gone, doubled, changed, or with noise among them."""
    for _ in range(chance.randint(1, 6)):
        at, other = chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)
        length = chance.randint(1, 60)
        insertion = chance.choice(
            [b"", chance.choice(NOISE), chance.randbytes(4), data[other : other + 5 * length]]
        )
        data = data[:at] + insertion + data[at if insertion else at + length :]
    return data


@pytest.mark.parametrize("kind", KINDS)
def test_broken_inputs_give_articles_or_reasons(kind, tmp_path):
    chance = random.Random(kind)
    path = tmp_path / f"input.{kind}"
    for _ in range(CASES):
        path.write_bytes(broken(KINDS[kind], chance))
        begin = time.monotonic()
        for item in read([str(path)], ReadLimits(file_bytes=500_000)):
            if isinstance(item, Rejected):
                assert item.reason and item.remedy
                assert not item.reason.startswith("reading it failed"), path.read_bytes()
        assert time.monotonic() - begin < 5
