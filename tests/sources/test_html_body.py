import pytest

from pipeline.errors import SourceError
from pipeline.sources.html import lines as lines_module
from pipeline.sources.html.body import body_lines, find_container, middle_paragraph, notes_of
from pipeline.sources.html.boilerplate import is_credit
from pipeline.sources.html.lines import Line, read_lines
from pipeline.sources.html.tree import parse

FIRST = "Der Kreistag hat am Donnerstag über den Haushalt des kommenden Jahres beraten."
SECOND = "Die Schulden steigen um zwölf Millionen Euro, das ist mehr als im Jahr davor."
THIRD = "Am Ende stimmten alle Fraktionen bis auf eine dem Entwurf der Verwaltung zu."


def lines(markup: str) -> list[Line]:
    return read_lines(parse(markup))


def body(markup: str, authors: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    root = parse(markup)
    found = read_lines(root)
    container = find_container(root, found)
    assert container is not None
    return [(line.kind, line.text) for line in body_lines(found, container, 0, authors)]


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_kinds() -> None:
    found = lines(
        "<h2>Titel</h2><p>Absatz</p><ul><li>Punkt</li><li><p>Zweiter</p></li></ul>"
        "<blockquote><p>Zitat</p></blockquote><dl><dt>Wort</dt></dl>"
        "<table><tr><td>A</td><td>B</td></tr><tr><td>Eine Zelle</td></tr></table>"
    )
    assert [(line.kind, line.text) for line in found] == [
        ("heading", "Titel"),
        ("paragraph", "Absatz"),
        ("list", "Punkt"),
        ("list", "Zweiter"),
        ("quote", "Zitat"),
        ("list", "Wort"),
        ("list", "A | B"),
        ("paragraph", "Eine Zelle"),
    ]


def test_two_line_breaks_end_a_block_one_is_a_space() -> None:
    found = lines("<div>Eins<br>zwei<br><br>drei<br> <br>vier</div>")
    assert [line.text for line in found] == ["Eins zwei", "drei", "vier"]


def test_share_of_links_and_bold() -> None:
    link, anchor, bold, mixed = lines(
        '<p><a href="/x">Link</a></p><p><a href="#x">Anker</a></p><p><b>Fett</b></p>'
        '<p>Halb <a href="/y">Halb</a></p>'
    )
    assert (link.links, anchor.links, mixed.links) == (1, 0, 0.5)
    assert bold.bold
    assert not mixed.bold


def test_scripts_buttons_and_hidden_text_are_skipped() -> None:
    found = lines(
        '<p>Eins<button>Klick</button></p><p hidden>x</p><p aria-hidden="true">x</p>'
        '<p class="sr-only">x</p><p class="hidden">x</p><p class="hidden md:block">Zwei</p>'
    )
    assert [line.text for line in found] == ["Eins", "Zwei"]


def test_furniture_by_tag_name_and_role() -> None:
    text = paragraphs(FIRST, SECOND, THIRD) * 3
    for box in (
        "<aside>{}</aside>",
        "<figure><figcaption>{}</figcaption></figure>",
        '<div class="m-teaserBox">{}</div>',
        '<div id="newsletter-2">{}</div>',
        '<div role="complementary">{}</div>',
    ):
        marked = [
            line for line in lines(text + box.format("<p>Fremd.</p>")) if line.furniture is not None
        ]
        assert [line.text for line in marked] == ["Fremd."]


def test_quote_in_a_figure_is_text() -> None:
    assert lines("<figure><blockquote>Ein Zitat.</blockquote></figure>")[0].furniture is None


def test_name_around_most_of_the_text_is_not_believed_but_names_inside_are() -> None:
    found = lines(
        f'<form><div class="ad-layout">{paragraphs(FIRST, SECOND, THIRD)}'
        '<div class="caption">Bild: Amt</div></div></form>'
    )
    assert [line.text for line in found if line.furniture is not None] == ["Bild: Amt"]


def test_comments_are_never_the_article() -> None:
    found = lines(f'<p>{FIRST}</p><div class="comments">{paragraphs(SECOND, THIRD)}</div>')
    assert [line.text for line in found if line.furniture is None] == [FIRST]


def test_too_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_module, "MAX_LINES", 10)
    with pytest.raises(SourceError, match="blocks of text"):
        lines("<p>x</p>" * 12)


def test_container_is_the_marked_element() -> None:
    root = parse(
        f"<div>{paragraphs(FIRST)}</div>"
        '<article><div><section itemprop="articleBody">'
        f"{paragraphs(FIRST, SECOND, THIRD)}</section></div></article>"
    )
    container = find_container(root, read_lines(root))
    assert container is not None
    assert container.tag == "section"


def test_container_without_marks_is_where_the_prose_is() -> None:
    root = parse(
        f'<div id="a"><div id="b">{paragraphs(FIRST, SECOND, THIRD)}</div><p>Kurz</p></div>'
    )
    container = find_container(root, read_lines(root))
    assert container is not None
    assert container.get("id") == "b"


def test_no_prose_no_container() -> None:
    root = parse("<ul><li>Start</li><li>Sport</li></ul>")
    found = read_lines(root)
    assert find_container(root, found) is None
    assert middle_paragraph(found, None) is None
    assert notes_of(found, None, set(), ()) == ()


def test_captions_and_widgets_among_paragraphs_stay_out() -> None:
    found = body(
        f"<article><p>{FIRST}</p><div class='pic'><p>Der Kreistag in Neustadt</p></div>"
        f"<div class='w'>Wie finden Sie den Haushalt</div><p>{SECOND}</p><p>{THIRD}</p></article>"
    )
    assert [text for _, text in found] == [FIRST, SECOND, THIRD]


