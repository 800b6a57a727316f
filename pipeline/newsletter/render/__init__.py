"""How an issue is written: a module for each kind of format, and the templates that they fill."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.newsletter.issue import Issue
from pipeline.newsletter.render.feeds import to_atom, to_jsonfeed
from pipeline.newsletter.render.html import to_html
from pipeline.newsletter.render.mail import to_mail
from pipeline.newsletter.render.page import Pages
from pipeline.newsletter.render.services import to_buttondown, to_listmonk, to_mailchimp
from pipeline.newsletter.render.text import to_markdown, to_text
from pipeline.newsletter.settings import Settings

FORMATS: dict[str, Callable[[Issue, Settings, Pages], str]] = {
    "html": to_html,
    "md": to_markdown,
    "text": to_text,
    "eml": to_mail,
    "atom": to_atom,
    "jsonfeed": to_jsonfeed,
    "listmonk": to_listmonk,
    "buttondown": to_buttondown,
    "mailchimp": to_mailchimp,
}
"""Every format by its name; each takes an issue with at least one story."""


def render(issue: Issue, form: str, settings: Settings, templates: Path | None = None) -> str:
    """`issue` in the format `form`, with the templates in the folder `templates` before ours.

    Raises UsageError for a template that does not work.
    """
    return FORMATS[form](issue, settings, Pages(templates))
