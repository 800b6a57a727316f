import unicodedata
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.newsletter.clean import clean, web_link


@given(st.text(), st.integers(min_value=2, max_value=80))
def test_any_text_becomes_one_short_line_without_controls(text, longest):
    line = clean(text, longest)
    assert len(line) <= longest
    assert line == " ".join(line.split())
    kinds = {unicodedata.category(c) for c in line if c != "\u200d"}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not {"\ufffe", "\uffff"} & set(line)


def test_direction_marks_are_taken_out_and_words_stay():
    assert clean("Ab\u202egnp\u202c\u2066c", 20) == "Abgnpc"
    assert clean("Straße  nach\n\tKöln", 40) == "Straße nach Köln"


def test_accents_do_not_pile_up():
    assert clean("a" + "\u0301\u0302\u0303\u0304" * 9, 60) == "\u00e1\u0302\u0303"


def test_what_is_too_long_ends_with_an_ellipsis():
    assert clean("eins zwei drei", 10) == "eins zwei…"


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("HTTP://Example.org", "http://example.org"),
        ("https://example.org/Köln (1)", None),
        ("https://example.org/Köln", "https://example.org/K%C3%B6ln"),
        ("https://köln.example/", "https://xn--kln-sna.example/"),
        ("https://☃.net/a", "https://xn--n3h.net/a"),
        ("https://i❤.example/", "https://xn--i-7iq.example/"),
        ("https://www.straße.de/rat", "https://www.xn--strae-oqa.de/rat"),
        ("https://STRAẞE.de/", "https://xn--strae-oqa.de/"),
        ("https://日本。example/", "https://xn--wgv71a.example/"),
        ("https://xn--i-7iq.example/", "https://xn--i-7iq.example/"),
        ("https://my_blog.köln.example/x", "https://my_blog.xn--kln-sna.example/x"),
        ("HTTPS://my_blog.example.de/x", "https://my_blog.example.de/x"),
        ("https://example.org:8443/x", "https://example.org:8443/x"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
        (
            'https://example.org/"><script>{{x}}',
            "https://example.org/%22%3E%3Cscript%3E%7B%7Bx%7D%7D",
        ),
        ("https://example.org/%C3%B6", "https://example.org/%C3%B6"),
    ],
)
def test_web_addresses_become_plain_ascii(address, link):
    assert web_link(address) == link


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//example.org/x",
        "https:///x",
        "https://tagesschau.de@evil.example/",
        "https://exa mple.org/",
        "https://example.org/\u202egnp",
        "https://example.org\r\nBcc: x@example.org",
        "https://[broken/",
        "https://example.org:port/",
        "https://" + "a" * 70 + ".example/",
        "https://" + "ä" * 60 + ".example/",
        "https://a..example/",
        "https://unsubscribe.depesche.ｉnvalid/",
        "https://example.org/" + "a" * 1000,
        "mailto:x@example.org",
        "/etc/passwd",
    ],
)
def test_nothing_else_is_a_link(address):
    assert web_link(address) is None


@given(st.text())
def test_any_address_is_refused_or_harmless(text):
    for address in (text, f"https://{text}", f"https://example.org/{text}"):
        link = web_link(address)
        if link is not None:
            assert urlsplit(link).scheme in ("http", "https")
            assert link.isascii() and link.isprintable()
            assert not set(link) & set(" <>\"'{}|\\^`")
            assert web_link(link) == link
