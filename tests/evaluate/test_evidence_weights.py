import json

import pytest

from pipeline.check import evidence
from pipeline.check.evidence import doubts, opinions
from pipeline.check.omission import omissions
from pipeline.evaluate.evidence_weights import fit, main
from pipeline.evaluate.omission_weights import examples
from tests.check.test_figures import own_pairs
from tests.evaluate.test_omission_weights import write_corpora

PAIRS = [pair for pairs in own_pairs().values() for pair in pairs]
WHOLE = {en for _, en in PAIRS}


def witness(pairs):
    """Knows which English is whole, and that a part of its German is missed there."""
    german = {de for de, _ in PAIRS}
    return [
        [-1.0, -1.0 - 3.0 * (en in WHOLE and de not in german), -0.3 if en in WHOLE else -7.0, -0.1]
        for de, en in pairs
    ]


def test_the_weights_believe_a_good_witness(monkeypatch):
    monkeypatch.setattr(evidence, "RULED_OUT", -2.0)  # so few pairs leave enough of them in doubt
    weights = fit(PAIRS, witness, "a revision")
    assert weights.model == "a revision"
    monkeypatch.setattr(evidence, "_weights", lambda: weights)
    made = examples(PAIRS)
    pairs = [(one.de, one.en) for one in made]
    asked = doubts(pairs, omissions(pairs), witness)
    found = opinions(pairs, witness)
    said = [(made[place].cut, found[place].odds) for place in asked]
    cut, whole = ([odds for was, odds in said if was is wanted] for wanted in (True, False))
    assert min(len(cut), len(whole)) >= 10
    assert sum(odds > 1.3 for odds in cut) / len(cut) > 0.95
    assert sum(odds > 1.3 for odds in whole) <= 0.01 * len(PAIRS)


def test_the_command_writes_the_weights(tmp_path, monkeypatch, capsys):
    write_corpora(tmp_path)
    monkeypatch.setattr("pipeline.translate.scoring.embedded_scorer", lambda: witness)
    main([str(tmp_path), "--to", str(tmp_path / "weights.json")])
    assert "weights.json fits" in capsys.readouterr().out
    written = json.loads((tmp_path / "weights.json").read_text(encoding="utf-8"))
    assert written.keys() == {"model", "first", "doubt", "second"}
    assert len(written["second"]["center"]) == 13


@pytest.mark.parametrize("look", ["first", "second"])
def test_the_shipped_weights_have_one_for_each_term(look):
    regression = getattr(evidence._weights(), look)
    values = len(regression.center)
    assert len(regression.spread) == values
    assert len(regression.weights) == 1 + values + values * (values + 1) // 2
