"""The issue as a mail that is ready to send: HTML and its plain-text twin in one `.eml`."""

from __future__ import annotations

from collections.abc import Iterator
from email.header import Header
from email.headerregistry import Address
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
    body = EmailMessage(policy=SMTP)
    body.set_content(to_text(shown, settings, pages), cte="quoted-printable")
    html = to_html(shown, settings, pages)
    body.add_alternative(html, subtype="html", cte="quoted-printable")
    # No encoded text has "=_" in it, so that the boundary cannot occur in a part.
    body.set_boundary(f"=_{issue.id}")
    # `body` gets none of our headers: EmailMessage reads the values that it is given, and so would
    # decode what looks like an encoded word in a headline, line ends among it.
    lines = (f"{name}: {value}\r\n" for name, value in _headers(shown, settings))
    return "".join(lines) + body.as_bytes().decode("ascii")


def _headers(issue: Issue, settings: Settings) -> Iterator[tuple[str, str]]:
    """The headers as they stand in the mail. Every text in them was cleaned of line ends."""
    sender = mailbox(settings.sender)
    unsubscribe = settings.unsubscribe or f"mailto:{sender.addr_spec}?subject=unsubscribe"
    subject = clean(f"{issue.title}, {day(issue.date)}: {teaser(issue, 1)}", HEADLINE)
    yield "Subject", _encoded(subject, "Subject")
    yield "From", _encoded_mailbox(sender)
    yield "To", "undisclosed-recipients:;"
    yield "Date", format_datetime(issue.date)
    yield "Message-ID", f"<{issue.id}@{sender.domain}>"
    yield "List-Unsubscribe", f"<{unsubscribe}>"  # in one line: no address is folded (RFC 2369)
    if unsubscribe.startswith("https:"):
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"  # RFC 8058


def _encoded(text: str, name: str) -> str:
    """One line of text as the value of the header `name`: encoded words, unless it is plain ASCII.

    Text that looks like encoded words (RFC 2047) is none: it is encoded, to be shown as it is.
    """
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    return Header(text, charset, header_name=name).encode(linesep="\r\n")


def _encoded_mailbox(box: Address) -> str:
    if box.display_name.isascii() and "=?" not in box.display_name:
        return str(box)  # in quotation marks where it must be
    return f"{_encoded(box.display_name, 'From')} <{box.addr_spec}>"