def test_question_of_an_interview_stays() -> None:
    found = body(
        f"<article><p>{FIRST}</p><div class='q'><p class='ask'>Was kostet das?</p></div>"
        f"<p>{SECOND}</p><p>{THIRD}</p></article>"
    )
    assert ("paragraph", "Was kostet das?") in found


def test_text_without_paragraphs() -> None:
    found = body(f"<article><div>{FIRST}<br><br>{SECOND}<br><br>{THIRD}</div></article>")
    assert [text for _, text in found] == [FIRST, SECOND, THIRD]


def test_title_of_a_list_outside_paragraphs() -> None:
    list_ = (
        "<ul><li>Der Punkt mit einem ganzen Satz, der lang genug ist, um einer zu sein.</li></ul>"
    )
    box = "<div class='s'><div class='t'><b>In Kürze:</b></div>{}</div>"
    text = paragraphs(FIRST, SECOND, THIRD)
    assert ("paragraph", "In Kürze:") in body(f"<article>{box.format(list_)}{text}</article>")
    assert ("paragraph", "In Kürze:") not in body(f"<article>{box.format('')}{text}</article>")


@pytest.mark.parametrize(
    "teaser",
    [
        '<p><a href="/a">Warum der Kreis sparen muss und was er plant</a></p>',
        '<h3><a href="/a">Warum der Kreis sparen muss</a></h3>',
        '<p>Lesen Sie auch: <a href="/a">Warum der Kreis sparen muss</a></p>',
        "<h3>Mehr zum Thema</h3>",
        "<p>Mehr zur Finanznot der Gemeinden lesen Sie hier:</p>",
        "<p>Abonnieren Sie <a href='/n'>unseren Newsletter</a>, er kommt jeden Freitag früh.</p>",
        "<div class='b'><p>2 Wochen kostenlos testen</p><p>Sie bekommen sie jeden Tag.</p></div>",
        "<p>An dieser Stelle finden Sie einen von uns ausgewählten, externen Inhalt von X.</p>",
        "<blockquote>Die Schulden steigen um zwölf Millionen Euro, das ist mehr</blockquote>",
        "<blockquote class='twitter-tweet'><p>Der Kreis spart am falschen Ende, und das weiß er "
        "auch.</p>— Ada Kern (@adakern) <a href='/t'>9. November 2026</a></blockquote>",
        "<div><h3>Meine News</h3><ul><li><a href='/a'>Der Kreis muss sparen</a></li></ul></div>",
        "<div><h3>Zitiervorschlag</h3><p>Der Haushalt, in: Blatt, abgerufen am 7.11.</p></div>",
    ],
)
def test_lines_that_only_stand_among_the_text(teaser: str) -> None:
    found = body(f"<article><p>{FIRST}</p><p>{SECOND}</p>{teaser}<p>{THIRD}</p></article>")
    assert [text for _, text in found] == [FIRST, SECOND, THIRD]


def test_a_list_before_the_first_prose_stays_where_it_stands_with_the_text() -> None:
    points = "<ul><li>Neue Schulden</li><li>Drei Bäder schließen</li></ul>"
    found = body(f"<article>{points}<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>")
    assert [text for _, text in found] == [
        *["Neue Schulden", "Drei Bäder schließen", FIRST, SECOND, THIRD]
    ]


def test_elements_side_by_side_are_not_fused_into_one_word() -> None:
    links = "<p><a href='/a'>Razzia gegen Gruppen</a><a href='/b'>Rechte Chatgruppe</a></p>"
    [line] = read_lines(parse(links))
    assert line.text == "Razzia gegen Gruppen Rechte Chatgruppe"
    [line] = read_lines(
        parse("<p><span>D</span><span>er Kreistag</span> spart CO<sub>2</sub>.</p>")
    )
    assert line.text == "Der Kreistag spart CO2."


def test_second_copy_of_the_text_goes() -> None:
    copy = f"<div class='x'><p>{FIRST} {SECOND} {THIRD}</p></div>"
    found = body(f"<article>{paragraphs(FIRST, SECOND, THIRD)}{copy}</article>")
    assert [text for _, text in found] == [FIRST, SECOND, THIRD]


def test_what_stands_before_and_after_the_prose_goes() -> None:
    found = body(
        f"<article><p>11.03.2025</p><h2>Haushalt</h2><p>{FIRST}</p><p>{SECOND}</p>"
        f"<ul><li>ein Punkt</li></ul><p>Quelle: dpa/lnw</p><h3>Stichworte</h3></article>"
    )
    assert found == [
        ("heading", "Haushalt"),
        ("paragraph", FIRST),
        ("paragraph", SECOND),
        ("list", "ein Punkt"),
    ]


def test_credits() -> None:
    assert is_credit("Eva Falk ist Reporterin im Studio Kiel.", ["Eva Falk"])
    assert is_credit("Eva Falk (Kiel) berichtet über die Küste.", ["Eva Falk"])
    assert is_credit("Mit Informationen von dpa und AFP.", [])
    assert not is_credit("Eva Falk gewann das Rennen.", ["Eva Falk"])
    assert not is_credit("Quell und Bach", [])


def test_notes_hold_the_rest_of_the_container() -> None:
    root = parse(
        f"<article><h1>Titel</h1>{paragraphs(FIRST, SECOND)}<aside>Randnotiz</aside></article>"
    )
    found = read_lines(root)
    container = find_container(root, found)
    assert container is not None
    used = {id(line) for line in body_lines(found, container, 1)}
    assert notes_of(found, container, used, ["Titel"]) == ("Randnotiz",)
