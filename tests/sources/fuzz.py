"""Broken inputs of every kind, made from sound ones with a fixed seed, and what became of them.

    python -m tests.sources.fuzz CASES SEED KIND...

reads CASES broken inputs of each kind in this process and prints what came of them as JSON: how
many ended in articles and in reasons, the failures, and the peak of memory. A case that takes more
than `CASE_SECONDS` of CPU is a failure.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import signal
import sys
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from pipeline.article import Rejected
from pipeline.run.peak import peak_mb
from pipeline.sources.inputs import judge, read_opened
from tests.sources.inputs import TEXT

CASE_SECONDS = 5.0
"""CPU time of one case; the slowest takes a tenth of it."""

PAGES = Path(__file__).parents[1] / "data" / "html"
NOISE = [
    b"9" * 400, b"\x00", b"<![CDATA[", b"&#x110000;", b"\\ud800", b"null", b"[{", b'"', b"\xff\xfe",
    b"1e999", b'<a href="http://[">', b"=?utf-8?B?////?=", b"-0001", b"\r", b"&#0;", b"<a<b c=",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<script>", b"</p></div>" * 9, b"PK\x03\x04",
    b"\x1f\x8b\x08", "\u202e\u200b\ufeff\u0308".encode(), b"\x1b[31m",
    b"Content-Type: multipart/mixed; boundary=x\n",
]  # fmt: skip


def mail() -> bytes:
    """A message with HTML and plain text."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "c@d.example", "Rat tagt"
    message["Date"] = "Sat, 25 Apr 2026 20:43:28 +0200"
    message.set_content(TEXT)
    message.add_alternative(f"<p>{TEXT}</p>", subtype="html")
    return message.as_bytes()


def parquet() -> bytes:
    """A table of two articles; an empty one where pyarrow is missing."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        return b"PAR1"
    stream = io.BytesIO()
    table = pyarrow.table({"text": [TEXT, TEXT + " Ende."], "titel": ["Rat", "Bad"]})
    pyarrow.parquet.write_table(table, stream)
    return stream.getvalue()


_RECORD = {"text": TEXT, "date": "2026-04-25", "url": "https://a.example"}
_ENTRY = f"<title>Rat</title><link>https://a.example/</link><description>{TEXT}</description>"
_LIVE = "\n\n".join(f"{hour}:17 Uhr - Lage {hour}\n\n{TEXT}" for hour in (18, 12, 9, 7))

KINDS: Mapping[str, bytes] = {
    "rss": f"<rss version='2.0'><channel><item>{_ENTRY}<pubDate>Sat, 25 Apr 2026 20:43:28 +0200"
    "</pubDate></item></channel></rss>".encode(),
    "rdf": "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
    f"xmlns='http://purl.org/rss/1.0/'><item rdf:about='x'>{_ENTRY}</item></rdf:RDF>".encode(),
    "atom": "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Rat</title><id>1</id><updated>"
    f"2026-04-25T20:43:28Z</updated><content type='html'>&lt;p&gt;{TEXT}&lt;/p&gt;</content>"
    "</entry></feed>".encode(),
    "jsonfeed": json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": [
            {"id": "1", "url": "https://a.example/1", "content_html": f"<p>{TEXT}</p>",
             "date_published": "2026-04-25T20:00:00Z", "authors": [{"name": "Ada"}]}]}
    ).encode(),
    "tagesschau": json.dumps(
        {"news": [{"sophoraId": "a", "title": "Rat", "date": "2026-04-25T20:00:00+02:00",
                   "content": [{"type": "text", "value": f"<b>{TEXT}</b>"},
                               {"type": "box", "box": {"title": "Kasten"}}]}]}
    ).encode(),
    "newsapi": json.dumps(
        {"articles": [{"title": "Rat - NDR.de", "url": "https://a.example/", "content": TEXT,
                       "publishedAt": "2026-04-25T18:00:00Z", "source": {"name": "NDR"}}]}
    ).encode(),
    "jsonl": (json.dumps(_RECORD) + "\n").encode() * 3,
    "sections": json.dumps(
        {"a": {"title": "Rat", "body": {"summary": [TEXT], "sections": [
            {"headline": ["Lage"], "paragraphs": [TEXT, TEXT]}]}}}
    ).encode(),
    "csv": f'text,title,date\n"{TEXT}",Rat,2026-04-25\n'.encode() * 2,
    "parquet": parquet(),
    "mail": mail(),
    "sitemap": b"<urlset><url><loc>https://a.example/</loc></url></urlset>",
    "opml": b"<opml><outline xmlUrl='https://a.example/feed'/></opml>",
    "html": (PAGES / "paid.html").read_bytes(),
    "page": (PAGES / "portal.html").read_bytes(),
    "gzip": gzip.compress(TEXT.encode() * 3),
    "bzip2": bz2.compress(TEXT.encode() * 3),
    "xz": lzma.compress((json.dumps(_RECORD) + "\n").encode() * 2),
    "text": f"Rat tagt\n\nVon Kim Nord, NDR\n\n{TEXT}\n".encode(),
    "markdown": f"# Rat tagt\n\n> {TEXT}\n\n- eins\n- zwei\n\n**Von Kim Nord**\n\n{TEXT}".encode(),
    "liveblog": f" date 2026-04 Rat ++ Lage ++ Stand: 25.04.2026 18:17 Uhr\n\n{_LIVE}".encode(),
    "wide": f"Rat tagt\n\n{TEXT}\n".encode("utf-16"),
}  # fmt: skip


def broken(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some of them gone, doubled, changed, or with noise among them."""
    whole = chance.random()
    if whole < 0.05:
        return data[: chance.randrange(len(data) + 1)]
    if whole < 0.10:
        return _in_another_encoding(data, chance)
    if whole < 0.13:
        at = chance.randrange(len(data) + 1)
        return data[:at] + data[at : at + 40] * chance.randint(50, 2_000) + data[at:]
    if whole < 0.16:
        return data[: len(data) // 2] + chance.choice(list(KINDS.values()))
    for _ in range(chance.randint(1, 6)):
        at, other = chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)
        length = chance.randint(1, 60)
        insertion = chance.choice(
            [b"", chance.choice(NOISE), chance.randbytes(4), data[other : other + 5 * length]]
        )
        data = data[:at] + insertion + data[at if insertion else at + length :]
    return data


