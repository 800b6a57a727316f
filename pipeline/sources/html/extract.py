"""A news page -> its parts. Pure functions: markup in, frozen data out, no file and no network.

The body is found by structure: every block of text in order, furniture marked by tags and by the
words in class names, then the smallest element that holds nearly all of the prose, and in it what
is set like that prose. trafilatura (https://doi.org/10.18653/v1/2021.acl-demo.15) reads the page
too: where it finds far more text than the structure gives, its reading is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from pipeline.errors import SourceError
from pipeline.sources.html.body import body_lines, find_container, middle_paragraph, notes_of
from pipeline.sources.html.fallback import rescue
from pipeline.sources.html.headline import Headline, find_headline
from pipeline.sources.html.lead import between, find_lead, stands_apart
from pipeline.sources.html.lines import Line, read_lines
from pipeline.sources.html.page import PageParts
from pipeline.sources.html.published import moments, published
from pipeline.sources.html.rules import rule_for
from pipeline.sources.html.structured import Structured, read_structured
from pipeline.sources.html.tree import Element, parse, words
from pipeline.sources.html.wall import is_partial
from pipeline.text.furniture import part
from pipeline.text.normalize import normalize

_MAX_BYLINE = 80
_MAX_KICKER = 80
_BYLINE = re.compile(
    r"(?:[Vv]on|Text:|Autor(?:in|en)?(?:/Autor)?:?) "
    r"(?=[A-ZÄÖÜ][\w.-]+ (?:[\w.-]+ ){0,2}[A-ZÄÖÜ][\w-]+)"
)


def extract_page(html: str | bytes, url: str | None = None) -> PageParts:
    """Read one article page; `url` is where it came from, if known.

    Raises SourceError when the page holds no HTML, is too large, or has no running text.
    """
    root = parse(html)
    page = read_structured(root)
    address = _address(root, page, url)
    rule = rule_for(address)
    lines = read_lines(root)
    container = find_container(root, lines)
    headline = find_headline(root, page, rule, address, middle_paragraph(lines, container))
    start = _after_headline(lines, headline)
    lead, body = _lead_and_body(lines, container, start, page)
    blocks = [(line.kind, line.text) for line in body]
    blocks = rescue(root, page, blocks, known=(headline.text, lead))
    if not any(kind != "list" for kind, _ in blocks):
        raise SourceError("the page has no running text", "pass the page of an article")
    used = {id(line) for line in body}
    notes = notes_of(lines, container, used, (headline.text, headline.kicker, lead))
    parted = part(normalize(lead))  # its byline often hangs on it
    return PageParts(
        headline=normalize(headline.text),
        kicker=normalize(headline.kicker),
        lead=parted.body,
        byline=normalize(_byline(page, lines)),
        published=published(root, page, lines, start),
        url=address,
        language=_language(root, page),
        paid=page.paid,
        partial=is_partial(blocks, lines, page.paid),
        blocks=tuple((kind, normalize(text)) for kind, text in blocks),
        notes=(*parted.notes, *map(normalize, notes)),
        moments=moments(page, lines),
    )


def _after_headline(lines: Sequence[Line], headline: Headline) -> int:
    """Index of the first line after the headline as the page shows it, in a heading or not."""
    if headline.element is None:
        title = words(headline.text)
        own = (i + 1 for i, line in enumerate(lines) if title and _is_title(line, title))
        return next(own, 0)
    held = set(headline.element.iter())
    return next((i + 1 for i, line in enumerate(lines) if line.element in held), 0)


def _is_title(line: Line, title: str) -> bool:
    """Whether a line is the headline, with or without a kicker."""
    text = words(line.text)
    return text.endswith(title) and len(text) <= len(title) + _MAX_KICKER


def _lead_and_body(
    lines: Sequence[Line], container: Element | None, start: int, page: Structured
) -> tuple[str, list[Line]]:
    if container is None:
        return "", []
    body = body_lines(lines, container, start, page.authors)
    position = {id(line): index for index, line in enumerate(lines)}
    stop = position[id(body[0])] + 2 if body else len(lines)
    chosen = find_lead(lines, start, stop, page)
    if not chosen and body and start:
        chosen = between(lines, start, position[id(body[0])])
    if chosen:
        body = body_lines(lines, container, chosen[-1] + 1, page.authors)
    elif stands_apart(body):
        return body[0].text, body[1:]
    return " ".join(lines[index].text for index in chosen), body


def _address(root: Element, page: Structured, url: str | None) -> str | None:
    """The canonical address: what the page declares, resolved against where it came from."""
    declared = [
        link.get("href") or "" for link in root.iter("link") if link.get("rel") == "canonical"
    ]
    for candidate in (*declared, page.meta("og:url"), url or ""):
        try:
            address: str = urljoin(url or "", candidate.strip())
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.hostname:
            return address
    return url


def _byline(page: Structured, lines: Sequence[Line]) -> str:
    """Who wrote it: persons that the page declares, else a line "Von …", else whoever is named."""
    named = ", ".join(page.authors)
    short = (line.text for line in lines if len(line.text) < _MAX_BYLINE)
    shown = next((text for text in short if _BYLINE.match(text)), "")
    metas = (page.meta(key) for key in ("author", "cxenseparse:author", "article:author"))
    declared = next((text for text in metas if text and not text.startswith("http")), "")
    byline = named if page.by_persons else shown or named or declared
    return _BYLINE.sub("", byline, count=1)


def _language(root: Element, page: Structured) -> str:
    declared = root.get("lang") or page.text("inLanguage") or page.meta("og:locale", "language")
    return declared.replace("_", "-").split("-")[0].lower() if declared else ""
