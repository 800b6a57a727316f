import pytest

from pipeline.errors import UsageError
from pipeline.newsletter.render import FORMATS, render
from pipeline.newsletter.render.page import Pages
from tests.newsletter.render.issues import ATTACKS, SETTINGS, hostile, sample


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


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match="is no folder"):
        Pages(tmp_path / "no")
