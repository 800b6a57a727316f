"""Lines that stand among an article's text without being part of it, told by their words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.sources.html.lines import Line
from pipeline.sources.html.tree import Element, words

_TEASER = re.compile(
    r"\W*(mehr (zum|zur|zu|dazu|aus|über)|lesen sie|lest auch|auch interessant|weiterlesen|"
    r"das könnte|passend (zum|dazu)|siehe auch|hier (lesen|geht)|zitiervorschlag|"
    r"ähnliche (beiträge|artikel)|weitere (artikel|themen|meldungen)|neueste (meldungen|artikel)|"
    r"aktuelle (meldungen|nachrichten|entwicklungen)|anzeige$|werbung$)",
    re.IGNORECASE,
)
_PROMOTION = re.compile(
    r"kostenlos(en)? test|probeabo|\babonnier|newsletter|whatsapp-kanal|"
    r"jetzt (bestellen|spenden|registrieren|anmelden|testen|sichern)|"
    r"braucht (deine|ihre|eure) unterstützung|unterstützen sie (uns|unser)|unterstütze uns|"
    r"künstlich erzeugt|mit ki erstellt",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"an dieser stelle finden sie .{0,60}extern|extern(er|e|en) inhalte? (angezeigt|anzeigen)|"
    r"personenbezogene daten an drittplattform|ein klick für den datenschutz|"
    r"empfohlener (redaktioneller|externer) inhalt",
    re.IGNORECASE,
)
_WALL = re.compile(
    r"(jetzt|weiter|gratis|kostenlos|mit \w+\+?) (weiter)?lesen|weiterlesen mit|"
    r"(bereits|schon) (ein )?(abo|abonnent|registriert|kunde)|"
    r"(dieser|den ganzen|den vollständigen) (artikel|text|beitrag).{0,40}(abo|plus|premium|lesen)",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(\(.{0,60}\) )?(ist|war|arbeitet|berichtet|schreibt|leitet|lebt|studiert)\b")
_CREDIT = re.compile(
    r"(mit (informationen|material|agenturmaterial) (von|der|des)|quellen?:|© )", re.IGNORECASE
)

_LINKED = 0.8
_LINKED_ITEM = 0.6
_SHORT = 250
_BOX_SHARE = 0.25
_LENGTH = 4
_REPEATED = 0.7


def is_teaser(line: Line) -> bool:
    """Whether a line only leads away from the article."""
    if line.kind == "heading":
        return line.links > 0.9 or bool(_TEASER.match(line.text))
    most = _LINKED_ITEM if line.kind == "list" else _LINKED
    if line.links > most and len(line.text) < _SHORT:
        return True
    return (line.links > 0.3 or line.text.endswith(":")) and bool(_TEASER.match(line.text))


def is_credit(text: str, authors: Sequence[str]) -> bool:
    """Whether a last line says who wrote the article or where it comes from."""
    for author in authors:
        if text.startswith(author) and _ABOUT.match(text[len(author) :].lstrip(" ,")):
            return True
    return bool(_CREDIT.match(text))


def offers_to_read_on(line: Line) -> bool:
    """Whether a line is the sign on a paywall."""
    return len(line.text) < _SHORT and bool(_WALL.search(line.text))


def box_of(line: Line) -> Element:
    """The element around a line's own."""
    parent = line.element.getparent()
    return line.element if parent is None else parent


def without_promotion(lines: Sequence[Line], all_lines: Sequence[Line]) -> list[Line]:
    """Without calls to subscribe and consent; the box around a call goes too if it is small.

    So does the box of a heading that leads away, as `all_lines` has it.

    Without the limit on the box, a newsletter line in the middle of the text would take it along.
    """
    total = sum(line.prose for line in lines) or 1
    sizes: Counter[Element] = Counter()
    for line in lines:
        sizes[box_of(line)] += line.prose
    calls = {id(line) for line in lines if _PROMOTION.search(line.text) or offers_to_read_on(line)}
    titles = [line for line in all_lines if line.kind == "heading" and _TEASER.match(line.text)]
    boxes = {box_of(line) for line in [*titles, *(line for line in lines if id(line) in calls)]}
    small = {box for box in boxes if sizes[box] < _BOX_SHARE * total}
    return [
        line
        for line in lines
        if box_of(line) not in small
        and not _CONSENT.search(line.text)
        and not (line.links > 0 and id(line) in calls)
    ]


def without_empty_boxes(lines: Sequence[Line], all_lines: Sequence[Line]) -> list[Line]:
    """Without the headings of boxes of which nothing else is left: lists of links, mostly."""
    filled = {box for line in lines if line.kind != "heading" for box in _around(line)}
    held = {box for line in all_lines if line.kind != "heading" for box in _around(line)}
    return [
        line
        for line in lines
        if line.kind != "heading" or box_of(line) in filled or box_of(line) not in held
    ]


def _around(line: Line) -> Iterator[Element]:
    yield line.element
    yield from line.element.iterancestors()


def without_repeats(lines: Sequence[Line]) -> list[Line]:
    """Without pull quotes and second copies: lines whose word sequences stand elsewhere too.

    A quote may stand before the paragraph that it is taken from; other lines are compared with
    what stands before them.
    """
    of_lines = [word_sequences(line.text) for line in lines]
    counts = Counter(sequence for found in of_lines for sequence in found)
    seen: set[str] = set()
    kept: list[Line] = []
    for line, found in zip(lines, of_lines, strict=True):
        elsewhere = sum(counts[sequence] > 1 for sequence in found)
        repeated = elsewhere if line.kind == "quote" else len(found & seen)
        if not found or repeated < _REPEATED * len(found):
            seen |= found
            kept.append(line)
    return kept


def word_sequences(text: str) -> set[str]:
    """The sequences of four words in a text; none for short texts, which may well come twice."""
    parts = words(text).split()
    if len(parts) < 2 * _LENGTH:
        return set()
    return {" ".join(parts[i : i + _LENGTH]) for i in range(len(parts) - _LENGTH + 1)}
