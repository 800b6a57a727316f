"""The running text of a page: the element that holds it, and in it the lines set like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.sources.html.boilerplate import (
    box_of,
    is_credit,
    is_teaser,
    without_empty_boxes,
    without_promotion,
    without_repeats,
)
from pipeline.sources.html.lines import Line
from pipeline.sources.html.tree import Element, words

_MARKED_SHARE = 0.3
"""An <article>, <main> or itemprop=articleBody counts if it holds this share of all prose."""

_WHOLE = 0.97
"""The article's element is the innermost that still holds this share of its parent's prose."""

_COMMON = 0.15
"""How much of the prose a kind of element holds that is one of the article's own."""

_OWN = 0.7
"""How much of the prose a kind of element holds in which only short lines are captions."""
_CAPTION, _SHORT_CAPTION = 200, 100

_STOPS = ".!?:…\"'“”„»«‹›)"

_Family = tuple[str, str]


def find_container(root: Element, lines: Sequence[Line]) -> Element | None:
    """The innermost element that holds nearly all prose of the article; None without prose."""
    weights = _weights(lines)
    start = _marked(root, weights)
    if start is None:
        return None
    while True:
        heaviest = max(start, key=lambda child: weights[child], default=None)
        if heaviest is None or weights[heaviest] < _WHOLE * weights[start]:
            return start
        if heaviest.tag in {"p", "li", "ul", "ol"}:
            return start
        start = heaviest


def middle_paragraph(lines: Sequence[Line], container: Element | None) -> Element | None:
    """The element of the line at half of the prose: the headline stands before it."""
    held = set() if container is None else set(container.iter())
    prose = [line for line in lines if line.prose and line.element in held]
    half, passed = sum(line.prose for line in prose) / 2, 0
    for line in prose:
        passed += line.prose
        if passed >= half:
            return line.element
    return None


def body_lines(
    lines: Sequence[Line], container: Element, after: int, authors: Sequence[str] = ()
) -> list[Line]:
    """The article's lines: in its container, from index `after` on, set as its text is set."""
    held = set(container.iter())
    inside = [line for line in lines[after:] if line.element in held and line.furniture is None]
    candidates = without_promotion([line for line in inside if not is_teaser(line)], inside)
    families, boxes = _families(candidates), _boxes(candidates)
    kept = [line for line in candidates if _belongs(line, families, boxes)]
    kept = without_empty_boxes(_without_labels(kept), inside)
    return _trim(without_repeats(kept), boxes, authors)


def notes_of(
    lines: Sequence[Line], container: Element | None, used: set[int], known: Sequence[str]
) -> tuple[str, ...]:
    """What stands in the article's element but is not its text: captions, teasers, bylines.

    `used` are the ids of the body's lines, `known` texts that have their own place.
    """
    held = set() if container is None else set(container.iter())
    keys = {words(text) for text in known if text}
    rest = (line for line in lines if line.element in held and id(line) not in used)
    return tuple(line.text for line in rest if words(line.text) not in keys)


def _weights(lines: Sequence[Line]) -> Counter[Element]:
    """How much prose each element holds."""
    weights: Counter[Element] = Counter()
    for line in lines:
        if line.prose:
            weights[line.element] += line.prose
            for ancestor in line.element.iterancestors():
                weights[ancestor] += line.prose
    return weights


def _marked(root: Element, weights: Counter[Element]) -> Element | None:
    """The element that the markup names as the article; the whole page if it names none."""
    least = _MARKED_SHARE * weights[root]
    if not least:
        return None
    for path in (".//*[@itemprop='articleBody']", ".//article", ".//main"):
        found = [element for element in root.iterfind(path) if weights[element] > least]
        if found:
            return max(found, key=lambda element: weights[element])
    return root


def _family(line: Line) -> _Family:
    return str(line.element.tag), line.element.get("class") or ""


def _families(lines: Sequence[Line]) -> Mapping[_Family, float]:
    """The share of the prose that each kind of element holds, by tag and class."""
    total = sum(line.prose for line in lines) or 1
    sizes: Counter[_Family] = Counter()
    for line in lines:
        if line.kind == "paragraph":
            sizes[_family(line)] += line.prose
    return {family: size / total for family, size in sizes.items()}


def _boxes(lines: Sequence[Line]) -> set[Element]:
    """The elements that hold a good part of the prose directly."""
    sizes: Counter[Element] = Counter()
    for line in lines:
        sizes[box_of(line)] += line.prose
    return {box for box, size in sizes.items() if size >= 0.1 * sizes.total()}


def _belongs(line: Line, families: Mapping[_Family, float], boxes: set[Element]) -> bool:
    """Whether a line is set as the article's text is set, unlike captions and widgets."""
    share = families.get(_family(line), 0.0)
    most = _SHORT_CAPTION if share >= _OWN else _CAPTION
    if boxes and len(line.text) < most and _is_caption(line, boxes):
        return False
    if line.kind != "paragraph" or share >= _COMMON or line.text.endswith("?"):
        return True
    if line.element.tag == "p":
        return line.prose > 100 or box_of(line) in boxes
    if _is_label(line):
        return True
    in_paragraphs = sum(size for (tag, _), size in families.items() if tag == "p")
    return in_paragraphs < 0.7 and max(families.values()) < 0.5 and share > 0.03


def _is_caption(line: Line, boxes: set[Element]) -> bool:
    """Whether a short line without a full stop stands apart from the text."""
    return (
        line.kind == "paragraph"
        and line.text[-1] not in _STOPS
        and not line.bold
        and box_of(line) not in boxes
    )


def _is_label(line: Line) -> bool:
    """Whether a line outside paragraphs looks like the title of a list: "In Kürze:"."""
    return (
        line.kind == "paragraph"
        and line.element.tag != "p"
        and line.bold
        and line.text.endswith(":")
    )


def _without_labels(lines: Sequence[Line]) -> list[Line]:
    """Without list titles that no list follows."""
    return [
        line
        for line, following in zip(lines, [*lines[1:], None], strict=False)
        if not _is_label(line) or (following is not None and following.kind == "list")
    ]


def _trim(lines: Sequence[Line], boxes: set[Element], authors: Sequence[str]) -> list[Line]:
    """Without what stands before the first prose and its headings, and after the last.

    A list before the first or after the last prose stays if it stands in one box with the text.
    """
    first = next((i for i, line in enumerate(lines) if line.prose), len(lines))
    while first > 0 and _may_open(lines[first - 1], boxes):
        first -= 1
    last = len(lines) - 1
    while last >= first and (not lines[last].prose or is_credit(lines[last].text, authors)):
        last -= 1
    while last + 1 < len(lines) and _is_list_within(lines[last + 1], boxes):
        last += 1
    return list(lines[first : last + 1])


def _may_open(line: Line, boxes: set[Element]) -> bool:
    return line.kind == "heading" or _is_label(line) or _is_list_within(line, boxes)


def _is_list_within(line: Line, boxes: set[Element]) -> bool:
    return line.kind == "list" and box_of(line).getparent() in boxes
