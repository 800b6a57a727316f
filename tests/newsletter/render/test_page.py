import email
import email.policy
import html
import json
import re

import pytest

from pipeline.errors import UsageError
from pipeline.newsletter.render import FORMATS, render
from pipeline.newsletter.render.page import Pages
from pipeline.newsletter.settings import Settings
from tests.newsletter.render.issues import ATTACKS, SETTINGS, doubtful, hostile, sample


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_renders_and_repeats(form):
    assert render(sample(), form, SETTINGS) == render(sample(), form, SETTINGS)


def test_a_template_of_ones_own_goes_before_ours_and_the_others_stay(tmp_path):
    (tmp_path / "issue.txt").write_text("{{ issue.title }}: {{ top.lead.headline.en }}\n")
    text = render(sample(), "text", SETTINGS, tmp_path)
    assert text == "Depesche: Warning strike brings local transport in Nordmark to a halt\n"
    assert render(sample(), "md", SETTINGS, tmp_path) == render(sample(), "md", SETTINGS)


def test_html_templates_escape_what_they_show(tmp_path):
    (tmp_path / "mail.html").write_text("<p>{{ top.lead.headline.en }}</p>")
    page = render(hostile(ATTACKS[0]), "html", SETTINGS, tmp_path)
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("template", "word"),
    [
        ("one\n{% if %}", "template issue.txt, line 2"),
        ("{{ nonsense }}", "'nonsense' is undefined"),
        ("{{ top.lead.nonsense }}", "nonsense"),
        ("{% include 'no.txt' %}", "no.txt"),
    ],
)
def test_what_is_wrong_with_a_template_is_named(tmp_path, template, word):
    (tmp_path / "issue.txt").write_text(template)
    with pytest.raises(UsageError, match="mend") as caught:
        render(sample(), "text", SETTINGS, tmp_path)
    assert word in str(caught.value)


def test_article_text_is_never_a_template():
    assert "49" not in render(hostile("{{ 7 * 7 }}"), "text", SETTINGS).split("TOP STORY")[1][:200]


WRONG, RIGHT = "Strike at the railway in Haldenburg", "Kein Streik bei der Bahn in Haldenburg"
MARKED = rf"{WRONG}\W+uncertain translation, see the German\W+{RIGHT}"


def words_of(form, settings):
    """What is read of an issue in the format `form`, markup aside."""
    text = render(doubtful(settings), form, settings)
    if form == "eml":
        message = email.message_from_bytes(text.encode(), policy=email.policy.default)
        bodies = [part.get_content() for part in message.iter_parts()]
        text = " ".join([message["Subject"], *bodies])
    if form in ("mailchimp", "listmonk", "buttondown", "jsonfeed"):
        text = " ".join(texts_of(json.loads(text)))
    text = re.sub(r"<style>.*?</style>|<[^<>]*>", " ", html.unescape(text), flags=re.DOTALL)
    return " ".join(text.replace("\\", "").split())


def texts_of(value):
    if isinstance(value, dict):
        value = [one for key, one in value.items() if key != "_depesche"]
    return [t for one in value for t in texts_of(one)] if isinstance(value, list) else [str(value)]


@pytest.mark.parametrize("form", FORMATS)
def test_a_degraded_headline_never_stands_alone_in_english(form):
    marked = words_of(form, SETTINGS)
    assert marked.count(WRONG) == len(re.findall(MARKED, marked, re.IGNORECASE)) >= 1
    left_out = words_of(form, Settings(degraded="omit"))
    assert WRONG not in left_out
    assert RIGHT in left_out


def test_an_issue_opens_with_a_headline_that_passed_the_checks():
    for choice in ("mark", "omit"):
        first, second = doubtful(Settings(degraded=choice)).stories
        assert first.lead.headline.en == "The wolf is here"
        assert second.lead.headline.uncertain and len(second.also) == 1


def test_a_feed_says_of_a_headline_that_it_is_uncertain():
    [_, item] = json.loads(render(doubtful(), "jsonfeed", SETTINGS))["items"]
    assert (item["title"], item["language"]) == (RIGHT, "de")
    assert item["_depesche"]["headline"] == {"de": RIGHT, "en": WRONG, "uncertain": True}
    assert item["_depesche"]["also"][0]["title"] == RIGHT


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match="is no folder"):
        Pages(tmp_path / "no")
