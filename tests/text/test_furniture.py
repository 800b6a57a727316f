from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text.furniture import bare_name, byline, classify, part


def characters(*texts: str) -> Counter[str]:
    return Counter("".join("".join(texts).split()))


@pytest.mark.parametrize(
    ("paragraph", "authors"),
    [
        ("Von Jana Probst, ARD-Studio Musterstadt", "Jana Probst, ARD-Studio Musterstadt"),
        (
            "Von Jana Probst, rbb, und Ole Kern, WDR, zzt. Lwiw",
            "Jana Probst, rbb, und Ole Kern, WDR, zzt. Lwiw",
        ),
        (
            "Von J. Probst (NDR), O. Kern und T. Falk (rbb)",
            "J. Probst (NDR), O. Kern und T. Falk (rbb)",
        ),
        ("Von Jana Probst und Ole Kern", "Jana Probst und Ole Kern"),
        (
            "Von Jana Probst, Ole Kern, NDR, und Timo Falk, WDR",
            "Jana Probst, Ole Kern, NDR, und Timo Falk, WDR",
        ),
        ("Ein Kommentar von Timo Falk, ARD-Hauptstadtstudio", "Timo Falk, ARD-Hauptstadtstudio"),
        ("Eine Analyse von Jana Probst-Kern", "Jana Probst-Kern"),
        ("von\nMDR AKTUELL", "MDR AKTUELL"),
        ("von\nJana Probst, MDR Data", "Jana Probst, MDR Data"),
        ("VON JANA PROBST", "JANA PROBST"),
        ("(Von Jana Probst)", "Jana Probst"),
        ("Von Anna von der Heide", "Anna von der Heide"),
        (
            "Von Dr. Ole Kern, Redaktion ARD-faktenfinder.",
            "Dr. Ole Kern, Redaktion ARD-faktenfinder",
        ),
        ("Von Ole Kern aus Brüssel", "Ole Kern aus Brüssel"),
        ("Von Ole Kern, zurzeit Kiew", "Ole Kern, zurzeit Kiew"),
        (
            "Von unserer Korrespondentin Jana Probst, Wien",
            "unserer Korrespondentin Jana Probst, Wien",
        ),
        ("Text: Jana Probst", "Jana Probst"),
        ("Jana Probst, tagesschau.de", "Jana Probst, tagesschau.de"),
    ],
)
def test_bylines_in_all_their_forms(paragraph, authors):
    assert classify(paragraph) == "byline"
    assert byline(paragraph) == authors


@pytest.mark.parametrize(
    "paragraph",
    [
        "Von Hoffnung und Wirklichkeit",
        "Von wegen",
        "Von Anfang an schwierig",
        "Von Lübeck nach Kiel",
        "Von Tür zu Tür",
        "Von EU und NATO enttäuscht",
        "Von der Behörde verlangt die Stadt nun eine Antwort.",
        "Von Köln aus fuhr der Zug weiter.",
        "Trumm - der Angeschlagene",
        "Georgia: Brian Muster",
        "Jana Probst, SPD",
        "Mit Informationen von Zeugen begann der Fall.",
        "Das Interview führte zu heftiger Kritik.",
        "Das Gespräch hat gezeigt, dass beide Seiten zuhören.",
        "Über dieses Thema berichtete auch die Zeitung Muster. Sie stützt sich auf Akten.",
        "Darüber berichtete das Blatt am 3. Mai 2022.",
        "Mehr zum Thema sagte die Ministerin nicht.",
        "Weitere Meldungen der Polizei gab es am Abend.",
        "Bild: Kanzler soll zurücktreten",
        "Der Artikel ist in einer Fachzeitschrift erschienen.",
        "Material aus China bleibt knapp",
        "AP hat das bestätigt",
        "Die Lage bleibt ernst (Stand: Mai).",
        "Mehr Geld für Kitas",
        "Das ist die Lage bei Muster.",
        "Studie: Mehr Menschen fahren mit dem Rad",
        "Studie: Jeder Dritte spart beim Essen. Das zeigt eine Umfrage vom Mai.",
        "Literatur: Nobelpreis geht an Jana Probst",
        "Quelle der Verschmutzung ist eine Fabrik: Das ergaben Proben.",
        "Kern, ein Tischler, begann seine Lehre (2019) in Muster.",
    ],
)
def test_text_that_looks_like_furniture_is_kept(paragraph):
    assert classify(paragraph) is None


