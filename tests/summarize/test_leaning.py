import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.summarize.leaning import leans


@pytest.mark.parametrize(
    "text",
    [
        "Er wies den Vorwurf zurück.",
        "Doch die Opposition sieht das anders.",
        "Dies belegen interne Unterlagen.",
        "Das teilte die Polizei am Abend mit.",
        "Die Bahn verweist derweil auf ihre Investitionen.",
        "Die Lage sei ernst, so der Minister.",
        "Man werde den Vorschlag prüfen, sagte der Regierungssprecher.",
        '"Das wird ein langer Winter für uns alle."',
        "Thimm: Das ist besonders wichtig.",
        "Ihre Hypothese: Der Lärm ist einfach zu groß.",
        "Grund sind Risse in den Trägern der Brücke.",
    ],
)
def test_openers_and_unnamed_speakers_lean(text):
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hinterher habe sie ihre Chefin gefragt, was zu tun sei.",
        "Im Anschluss gab es einen Umzug durch Neuhafen.",
        "Ein Jahr zuvor hatte die Stadt noch gebaut.",
        "Nur wenige Tage später stand die Fähre wieder im Dock.",
        "Kurz darauf fiel in Neuhafen der Strom aus.",
    ],
)
def test_adverbs_of_sequence_lean(text):
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "In einem Abendkurs lernte sie schweißen.",
        "Nun wurde er nach Angaben seiner Anwältin verlegt.",
        "Die Polizei nahm ihn am Bahnhof fest.",
        "Zwei von ihnen wohnen noch in Neuhafen.",
        "Die 31-jährige ist Ingenieurin und baut Brücken.",
        "Der 58-Jährige wurde in ein Krankenhaus gebracht.",
        "Die Grünen-Politikerin will den Antrag am Montag stellen.",
        "Vor einem Jahr waren es 10,29 Euro.",
        "Im Sommer waren es noch rund zwölf Züge am Tag.",
        "Nicht alle haben das gut verkraftet: Manche schlafen schlecht.",
        "Viele haben Neuhafen inzwischen verlassen.",
        "Großbritannien bestreitet das.",
        "Petra Lohse führt das auf den langen Winter zurück.",
        "Das wirkte sich laut Stadt auch auf die Fähren aus.",
        "Nun soll deren Wert ermittelt werden.",
        "Das Gutachten enthält aber mehr als Kritik.",
        "Dass das bei Lohse so schnell ging, lag am Wetter.",
        "Auf die greifen laut der Forscherin inzwischen viele zurück.",
        "Mit denen will Neuhafen ins Gespräch kommen.",
    ],
)
def test_pronouns_in_the_first_clause_lean(text):
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "Aus der Summe dieser drei Werte ergibt sich die Note.",
        "Die Landesregierung will diese Grenze nun anheben.",
        "Die Insel wird damit zum Schutzgebiet.",
        "Verletzt wurde dabei nach ersten Berichten niemand.",
        "Der Auslöser dafür liegt im vergangenen Winter.",
        "Normalerweise leben dort etwa 400 Menschen.",
    ],
)
def test_demonstratives_and_pronominal_adverbs_lean(text):
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "Solange die Flagge über dem Hafen wehe, könne von Ruhe nicht die Rede sein.",
        "Die Brücke sei in einem bedenklichen Zustand.",
        "Man brauche die Fähren bis in den Herbst - auch nachts.",
        "Der Film entzaubere das Leben auf See.",
        'Das "Lesen zwischen den Zeilen" falle auch Maschinen schwer.',
        "Neuhafen profitiere von den neuen Fähren, müsse aber lange warten.",
    ],
)
def test_reported_speech_without_a_speaker_leans(text):
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Brücke sei in einem bedenklichen Zustand, sagte Petra Lohse.",
        "Die Brücke sei „sehr alt“, betonte Petra Lohse.",
        "Nach Angaben von Petra Lohse sei die Brücke sicher.",
        "Laut Polizei sei der Fahrer zu schnell gewesen.",
        "Einem Gutachten zufolge habe die Brücke Risse.",
        "Wie die Stadt mitteilte, sei die Brücke wieder frei.",
        "Die Lage sei ernst, so Petra Lohse.",
        "Die Stadt erklärte, die Brücke sei sicher.",
        "Heute habe ich Petra Lohse am Hafen getroffen.",
        "Die Fähre fährt nicht, es sei denn, der Sturm lässt nach.",
    ],
)
def test_reported_speech_with_a_speaker_stands_alone(text):
    assert not leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die neue Regierung will das Gesetz im Herbst ändern.",
        "Das Gericht gab der Klägerin recht.",
        "Das Defizit schrumpft, verschwindet aber nicht.",
        "Das neue Schiff ersetzt die alte Fähre.",
        "Die meisten der Fähren fahren wieder.",
        "Die meisten Häfen bleiben geschlossen.",
        '"Wir geben nicht auf", sagte Petra Lohse.',
        "Verletzt wurde niemand, teilte die Polizei mit.",
        "Die Zentrale rechnet damit, dass der Pegel bis Sonntag fällt.",
        "Petra Lohse rät dazu, sich früh um Karten zu kümmern.",
        "In diesem Jahr baut Neuhafen drei neue Fähren.",
        "Diese Woche tagt der Stadtrat von Neuhafen.",
        "Neuhafen gibt 80 Millionen Euro aus und ist damit Spitze.",
        "Die Stadt Neuhafen kaufte Fähren und ließ sie neu streichen.",
        "Für Haldenburg war es nach elf Siegen die erste Niederlage.",
        "Auf die neuen Regeln haben sich Bund und Länder geeinigt.",
        "Bei der am Montag gestarteten Suche fand die Polizei ein Boot.",
        "Die 31-jährige Petra Lohse ist Ingenieurin.",
        "Viele junge Menschen ziehen nach Neuhafen.",
        "Der Streit um die Fähre dauert laut Stadt an.",
        "Ein Protest wie der in Neuhafen zeichnet sich nicht ab.",
        "Sinkende Zinsen drücken üblicherweise die Renditen der Banken.",
    ],
)
def test_these_stand_alone(text):
    assert not leans(text)


def test_english_has_openers_of_its_own():
    assert leans("He denied the charge.", "en")
    assert not leans("Die Brücke was closed.", "en")
    assert not leans("The bridge remains closed.", "en")
    assert not leans("In Newport er and sie are no words.", "en")


@given(st.text())
def test_any_text_has_an_answer(text):
    assert leans(text) in (True, False)


@pytest.mark.parametrize(
    "unit", ["a", "a ", "ae ", "nach a ", '"a" ', "und ", "das a ", "dabei ", "sei es ", ", a", "-"]
)
def test_no_text_takes_long(unit):
    start = time.perf_counter()
    leans("X " + unit * 20_000)
    assert time.perf_counter() - start < 1
