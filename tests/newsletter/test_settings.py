import pytest

from pipeline.errors import UsageError
from pipeline.newsletter.settings import load_settings, mailbox


def test_a_file_is_read_and_options_go_before_it(tmp_path):
    path = tmp_path / "n.toml"
    path.write_text(
        'title = "Morgenpost"\nlimit = 7\n[outlets."a.example"]\nweight = 2.0\n', "utf-8"
    )
    settings = load_settings(path, limit=3, degraded=None)
    assert (settings.title, settings.limit, settings.degraded) == ("Morgenpost", 3, "mark")
    assert settings.outlets["a.example"].weight == 2.0


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("limit = 0", "field 'limit'"),
        ("colour = 1", "field 'colour'"),
        ('[outlets."a.example"]\nweight = -1', "field 'outlets.a.example.weight'"),
        ('sender = "nobody"', "field 'sender': must be a mail address"),
        ('unsubscribe = "javascript:x"', "field 'unsubscribe'"),
        ('unsubscribe = "http://example.org/"', "field 'unsubscribe'"),
        ('unsubscribe = "mailto:x"', "field 'unsubscribe'"),
        (f'unsubscribe = "https://example.org/{"a" * 900}"', "at most 900 characters"),
        (f'unsubscribe = "mailto:a@b.example?subject={"a" * 900}"', "at most 900 characters"),
        (f'sender = "News <{"a" * 250}@b.example>"', "at most 254 characters"),
        ('title = " "', "field 'title'"),
        ("limit = [", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_remedy(tmp_path, text, word):
    path = tmp_path / "n.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        load_settings(path)
    assert word in str(caught.value)
    assert "n.toml" in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match="cannot read"):
        load_settings(tmp_path / "no.toml")


def test_a_mailbox_is_one_address_in_one_line():
    box = mailbox("Café News\r\nBcc: x@y.example <news@example.org>")
    assert box.addr_spec == "news@example.org"
    assert "\n" not in str(box)


@pytest.mark.parametrize("text", ["", "x", "a@b@c", "<>", "News <news@exämple.org>", "news@"])
def test_what_is_no_mailbox_is_refused(text):
    with pytest.raises(ValueError, match="mail address"):
        mailbox(text)


def test_one_can_unsubscribe_by_page_or_mail():
    for address in ("https://example.org/leave?u=1", "mailto:a@b.example?subject=leave"):
        assert load_settings(unsubscribe=address).unsubscribe == address
