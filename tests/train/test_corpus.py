from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DepescheError, UsageError
from pipeline.train.corpus import Cleaner, Corpus, SentencePair, hold_out, read, sample

LINE = "Der Rat tagt.\tThe council meets.\n"
PAIR = ("Der Rat tagt.", "The council meets.")


def texts(path: Path) -> list[tuple[str, str]]:
    return [(pair.de, pair.en) for pair in read(path)]


def clean(*pairs: tuple[str, str], dev: tuple[tuple[str, str], ...] = ()) -> Cleaner:
    cleaner = Cleaner([SentencePair("dev", de, en) for de, en in dev])
    list(cleaner.clean(SentencePair("x", de, en) for de, en in pairs))
    return cleaner


@pytest.mark.parametrize(
    ("name", "pack"), [("a.tsv", bytes), ("a.tsv.gz", gzip.compress), ("a.tsv.xz", lzma.compress)]
)
def test_tsv_is_read_plain_and_packed(tmp_path, name, pack):
    path = tmp_path / name
    path.write_bytes(pack(LINE.encode()))
    assert [(p.source, p.de, p.en) for p in read(path)] == [("a", *PAIR)]


def test_three_columns_name_their_source(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text(f"agency\t{LINE}\n", "utf-8")
    assert [pair.source for pair in read(path)] == ["agency"]


def test_only_a_line_feed_ends_a_line(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_bytes("Ein\u2028Satz\tOne\x0bsentence\r\n".encode())
    assert texts(path) == [("Ein\u2028Satz", "One\x0bsentence")]


def test_corrections_of_the_review_desk_are_read(tmp_path):
    path = tmp_path / "fixes.jsonl"
    path.write_text(json.dumps({"de": PAIR[0], "en": PAIR[1], "by": "desk"}) + "\n\n", "utf-8")
    assert texts(path) == [PAIR]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.tsv", b"only one column\n", "line 1 has 1 columns"),
        ("a.tsv", b"\xff\xfe\tx\n", "not UTF-8"),
        ("a.tsv.gz", b"no gzip", "cannot be read"),
        ("a.tsv.xz", lzma.compress(LINE.encode())[:-20], "cannot be read"),
        ("a.jsonl", b'{"de": "x"}\n', "line 1"),
        ("a.jsonl", b'{"de": 1, "en": "x"}\n', "line 1"),
        ("a.tmx", b"<tmx><body>", "no TMX file"),
    ],
)
def test_a_broken_file_is_named_with_its_fault(tmp_path, name, content, told):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DepescheError, match=told):
        texts(path)


def test_a_missing_file_and_an_unknown_format_are_refused(tmp_path):
    with pytest.raises(DepescheError, match="cannot be read"):
        texts(tmp_path / "none.tsv")
    with pytest.raises(UsageError, match="no parallel text"):
        texts(tmp_path / "a.docx")


def test_a_share_stands_behind_the_name():
    assert Corpus.parse("a=b/news.tsv=0.5") == Corpus(Path("a=b/news.tsv"), 0.5)
    assert Corpus.parse("news.tsv") == Corpus(Path("news.tsv"), 1.0)
    for text in ("a.tsv=-1", "a.tsv=much", "a.tsv=nan"):
        with pytest.raises(UsageError):
            Corpus.parse(text)


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        (("", "Nothing."), "empty"),
        ((" \t", "Nothing."), "empty"),
        (("Das blieb so stehen.", "Das blieb so stehen."), "identical"),
        (("Ja.", "Yes, and then he went on to talk for an hour."), "ratio"),
        (("der rat tagt", "The board sits."), "dev"),
        (("Das Gremium tagt.", "The council meets!"), "dev"),
    ],
)
def test_a_bad_pair_is_dropped_with_its_reason(pair, reason):
    cleaner = clean(pair, dev=(PAIR,))
    assert cleaner.dropped == {reason: 1}
    assert cleaner.kept == 0


def test_names_short_lines_and_new_pairs_stay():
    cleaner = clean(("Angela Merkel", "Angela Merkel"), ("Ja.", "Yes, indeed."), PAIR)
    assert (cleaner.kept, cleaner.dropped) == (3, {})


def test_entities_of_html_are_what_they_stand_for():
    raw = SentencePair("x", "Er sagte: &quot;Nein&quot; &amp; ging.", "He said, &amp;quot;no&#39;.")
    (pair,) = Cleaner().clean([raw])
    assert (pair.de, pair.en) == ('Er sagte: "Nein" & ging.', "He said, \"no'.")


def test_a_duplicate_is_one_after_normalisation():
    assert clean(PAIR, (" Der  Rat tagt. ", PAIR[1])).dropped == {"duplicate": 1}
    assert clean(("Über", "Over"), ("U\u0308ber", "Over")).dropped == {"duplicate": 1}


@given(st.lists(st.tuples(st.text(), st.text())))
def test_every_pair_is_kept_or_counted(pairs):
    cleaner = clean(*pairs)
    assert cleaner.kept + cleaner.dropped.total() == len(pairs)


def test_the_held_out_pairs_are_the_same_each_time_and_not_trained_on(toy_tsv):
    corpora = [Corpus(toy_tsv)]
    spare = hold_out(corpora)
    assert len(spare) == 14
    assert spare == hold_out(corpora)
    cleaner = Cleaner(spare)
    trained = {pair.de for pair in cleaner.clean(read(toy_tsv))}
    assert trained.isdisjoint(pair.de for pair in spare)
    assert cleaner.kept == 288 - 14


def test_too_little_data_says_how_much_is_needed(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text(LINE, "utf-8")
    with pytest.raises(DepescheError, match="at least 20"):
        hold_out([Corpus(path)])


def test_a_sample_follows_the_shares(tmp_path):
    for name in "ab":
        lines = (f"{name} Satz {i}\t{name} sentence {i}\n" for i in range(1000))
        (tmp_path / f"{name}.tsv").write_text("".join(lines), "utf-8")
    corpora = [Corpus(tmp_path / "a.tsv", 1.0), Corpus(tmp_path / "b.tsv", 0.25)]
    chosen = sample(corpora, 200, Cleaner())
    assert 130 < sum(pair.source == "a" for pair in chosen) < 190
