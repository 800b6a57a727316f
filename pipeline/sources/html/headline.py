"""Headline and kicker: what the page shows, weighed against what its metadata says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from pipeline.sources.html.rules import HIDDEN_NAMES, KICKER_WORDS, TRAIL_WORDS, Rule
from pipeline.sources.html.structured import Structured
from pipeline.sources.html.tree import Element, clean, names, text_of, words

_SEPARATOR = re.compile(r"\s+[|–—•·:-]+\s+|\s*\|\s*")
_DATE = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}")
_MAX_KICKER = 80
_MAX_TITLE = 500
_MAX_HEADINGS = 100
_MAX_PARTS = 20


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline and the kicker above it; `element` is the heading that shows them."""

    text: str
    kicker: str
    element: Element | None


def find_headline(
    root: Element, page: Structured, rule: Rule, url: str | None, text: Element | None = None
) -> Headline:
    """The article's own headline; `text` is a paragraph in the middle of the text.

    Pages carry up to four: the one that readers see, schema.org's, OpenGraph's for social
    media and the title for search engines. What readers see wins when the metadata confirms it
    or contradicts itself; otherwise what the metadata agrees on.
    """
    element = _visible_heading(_headings_before(root, text), page)
    kicker, shown = split_kicker(element) if element is not None else ("", "")
    site = (page.meta("og:site_name"), (urlsplit(url).hostname or "") if url else "")
    og = strip_site(page.meta("og:title", "twitter:title"), site)
    jsonld = strip_site(page.text("headline"), site)
    title = root.find("head/title")
    chosen = _choose(rule, shown, kicker, og, jsonld)
    if not chosen and title is not None:
        chosen = strip_site(text_of(title), site)
    return Headline(chosen, "" if _starts_with(chosen, kicker) else kicker, element)


def _choose(rule: Rule, shown: str, kicker: str, og: str, jsonld: str) -> str:
    if rule.headline == "og" and og:
        return og
    if rule.headline == "jsonld" and jsonld:
        return jsonld
    readings = {words(shown), words(f"{kicker} {shown}")} - {""}
    for candidate in (og, jsonld):
        if words(candidate) in readings:
            return candidate
    if og and words(og) == words(jsonld):
        return og
    return shown or jsonld or og


def _starts_with(text: str, kicker: str) -> bool:
    return bool(kicker) and words(text).startswith(words(kicker))


def strip_site(title: str, site: Sequence[str]) -> str:
    """A title without the publisher's name, section or date that follow it."""
    names_of_site = [words(name).replace(" ", "") for name in site if name]
    title = title[:_MAX_TITLE]
    while True:
        breaks = list(_SEPARATOR.finditer(title))
        if not breaks:
            return title
        head, tail = title[: breaks[-1].start()].strip(), title[breaks[-1].end() :].strip()
        key = words(tail).replace(" ", "")
        named = any(key and (key in name or name in key) for name in names_of_site)
        piped = "|" in breaks[-1].group() and len(tail) <= 30
        if len(head) < 12 or not (named or piped or _DATE.fullmatch(tail)):
            return title
        title = head


def _headings_before(root: Element, text: Element | None) -> list[Element]:
    """The first headings of both levels in document order, none of them after that paragraph."""
    found: list[Element] = []
    for element in root.iter("h1", "h2", *(() if text is None else (text.tag,))):
        if element is text or len(found) == _MAX_HEADINGS:
            break
        if element.tag in {"h1", "h2"} and text_of(element):
            found.append(element)
    return found


def _visible_heading(headings: Sequence[Element], page: Structured) -> Element | None:
    """The first h1 that is no trail of breadcrumbs; else the h2 in its place."""
    first = [heading for heading in headings if heading.tag == "h1"]
    shown = next((heading for heading in first if not _in_trail(heading)), None)
    if shown is not None:
        return shown
    declared = {words(page.text("headline")), words(page.meta("og:title"))} - {""}
    for heading in headings:
        parent = heading.getparent()
        if heading.tag == "h1" or _in_trail(heading):
            continue
        split = split_kicker(heading)
        if {words(split[1]), words(" ".join(split))} & declared:
            return heading
        if parent is not None and parent.tag in {"hgroup", "header"}:
            return heading
        if not {"headline", "title"}.isdisjoint(names(heading)) and _in_article(heading):
            return heading
    return first[0] if first else None


def _in_trail(heading: Element) -> bool:
    return any(
        element.tag in {"nav", "li", "footer"} or not TRAIL_WORDS.isdisjoint(names(element))
        for element in _self_and_ancestors(heading, 3)
    )


def _in_article(heading: Element) -> bool:
    return any(element.tag in {"article", "header", "main"} for element in heading.iterancestors())


def _self_and_ancestors(element: Element, levels: int) -> Iterator[Element]:
    current: Element | None = element
    for _ in range(levels):
        if current is None:
            return
        yield current
        current = current.getparent()


def split_kicker(heading: Element) -> tuple[str, str]:
    """Kicker and headline of a heading; the kicker may stand in it or in a block before it."""
    whole = text_of(heading)
    parts = heading.iterdescendants("span", "div", "p", "small", "strong")
    for part in islice(parts, _MAX_PARTS):
        if _is_kicker(part) or _leads_apart(part, heading):
            kicker = _visible_text(part).rstrip(" :–-|")
            rest = clean(_visible_text(heading).removeprefix(_visible_text(part))).lstrip(" :–-|")
            if rest and kicker and len(kicker) <= _MAX_KICKER:
                return kicker, rest
    before = heading.getprevious()
    if before is not None and isinstance(before.tag, str) and _is_kicker(before):
        kicker = _visible_text(before).rstrip(" :–-|")
        if len(kicker) <= _MAX_KICKER:
            return kicker, whole
    return "", _visible_text(heading)


def _is_kicker(element: Element) -> bool:
    return not KICKER_WORDS.isdisjoint(names(element))


def _leads_apart(part: Element, heading: Element) -> bool:
    """Whether a first child is set apart from the headline without a space or by a colon."""
    if part.getparent() is not heading or (heading.text or "").strip() or part.tag != "span":
        return False
    if heading[0] is not part:
        return False
    following = part.getnext()
    if part.tail and part.tail.strip():  # a drop cap goes on in lower case
        return not part.tail[0].isspace() and not part.tail[0].islower()
    return following is not None and text_of(following).strip(" :–-|") == ""


def _visible_text(element: Element) -> str:
    pieces: list[str] = []
    for piece in element.iter():
        hidden = piece is not element and (
            piece.get("aria-hidden") == "true"
            or not HIDDEN_NAMES.isdisjoint((piece.get("class") or "").split())
        )
        block = isinstance(piece.tag, str) and piece.tag not in {"b", "i", "em", "strong", "mark"}
        if piece.text and isinstance(piece.tag, str) and not hidden:
            pieces.append((" " if block and piece is not element else "") + piece.text)
        if piece.tail and piece is not element:
            pieces.append((" " if hidden else "") + piece.tail)
    return clean("".join(pieces))
