"""Newsletters and press mail: saved messages (.eml, RFC 5322)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources.build import RawBlock
from pipeline.sources.compose import Metadata, compose
from pipeline.sources.fragments import read_fragment
from pipeline.sources.html.dates import BERLIN
from pipeline.sources.reader import Input

_HEADERS = re.compile(
    rb"^(?:From|To|Subject|Date|Received|Return-Path|Delivered-To|MIME-Version|Message-ID"
    rb"|DKIM-Signature|Content-Type|List-Id|Reply-To|X-[\w-]+)[ \t]*:[ \t]*\S",
    re.MULTILINE | re.IGNORECASE,
)
_FIRST = re.compile(rb"[A-Za-z][A-Za-z0-9-]*[ \t]*:|From \S+@")


class MailReader:
    """Reads the text of a message; attachments stay closed."""

    name = "mail"

    def accepts(self, source: str, head: bytes) -> bool:
        """Whether an input begins with at least three lines that only mail has."""
        top = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
        return bool(_FIRST.match(top)) and len(_HEADERS.findall(top)) >= 3

    def read(self, item: Input) -> Iterator[Article | Rejected]:
        """The article of the message: what its HTML shows, else its plain text."""
        try:
            message = BytesParser(policy=policy.default).parsebytes(item.data())
            about = Metadata(published=_date(message), headline=_subject(message))
            texts = [_text(message, kind) for kind in ("html", "plain")]
        except SourceError:
            raise
        except Exception as error:  # the parser fails in many ways on what is no mail
            raise SourceError(
                f"a message that cannot be read ({type(error).__name__})", "save it again"
            ) from error
        blocks, notes = _blocks(*texts)
        if not blocks:
            raise SourceError("a message without text", "pass a message with a text part")
        yield compose(item.source, about, blocks, notes)


def _date(message: EmailMessage) -> datetime | None:
    moment: datetime | None = getattr(message["date"], "datetime", None)
    return moment.replace(tzinfo=BERLIN) if moment and not moment.tzinfo else moment


def _subject(message: EmailMessage) -> str:
    return str(message["subject"] or "")


def _text(message: EmailMessage, kind: str) -> str:
    """The text of one kind; in a charset that nobody knows it is taken for UTF-8."""
    body = message.get_body((kind,))
    if body is None:
        return ""
    try:
        return str(body.get_content())
    except LookupError:
        data = body.get_payload(decode=True)
        return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""


def _blocks(html: str, plain: str) -> tuple[list[RawBlock], list[str]]:
    if html.strip():
        from pipeline.sources.html.extract import extract_page

        try:
            page = extract_page(html)
        except SourceError:
            pass
        else:
            lead = [RawBlock("paragraph", page.lead)] if page.lead else []
            blocks = [*lead, *(RawBlock(kind, text) for kind, text in page.blocks)]
            return blocks, [*filter(None, [page.kicker, page.headline]), *page.notes]
    found = read_fragment(plain if plain.strip() else html)
    return list(found.blocks), list(found.notes)
