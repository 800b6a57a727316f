"""The issue as a feed: Atom (RFC 4287) and JSON Feed 1.1, a story an entry."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

from pipeline import __version__
from pipeline.newsletter.issue import Issue, Item, Line, Story
from pipeline.newsletter.render import wording
from pipeline.newsletter.render.page import Pages
from pipeline.newsletter.settings import Settings

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STORY = "story.html"


def feed_id(issue: Issue) -> str:
    """The tag URI (RFC 4151) of the feed: that of every issue with the same title."""
    from hashlib import sha256

    return f"tag:depesche.invalid,2026:feed/{sha256(issue.title.encode()).hexdigest()[:16]}"


def story_id(story: Story) -> str:
    """The tag URI of a story: it stays when follow-ups arrive, and from issue to issue."""
    return f"tag:depesche.invalid,2026:story/{story.id}"


def to_atom(issue: Issue, settings: Settings, pages: Pages) -> str:
    """The issue as an Atom feed."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed", {_LANG: "en"})
    _add(feed, "id", feed_id(issue))
    _add(feed, "title", issue.title)
    _add(feed, "subtitle", f"{wording.SUBTITLE}. {wording.machine_note(issue)}")
    _add(feed, "updated", issue.date.isoformat(timespec="seconds"))
    _add(_add(feed, "author"), "name", issue.title)
    _add(feed, "generator", "Depesche", version=__version__)
    for story in issue.stories:
        _add_entry(feed, issue, story, pages)
    ET.indent(feed)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ET.tostring(feed, encoding='unicode')}\n"


def to_jsonfeed(issue: Issue, settings: Settings, pages: Pages) -> str:
    """The issue as a JSON Feed. `_depesche` holds what the format has no field for."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": issue.title,
        "description": f"{wording.SUBTITLE}. {wording.machine_note(issue)}",
        "language": "en",
        "authors": [{"name": issue.title}],
        "_depesche": {
            "about": "Depesche, docs/newsletter.md",
            "issue": issue.id,
            "date": issue.date.isoformat(timespec="seconds"),
            "runs": list(issue.runs),
            "models": list(issue.models),
            "left_out": issue.left_out,
        },
        "items": [_json_item(issue, story, pages) for story in issue.stories],
    }
    return json.dumps(feed, ensure_ascii=False, indent=2) + "\n"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = text or None
    return element


def _add_entry(feed: ET.Element, issue: Issue, story: Story, pages: Pages) -> None:
    lead = story.lead
    entry = _add(feed, "entry")
    _add(entry, "id", story_id(story))
    _add(entry, "title", lead.headline.text).set(_LANG, lead.headline.language)
    _add(entry, "updated", _updated(issue, story))
    if lead.published:
        _add(entry, "published", lead.published.isoformat(timespec="seconds"))
    _add(_add(entry, "author"), "name", lead.byline or lead.outlet)
    _add(entry, "category", term=story.section.name, label=story.section.title)
    if lead.link:
        _add(entry, "link", rel="alternate", href=lead.link, hreflang="de")
    for item in story.also:
        if item.link:
            _add(entry, "link", rel="related", href=item.link, hreflang="de", title=_title(item))
    _add(entry, "content", pages.story(_STORY, story), type="html")


def _updated(issue: Issue, story: Story) -> str:
    """When the newest article of a story appeared; the issue's date where none says."""
    return (story.newest(issue.date) or issue.date).isoformat(timespec="seconds")


def _json_item(issue: Issue, story: Story, pages: Pages) -> dict[str, Any]:
    lead = story.lead
    values = {
        "id": story_id(story),
        "external_url": lead.link,
        "title": lead.headline.text,
        "content_html": pages.story(_STORY, story),
        "summary": " ".join(line.text for line in lead.sentences),
        "date_published": lead.published and lead.published.isoformat(timespec="seconds"),
        "date_modified": _updated(issue, story),
        "authors": [{"name": lead.byline or lead.outlet}],
        "tags": [story.section.name],
        "language": lead.headline.language,
        "_depesche": _json_story(story),
    }
    return {name: value for name, value in values.items() if value is not None}


def _json_story(story: Story) -> dict[str, Any]:
    lead = story.lead
    return {
        "note": wording.BY_MACHINE,
        "models": list(lead.models),
        "source": lead.outlet,
        "byline": lead.byline,
        "kicker": _json_line(lead.kicker),
        "headline": _json_line(lead.headline),
        "summary": [_json_line(line) for line in lead.sentences],
        "also": [
            {"id": i.id, "title": _title(i), "source": i.outlet, "url": i.link} for i in story.also
        ],
    }


def _json_line(line: Line) -> dict[str, Any]:
    return {"de": line.de, "en": line.en, "uncertain": line.uncertain}


def _title(item: Item) -> str:
    return item.headline.text
