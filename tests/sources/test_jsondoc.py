from __future__ import annotations

import json

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources.inputs import read
from pipeline.sources.jsondoc import JsonReader
from pipeline.sources.reader import ReadLimits
from pipeline.write.extracted import as_extracted
from tests.sources.inputs import TEXT, articles, given, texts

READER = JsonReader()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'{"text": "a"}', True),
        (b'\xef\xbb\xbf \n[ {"a": 1}]', True),
        (b'news_de = {\n "articles": []', True),
        (b'const data = [{"a": 1}];', True),
        (b"{}", True),
        (b"[]", True),
        (b"[1, 2]", False),
        (b"{Anmerkung der Redaktion}", False),
        (b'["a"]\n{"text": "a"}', False),
        (b"Der Rat = {1, 2}", False),
        (b"", False),
    ],
)
def test_accepts(head, expected):
    assert READER.accepts("x", head) is expected


def test_a_record_a_line():
    lines = [
        {"text": f"{TEXT}\n\n{TEXT} Das war's.", "title": "Rat &amp; Haushalt",
         "date": "2026-04-25", "link": "https://muster.example/1",
         "authors": ["Kim Nord", "Jo Ost"]},
        {"Body": f"<p>{TEXT}</p>", "Überschrift": "Zweiter", "teaser": "Ein Vorspann.",
         "timestamp": 1777140000, "Autor": "Von Kim Nord"},
    ]  # fmt: skip
    data = "\n".join(json.dumps(line) for line in lines) + "\n\n"
    first, second = articles(READER, given(data, "a.jsonl"))
    assert (first.source, first.headline, first.byline) == (
        "a.jsonl:1",
        "Rat & Haushalt",
        "Kim Nord, Jo Ost",
    )
    assert first.url == "https://muster.example/1" and len(first.blocks) == 2
    assert first.published and first.published.isoformat() == "2026-04-25T00:00:00+02:00"
    assert second.source == "a.jsonl:2"
    assert (second.headline, second.lead) == ("Zweiter", "Ein Vorspann.")
    assert texts(second) == ["Ein Vorspann.", TEXT]
    assert second.published and second.published.year == 2026


def test_lines_longer_than_the_head_and_lines_cut_by_it():
    data = "\n".join(json.dumps({"text": f"{TEXT} Nummer {n}."}) for n in range(5))
    for head in (20, 50, 200, len(data)):
        found = articles(READER, given(data, head=head))
        assert [texts(article)[0][-9:] for article in found] == [f"Nummer {n}." for n in range(5)]


def test_a_lead_that_the_text_repeats_comes_once():
    record = {"text": f"{TEXT} Und mehr dazu.", "lead": TEXT.removesuffix(".") + " …"}
    (article,) = articles(READER, given([record]))
    assert texts(article) == [f"{TEXT} Und mehr dazu."]


def test_bad_lines_are_named_and_the_others_read():
    data = f'{{"text": "{TEXT}"}}\nkaputt\n[1]\n{{"zahl": 1}}\n{{}}\n{{"text": "{TEXT} Neu."}}'
    items = list(READER.read(given(data, "a.jsonl")))
    assert [type(item) for item in items] == [Article, *[Rejected] * 4, Article]
    assert [item.source for item in items] == [f"a.jsonl:{n}" for n in range(1, 7)]
    reasons = [item.reason for item in items if isinstance(item, Rejected)]
    assert reasons == [
        "not a JSON object",
        "not a JSON object",
        "no text of an article among its fields (zahl)",
        "an empty record",
    ]


@pytest.mark.parametrize("name", ["a.json", "A.JSONL", "a.ndjson"])
def test_a_name_is_enough(name):
    assert READER.accepts(name, b"kaputt")
    assert not READER.accepts(name, b" <html><p>Der Rat tagt.</p></html>")


@pytest.mark.parametrize(
    "first", ["kaputt", '{"text": "', '["a"]', "[", "7", "{kaputt}", '{"a": {']
)
@pytest.mark.parametrize("good", [1, 2, 9])
def test_a_first_line_that_is_broken_costs_no_other(first, good):
    line = json.dumps({"text": TEXT})
    bad, *rest = READER.read(given("\n".join(["", first, *[line] * good]), "a.jsonl"))
    assert (bad.source, bad.reason) == ("a.jsonl:2", "not a JSON object")
    assert [item.source for item in rest] == [f"a.jsonl:{n + 3}" for n in range(good)]
    assert all(isinstance(item, Article) for item in rest)


def test_a_script_may_break_behind_its_sign():
    (article,) = articles(READER, given("data =\n" + json.dumps({"text": TEXT})))
    assert texts(article) == [TEXT]


@pytest.mark.parametrize("blank", ["\n\n", "\n", "\r\n \r\n" * 3])
def test_blank_lines_make_no_difference(blank):
    line = json.dumps({"text": TEXT})
    wrapped = json.dumps({"status": "ok", "results": [{"inhalt": TEXT}]})
    assert len(articles(READER, given(blank + wrapped + blank))) == 1
    assert len(articles(READER, given(blank.join(["", line, line, line])))) == 3


def test_a_text_may_be_a_list_of_paragraphs():
    (article,) = articles(READER, given([{"text": [TEXT, f"{TEXT} Neu."]}]))
    assert texts(article) == [TEXT, f"{TEXT} Neu."]


@pytest.mark.parametrize("value", [7, {"de": "Ja."}, ["Ja.", 7]])
def test_a_text_that_is_something_else_is_named(value):
    (item,) = READER.read(given([{"headline": "Rat tagt", "text": value}]))
    assert item.reason == "its field 'text' holds neither text nor a list of paragraphs"