@pytest.mark.parametrize(
    ("kind", "paragraph"),
    [
        ("broadcast", "Über dieses Thema berichtete tagesschau24 am 09. März 2023 um 11:00 Uhr."),
        (
            "broadcast",
            "Über dieses Thema hat die Lokalzeit aus Musterstadt am 08.11.2022 berichtet.",
        ),
        (
            "broadcast",
            "Über dieses Thema berichtete NDR Info am 1. Mai 2023 um 12:50 Uhr. Und das TV.",
        ),
        ("broadcast", "Darüber berichtete NDR Info am 1. Mai 2023 um 12:50 Uhr."),
        ("broadcast", "Dieses Thema im Programm:\nNDR 9 | Aktuell | 09.11.2022 | 14:00 Uhr"),
        ("broadcast", "Dieses Thema im Programm:NDR 9 | Aktuell | 09.11.2022 | 14:00 Uhr"),
        ("broadcast", "NDR 9 | Aktuell | 09.11.2022 | 14:00 Uhr"),
        ("broadcast", "Sendung: Antenne Muster, 09.11.2022, 16:10 Uhr"),
        ("broadcast", "Dieser Beitrag lief am 1. Mai im Deutschlandfunk."),
        ("credit", "Mit Informationen von Ole Kern, ARD-Hauptstadtstudio Berlin"),
        ("credit", "Mitarbeit: Jana Probst, rbb-Rechercheservice"),
        ("credit", "Das Gespräch führte Ole Kern, tagesschau.de"),
        ("credit", "Das Interview führte Ole Kern, NDR. Es wurde redaktionell bearbeitet."),
        ("credit", "Das Interview wurde am Dienstag geführt und gekürzt."),
        ("credit", "Die Fragen stellte Jana Probst."),
        ("teaser", "mehr"),
        ("teaser", "Mehr zum Thema"),
        ("teaser", "Weitere Meldungen: Bahn fährt wieder"),
        ("teaser", "Lesen Sie auch: Wie die Stadt spart"),
        ("teaser", "Nachrichten und Hintergründe zur Wahl finden Sie hier."),
        ("teaser", "Wahl in Musterstadt: Stimmen. Alle Entwicklungen im Liveblog."),
        ("teaser", "Der Muster-Newsletter bringt das Wichtigste in Ihr Postfach."),
        ("editorial", "Anmerkung der Redaktion: Die Zahl wurde nachträglich berichtigt."),
        ("editorial", "In einer früheren Version dieses Artikels stand ein falscher Name."),
        ("editorial", "Dieser Artikel wurde am Abend aktualisiert."),
        ("agency", "dpa"),
        ("agency", "(dpa/afp)"),
        ("agency", "MDR/dpa (fef/dni)"),
        ("agency", "MDR (Jana Probst)"),
        ("agency", "Quelle: dpa"),
        ("agency", "(APA/Reuters, 2.8.2015)"),
        ("agency", "(Jana Probst, 2.8.2015)"),
        ("agency", "(kas)"),
        ("caption", "Foto: dpa"),
        ("caption", "Jana Probst vor dem Rathaus | Bildquelle: AFP"),
        ("caption", "picture alliance / dpa"),
        ("stand", "Stand: 09.11.2022 18:15 Uhr"),
        ("stand", "09.11.2022 18:15 Uhr"),
        ("stand", "Aktualisiert am 9. November 2022, 18:15 Uhr"),
        ("embed", "pic.twitter.com/AbC123"),
        ("embed", "— Jana Probst (@probst) 3. Mai 2022"),
        ("embed", "[+496 chars]"),
        (
            "reference",
            "Literatur: Kern, O., Falk, T. et al. (2025): Moore im Muster. Moorkunde, S. 1-9.",
        ),
        ("reference", "Studie: O. Kern u. a., Moore im Muster, DOI 10.1234/moor.2025.7"),
        ("reference", "Originalpublikation: https://doi.example/10.1234/moor.2025.7"),
        ("reference", "Quelle: Statistisches Amt Musterland"),
        ("reference", "Quellen: Stadt Neuhafen, eigene Berechnung."),
        ("reference", "DOI: 10.1234/moor.2025.7"),
        ("reference", "Kern, O., Falk, T. (2025): Moore im Muster. In: Moorkunde."),
    ],
)
def test_furniture_is_told_apart(kind, paragraph):
    assert classify(paragraph) == kind


