"""The issue as a mail that is ready to send: HTML and its plain-text twin in one `.eml`."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from pipeline.newsletter.clean import HEADLINE, clean
from pipeline.newsletter.issue import Issue
from pipeline.newsletter.render.html import fitted, to_html
from pipeline.newsletter.render.page import Pages
from pipeline.newsletter.render.text import to_text
from pipeline.newsletter.render.wording import day, teaser
from pipeline.newsletter.settings import Settings, mailbox


def to_mail(issue: Issue, settings: Settings, pages: Pages) -> str:
    """The mail as it goes over the wire: ASCII, lines end in CR LF (RFC 5322).

    The same issue gives the same bytes. Its recipients are up to whoever sends it.
    """
    shown = fitted(issue, settings, pages)
    message = EmailMessage(policy=SMTP)
    _write_headers(message, shown, settings)
    message.set_content(to_text(shown, settings, pages), cte="quoted-printable")
    html = to_html(shown, settings, pages)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    # No encoded text has "=_" in it, so that the boundary cannot occur in a part.
    message.set_boundary(f"=_{issue.id}")
    return message.as_bytes().decode("ascii")


def _write_headers(message: EmailMessage, issue: Issue, settings: Settings) -> None:
    """Every value was cleaned of line ends; the policy refuses one that was not."""
    sender = mailbox(settings.sender)
    unsubscribe = settings.unsubscribe or f"mailto:{sender.addr_spec}?subject=unsubscribe"
    message["Subject"] = clean(f"{issue.title}, {day(issue.date)}: {teaser(issue, 1)}", HEADLINE)
    message["From"] = sender
    message["To"] = "undisclosed-recipients:;"
    message["Date"] = format_datetime(issue.date)
    message["Message-ID"] = f"<{issue.id}@{sender.domain}>"
    message["List-Unsubscribe"] = f"<{unsubscribe}>"
    if unsubscribe.startswith("https:"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
