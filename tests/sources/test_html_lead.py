import pytest

from pipeline.sources.html.extract import extract_page

FIRST = "Der Kreistag hat am Donnerstag über den Haushalt des kommenden Jahres beraten."
SECOND = "Die Schulden steigen um zwölf Millionen Euro, das ist mehr als im Jahr davor."
THIRD = "Am Ende stimmten alle Fraktionen bis auf eine dem Entwurf der Verwaltung zu."
TEXT = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
LEAD = "Der Kreis Neustadt macht neue Schulden. Die Räte streiten über die Schwimmbäder."


def test_a_paragraph_alone_between_headline_and_text_is_the_lead() -> None:
    body = f"<h1>Der Haushalt</h1><div class='x1'>{LEAD}</div><div class='x2'>{TEXT}</div>"
    assert extract_page(body).lead == LEAD


def test_a_row_of_metadata_is_no_lead() -> None:
    row = "Von Imke Petersen, 11.03.2025, 06:30 Uhr, Lesezeit 3 Min."
    body = f"<h1>Der Haushalt</h1><div class='x1'>{row}</div><div class='x2'>{TEXT}</div>"
    assert extract_page(body).lead == ""


@pytest.mark.parametrize(
    "lead",
    [
        f'<p class="font-bold">{LEAD}</p>',
        f"<header><p>{LEAD}</p></header>",
        f'<div class="a9"><p>{LEAD}</p></div>',
    ],
)
def test_a_first_paragraph_that_is_set_apart_is_the_lead(lead: str) -> None:
    page = extract_page(
        f"<article><h1>Der Haushalt</h1>{lead}<div class='b'>{TEXT}</div></article>"
    )
    assert page.lead == LEAD


def test_a_first_paragraph_like_the_others_is_none() -> None:
    page = extract_page(f"<article><h1>Der Haushalt</h1><div><p>{LEAD}</p>{TEXT}</div></article>")
    assert page.lead == ""


def test_the_byline_that_hangs_on_a_lead_is_a_note() -> None:
    lead = f'<div class="shorttext"><p>{LEAD} <i>Von Imke Petersen</i></p></div>'
    page = extract_page(f"<article><h3>Der Haushalt</h3>{lead}<div>{TEXT}</div></article>")
    assert page.lead == LEAD
    assert "Von Imke Petersen" in page.notes