@pytest.mark.parametrize(
    ("paragraph", "body", "note"),
    [
        (
            "Er ist im Ruhestand. Von J. Probst (NDR) und O. Kern (rbb)",
            "Er ist im Ruhestand.",
            "Von J. Probst (NDR) und O. Kern (rbb)",
        ),
        (
            "Das ist es. Mit Informationen von Ole Kern, NDR",
            "Das ist es.",
            "Mit Informationen von Ole Kern, NDR",
        ),
        (
            "So war es. Über dieses Thema berichtete Radio Muster am 09. März 2023 um 11:00 Uhr.",
            "So war es.",
            "Über dieses Thema berichtete Radio Muster am 09. März 2023 um 11:00 Uhr.",
        ),
        ("Musterstadt (dpa/lno) - Der Rat tagt.", "Der Rat tagt.", "Musterstadt (dpa/lno) -"),
        ("Musterstadt (KNA/iz). Der Rat tagt.", "Der Rat tagt.", "Musterstadt (KNA/iz)."),
        ("Der Rat tagt. (APA, 2.8.2015)", "Der Rat tagt.", "(APA, 2.8.2015)"),
        ('Er sagte: "Gut." (dpa)', 'Er sagte: "Gut."', "(dpa)"),
        ("Der Rat vertagte an d… [+496 chars]", "Der Rat vertagte an d…", "[+496 chars]"),
        ("Der Rat tagt. (Foto: Probst)", "Der Rat tagt.", "(Foto: Probst)"),
        ("Seht! pic.twitter.com/AbC Schön.", "Seht! Schön.", "pic.twitter.com/AbC"),
    ],
)
def test_furniture_at_the_ends_is_cut_off(paragraph, body, note):
    parted = part(paragraph)
    assert (parted.body, parted.notes) == (body, (note,))


@pytest.mark.parametrize(
    "paragraph",
    [
        "Das sagte sie. Von Anfang an war klar, dass es so kommt.",
        "München/London – Kurz vor dem Ende siegte Kiel.",
        "Die Zahl stieg um 3 Prozent (Vorjahr: 2,1).",
        "Er kam. Von Ole Kern ist nichts bekannt.",
    ],
)
def test_text_at_the_ends_is_kept(paragraph):
    assert part(paragraph).body == paragraph


def test_several_notes_at_one_end_come_off_one_after_the_other():
    parted = part("Der Rat tagt. (dpa) Von Jana Probst, NDR")
    assert parted.body == "Der Rat tagt."
    assert parted.notes == ("Von Jana Probst, NDR", "(dpa)")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Petr Jeranek", "Petr Jeranek"),
        ("Ole M. Kern", "Ole M. Kern"),
        ("Chaos ist ausgeblieben", ""),
        ("NATO", ""),
    ],
)
def test_bare_names(text, name):
    assert bare_name(text) == name


words = st.sampled_from(
    [
        "Von",
        "Jana",
        "Probst",
        "und",
        "rbb,",
        "(dpa)",
        "Über",
        "dieses",
        "Thema",
        "berichtete",
        "am",
        "1.",
        "Mai",
        "2023",
        "um",
        "11:00",
        "Uhr.",
        "mehr",
        "pic.twitter.com/x",
        "Satz.",
        "zu",
        "(",
        ")",
        "|",
        "[+4",
        "chars]",
        "Newsletter",
        "Literatur:",
        "(2025):",
    ]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(words, max_size=30).map(" ".join)))
def test_parting_loses_no_character(paragraph):
    parted = part(paragraph)
    assert characters(parted.body, *parted.notes) == characters(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Satz. (" + "Anna, " * 16 + "!)",
        "Von " + "Anna und " * 25 + "!",
        "Satz. Von " + "Anna und " * 17 + "ruft",
        "Über dieses Thema berichtete A. " * 40 + "…",
        "Satz. Über dieses Thema berichtete 1. Mai 2023 um 1 Uhr. " * 20 + "x",
        "a | " * 300,
        "Newsletter " * 300,
        "wort " * 4000,
        "Studie: " + "wort " * 4000,
        "Kern, " + "O. " * 4000,
    ],
)
def test_no_paragraph_takes_long(paragraph):
    start = time.perf_counter()
    classify(paragraph)
    part(paragraph)
    assert time.perf_counter() - start < 1
