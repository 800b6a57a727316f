"""The second reading: trafilatura and JSON-LD, for pages whose structure does not give the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from pipeline.article import Kind
from pipeline.sources.html.boilerplate import word_sequences
from pipeline.sources.html.structured import Structured
from pipeline.sources.html.tree import Element, clean, words

Blocks = list[tuple[Kind, str]]

_LOST = 0.4
_MAX_MARKUP = 1_500_000
_MAX_ELEMENTS = 15_000
_KINDS: dict[str, Kind] = {
    "p": "paragraph",
    "head": "heading",
    "item": "list",
    "row": "list",
    "quote": "quote",
}


def rescue(root: Element, page: Structured, blocks: Blocks, known: Sequence[str]) -> Blocks:
    """The blocks, or another reading of the page where they lack much of what it has.

    `known` are the texts that stand elsewhere already: headline and lead.
    """
    for other in (read_jsonld(page), read_trafilatura(root)):
        more = _without(other, known)
        if (
            _size(more) > _size(blocks)
            and _lost(more, [text for _, text in blocks] + list(known)) > _LOST
        ):
            blocks = more
    return blocks


def read_trafilatura(root: Element) -> Blocks:
    """trafilatura's reading of a page as blocks; [] for markup that would take it too long."""
    from trafilatura import extract

    if sum(1 for _ in root.iter()) > _MAX_ELEMENTS:
        return []
    markup = etree.tostring(root, encoding="unicode", method="html")
    if len(markup) > _MAX_MARKUP:
        return []
    try:
        text = extract(markup, output_format="xml", include_comments=False)
    except etree.XMLSyntaxError:  # it cannot read its own writing, if a tag has an odd name
        return []
    if not text:
        return []
    main = etree.fromstring(text.encode()).find("main")
    if main is None:
        return []
    blocks: Blocks = []
    for element in main.iter(*_KINDS):
        if any(parent.tag in _KINDS for parent in element.iterancestors()):
            continue
        text = clean(" ".join(element.itertext()))
        if text:
            blocks.append((_KINDS[element.tag], text))
    return blocks


def read_jsonld(page: Structured) -> Blocks:
    """schema.org's articleBody as paragraphs."""
    body = page.article.get("articleBody")
    if not isinstance(body, str):
        return []
    parts = re.split(r"\s*\n\s*|</p>|<br\s*/?>", body)
    texts = [clean(re.sub(r"<[^>]{0,500}>", "", part)) for part in parts]
    return [("paragraph", text) for text in texts if text]


def _size(blocks: Blocks) -> int:
    return sum(len(text) for _, text in blocks)


def _lost(other: Blocks, texts: Sequence[str]) -> float:
    """The share of the other reading's word sequences that the texts do not have."""
    theirs: set[str] = set().union(*(word_sequences(text) for _, text in other))
    ours: set[str] = set().union(*map(word_sequences, texts))
    return len(theirs - ours) / len(theirs) if theirs else 0.0


def _without(blocks: Blocks, known: Sequence[str]) -> Blocks:
    keys = {words(text) for text in known if text}
    kept = {words(text): (kind, text) for kind, text in reversed(blocks)}
    return [block for key, block in reversed(kept.items()) if key not in keys]