def _in_another_encoding(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(["utf-16", "utf-32", "latin-1", "cp437", "utf-7"]), "replace")


def examine(kind: str, data: bytes, found: dict[str, Any]) -> None:
    """Read one input, and count what came of it."""
    signal.setitimer(signal.ITIMER_PROF, CASE_SECONDS)
    try:
        items = list(judge(read_opened(f"input.{kind}", io.BytesIO(data))))
    except Exception as error:  # this is what is looked for
        items = []
        found["failures"].append(f"{kind}: {type(error).__name__}: {error}: {data[:300]!r}")
    else:
        if not items:
            found["failures"].append(f"{kind}: neither an article nor a reason: {data[:300]!r}")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    found["cases"] += 1
    for item in items:
        rejected = isinstance(item, Rejected)
        found["reasons" if rejected else "articles"] += 1
        if isinstance(item, Rejected):
            said = item.reason and item.remedy and not item.reason.startswith("reading it failed")
            if not said:
                found["failures"].append(f"{kind}: {item.reason}: {data[:300]!r}")


def _too_slow(*_: object) -> None:
    raise TimeoutError(f"more than {CASE_SECONDS} s of CPU")


def main(cases: int, seed: str, kinds: list[str]) -> dict[str, Any]:
    """What came of `cases` broken inputs of each of these kinds."""
    signal.signal(signal.SIGPROF, _too_slow)
    found: dict[str, Any] = {"cases": 0, "articles": 0, "reasons": 0, "failures": []}
    for kind in kinds:
        examine(kind, KINDS[kind], found)
        chance = random.Random(f"{seed} {kind}")
        for _ in range(cases):
            examine(kind, broken(KINDS[kind], chance), found)
    found["megabytes"] = peak_mb()
    return found


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])))