@pytest.mark.parametrize(
    "document",
    [
        {"text": TEXT},
        [{"text": TEXT}],
        {"status": "ok", "results": [{"inhalt": TEXT}]},
        {"feed": {"title": "x", "entries": [{"content": TEXT}]}},
    ],
)
def test_documents_with_records(document):
    for indent in (None, 2):
        (article,) = articles(READER, given(json.dumps(document, indent=indent)))
        assert texts(article) == [TEXT]


def test_a_list_may_hold_what_is_no_record():
    items = list(READER.read(given([{"text": TEXT}, "x"], "a.json")))
    assert items[1] == Rejected("a.json#2", "not a JSON object", "write each article as an object")


def test_a_script_with_one_value():
    (article,) = articles(READER, given(f'var data = {{"text": "{TEXT}"}};\n'))
    assert texts(article) == [TEXT]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("[]", "without a record"),
        ('{"text": "a"', "no valid JSON"),
        ('{\n"text": \n', "line 3"),
        ('{"a": ' + "[" * 100_000, "nested too deeply"),
        ('[{"a": ' + "9" * 5000 + "}]", "no valid JSON"),
    ],
)
def test_what_is_no_json(data, problem):
    with pytest.raises(SourceError, match=problem):
        list(READER.read(given(data)))


def test_limits_hold_for_a_line_and_for_a_document():
    limits = ReadLimits(file_bytes=1000)
    line = json.dumps({"text": TEXT})
    assert len(list(READER.read(given("\n".join([line] * 20), limits=limits)))) == 20
    long = json.dumps({"text": TEXT * 9})
    items = list(READER.read(given("\n".join([line, long * 3, line]), "a", limits=limits)))
    assert [type(item) for item in items] == [Article, Rejected, Article]
    assert items[1] == Rejected(
        "a:2", "larger than the limit of 0.001 MB", "leave out what is not the article, as pictures"
    )
    for data in (long, "[\n" + (line + ",\n") * 9):
        with pytest.raises(SourceError, match=r"limit of 0\.001 MB"):
            list(READER.read(given(data, limits=limits, head=100)))


def test_half_characters_do_no_harm():
    (article,) = articles(READER, given('{"text": "Der Rat tagt \\ud83d heute."}'))
    assert texts(article) == ["Der Rat tagt ? heute."]


def test_what_extract_wrote_comes_back_as_the_same_article(tmp_path):
    source = tmp_path / "a.txt"
    source.write_text(
        f"Musterstadt Rat streitet\n\nVon Jana Probst, NDR\n\n{TEXT}\n\nNeue Schulen\n\n"
        f"{TEXT} Nun ist Ruhe.\n\n- Punkt eins\n- Punkt zwei\n\nMehr zum Thema\n",
        encoding="utf-8",
    )
    (article,) = read([str(source)])
    assert isinstance(article, Article) and article.notes
    again = tmp_path / "again.jsonl"
    again.write_text(json.dumps(as_extracted(article)) + "\n", encoding="utf-8")
    assert list(read([str(again)])) == [article]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["text", "title", "blocks", "kind", "content", "sophoraId", "articles", "url", "items",
             "date", "type", "value", "box", "notes", "version", "news", "published", "source"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@examples(JSON_VALUES)
def test_no_document_breaks_the_reader(value):
    try:
        for item in READER.read(given(json.dumps(value))):
            assert isinstance(item, Article) or (item.reason and item.remedy)
    except SourceError as error:
        assert error.remedy


@settings(max_examples=200, deadline=None)
@examples(st.text(alphabet=st.characters(codec="utf-8"), max_size=80), st.booleans())
def test_no_text_breaks_the_reader(text, braced):
    try:
        list(READER.read(given("{" + text if braced else text)))
    except SourceError as error:
        assert error.remedy


def test_records_in_sections_as_a_scraper_writes_them():
    body = {
        "summary": ["Der Rat spart."],
        "sections": [
            {"headline": [], "paragraphs": [TEXT]},
            {"headline": ["Was bleibt"], "paragraphs": ["Das Bad bleibt offen."]},
        ],
    }
    record = {
        "title": "Rat",
        "authors": ["Ada", "Bo"],
        "publishing_date": "2026-04-25 08:00:00+02:00",
    }
    data = json.dumps(
        {"V1": record | {"body": body}, "V2": record | {"body": body, "url": "https://a.example/2"}}
    )
    first, second = articles(JsonReader(), given(data, "a.json"))
    assert (first.headline, first.byline, first.lead) == ("Rat", "Ada, Bo", "Der Rat spart.")
    assert first.published.isoformat() == "2026-04-25T08:00:00+02:00"
    assert [(b.kind, b.text) for b in first.blocks] == [
        ("paragraph", "Der Rat spart."),
        ("paragraph", TEXT),
        ("heading", "Was bleibt"),
        ("paragraph", "Das Bad bleibt offen."),
    ]
    assert (first.source, second.source) == ("a.json#1", "a.json#2")


def test_a_word_in_pointed_brackets_is_no_markup():
    (article,) = articles(
        JsonReader(), given(json.dumps({"text": f"{TEXT} Der Ort heißt <Adö>."}), "a.json")
    )
    assert "heißt <Adö>." in article.blocks[-1].text
    markup = json.dumps({"text": f"<p>{TEXT} Der Ort heißt <Adö> seit 3 < 4.</p>"})
    (article,) = articles(JsonReader(), given(markup, "a.json"))
    assert article.blocks[-1].text.endswith("heißt <Adö> seit 3 < 4.")
