from pipeline.check.omission import cues
from pipeline.evaluate.coverage_weights import fit, main
from tests.check.test_figures import PAIRS


def test_the_weights_tell_cut_pairs_from_whole_ones():
    weights = fit(PAIRS)
    de, en = PAIRS[0]
    cut = " ".join(en.split()[:6])
    scores = [weights[0] + weights[1:] @ cues(de, text) for text in (en, cut)]
    assert scores[0] < 0 < scores[1]


def test_the_command_prints_a_weight_for_each_cue(tmp_path, capsys):
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"own\t{de}\t{en}\n" for de, en in PAIRS), encoding="utf-8")
    main([str(path), "--source", "own"])
    assert len(capsys.readouterr().out.split()) == 1 + len(cues("Ja.", "Yes."))
