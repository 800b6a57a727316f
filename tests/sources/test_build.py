from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.article import Kind
from pipeline.sources.build import RawBlock, article_id, build, canonical_url

BLOCKS = [
    RawBlock("paragraph", "Der Rat tagt. Er berät den Haushalt."),
    RawBlock("heading", "Was nun? Wie weiter"),
    RawBlock("list", "  "),
    RawBlock("paragraph", "Kern: Das ist gut.", speaker="Kern"),
]


def test_sentences_are_numbered_over_the_article_and_a_heading_is_one():
    article = build("a.txt", blocks=BLOCKS, language="de")
    assert [s.id for s in article.sentences()] == ["s1", "s2", "s3", "s4"]
    assert [len(block.sentences) for block in article.blocks] == [2, 1, 1]
    assert article.blocks[2].speaker == "Kern"


def test_blocks_and_notes_without_text_are_left_out():
    article = build("a.txt", blocks=BLOCKS, notes=["", " ", "dpa"])
    assert [block.kind for block in article.blocks] == ["paragraph", "heading", "paragraph"]
    assert article.notes == ("dpa",)


def test_the_language_is_detected_unless_it_is_given():
    english = [RawBlock("paragraph", "The council met on Tuesday to discuss the new budget plan.")]
    assert build("a.txt", blocks=english).language == "en"
    assert build("a.txt", blocks=english, language="de").language == "de"


def test_the_id_depends_on_the_text_alone_where_there_is_no_url():
    first = build("a.txt", headline="Rat tagt", blocks=BLOCKS, notes=["dpa"])
    second = build("b.txt", headline="Rat  tagt", blocks=BLOCKS)
    other = build("a.txt", headline="Rat ruht", blocks=BLOCKS)
    assert first.id == second.id != other.id
    assert len(first.id) == 16 and set(first.id) <= set("0123456789abcdef")


def test_the_id_is_pinned():
    assert article_id(None, ["Rat tagt", "Der Rat tagt."]) == "4ba60231061b33aa"


def test_the_id_ignores_how_characters_are_composed():
    assert article_id(None, ["für"]) == article_id(None, ["fu\u0308r"])


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.Muster.DE/a/B.html#oben", "https://www.muster.de/a/B.html"),
        ("https://muster.de:443/a", "https://muster.de/a"),
        ("https://muster.de:8080/a", "https://muster.de:8080/a"),
        ("https://muster.de", "https://muster.de/"),
        (
            "https://muster.de/a?utm_source=x&id=7&fbclid=y&empty=",
            "https://muster.de/a?id=7&empty=",
        ),
        ("https://muster.de/a?ref=rss&at_medium=feed&CID=brief", "https://muster.de/a"),
        ("https://muster.de/a.php?cid=4711", "https://muster.de/a.php?cid=4711"),
        ("https://muster.de/?ref=12&at_id=3", "https://muster.de/?ref=12&at_id=3"),
        ("https://muster.de/#!/a/17", "https://muster.de/#!/a/17"),
        ("https://muster.de/a?q=%E4&r=%c3%a4", "https://muster.de/a?q=%E4&r=%C3%A4"),
    ],
)
def test_canonical_urls(url, canonical):
    assert canonical_url(url) == canonical


def test_the_same_page_has_one_id_whatever_its_text():
    first = build("a", url="https://muster.de/a?utm_medium=rss", blocks=BLOCKS)
    second = build("b", url="https://MUSTER.de/a#c", blocks=BLOCKS[:1])
    assert first.id == second.id


@pytest.mark.parametrize("home", ["https://muster.de", "https://muster.de/?utm_source=x#top"])
def test_a_home_page_is_no_articles_address(home):
    first, second = (build("a", url=home, headline=h, blocks=BLOCKS) for h in ("Rat", "Bad"))
    assert first.id != second.id
    assert first.id == build("b", headline="Rat", blocks=BLOCKS).id
    assert first.url == home


def test_an_address_cannot_break_a_line_or_steer_a_terminal():
    url = "https://muster.de/a\n\n# b\u202e\x1b[31m?q=1\t"
    assert build("a", url=url, blocks=BLOCKS).url == "https://muster.de/a# b[31m?q=1"
    assert build("a", url="\n", blocks=BLOCKS).url is None


kinds: st.SearchStrategy[Kind] = st.sampled_from(["heading", "paragraph", "quote", "list"])


@settings(deadline=None)  # the first example may load a model
@given(st.lists(st.builds(RawBlock, kinds, st.text())))
def test_the_sentences_of_a_block_join_to_its_text(blocks):
    article = build("a.txt", blocks=blocks, language="de")
    assert [block.text for block in article.blocks] == [
        block.text.strip() for block in blocks if block.text.strip()
    ]
    assert [s.id for s in article.sentences()] == [
        f"s{i + 1}" for i in range(sum(1 for _ in article.sentences()))
    ]


ENGLISH = (
    "The council of the city has voted for the budget, and it was not an easy evening for the "
    "mayor, who said that this is the last chance for the schools."
)


def test_mixed_text_is_judged_by_block():
    german = (
        "Der Rat hat den Haushalt beschlossen, und die Schulen bleiben offen, sagte Tewes. " * 3
    )
    blocks = [RawBlock("paragraph", german.strip()), RawBlock("paragraph", ENGLISH)]
    article = build("x", lead=german.strip(), blocks=blocks)
    assert article.language == "de"
    assert [block.text for block in article.blocks] == [german.strip()]
    assert article.notes == (ENGLISH,)
    mostly = build("x", blocks=[RawBlock("paragraph", ENGLISH * 4), *blocks])
    assert mostly.language == "en"
    assert len(mostly.blocks) == 3
