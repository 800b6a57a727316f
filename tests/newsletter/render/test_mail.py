import email
import email.policy
import re
from email.header import decode_header, make_header

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.newsletter.clean import HEADLINE, clean
from pipeline.newsletter.render.html import to_html
from pipeline.newsletter.render.mail import to_mail
from pipeline.newsletter.render.page import Pages
from pipeline.newsletter.render.text import to_text
from pipeline.newsletter.settings import Settings
from tests.newsletter.render.issues import ATTACKS, SETTINGS, hostile, issue_of, many, sample
from tests.newsletter.samples import FUNK, RECORDS, article

HEADERS = [
    *("Subject", "From", "To", "Date", "Message-ID", "List-Unsubscribe"),
    *("MIME-Version", "Content-Type"),
]


def parsed(text):
    return email.message_from_bytes(text.encode("ascii"), policy=email.policy.default)


def unix(part):
    return part.get_content().replace("\r\n", "\n")


def mail_of(issue, settings=SETTINGS):
    return to_mail(issue, settings, Pages())


def test_the_mail_has_both_parts_and_the_headers_of_a_newsletter():
    issue = sample()
    message = parsed(mail_of(issue))
    assert message.keys() == HEADERS
    assert message["Subject"].startswith("Depesche, 15 November 2026: ")
    assert message["Date"].datetime == issue.date
    assert message["Message-ID"] == f"<{issue.id}@depesche.invalid>"
    assert message["List-Unsubscribe"] == "<mailto:newsletter@depesche.invalid?subject=unsubscribe>"
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert unix(plain) == to_text(issue, SETTINGS, Pages())
    assert html.get_content_type() == "text/html"
    assert unix(html).strip() == to_html(issue, SETTINGS, Pages()).strip()
    assert not message.defects


def test_lines_are_short_ascii_and_end_as_the_standard_asks():
    text = mail_of(sample())
    assert text.isascii()
    assert text.count("\n") == text.count("\r\n")
    assert max(len(line) for line in text.split("\r\n")) <= 998


def test_the_same_issue_gives_the_same_bytes():
    assert mail_of(sample()) == mail_of(sample())


def test_sender_title_and_unsubscribe_are_the_settings():
    own = Settings(
        title="Küstenpost",
        sender="Käthe Möller <kaethe@example.org>",
        unsubscribe="https://example.org/leave?u=1",
    )
    message = parsed(mail_of(issue_of(RECORDS, own), own))
    assert message["Subject"].startswith("Küstenpost, ")
    assert message["From"].addresses[0].display_name == "Käthe Möller"
    assert message["List-Unsubscribe"] == "<https://example.org/leave?u=1>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Message-ID"].endswith("@example.org>")


def raw_names(text):
    """The names of the headers as any program finds them that looks at the lines alone."""
    lines = text.split("\r\n\r\n")[0].split("\r\n")
    assert all(line.strip() and "\n" not in line and "\r" not in line for line in lines)
    return [re.match(r"([!-9;-~]+):", line)[1] for line in lines if line[0] not in " \t"]


def headed(headline):
    return issue_of([article("x", FUNK, None, "", ("Titel", headline), ("Satz.", "Sentence."))])


ENCODED = st.lists(
    st.sampled_from(
        [
            *("=?utf-8?q?", "=?us-ascii?b?", "=?", "?=", "=0A", "=0D=0ABcc:_x@y.example", "=00"),
            *("DQpCY2M6IHhAeS5leGFtcGxl", " ", "Bcc: x@y.example", "word", "ü", "\r\n", "\x85"),
        ]
    ),
    min_size=1,
).map("".join)


@given(st.text(min_size=1) | ENCODED)
@settings(max_examples=150, deadline=None)
@example("Council meets =?utf-8?q?=0ABcc=3A_victims@example.org=0AReply-To:_x@y.example?= today")
@example("Council meets =?utf-8?q?today=0A=0A<h1>body</h1>?=")
@example("a" * 240)
@example("Überschwemmung in Österreich, " * 9)
def test_any_headline_is_the_subject_as_it_stands_and_nothing_else(headline):
    issue = headed(headline)
    text = mail_of(issue)
    assert raw_names(text) == HEADERS
    message = parsed(text)
    assert message.keys() == HEADERS
    shown = clean(headline, HEADLINE) or "Titel"
    assert message["Subject"] == clean(f"Depesche, 20 November 2026: {shown}", HEADLINE)
    assert max(map(len, text.split("\r\n\r\n")[0].split("\r\n"))) <= 260


@pytest.mark.parametrize(
    "name",
    [
        "Depesche",
        "Depesche, the newsletter (Berlin)",
        "Rédaction für Österreich und die Schweiz, GmbH & Co. (Berlin)",
        "Größe " * 18,
        "=?utf-8?q?=0ABcc=3A_victims@example.org?=",
    ],
)
def test_the_name_of_the_sender_is_the_sender_as_it_stands(name):
    text = mail_of(sample(), Settings(sender=f"{name} <news@example.org>"))
    assert raw_names(text) == HEADERS
    assert parsed(text)["From"].addresses[0].addr_spec == "news@example.org"
    # The parser of policy.default parts the words of a long name by spaces (Python 3.11, 3.12).
    value = email.message_from_string(text)["From"]
    shown = str(make_header(decode_header(value.replace("\r\n", ""))))
    assert shown.removesuffix("<news@example.org>").strip(' "') == name.strip()


@pytest.mark.parametrize(
    ("own", "value"),
    [
        (
            Settings(unsubscribe=f"https://example.org/leave?list={'a' * 800}"),
            f"<https://example.org/leave?list={'a' * 800}>",
        ),
        (
            Settings(sender=f"<{'local-part-' * 9}@news.example-newspaper-group.org>"),
            f"<mailto:{'local-part-' * 9}@news.example-newspaper-group.org?subject=unsubscribe>",
        ),
    ],
    ids=["https", "mailto"],
)
def test_a_long_address_to_unsubscribe_stays_plain_and_whole(own, value):
    head = mail_of(sample(), own).split("\r\n\r\n")[0].split("\r\n")
    assert f"List-Unsubscribe: {value}" in head
    assert max(map(len, head)) <= 998


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_hostile_text_adds_no_header_and_no_part(text):
    message = parsed(mail_of(hostile(text)))
    assert message.keys() == HEADERS
    assert len(list(message.iter_parts())) == 2
    assert not message.defects
    assert len(message["Subject"]) <= 240
    assert all("\n" not in value and "\r" not in value for value in message.values())


@given(st.text(min_size=1))
@settings(max_examples=25, deadline=None)
def test_any_text_leaves_the_headers_alone(text):
    message = parsed(mail_of(hostile(text)))
    assert message.keys() == HEADERS
    assert message["To"] == "undisclosed-recipients:;"


def test_both_parts_of_a_crowded_mail_hold_the_same_stories():
    plain, html = parsed(mail_of(issue_of(many(90), Settings(limit=200)))).iter_parts()
    note = "more stories are not in this issue"
    assert note in " ".join(plain.get_content().split())
    assert plain.get_content().count("Headline number") == html.get_content().count("<h3")
