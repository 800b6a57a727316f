import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.sources.html import tree
from pipeline.sources.html.tree import decode, names, parse, text_of, words, words_of_name

TEXT = "Der Bürgermeister grüßt – „schön“, sagt er."


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (TEXT.encode(), TEXT),
        (b"\xef\xbb\xbf" + TEXT.encode(), TEXT),
        (TEXT.encode("utf-16"), TEXT),
        (TEXT.encode("cp1252"), TEXT),
        (b'<meta charset="utf-8">' + TEXT.encode(), '<meta charset="utf-8">' + TEXT),
        # Latin-1 means cp1252, as in browsers: quotes and dashes do not exist in Latin-1.
        (b"<meta charset=ISO-8859-1>" + TEXT.encode("cp1252"), "<meta charset=ISO-8859-1>" + TEXT),
        (b"<meta charset=latin2>\xb1", "<meta charset=latin2>ą"),
        (b"<meta charset=no-such-thing>\xfc", "<meta charset=no-such-thing>ü"),
        # Declared wrongly, but valid as UTF-8.
        (b"<meta charset=iso-8859-1>" + "ü".encode(), "<meta charset=iso-8859-1>ü"),
    ],
)
def test_decode(data: bytes, expected: str) -> None:
    assert decode(data) == expected


def test_page_cut_inside_a_character_is_still_utf8() -> None:
    assert decode(("äöü" * 20).encode()[:-1]).startswith("äöü" * 19)


def test_scripts_and_styles_go_but_jsonld_stays() -> None:
    root = parse(
        "<SCRIPT>var a = '<p>Falsch</p>';</script><style>p {}</style><p>Richtig</p>"
        '<script type="application/ld+json">{}</script><script>offen'
    )
    assert [script.get("type") for script in root.iter("script")] == ["application/ld+json"]
    assert "Falsch" not in text_of(root)
    assert "offen" not in text_of(root)
    assert "Richtig" in text_of(root)


def test_lower_case_that_is_longer_than_its_letter_shifts_nothing() -> None:
    root = parse("<p>İİİİ</p><script>x</script><p>Text danach</p>")
    assert "Text danach" in text_of(root)


def test_entities_and_broken_markup() -> None:
    root = parse("<p>K&ouml;ln &amp; M&#252;nchen<p><b>offen <i>und</b> falsch</i>")
    assert text_of(root) == "Köln & Münchenoffen und falsch"


@pytest.mark.parametrize("markup", ["", "  \n", "<!-- nur ein Kommentar -->", "\x00\x01"])
def test_nothing_is_refused(markup: str) -> None:
    with pytest.raises(SourceError, match="no HTML"):
        parse(markup)


def test_no_file_is_read_for_an_entity(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("streng geheim")
    bomb = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "&x;&x;">]>'
    assert "geheim" not in text_of(parse(bomb + "<p>&x; &y; Text</p>"))


def test_too_much_markup_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MAX_CHARACTERS", 100)
    with pytest.raises(SourceError, match="characters"):
        parse("<p>" + "x" * 100)


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MAX_ELEMENTS", 100)
    with pytest.raises(SourceError, match="elements"):
        parse("<br>" * 101)


def test_tag_with_countless_attributes_is_cut() -> None:
    attributes = " ".join(f'a{i}="<>"' for i in range(30_000))
    root = parse(f"<p {attributes}>Der Text bleibt.</p>")
    paragraph = next(root.iter("p"))
    assert not paragraph.attrib
    assert text_of(paragraph) == "Der Text bleibt."


def test_words_of_names() -> None:
    found = words_of_name("c-teaserList__item--wide Text2")
    assert found == ["c", "teaser", "list", "item", "wide", "text"]
    element = next(parse('<p id="articleBody" class="is-big" data-qa="Intro">').iter("p"))
    assert list(names(element)) == ["is", "big", "article", "body", "intro"]


def test_words_know_no_composition_no_hyphenation_no_case() -> None:
    assert words("Ko\u0308ln:  „Um\u00adbau“") == words("köln umbau") == "köln umbau"


@given(st.text(alphabet=st.sampled_from("<>/=\"' \n&;!-abpß\x00[]scriptdv"), max_size=300))
def test_any_markup_parses_or_is_refused(markup: str) -> None:
    try:
        parse(markup)
    except SourceError as error:
        assert error.remedy


@given(st.binary(max_size=300))
def test_any_bytes_decode(data: bytes) -> None:
    assert isinstance(decode(data), str)
