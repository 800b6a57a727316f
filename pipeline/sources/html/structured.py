"""What a page says of itself: schema.org JSON-LD and the meta elements of its head."""

from __future__ import annotations

import html
import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.sources.html.tree import Element, clean

_ARTICLE_TYPES = ("Article", "BlogPosting", "Report")
_MAX_NODES = 20_000
_MAX_JSON = 2_000_000


@dataclass(frozen=True)
class Structured:
    """JSON-LD nodes and meta contents of one page; every answer is "" where there is none."""

    nodes: tuple[Mapping[str, Any], ...]
    metas: Mapping[str, str]

    @cached_property
    def article(self) -> Mapping[str, Any]:
        """The node of the article itself: the one with the most of what a news page declares."""
        candidates = [node for node in self.nodes if _is_article(node)]
        keys = ("headline", "datePublished", "author", "articleBody", "description")
        return max(candidates, key=lambda node: sum(key in node for key in keys), default={})

    def text(self, key: str) -> str:
        """A text property of the article's node, entities resolved."""
        return plain(self.article.get(key))

    def meta(self, *keys: str) -> str:
        """The first meta element of these names, properties or itemprops that has content."""
        return next((self.metas[key] for key in keys if self.metas.get(key)), "")

    def any_text(self, key: str) -> str:
        """A text property of the article's node, or of the first other node that has it."""
        found = (plain(node.get(key)) for node in self.nodes if not _is_media(node))
        return self.text(key) or next(filter(None, found), "")

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """Names of the authors in the order given, references into the graph resolved."""
        return tuple(dict.fromkeys(filter(None, map(_author_name, self._author_nodes))))

    @cached_property
    def by_persons(self) -> bool:
        """Whether an author is named as a person, not as an organization."""
        return any(
            isinstance(node, dict) and "Person" in _types(node) for node in self._author_nodes
        )

    @cached_property
    def _author_nodes(self) -> list[Any]:
        by_id = {node["@id"]: node for node in self.nodes if isinstance(node.get("@id"), str)}
        return [
            by_id.get(author.get("@id"), author)
            if isinstance(author, dict) and "name" not in author and _is_text(author.get("@id"))
            else author
            for author in _as_list(self.article.get("author"))
        ]

    @cached_property
    def updates(self) -> Mapping[str, str]:
        """The headings of a liveblog's entries, with the times that they were written."""
        entries = _as_list(self.article.get("liveBlogUpdate"))
        found = {
            plain(entry.get("headline")): plain(entry.get("datePublished"))
            for entry in entries
            if isinstance(entry, dict)
        }
        return {headline: time for headline, time in found.items() if headline and time}

    @property
    def paid(self) -> bool:
        """Whether the publisher declares that the article is not free."""
        free = self.article.get("isAccessibleForFree")
        return free is False or (isinstance(free, str) and free.strip().lower() == "false")


def read_structured(root: Element) -> Structured:
    """Collect the JSON-LD nodes and meta elements of a page; broken JSON is passed over."""
    nodes: list[Mapping[str, Any]] = []
    for script in root.iter("script"):
        kind = (script.get("type") or "").strip().lower()
        if kind.startswith("application/ld+json") and script.text:
            nodes.extend(_nodes(script.text))
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = clean(meta.get("content") or "")
        if key and content:
            metas.setdefault(key.strip().lower(), plain(content))
    return Structured(tuple(nodes), metas)


def plain(value: object) -> str:
    """A text in one line; entities, which some publishers escape twice, are resolved."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return ""
    return clean(html.unescape(html.unescape(value)))


def _nodes(text: str) -> Iterator[Mapping[str, Any]]:
    if len(text) > _MAX_JSON:
        return
    try:
        data = json.loads(text.strip().strip(";"), strict=False)
    except (ValueError, RecursionError):
        return
    pending = deque([data])
    for _ in range(_MAX_NODES):
        if not pending:
            return
        item = pending.popleft()
        if isinstance(item, list):
            pending.extend(item)
        elif isinstance(item, dict):
            yield item
            pending.extend(_as_list(item.get("@graph")) + _as_list(item.get("mainEntity")))


def _types(node: Mapping[str, Any]) -> list[str]:
    return [kind for kind in _as_list(node.get("@type")) if isinstance(kind, str)]


def _is_article(node: Mapping[str, Any]) -> bool:
    return any(kind.endswith(_ARTICLE_TYPES) or kind == "LiveBlogPosting" for kind in _types(node))


def _is_media(node: Mapping[str, Any]) -> bool:
    return any(kind.endswith(("Object", "WebSite", "Organization")) for kind in _types(node))


def _as_list(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _author_name(author: object) -> str:
    if isinstance(author, str):
        return plain(author)
    if not isinstance(author, dict):
        return ""
    name = plain(author.get("name"))
    return name or " ".join(
        filter(None, (plain(author.get(k)) for k in ("givenName", "familyName")))
    )
