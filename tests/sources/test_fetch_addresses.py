from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.sources.fetch.addresses import (
    checked,
    is_public,
    is_url,
    parse_url,
    system_resolver,
)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:1::1", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_of_no_public_network(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["9.9.9.9", "2a00:1450:4001:830::200e", "::ffff:9.9.9.9", "64:ff9b::909:909"]
)
def test_public_addresses(address):
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_judged_like_itself(address):
    assert is_public(f"::ffff:{address}") == is_public(str(address))


def test_one_bad_address_is_enough_unless_they_are_allowed():
    mixed = ["9.9.9.9", "10.0.0.1"]
    with pytest.raises(SourceError, match=r"muster\.example lies in a private network"):
        checked("muster.example", mixed, private=False)
    assert checked("muster.example", mixed, private=True) == mixed


@pytest.mark.parametrize("host", ["2130706433", "0177.0.0.1", "0x7f.1", "127.1", "localhost"])
def test_other_spellings_of_this_machine_are_seen_through(host):
    with pytest.raises(SourceError):
        checked(host, system_resolver(host, 80), private=False)


def test_unknown_hosts(monkeypatch):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(SourceError, match=r"the host muster\.example is not known"):
        system_resolver("muster.example", 443)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ftp://muster.example/a", "with ftp are not fetched"),
        ("file:///etc/passwd", "with file are not fetched"),
        ("gopher://muster.example", "with gopher are not fetched"),
        ("/nur/ein/pfad", "no scheme"),
        ("http://", "not an address"),
        ("https://muster.example:99999/", "not an address"),
        ("http://" + "a" * 9000, "not an address"),
        ("https://name:secret@muster.example/", "user name or password"),
    ],
)
def test_what_is_not_fetched(url, problem):
    with pytest.raises(SourceError, match=problem) as caught:
        parse_url(url)
    assert "secret" not in str(caught.value)


def test_urls_come_in_one_form():
    url = parse_url(" https://Müller.example/straße?q=ä#mitte ")
    assert str(url) == "https://xn--mller-kva.example/stra%C3%9Fe?q=%C3%A4"


@pytest.mark.parametrize(
    ("source", "expected"),
    [("https://a.example", True), ("ftp://a", True), ("a/b.txt", False), ("-", False)],
)
def test_which_sources_are_addresses(source, expected):
    assert is_url(source) is expected


@given(st.text())
def test_no_text_breaks_the_reading_of_addresses(text):
    for url in (text, f"http://{text}", f"http://a.example/{text}"):
        try:
            assert parse_url(url).scheme in ("http", "https")
        except SourceError as error:
            assert error.remedy
