from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.sources.mail import MailReader
from tests.sources.inputs import TEXT, articles, given, texts

MORE = "Am Ende stimmten alle zu, obwohl die Mehrheit vorher dagegen gewesen war."


def message(plain: str = "", html: str = "", charset: str = "utf-8") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Musterblatt <post@muster.example>"
    mail["To"] = "kim@muster.example"
    mail["Subject"] = "Rat berät über größere Schulen"
    mail["Date"] = "Sat, 25 Apr 2026 20:43:28 +0200"
    if plain:
        mail.set_content(plain, charset=charset)
    if html:
        mail.add_alternative(html, subtype="html") if plain else mail.set_content(
            html, subtype="html"
        )
    return mail


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"Return-Path: <a@b.example>\r\nReceived: from x\r\nDate: heute\r\n\r\nText", True),
        (b"From post@muster.example Sat Apr 25\nFrom: a\nTo: b\nSubject: c\n\nText", True),
        (b"From: Berlin\nTo: Bonn\n\nEin Umzug", False),
        (b"Ein Text\n\nFrom: a\nTo: b\nSubject: c\n", False),
        (b"", False),
    ],
)
def test_accepts(head, expected):
    assert MailReader().accepts("x", head) is expected


def test_a_message_in_plain_text():
    mail = message(f"{TEXT}\n\nUnd dann war Schluss, sagte der Bürgermeister.\n")
    (article,) = articles(MailReader(), given(mail.as_bytes(), "a.eml"))
    assert article.headline == "Rat berät über größere Schulen"
    assert article.published and article.published.isoformat() == "2026-04-25T20:43:28+02:00"
    assert texts(article)[-1] == "Und dann war Schluss, sagte der Bürgermeister."


def test_the_html_part_goes_first_and_attachments_stay_closed():
    page = f"<html><body><h1>Streit</h1><p>{TEXT}</p><p>{MORE}</p></body></html>"
    mail = message("Bitte im Browser lesen", page)
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    (article,) = articles(MailReader(), given(mail.as_bytes()))
    assert texts(article) == [TEXT, MORE]
    assert "Streit" in article.notes


def test_html_without_running_text_leaves_the_plain_part():
    mail = message(TEXT, "<html><body><img src='x'></body></html>")
    (article,) = articles(MailReader(), given(mail.as_bytes()))
    assert texts(article) == [TEXT]


def test_a_charset_that_nobody_knows():
    data = message(TEXT).as_bytes().replace(b'charset="utf-8"', b'charset="x-unbekannt"')
    (article,) = articles(MailReader(), given(data))
    assert article.characters > 100


def test_a_message_without_text():
    mail = message()
    mail.set_content(b"\x89PNG", maintype="image", subtype="png")
    with pytest.raises(SourceError, match="without text"):
        list(MailReader().read(given(mail.as_bytes())))


def test_parts_within_parts_without_end():
    head = b"From: a\nTo: b\nSubject: c\n"
    bomb = head + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000)
    )
    with pytest.raises(SourceError):
        list(MailReader().read(given(bomb)))


@settings(max_examples=100, deadline=None)
@examples(st.integers(0, 900), st.binary(max_size=30))
def test_damaged_messages_give_articles_or_a_reason(position, noise):
    data = message(TEXT, f"<p>{TEXT}</p>").as_bytes()
    try:
        list(MailReader().read(given(data[:position] + noise + data[position + 20 :])))
    except SourceError as error:
        assert error.remedy
