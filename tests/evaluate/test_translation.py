import builtins

import pytest

from pipeline.errors import DepescheError, UsageError
from pipeline.evaluate.translation import OURS, ParallelSet, evaluate, find_sets

GERMAN = ["Der Rat von Haldenburg tagt.", "Ende gut, alles gut."]
ENGLISH = ["Haldenburg's council is meeting.", "All's well that ends well."]


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "toy.de", GERMAN)
    write(tmp_path / "toy.en", ENGLISH)
    return tmp_path


def write(path, lines):
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def toy(**systems):
    return ParallelSet("toy", GERMAN, ENGLISH, systems)


def test_a_set_is_read_with_the_systems_beside_it(folder):
    write(folder / "toy.other.en", ["The council.", "Well."])
    (one,) = find_sets(folder)
    assert one == toy(other=["The council.", "Well."])


def test_sets_come_in_the_order_of_their_names_each_with_its_own_systems(folder):
    for name in ("news.de", "news.en", "news.opus.en"):
        write(folder / name, ["Rat"])
    write(folder / "toy.other.en", ENGLISH)
    sets = find_sets(folder)
    assert [(one.name, list(one.systems)) for one in sets] == [
        ("news", ["opus"]),
        ("toy", ["other"]),
    ]


def test_an_empty_output_counts_as_a_segment(folder):
    write(folder / "toy.other.en", ["The council.", ""])
    (one,) = find_sets(folder)
    assert one.systems["other"] == ["The council.", ""]


def test_a_last_line_may_lack_its_end(folder):
    (folder / "toy.de").write_text("\n".join(GERMAN), "utf-8")
    assert find_sets(folder) == [toy()]


def test_files_must_have_the_same_segments(folder):
    write(folder / "toy.other.en", ENGLISH[:1])
    with pytest.raises(UsageError, match="toy: other has 1 lines, the German 2"):
        find_sets(folder)
    write(folder / "toy.en", [*ENGLISH, "More."])
    with pytest.raises(UsageError, match="toy: reference has 3 lines, the German 2"):
        find_sets(folder)


def test_a_folder_without_a_whole_set_is_refused(folder):
    (folder / "toy.en").unlink()
    with pytest.raises(UsageError, match=r"toy\.en is missing"):
        find_sets(folder)
    (folder / "toy.de").unlink()
    with pytest.raises(UsageError, match="there is no set"):
        find_sets(folder)


def test_the_head_of_a_set_is_cut_alike():
    assert toy(other=ENGLISH).head(1) == ParallelSet(
        "toy", GERMAN[:1], ENGLISH[:1], {"other": ENGLISH[:1]}
    )
    assert toy(other=ENGLISH).head(None) == toy(other=ENGLISH)


def test_ours_is_scored_before_the_others():
    asked = []

    def copy(german):
        asked.append(german)
        return list(german)

    report = evaluate([toy(perfect=ENGLISH)], copy)
    ours, perfect = report.scores
    assert asked == [GERMAN]
    assert (ours.set, ours.system, ours.segments) == ("toy", OURS, 2)
    assert (perfect.system, perfect.bleu, perfect.chrf) == ("perfect", 100.0, 100.0)
    assert 0 < ours.chrf < 50
    assert report.bleu_signature.startswith("nrefs:1|case:mixed")
    assert "nc:6|nw:0" in report.chrf_signature


def test_chrf_is_the_mean_f_score_of_character_ngrams():
    # "abc" against "abd": 2 of 3 characters and 1 of 2 pairs agree, no triple; the mean of
    # precision and recall over the three orders is (2/3 + 1/2 + 0) / 3, and F is the same.
    report = evaluate([ParallelSet("letters", ["x"], ["abd"], {})], lambda german: ["abc"])
    assert report.scores[0].chrf == pytest.approx(100 * (2 / 3 + 1 / 2) / 3, abs=0.005)


@pytest.mark.parametrize("output", [[], ENGLISH[:1], [*ENGLISH, "More."]])
def test_a_translator_that_loses_lines_is_not_scored(output):
    with pytest.raises(ValueError, match="segments"):
        evaluate([toy()], lambda german: output)


def test_scoring_without_sacrebleu_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.startswith("sacrebleu"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(DepescheError, match=r"depesche\[evaluate\]"):
        evaluate([toy()], list)
