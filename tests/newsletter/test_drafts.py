import json
import logging

import pytest

from pipeline.errors import UsageError
from pipeline.newsletter.drafts import DraftError, create_draft
from pipeline.newsletter.render import render
from pipeline.newsletter.settings import Settings
from tests.newsletter.render.issues import ATTACKS, hostile, issue_of, sample
from tests.newsletter.samples import FUNK, RECORDS, article
from tests.newsletter.services import CHIMP, KEY, TOKEN, service

SETTINGS = Settings(
    sender="Depesche <news@example.org>",
    listmonk={"lists": [3], "template": 5},
    mailchimp={"audience": "abc123"},
)
SERVICES = ["listmonk", "buttondown", "mailchimp"]
SECRETS = (TOKEN, KEY, CHIMP)


@pytest.fixture
def server():
    with service() as found:
        yield found


@pytest.fixture
def environment(server):
    values = {f"DEPESCHE_{name.upper()}_URL": server.address for name in SERVICES}
    return values | {
        "DEPESCHE_LISTMONK_TOKEN": TOKEN,
        "DEPESCHE_BUTTONDOWN_KEY": KEY,
        "DEPESCHE_MAILCHIMP_KEY": CHIMP,
    }


def payload(form, issue=None, settings=SETTINGS):
    return render(issue or sample(), form, settings)


def test_listmonk_takes_a_campaign(server, environment):
    place = create_draft("listmonk", payload("listmonk"), environment)
    assert place == f"{server.address}/campaigns/7"
    [(_, _, body, _)] = server.asked
    assert body["lists"] == [3]
    assert body["template_id"] == 5
    assert body["subject"].startswith("Depesche: Warning strike")
    assert 'href="{{ UnsubscribeURL }}"' in body["body"]
    assert "Unsubscribe: {{ UnsubscribeURL }}" in body["altbody"]


def test_buttondown_takes_an_email(server, environment):
    place = create_draft("buttondown", payload("buttondown"), environment)
    assert place == "https://buttondown.com/emails/em_2026"
    [(_, _, body, _)] = server.asked
    assert body["status"] == "draft"
    assert body["body"].startswith("# Depesche")
    assert body["metadata"]["depesche_issue"] == sample().id


def test_mailchimp_takes_a_campaign_and_then_its_content(server, environment):
    place = create_draft("mailchimp", payload("mailchimp"), environment)
    assert place == "https://us6.admin.mailchimp.com/campaigns/edit?id=42"
    (first, *_), (second, path, content, _) = server.asked
    assert (first, second, path) == ("POST", "PUT", "/3.0/campaigns/c1/content")
    assert 'href="*|UNSUB|*"' in content["html"]
    assert "Unsubscribe: *|UNSUB|*" in content["plain_text"]


@pytest.mark.parametrize("form", SERVICES)
@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_no_article_writes_a_mark_that_a_service_fills_in(form, text):
    for attack in (text, "{{ .Subscriber.Email }} {% x %} {# y #} *|EMAIL|* [[x]]"):
        written = payload(form, hostile(attack)).replace("{{ UnsubscribeURL }}", "")
        written = written.replace("*|UNSUB|*", "")
        values = json.dumps(json.loads(written), ensure_ascii=False)
        assert not any(mark in values for mark in ("{{", "{%", "{#", "*|", "[["))


@pytest.mark.parametrize("form", SERVICES)
def test_hostile_text_is_a_draft_like_any_other(server, environment, form):
    for text in ATTACKS:
        assert create_draft(form, payload(form, hostile(text)), environment)


@pytest.mark.parametrize("text", ["{{" * 120, "*|UNSUB|* " * 24, "[[" * 120, "{" * 149 + "%"])
def test_no_headline_makes_a_subject_too_long_for_a_service(server, environment, text):
    issue = issue_of([article("x", FUNK, None, "", ("Titel", text), ("Satz.", "Sentence."))])
    assert create_draft("mailchimp", payload("mailchimp", issue), environment)
    chosen = json.loads(payload("mailchimp", issue))["campaign"]["settings"]
    assert len(chosen["subject_line"]) == 150
    assert len(chosen["preview_text"]) == 140
    assert len(json.loads(payload("buttondown", issue))["description"]) == 140


def test_an_article_cannot_put_a_link_in_the_place_of_unsubscribing():
    bad = sample().stories[0].lead
    record = next(one for one in RECORDS if one.id == bad.id)
    fake = record.model_copy(update={"url": "https://unsubscribe.depesche.invalid/"})
    assert payload("listmonk", issue_of([fake])).count("{{ UnsubscribeURL }}") == 2


