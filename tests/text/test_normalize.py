from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.text.normalize import decode, normalize

SENTENCE = "Der Bürgermeister von Süßen sagt „ja“ – für 5 €."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_decode_knows_the_encodings_of_newsrooms(encoding):
    assert decode(SENTENCE.encode(encoding)) == SENTENCE


def test_a_file_of_two_encodings_comes_out_right_line_by_line():
    data = "Grüße aus Köln\n".encode() + "Grüße aus Mölln".encode("cp1252")
    assert normalize(decode(data)) == "Grüße aus Köln\nGrüße aus Mölln"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image"),
        (b"\x00\x00\x00\x20ftypisom", "video"),
    ],
)
def test_binary_files_are_named(head, name):
    with pytest.raises(SourceError, match=name) as caught:
        decode(head + bytes(range(256)))
    assert "plain text" in caught.value.remedy


@pytest.mark.parametrize(
    "data", [bytes(range(256)), b"\xff\x00\x01text\x00", b"\xe4\x01\x02\x03" * 9]
)
def test_unknown_binary_data_is_refused(data):
    with pytest.raises(SourceError, match="binary"):
        decode(data)


def test_text_that_begins_like_a_file_type_stays_text():
    assert decode(b"ID3-Modelle von Muster") == "ID3-Modelle von Muster"


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("eins\r\nzwei\rdrei\u2028vier\ffünf", "eins\nzwei\ndrei\nvier\nfünf"),
        ("fu\u0308r Gro\u0308ße", "für Größe"),
        (
            "unpro\u00adblematisch, Ge\u200bschlecht, \ufeffText\u2060",
            "unproblematisch, Geschlecht, Text",
        ),
        (
            "873\u202fFälle, 84\u2007Prozent, so\u00a0sie, z.\u2009B.",
            "873 Fälle, 84 Prozent, so sie, z. B.",
        ),
        ("Berichte Ã¼ber schÃ¶ne FuÃŸballer", "Berichte über schöne Fußballer"),
        ("â€žHalloâ€œ fÃ¼r 5 â‚¬", "„Hallo“ für 5 €"),
        ("Anwältin \u041carija und \u0410nna", "Anwältin Marija und Anna"),
        ("kaputt\x00e \x07Zeichen\x9d", "kaputte Zeichen"),
    ],
)
def test_normalize_repairs_what_is_certainly_broken(raw, normal):
    assert normalize(raw) == normal


@pytest.mark.parametrize(
    "text",
    [
        '„so“, »so«, «so», ‚so‘, "so" und “so“',
        "Ein – Strich — und ein-Strich, drei … Punkte, ﬁn",
        "Москва und Київ bleiben, auch Марија",
        "SÃO PAULO, Ñandú, Øresund",
        "Zeile\tmit Tabulator",
        "👩\u200d🚀 fliegt",
    ],
)
def test_normalize_keeps_what_is_right(text):
    assert normalize(text) == text


def test_mojibake_in_one_line_leaves_the_others_alone():
    assert normalize("Ã¼ber\n„über“ À la carte") == "über\n„über“ À la carte"


@pytest.mark.parametrize("text", ["x" * 500_000, "xМ" * 50_000, "Ã¼ber " * 50_000])
def test_no_text_takes_long(text):
    start = time.perf_counter()
    normalize(text)
    assert time.perf_counter() - start < 5


pieces = st.one_of(
    st.text(),
    st.text("aäßÃ¼Ÿ¤\u00ad\u200d\u200b\u00a0\u0308\r\n\x85\u041c\u0430Mm\x80â€ž"),
)


@settings(deadline=None)
@given(pieces)
def test_normalize_is_idempotent(text):
    assert normalize(normalize(text)) == normalize(text)


@settings(deadline=None)
@given(pieces)
def test_the_normal_form_has_one_kind_of_line_end_space_and_composition(text):
    normal = normalize(text)
    assert unicodedata.is_normalized("NFC", normal)
    assert not set("\r\x85\u2028\u00a0\u202f\u00ad\u200b\ufeff\x00") & set(normal)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), min_size=1))
def test_utf8_text_is_decoded_as_it_is(text):
    data = text.encode()
    try:
        assert decode(data) == text
    except SourceError:
        assert data[:4].isascii() or data[4:8] == b"ftyp"  # it began like a file type


@settings(deadline=None)
@given(st.binary())
def test_decode_gives_text_or_says_why_not(data):
    try:
        assert isinstance(decode(data), str)
    except SourceError as error:
        assert error.remedy
