import json
import lzma

from pipeline.check import omission
from pipeline.check.omission import omissions
from pipeline.evaluate.omission_weights import examples, fit, main
from tests.check.test_figures import own_pairs

PAIRS = [pair for pairs in own_pairs().values() for pair in pairs]
WHOLE = {en for _, en in PAIRS}


def network(pairs):
    """Knows which English is whole."""
    return [-7.0 if en in WHOLE else 7.0 for _, en in pairs]


def test_each_pair_gives_a_good_example_and_cut_ones():
    made = examples(PAIRS[:40])
    assert [one.en for one in made if not one.cut] == [en for _, en in PAIRS[:40]]
    assert all(one.en not in WHOLE for one in made if one.cut)
    assert {one.number for one in made if one.cut} <= set(range(40))


def test_the_weights_believe_a_good_network(monkeypatch):
    monkeypatch.setattr(omission, "lost", network)
    weights = fit(PAIRS)
    monkeypatch.setattr(omission, "_both", lambda: weights)
    made = examples(PAIRS)
    found = omissions([(one.de, one.en) for one in made])
    cut, whole = (
        [said.odds for one, said in zip(made, found, strict=True) if one.cut is wanted]
        for wanted in (True, False)
    )
    assert sum(odds > 1.3 for odds in cut) / len(cut) > 0.95
    assert sum(odds > 1.3 for odds in whole) <= 0.01 * len(PAIRS)


def write_corpora(folder):
    (folder / "corpora").mkdir()
    with lzma.open(folder / "corpora/news.tsv.xz", "wt", encoding="utf-8") as file:
        file.writelines(f"newstest2015\t{de}\t{en}\n" for de, en in PAIRS)
        file.write("other\tNein.\tNo.\n")


def test_the_command_writes_the_weights(tmp_path, capsys):
    write_corpora(tmp_path)
    main([str(tmp_path), "--to", str(tmp_path / "weights.json")])
    assert "weights.json fits" in capsys.readouterr().out
    written = json.loads((tmp_path / "weights.json").read_text(encoding="utf-8"))
    assert written.keys() == {"center", "spread", "weights"}


def test_the_shipped_weights_have_one_for_each_term():
    shipped = omission._both()
    values = len(shipped.center)
    assert len(shipped.spread) == values
    assert len(shipped.weights) == 1 + values + values * (values + 1) // 2
