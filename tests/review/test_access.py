import pytest

from pipeline.errors import UsageError
from pipeline.review.web.access import plan_access


def access(host="127.0.0.1", **options):
    return plan_access(host, 8017, "Ada", **options)


def test_this_machine_is_open_and_every_other_address_asks():
    assert access().entry == "open"
    assert access("localhost").entry == "open"
    assert access("::1").entry == "open"
    assert access(password=True).entry == "password"
    assert access("192.168.1.4").entry == "password"
    assert access("desk.example").entry == "password"
    assert access("0.0.0.0", names=["desk.example"]).entry == "password"
    assert access(header="X-Remote-User").entry == "proxy"
    assert access(header="X-Remote-User", proxies=["10.0.0.1"]).proxies == {"10.0.0.1"}


def test_the_desk_knows_its_names():
    desk = access("0.0.0.0", names=["Desk.Example"])
    for host in ("desk.example", "DESK.EXAMPLE:8017", "localhost:1", "[::1]:8017", "127.0.0.1"):
        assert desk.answers_to(host), host
    for host in ("0.0.0.0", "evil.example", "desk.example.evil", "desk.example:x", "[::1]x", ""):
        assert not desk.answers_to(host), host


def test_the_address_is_one_that_a_browser_takes():
    assert access("::1").address == "http://[::1]:8017/"
    assert access().address == "http://127.0.0.1:8017/"


@pytest.mark.parametrize(
    ("host", "options", "word"),
    [
        ("0.0.0.0", {}, "--name"),
        ("::", {}, "--name"),
        ("127.0.0.1", {"header": "X-User", "password": True}, "exclude"),
        ("127.0.0.1", {"header": "X User:"}, "no name of a header"),
    ],
)
def test_what_would_leave_it_open_is_refused(host, options, word):
    with pytest.raises(UsageError, match=word):
        access(host, **options)
