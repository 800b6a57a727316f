from __future__ import annotations

from pipeline.sources.build import RawBlock
from pipeline.sources.turns import with_speakers

INTERVIEW = [
    RawBlock("paragraph", "Der Experte Kern erklärt die Wahl."),
    RawBlock("paragraph", "tagesschau.de: Was überrascht Sie?"),
    RawBlock("paragraph", "Ole Kern: Die Beteiligung. Sie ist hoch."),
    RawBlock("paragraph", "Das gilt vor allem im Süden."),
    RawBlock("heading", "Hohe Beteiligung"),
    RawBlock("heading", "tagesschau.de: Gilt das überall?"),
    RawBlock("paragraph", "Kern: Nein."),
]


def test_turns_have_their_speakers_until_the_next_label():
    spoken = with_speakers(INTERVIEW)
    assert [block.speaker for block in spoken] == [
        None,
        "tagesschau.de",
        "Ole Kern",
        "Ole Kern",
        None,
        "tagesschau.de",
        "Kern",
    ]


def test_a_short_question_is_a_turn_and_no_heading():
    assert with_speakers(INTERVIEW)[5].kind == "paragraph"


def test_the_text_keeps_its_labels():
    assert [block.text for block in with_speakers(INTERVIEW)] == [b.text for b in INTERVIEW]


def test_headings_with_colons_make_no_interview():
    blocks = [
        RawBlock("heading", "Georgia: Jana Probst"),
        RawBlock("paragraph", "Sie siegte klar."),
        RawBlock("heading", "Georgia: Ole Kern"),
        RawBlock("paragraph", "Eines ist sicher: Er verlor."),
    ]
    assert with_speakers(blocks) == blocks


def test_a_label_that_occurs_once_is_part_of_the_text():
    blocks = [*INTERVIEW, RawBlock("paragraph", "Klar: Das bleibt so.")]
    assert with_speakers(blocks)[-1].speaker == "Kern"
