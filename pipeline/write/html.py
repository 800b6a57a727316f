"""A record as a page of HTML that reads well on a screen, a phone and paper."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.record import Record
from pipeline.text.printable import printable
from pipeline.write.wording import MARKS, alone, byline_of, findings_of, machine_note, titles_of

if TYPE_CHECKING:
    from jinja2 import Template

_WEB = re.compile(r"https?://", re.IGNORECASE)


def _shown(value: object) -> object:
    """Text without control and direction characters; markup that a template made stays."""
    return printable(value) if type(value) is str else value


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("pipeline.write"),
        autoescape=True,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("article.html")


def to_html(record: Record) -> str:
    """The page of one article. Everything that comes from the article is escaped."""
    link = record.url if _WEB.match(record.url or "") else None
    return _template().render(
        record=record,
        kicker=alone(record.kicker),
        headline=alone(record.headline) or record.id,
        link=link,
        byline=byline_of(record),
        marks=MARKS,
        findings=findings_of([*titles_of(record), *record.summary, *(record.article or [])]),
        note=machine_note(record),
    )
