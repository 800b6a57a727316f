"""Answers of news search services in the form of NewsAPI (https://newsapi.org/docs/endpoints).

They hold the beginnings of articles: "… [+1234 chars]" says how much is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources import partial
from pipeline.sources.compose import Metadata, compose, without_repetition
from pipeline.sources.entries import follow_page
from pipeline.sources.fields import date_of, mappings, names_of, text_of, web_address
from pipeline.sources.fragments import Fragment, plain_text, read_fragment
from pipeline.sources.reader import Input

_OUTLET = re.compile(r"\s+[-|–]\s+(?P<outlet>[^-|–]{2,40})$")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}")
_CUT = re.compile(r"(?:…|\.\.\.)\s*(?:\[\+\d+ chars\])?$")


def is_news_api(document: Mapping[str, Any]) -> bool:
    """Whether a JSON document has NewsAPI's list of articles."""
    articles = mappings(document.get("articles"))
    return any("title" in article and "url" in article for article in articles)


def read_news_api(item: Input, document: Mapping[str, Any]) -> Iterator[Article | Rejected]:
    """The articles, as far as the answer has them; asked on the web, from their pages."""
    for number, record in enumerate(mappings(document.get("articles")), 1):
        source = f"{item.source}#{number}"
        try:
            yield _read(item, source, record)
        except SourceError as error:
            yield Rejected(source, error.problem, error.remedy)


def _read(item: Input, source: str, record: Mapping[str, Any]) -> Article | Rejected:
    url = web_address(text_of(record, "url"))
    lead = read_fragment(text_of(record, "description"))
    body = read_fragment(text_of(record, "content"))
    title, outlet = _without_outlet(plain_text(text_of(record, "title")), _name(record))
    about = Metadata(
        url, date_of(record, "publishedAt"), "", title, plain_text(names_of(record, "author"))
    )
    if _is_whole(body):
        return compose(source, about, [*without_repetition(lead.blocks, body.blocks)], outlet)
    page, why = follow_page(item, url)
    if page:
        return page
    if not (lead.blocks or body.blocks):
        return Rejected(source, "only a headline", "pass the page of the article")
    notes = [*outlet, *lead.notes, *body.notes, partial.note(f"only its beginning; {why}")]
    return compose(source, about, [*without_repetition(lead.blocks, body.blocks)], notes)


def _name(record: Mapping[str, Any]) -> str:
    source = record.get("source")
    return text_of(source, "name") if isinstance(source, Mapping) else ""


def _without_outlet(title: str, name: str) -> tuple[str, list[str]]:
    """The headline and, for the notes, the outlet that search engines hang on it."""
    found = _OUTLET.search(title)
    if found is None:
        return title, []
    outlet, known = found["outlet"].casefold(), name.casefold()
    same = known and (outlet in known or known in outlet)
    if not same and not _DOMAIN.fullmatch(outlet):
        return title, []
    return title[: found.start()], [found["outlet"]]


def _is_whole(body: Fragment) -> bool:
    return bool(body.blocks) and not _CUT.search(body.blocks[-1].text)