@pytest.mark.parametrize("form", SERVICES)
def test_secrets_are_in_no_payload_message_or_log(server, environment, form, caplog):
    caplog.set_level(logging.DEBUG)
    written = payload(form)
    create_draft(form, written, environment)
    server.instead = (401, {"detail": f"no: {SECRETS}"})
    with pytest.raises(DraftError, match="refuses the key") as caught:
        create_draft(form, written, environment)
    for secret in SECRETS:
        assert secret not in written
        assert secret not in caplog.text
        assert secret not in str(caught.value)
    [headers, *_] = [headers for *_, headers in server.asked]
    assert any(secret in headers["Authorization"] for secret in SECRETS)


@pytest.mark.parametrize("form", SERVICES)
@pytest.mark.parametrize("before", [0, 175], ids=["whole", "cut"])
def test_a_key_that_a_service_echoes_is_not_shown(server, environment, form, before):
    create_draft(form, payload(form), environment)
    sent = server.asked[0][3]["Authorization"]
    key = sent.partition(" ")[2]
    for echoed in (sent, key, key.upper(), key.rpartition(":")[2], key.removesuffix("-us6")):
        server.instead = (400, {"message": f"{'x' * before} bad header: {echoed}"})
        with pytest.raises(DraftError, match="bad header") as caught:
            create_draft(form, payload(form), environment)
        said = str(caught.value).lower()
        assert "s3cret" not in said and key[:6] not in said


def test_a_draft_of_mailchimp_that_got_no_content_is_named(server, environment):
    for content in ((500, {}), (400, {"detail": "html: too long"})):
        server.asked.clear()
        server.instead = {"PUT": content}
        with pytest.raises(DraftError, match="without its content") as caught:
            create_draft("mailchimp", payload("mailchimp"), environment)
        assert caught.value.remedy == (
            "delete it before you try again: https://us6.admin.mailchimp.com/campaigns/edit?id=42"
        )
        assert len(server.asked) == 2


def test_no_number_of_a_draft_steers_a_terminal(server, environment):
    server.instead = (200, {"id": "c1", "web_id": "\x1b[31m"})
    with pytest.raises(DraftError, match="names no draft"):
        create_draft("mailchimp", payload("mailchimp"), environment)


@pytest.mark.parametrize("form", SERVICES)
@pytest.mark.parametrize(
    ("instead", "words"),
    [
        (
            (400, {"detail": "subject: too\nlong", "message": "subject: too\nlong"}),
            "subject: too long",
        ),
        ((429, {}), "try again later"),
        ((503, b"<html>"), "try again later"),
        ((302, {}, ("Location", "https://evil.example/")), "302"),
        ((200, b"<html>hello"), "does not take the draft"),
        ((200, {"data": []}), "names no draft"),
        ((200, {"id": "../../x", "data": {"id": "a b"}}), "names no draft"),
    ],
)
def test_what_a_service_refuses_is_said_once(server, environment, form, instead, words):
    server.instead = instead
    with pytest.raises(DraftError, match=words):
        create_draft(form, payload(form), environment)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("form", "changed", "words"),
    [
        ("listmonk", {"DEPESCHE_LISTMONK_URL": ""}, "DEPESCHE_LISTMONK_URL is no address"),
        ("listmonk", {"DEPESCHE_LISTMONK_URL": "http://mail.example.org"}, "in the clear"),
        ("listmonk", {"DEPESCHE_LISTMONK_URL": "https://u:p@x.example"}, "is no address"),
        ("listmonk", {"DEPESCHE_LISTMONK_URL": "http://:pw@127.0.0.1"}, "is no address"),
        ("listmonk", {"DEPESCHE_LISTMONK_URL": "http://@127.0.0.1"}, "is no address"),
        ("listmonk", {"DEPESCHE_LISTMONK_URL": "https://x.example/?key=pw"}, "is no address"),
        ("listmonk", {"DEPESCHE_LISTMONK_URL": "https://[pw"}, "is no address"),
        ("listmonk", {"DEPESCHE_LISTMONK_URL": "https://x.example:pw"}, "is no address"),
        ("listmonk", {"DEPESCHE_LISTMONK_TOKEN": " "}, "is not set"),
        ("buttondown", {"DEPESCHE_BUTTONDOWN_KEY": "a\nb"}, "no key has"),
        ("mailchimp", {"DEPESCHE_MAILCHIMP_KEY": "abc"}, "names no data centre"),
        ("html", {}, "is a format, no service"),
    ],
)
def test_what_is_missing_is_named(environment, form, changed, words):
    with pytest.raises(UsageError, match=words) as caught:
        create_draft(form, payload(form), environment | changed)
    assert "pw" not in str(caught.value)


def test_lists_and_audiences_are_asked_for(environment):
    for form, words in (("listmonk", "lists ="), ("mailchimp", "audience =")):
        with pytest.raises(UsageError, match=words):
            create_draft(form, payload(form, settings=Settings()), environment)


def test_a_service_that_is_not_there(environment):
    gone = environment | {"DEPESCHE_LISTMONK_URL": "http://127.0.0.1:9"}
    with pytest.raises(DraftError, match="does not answer"):
        create_draft("listmonk", payload("listmonk"), gone)
