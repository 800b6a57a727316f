"""Markup -> a tree that is safe to walk: bytes decoded, no network, no entities, no depth bombs."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree
from lxml.etree import _Element

from pipeline.errors import SourceError

Element: TypeAlias = _Element

MAX_CHARACTERS = 20_000_000
"""More markup than this is refused: no news page comes near it."""

MAX_ELEMENTS = 200_000
"""A page with more elements is refused; articles have some thousand."""

_MAX_TAG = 100_000
"""A start tag of more characters is cut: libxml2 takes quadratic time over its attributes."""

_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_SCRIPT = re.compile(r"<(?P<tag>script|style)\b(?![^>]{0,300}ld\+json)[^>]{0,5000}>")
_START_TAG = re.compile(r"""(?P<name><[a-zA-Z][\w:-]{0,50})(?:=\s*"[^"]*"|=\s*'[^']*'|[^>])*+""")
_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\u2060\ufeff")
_MAX_NAME = 500
_NAMED = (
    *("class", "id", "itemprop", "data-testid", "data-test", "data-qa", "data-cy", "data-key"),
    *("data-component", "data-area", "data-manual"),
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NAME_BREAK = re.compile(r"[^A-Za-zÄÖÜäöüß]+")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> str:
    """Text of a page: byte order mark, then valid UTF-8, then the declared charset, then cp1252.

    Valid UTF-8 goes before the declaration, since pages declare wrongly more often than other
    encodings happen to be valid UTF-8. A page cut inside a character still reads as UTF-8.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_declared(data) or _guessed(data), "replace")


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    if match is None:
        return None
    try:
        name = codecs.lookup(match.group(1).decode("ascii", "replace")).name
    except LookupError:
        return None
    # Browsers read Latin-1 as cp1252, and a declaration in ASCII letters cannot be UTF-16.
    return "cp1252" if name in {"iso8859-1", "ascii"} or name.startswith("utf-16") else name


def _guessed(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    multibyte = sum(1 for character in text if character > "\x7f") - broken
    return "utf-8" if multibyte > 4 * broken else "cp1252"


def parse(markup: str | bytes) -> Element:
    """The root element of a page, without comments; broken markup is repaired as browsers do.

    Raises SourceError for markup that is too large or holds no element at all.
    """
    if len(markup) > MAX_CHARACTERS:
        raise SourceError(
            f"the page has more than {MAX_CHARACTERS // 1_000_000} million characters",
            "save the article alone",
        )
    text = decode(markup) if isinstance(markup, bytes) else markup
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    text = _without_scripts(_CONTROL.sub("", text))
    if len(text) > _MAX_TAG:
        text = _START_TAG.sub(_cut_tag, text)
    data = text.encode("utf-8", "replace")
    try:
        root: Element | None = etree.fromstring(data, parser) if data.strip() else None
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise SourceError("the page holds no HTML", "pass an HTML file or plain text")
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise SourceError(
            f"the page has more than {MAX_ELEMENTS} elements", "save the article alone"
        )
    return root


def _without_scripts(text: str) -> str:
    """Markup without scripts and styles, but with JSON-LD. One left open takes the rest with it."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters are longer in lower case
        lower = text
    kept: list[str] = []
    position = 0
    for match in _SCRIPT.finditer(lower):
        if match.start() < position:
            continue
        kept.append(text[position : match.start()])
        end = lower.find("</" + match["tag"], match.end())
        position = (lower.find(">", end) + 1 or len(text)) if end >= 0 else len(text)
    kept.append(text[position:])
    return "".join(kept)


def _cut_tag(match: re.Match[str]) -> str:
    return match[0] if len(match[0]) <= _MAX_TAG else match["name"]


def clean(text: str) -> str:
    """Text in one line, without soft hyphens and zero-width characters."""
    return _SPACE.sub(" ", text.translate(_INVISIBLE)).strip()


def words(text: str) -> str:
    """The words of a text in lower case, one space between: how texts are told to be the same."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", clean(text)).lower()))


def text_of(element: Element) -> str:
    """The text inside an element, in one line."""
    return clean(" ".join("".join(element.itertext()).split()))


def names(element: Element) -> Iterator[str]:
    """The lower-case words in an element's class, id and other names: `articleBody` is two."""
    for key in _NAMED:
        value = element.get(key)
        if value:
            yield from words_of_name(value[:_MAX_NAME])


def words_of_name(value: str) -> list[str]:
    """The words of a class name: `c-teaserList__item--wide` -> c, teaser, list, item, wide."""
    return [word for word in _NAME_BREAK.split(_CAMEL.sub(" ", value).lower()) if word]
