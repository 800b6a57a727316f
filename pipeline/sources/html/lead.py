"""The lead (Vorspann): the paragraph between headline and text that sums the article up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from pipeline.sources.html.boilerplate import box_of
from pipeline.sources.html.lines import Line
from pipeline.sources.html.rules import LEAD_WORDS
from pipeline.sources.html.structured import Structured
from pipeline.sources.html.tree import Element, names, words

_MIN_LENGTH = 25
_MAX_LENGTH = 1_200
_LEVELS = 3
_STOPS = (".", "?", "!", "…", "“", "”", "«", "»", '"')
_ABOUT = re.compile(r"\d[:.]\d\d Uhr|Lese(zeit|dauer)|\b\d+ Min\b|^(Von|Foto|Bild|Quelle)\b")
_BOLD_NAMES = frozenset(["bold", "font-bold", "fw-bold", "font-medium", "font-semibold"])


def find_lead(lines: Sequence[Line], first: int, stop: int, page: Structured) -> list[int]:
    """Indices of the lines that are the lead, among `lines[first:stop]`; [] if there is none.

    `stop` is after the first paragraphs of the text, for some pages set the lead among them. Where
    `first` is 0, for want of a headline, teasers of other articles may stand in between: then no
    element that is named as furniture is taken.
    """
    candidates = [
        i
        for i in range(first, min(stop, len(lines)))
        if _possible(lines[i]) and (first or lines[i].furniture is None)
    ]
    paragraphs = [i for i in candidates if lines[i].kind != "heading"]
    described = _described(lines, paragraphs, _descriptions(page))
    if described:
        return described
    for index in candidates:
        holder = _lead_element(lines[index].element)
        if holder is not None:
            held = set(holder.iter())
            together = [i for i in candidates if lines[i].element in held]
            size = sum(len(lines[i].text) for i in together)
            return together if size <= _MAX_LENGTH else [index]
    return _described(lines, candidates, [page.text("alternativeHeadline")])


def between(lines: Sequence[Line], first: int, stop: int) -> list[int]:
    """Indices of the paragraph alone between headline and text, `lines[first:stop]`; [] if none."""
    found = [
        i
        for i in range(first, stop)
        if lines[i].kind == "paragraph"
        and lines[i].furniture is None
        and lines[i].prose
        and lines[i].text.endswith(_STOPS)
        and 40 <= len(lines[i].text) <= _MAX_LENGTH
        and not _ABOUT.search(lines[i].text)
    ]
    return found if len(found) == 1 else []


def stands_apart(body: Sequence[Line]) -> bool:
    """Whether the first paragraph of a text is set unlike the rest, as a lead without a name is.

    It is bold throughout, or stands in the header with the headline, or in a box of its own while
    all that follows is set alike.
    """
    if len(body) < 3:
        return False
    first, *rest = body
    if first.kind != "paragraph" or not 40 <= len(first.text) <= _MAX_LENGTH:
        return False
    if _ABOUT.search(first.text):
        return False
    if first.bold or not _BOLD_NAMES.isdisjoint((first.element.get("class") or "").split()):
        return True
    prose = [line for line in rest if line.kind == "paragraph" and line.prose]
    boxes = set(map(box_of, prose))
    if len(prose) < 2 or (len(boxes) > 1 and _is_like(first, prose)):
        return False
    return _in_header(first.element) or box_of(first) not in boxes


def _is_like(first: Line, prose: Sequence[Line]) -> bool:
    """Whether a line has the tag and class of one of these, in a box of the same kind."""
    return any(_setting(first) == _setting(line) for line in prose)


def _setting(line: Line) -> tuple[str | None, ...]:
    own, box = line.element, box_of(line)
    return str(own.tag), own.get("class"), str(box.tag), box.get("class")


def _in_header(element: Element) -> bool:
    around = islice(element.iterancestors(), _LEVELS)
    return any(outer.tag in {"header", "hgroup"} for outer in around)


def _possible(line: Line) -> bool:
    if line.links > 0.5 or not _MIN_LENGTH <= len(line.text) <= _MAX_LENGTH:
        return False
    outer = line.furniture
    return outer is None or (
        outer.tag not in {"figure", "figcaption", "nav", "footer", "aside", "form"}
        and _lead_element(line.element) is not None
    )


def _descriptions(page: Structured) -> list[str]:
    keys = ("og:description", "description", "twitter:description", "cxenseparse:description")
    return [page.text("description"), *(page.meta(key) for key in keys)]


def _described(lines: Sequence[Line], candidates: Sequence[int], texts: Sequence[str]) -> list[int]:
    """The line that the metadata repeat as the description of the article."""
    for text in texts:
        wanted = words(text)
        if len(wanted) < _MIN_LENGTH:
            continue
        for index in candidates:
            if _same(words(lines[index].text), wanted):
                return [index]
    return []


def _same(line: str, description: str) -> bool:
    """Equal but for a dateline before the lead or a credit after the description."""
    if line == description:
        return True
    longer, shorter = max(line, description, key=len), min(line, description, key=len)
    if len(longer) > 1.35 * len(shorter):
        return False
    return longer.startswith(shorter) or (longer is line and longer.endswith(shorter))


def _lead_element(element: Element) -> Element | None:
    """The outermost of the nearest elements whose name says that it holds the lead."""
    found = None
    current: Element | None = element
    for _ in range(_LEVELS):
        if current is None or current.tag in {"article", "main", "body", "header"}:
            break
        if not LEAD_WORDS.isdisjoint(names(current)):
            found = current
        current = current.getparent()
    return found
