"""The embedded translator on `tests/data/translation`, whose floor is pinned in floor.json there.

After new weights, or a change of the set, pin it again (the floor sinks only with --lower):

    python -m pipeline.evaluate.gate pin tests/data/translation
"""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.evaluate import gate as module
from pipeline.evaluate.gate import (
    MARGIN,
    Gate,
    GateError,
    Measurement,
    embedded_translator,
    hold,
    main,
    measure,
    pin,
    read_gate,
    write_gate,
)
from pipeline.translate.seq2seq import Seq2SeqTranslator
from tests.fakes import FakeEngine

NEWS = Path(__file__).parents[1] / "data" / "translation"
MEASURED = Measurement("toy", "ab", "nrefs:1", 50.0, "new")
PINNED = Gate("toy", "ab", "nrefs:1", 49.5, "old")


@pytest.fixture
def toy(tmp_path):
    (tmp_path / "toy.de").write_text("Rat tagt.\nEnde gut.\n", "utf-8")
    (tmp_path / "toy.en").write_text("Council meets.\nAll is well.\n", "utf-8")
    return tmp_path


def translator(**table):
    return Seq2SeqTranslator(FakeEngine(table))


def test_the_embedded_translator_holds_its_floor():
    hold(measure(NEWS, embedded_translator()), read_gate(NEWS))


def test_the_news_are_three_hundred_aligned_segments_and_more():
    german, english = (
        (NEWS / f"news.{language}").read_text("utf-8").splitlines() for language in ("de", "en")
    )
    assert len(german) == len(english) == len(set(german)) > 300
    assert all(line and line == line.strip() for line in german + english)
    # Quotation marks of the references are plain, and open and close where the German does.
    assert not set("„“”»«’–").intersection("".join(english))
    for de, en in zip(german, english, strict=True):
        assert sum(de.count(mark) for mark in '"„“»«') == en.count('"'), en


def test_a_measurement_says_what_was_measured(toy):
    good = measure(toy, translator(Rat="Council", **{"tagt.": "meets.", "gut.": "well."}))
    assert (good.set, good.revision) == ("toy", "1")
    assert good.chrf > measure(toy, translator()).chrf
    assert good.signature.startswith("nrefs:1|")
    assert "version" not in good.signature
    # printf 'Rat tagt.\nEnde gut.\nCouncil meets.\nAll is well.\n' | sha256sum
    assert good.sha256 == "89dd4ca00f43d3230164ed5fd6b8ad77507a961d56c6b5981c6ceba6f2e97b06"


def test_a_gate_guards_one_set(toy):
    for language in ("de", "en"):
        (toy / f"other.{language}").write_text("Rat\n", "utf-8")
    with pytest.raises(UsageError, match="2 sets"):
        measure(toy, translator())


def test_the_floor_itself_is_good_enough():
    hold(replace(MEASURED, chrf=49.5), PINNED)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"chrf": 49.49}, r"chrF 49\.49 of new on toy is below the floor 49\.5, pinned with old"),
        ({"sha256": "cd"}, "sha256 was ab"),
        ({"signature": "nrefs:2"}, "signature was nrefs:1"),
        ({"set": "other"}, "set was toy"),
    ],
)
def test_less_or_something_else_does_not_hold(change, message):
    with pytest.raises(GateError, match=message):
        hold(replace(MEASURED, **change), PINNED)


def test_a_floor_rises_and_sinks_only_on_purpose():
    low = replace(MEASURED, chrf=20.0)
    assert pin(MEASURED) == Gate("toy", "ab", "nrefs:1", 50.0 - MARGIN, "new")
    assert pin(replace(MEASURED, chrf=60.0), PINNED).floor == 60.0 - MARGIN
    with pytest.raises(GateError, match=r"from 49\.5 to 19\.0"):
        pin(low, PINNED)
    assert pin(low, PINNED, lower=True).floor == 20.0 - MARGIN


def test_a_gate_is_read_as_it_was_written(tmp_path):
    write_gate(tmp_path, PINNED)
    assert read_gate(tmp_path) == PINNED


@pytest.mark.parametrize("content", [None, "{", '{"set": "toy"}', "[]"])
def test_what_is_no_gate_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "floor.json").write_text(content, "utf-8")
    with pytest.raises(UsageError, match=r"floor\.json"):
        read_gate(tmp_path)


def test_pinning_and_holding_from_the_command_line(toy, monkeypatch, capsys):
    tables = iter([{"gut.": "well."}, {"gut.": "well."}, {}, {}, {}])
    monkeypatch.setattr(module, "embedded_translator", lambda: translator(**next(tables)))
    main(["pin", str(toy)])
    assert "chrF" in capsys.readouterr().out
    first = read_gate(toy)
    main(["hold", str(toy)])
    with pytest.raises(SystemExit, match="below the floor"):
        main(["hold", str(toy)])
    with pytest.raises(SystemExit, match="--lower"):
        main(["pin", str(toy)])
    main(["pin", str(toy), "--lower"])
    assert read_gate(toy).floor < first.floor
