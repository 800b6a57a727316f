import re
import unicodedata
from itertools import pairwise

import pytest

from pipeline.newsletter.render.page import Pages
from pipeline.newsletter.render.text import to_markdown, to_text
from tests.newsletter.render.issues import ATTACKS, SETTINGS, hostile, issue_of, sample
from tests.newsletter.samples import FUNK, article


def text_of(issue):
    return to_text(issue, SETTINGS, Pages())


def markdown_of(issue):
    return to_markdown(issue, SETTINGS, Pages())


def test_the_text_names_what_every_item_must():
    issue = sample()
    text = text_of(issue)
    flat = " ".join(text.split())
    for story in issue.stories:
        for item in story.items:
            assert item.headline.en in flat
            assert f"{item.link}\n" in text
            assert item.outlet in flat and item.byline in flat
        assert story.section.title.upper() in text
    assert text.count("Machine summary and translation.") == len(issue.stories)
    assert "[uncertain translation, see the German: “Die Studie erschien" in flat


def test_one_instant_stands_as_one_time():
    times = ("2026-11-14T23:30:00+00:00", "2026-11-15T00:30:00+01:00", "2026-11-14T18:30:00-05:00")
    records = [
        article(f"x{n}", FUNK, time, "", (f"Titel {n}", f"Title {n}"), ("Satz.", "Sentence."))
        for n, time in enumerate(times)
    ]
    text = text_of(issue_of(records))
    assert text.count("15 November 2026, 00:30 CET") == len(times)
    assert "14 November" not in text


def test_the_text_is_72_columns_wide_without_gaps():
    text = text_of(sample())
    assert max(len(line) for line in text.split("\n") if "https://" not in line) <= 72
    assert "\n\n\n" not in text
    assert text.endswith("\n") and not text.endswith("\n\n")


@pytest.mark.parametrize("render", [text_of, markdown_of])
@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_hostile_text_steers_no_terminal(render, attack):
    page = render(hostile(attack))
    kinds = {unicodedata.category(c) for c in page if c not in "\n\u200d"}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_markdown_has_a_heading_a_story_and_links():
    issue = sample()
    page = markdown_of(issue)
    assert page.startswith("# Depesche\n")
    assert page.count("\n### [") == len(issue.stories)
    lead = issue.stories[0].lead
    assert f"### [{lead.headline.en}](<{lead.link}>)\n\n*{lead.headline.de}*\n" in page
    levels = [len(mark) for mark in re.findall(r"^(#+) ", page, re.MULTILINE)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_hostile_text_is_no_markdown(attack):
    page = markdown_of(hostile(attack))
    links = re.findall(r"(?<!\\)\]\(<?([^)>]*)", page)
    assert all(link.startswith("https://") for link in links)
    assert not any("evil" in link and not link.startswith("https://example.org/") for link in links)
    assert not re.search(r"(?<!\\)<(?!https://)", page)
    assert not re.search(r"^\| ", page, re.MULTILINE)
