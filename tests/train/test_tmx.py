from __future__ import annotations

import io

import pytest

from pipeline.train.tmx import read_tmx


def tmx(body: str, head: str = "") -> io.BytesIO:
    return io.BytesIO(
        f'<?xml version="1.0"?>{head}<tmx version="1.4"><body>{body}</body></tmx>'.encode()
    )


def unit(de: str, en: str) -> str:
    german, english = f"<seg>{de}</seg>", f"<seg>{en}</seg>"
    return f'<tu><tuv xml:lang="de-DE">{german}</tuv><tuv xml:lang="EN_us">{english}</tuv></tu>'


def test_units_are_read_whatever_the_region_and_the_order_of_languages():
    swapped = '<tu><tuv lang="en"><seg>Two</seg></tuv><tuv lang="de"><seg>Zwei</seg></tuv></tu>'
    assert list(read_tmx(tmx(unit("Eins", "One") + swapped))) == [("Eins", "One"), ("Zwei", "Two")]


def test_markup_codes_are_no_text_but_highlights_are():
    german = (
        'Ein <bpt i="1">&lt;b&gt;</bpt>fetter<ept i="1">&lt;/b&gt;</ept> <hi>Satz</hi> &amp; mehr'
    )
    assert list(read_tmx(tmx(unit(german, "Bold")))) == [("Ein fetter Satz & mehr", "Bold")]


def test_a_unit_without_both_languages_is_skipped_and_the_first_variant_counts():
    french = (
        '<tu><tuv xml:lang="fr"><seg>Un</seg></tuv><tuv xml:lang="de"><seg>Eins</seg></tuv></tu>'
    )
    twice = unit("Eins", "One").replace("</tu>", '<tuv xml:lang="en"><seg>1</seg></tuv></tu>')
    assert list(read_tmx(tmx(french + twice))) == [("Eins", "One")]


def test_the_usual_doctype_passes_and_is_not_followed():
    head = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'
    assert list(read_tmx(tmx(unit("Eins", "One"), head))) == [("Eins", "One")]


@pytest.mark.parametrize(
    "declaration",
    ['<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">', '<!ENTITY a SYSTEM "file:///etc/hostname">'],
)
def test_a_file_with_entities_of_its_own_is_refused(declaration):
    with pytest.raises(ValueError, match="declares the entity a"):
        list(read_tmx(tmx(unit("&a;", "One"), f"<!DOCTYPE tmx [{declaration}]>")))


def test_a_long_memory_comes_as_a_stream():
    many = tmx("".join(unit(f"Satz {i}", f"Sentence {i}") for i in range(5000)))
    stream = read_tmx(many)
    assert next(stream) == ("Satz 0", "Sentence 0")
    assert many.tell() < len(many.getvalue()) / 2
    assert sum(1 for _ in stream) == 4999
