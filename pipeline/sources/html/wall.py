"""Whether a page shows only the beginning of its article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.article import Kind
from pipeline.sources.html.boilerplate import offers_to_read_on
from pipeline.sources.html.lines import Line

_CUT = re.compile(r"(\[\+\s?\d+ (chars|Zeichen)\]|…|\.\.\.)\s*$")
_SHORT = 1_500


def is_partial(blocks: Sequence[tuple[Kind, str]], lines: Sequence[Line], paid: bool) -> bool:
    """True for text that breaks off, and for a short paid text beside an offer to read on."""
    if blocks and _CUT.search(blocks[-1][1]):
        return True
    if not paid or sum(len(text) for _, text in blocks) > _SHORT:
        return False
    return any(offers_to_read_on(line) for line in lines)
