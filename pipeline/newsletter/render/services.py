"""The issue as JSON for listmonk, Buttondown and Mailchimp: what their APIs take for a draft.

docs/newsletter.md lists every field. Each service fills in marks of its own, `{{ … }}` or `*|…|*`:
articles can write none, and the one that we write is that of the link to unsubscribe.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pipeline.newsletter.clean import HEADLINE, clean
from pipeline.newsletter.issue import Issue
from pipeline.newsletter.render.html import fitted, to_html
from pipeline.newsletter.render.page import Pages
from pipeline.newsletter.render.text import to_markdown, to_text
from pipeline.newsletter.render.wording import day, teaser
from pipeline.newsletter.settings import Settings, mailbox

_LEAVE = "https://unsubscribe.depesche.invalid/"  # no article can link there: clean.web_link
_MARKS = re.compile(r"\{(?=[{%#])|\*(?=\|)|\[(?=\[)")


def to_listmonk(issue: Issue, settings: Settings, pages: Pages) -> str:
    """The body of `POST /api/campaigns` of listmonk."""
    shown, own = _for_service(issue, settings, pages)
    leave = "{{ UnsubscribeURL }}"
    campaign: dict[str, Any] = {
        "name": _name(shown),
        "subject": _subject(shown),
        "lists": list(settings.listmonk.lists),
        "from_email": str(mailbox(settings.sender)),
        "type": "regular",
        "content_type": "html",
        "body": to_html(shown, own, pages).replace(_LEAVE, leave),
        "altbody": _unmarked(to_text(shown, own, pages)).replace(_LEAVE, leave),
        "messenger": "email",
        "tags": ["depesche"],
    }
    if settings.listmonk.template is not None:
        campaign["template_id"] = settings.listmonk.template
    return _json(campaign)


def to_buttondown(issue: Issue, settings: Settings, pages: Pages) -> str:
    """The body of `POST /v1/emails` of Buttondown, which adds the link to unsubscribe itself."""
    own = settings.model_copy(update={"unsubscribe": None})
    return _json(
        {
            "subject": _subject(issue),
            "body": _unmarked(to_markdown(issue, own, pages)),
            "status": "draft",
            "email_type": "public",
            "description": _preview(issue),
            "metadata": {"depesche_issue": issue.id},
        }
    )


def to_mailchimp(issue: Issue, settings: Settings, pages: Pages) -> str:
    """The bodies of `POST /3.0/campaigns` and `PUT /3.0/campaigns/ID/content` of Mailchimp."""
    shown, own = _for_service(issue, settings, pages)
    leave, sender = "*|UNSUB|*", mailbox(settings.sender)
    campaign = {
        "type": "regular",
        "recipients": {"list_id": settings.mailchimp.audience},
        "settings": {
            "subject_line": _subject(shown, longest=150),
            "preview_text": _preview(shown),
            "title": _name(shown),
            "from_name": sender.display_name or settings.title,
            "reply_to": sender.addr_spec,
        },
    }
    content = {
        "html": to_html(shown, own, pages).replace(_LEAVE, leave),
        "plain_text": _unmarked(to_text(shown, own, pages)).replace(_LEAVE, leave),
    }
    return _json({"campaign": campaign, "content": content})


def _for_service(issue: Issue, settings: Settings, pages: Pages) -> tuple[Issue, Settings]:
    """The issue as it fits in a mail, and settings with which a mark stands for unsubscribing."""
    own = settings.model_copy(update={"unsubscribe": _LEAVE})
    return fitted(issue, own, pages), own


def _unmarked(text: str) -> str:
    """`text` without marks that a service would fill in: a space parts them."""
    return _MARKS.sub(lambda mark: f"{mark[0]} ", text)


def _name(issue: Issue) -> str:
    return _unmarked(f"{issue.title}, {day(issue.date)}")


def _subject(issue: Issue, longest: int = HEADLINE) -> str:
    return clean(_unmarked(f"{issue.title}: {teaser(issue, 1)}"), longest)


def _preview(issue: Issue) -> str:
    return clean(_unmarked(teaser(issue)), 140)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
