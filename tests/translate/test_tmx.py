import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.translate.tmx import Unit, read_jsonl, read_tmx, write_tmx

XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1
)


def parse(text):
    return list(read_tmx(io.BytesIO(text.encode()), "m.tmx"))


@given(st.lists(st.builds(Unit, XML_TEXT, XML_TEXT, st.sampled_from(["editor", 'toy "<1>"']))))
def test_what_is_written_is_read_again(units):
    assert parse("".join(write_tmx(units))) == units


def test_control_characters_that_xml_cannot_hold_are_left_out():
    assert parse("".join(write_tmx([Unit("a\x00b\x0b", "c\ufffe")]))) == [Unit("ab", "c")]


def test_the_date_of_a_change_is_written_as_the_standard_wants_it():
    text = "".join(write_tmx([Unit("a", "b", changed="2026-11-14T08:15:00+01:00")]))
    assert 'changedate="20261114T071500Z"' in text


FOREIGN = """<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header/><body>
<tu><tuv xml:lang="DE-DE"><seg>Der <bpt i="1">&lt;b></bpt><hi>Rat</hi> tagt.</seg></tuv>
<tuv xml:lang="en-GB"><seg>The council meets.</seg></tuv>
<tuv xml:lang="en-US"><seg>second</seg></tuv></tu>
<tu><tuv xml:lang="de"><seg>nur deutsch</seg></tuv></tu>
</body></tmx>"""


def test_files_of_other_tools_are_read():
    assert parse(FOREIGN) == [Unit("Der Rat tagt.", "The council meets.")]


@pytest.mark.parametrize("entity", ['SYSTEM "file:///etc/hostname"', '"boom"'])
def test_text_that_stands_elsewhere_is_refused(entity):
    text = f"""<!DOCTYPE tmx [<!ENTITY x {entity}>]>
    <tmx><body><tu><tuv xml:lang="de"><seg>a &x; c</seg></tuv>
    <tuv xml:lang="en"><seg>b</seg></tuv></tu></body></tmx>"""
    with pytest.raises(UsageError, match="the entity x"):
        parse(text)


@pytest.mark.parametrize("root", ["rss", 'tmx xmlns="urn:x"'])
def test_other_xml_is_no_memory_without_units(root):
    with pytest.raises(UsageError, match=r"no TMX file \(it is <"):
        parse(f"<{root}><body/></{root.split()[0]}>")


def test_languages_that_begin_alike_are_others():
    text = """<tmx><body><tu><tuv lang="den"><seg>a</seg></tuv><tuv lang="enm"><seg>b</seg></tuv>
    </tu></body></tmx>"""
    assert parse(text) == []


def test_an_object_nested_too_deeply_is_named():
    line = b'{"de": ' + b"[" * 100_000 + b"}"
    with pytest.raises(UsageError, match="line 1"):
        list(read_jsonl(io.BytesIO(line), "m.jsonl"))


def test_the_order_of_the_languages_does_not_matter():
    text = """<tmx><body><tu><tuv lang="EN_us"><seg>Two</seg></tuv>
    <tuv lang="de"><seg>Zwei</seg></tuv></tu></body></tmx>"""
    assert parse(text) == [Unit("Zwei", "Two")]


def test_a_long_memory_comes_as_a_stream():
    units = (Unit(f"Satz {i}", f"Sentence {i}") for i in range(5000))
    file = io.BytesIO("".join(write_tmx(units)).encode())
    stream = read_tmx(file, "m.tmx")
    assert next(stream) == Unit("Satz 0", "Sentence 0")
    assert file.tell() < len(file.getvalue()) / 2
    assert sum(1 for _ in stream) == 4999


def test_broken_files_are_named():
    with pytest.raises(UsageError, match=r"m\.tmx"):
        parse("<tmx><body><tu>")
    with pytest.raises(UsageError, match="line 2"):
        list(read_jsonl(io.BytesIO(b'{"de": "a", "en": "b"}\n{"de": 1}\n'), "x.jsonl"))


@pytest.mark.parametrize("english", ["null", '["a"]', "1", '"\\ud800"'])
def test_what_is_no_text_is_no_correction(english):
    line = f'{{"de": "Der Rat tagt.", "en": {english}}}\n'
    with pytest.raises(UsageError, match="line 1"):
        list(read_jsonl(io.BytesIO(line.encode()), "x.jsonl"))
