import lzma
import random
from dataclasses import replace

import numpy as np
import pytest
import torch

from pipeline.check.comparison import Comparison, Shape
from pipeline.train import comparison
from pipeline.train.comparison import Network, arrays, distinct, examples, main, train
from pipeline.train.corpus import SentencePair

SMALL = Shape(width=16, heads=2, hidden=8)
WORDS = {
    "Hund": "dog", "Katze": "cat", "Haus": "house", "Baum": "tree", "Zug": "train",
    "Brücke": "bridge", "Stadt": "city", "Fluss": "river", "Schule": "school", "Markt": "market",
}  # fmt: skip


def pairs(count):
    chance = random.Random(3)
    found = []
    for _ in range(count):
        words = chance.sample(sorted(WORDS), chance.randint(5, 8))
        de = ", ".join(f"der {word}" for word in words)
        en = ", ".join(f"the {WORDS[word]}" for word in words)
        found.append(SentencePair("news", f"Da sind {de}.", f"There are {en}."))
    return found


def test_each_pair_is_cut_in_several_ways():
    made = examples(pairs(20), seed=1)
    assert len(made) == 20
    assert all(1 <= len(one.cut) <= 3 for one in made)
    assert all(len(cut) < len(one.whole) for one in made for cut in one.cut)


def test_a_text_is_read_once_whatever_its_translations():
    one, other, third = pairs(3)
    again = [replace(one, en="Else."), replace(other, de="Anders."), third]
    assert list(distinct([one, other, *again], set())) == [one, other, third]


def test_the_checks_compute_what_was_trained():
    torch.manual_seed(2)
    network = Network(SMALL).eval()
    for weight in network.parameters():
        weight.data += 0.2 * torch.randn_like(weight)
    kept = arrays(network)
    for side in (network.de, network.en):  # as they are written, in 16 bits
        side.pieces.weight.data = side.pieces.weight.data.half().float()
    chance = np.random.default_rng(1)
    texts = [[chance.integers(4, 8000, size) for size in (5, 30, 12)] for _ in range(2)]
    with torch.inference_mode():
        expected = network(*map(comparison._padded, texts)).tolist()
    assert Comparison(kept).odds(list(zip(*texts, strict=True))) == pytest.approx(
        expected, abs=1e-4
    )


def test_it_learns_to_tell_whole_from_cut():
    torch.manual_seed(1)
    network, said = Network(SMALL), []
    train(network, examples(pairs(400), seed=1), 0.15, said.append)
    known = Comparison(arrays(network))
    new = examples(pairs(440)[400:], seed=2)
    whole = known.odds([(one.de, one.whole) for one in new])
    cut = known.odds([(one.de, one.cut[0]) for one in new])
    found = [after > before for before, after in zip(whole, cut, strict=True)]
    assert sum(found) / len(found) > 0.9


def test_the_command_writes_weights_and_leaves_sources_out(tmp_path, capsys):
    lines = [f"news\t{one.de}\t{one.en}\n" for one in pairs(30)]
    lines += [f"newstest2017\t{one.de} Ja.\t{one.en} Yes.\n" for one in pairs(9)]
    with lzma.open(tmp_path / "news.tsv.xz", "wt", encoding="utf-8") as file:
        file.writelines(lines)
    out = tmp_path / "weights.npz"
    given = [f"{tmp_path / 'news.tsv.xz'}=2", "--leave-out", "newstest2017"]
    main([*given, "--minutes", "0.02", "--out", str(out)])
    assert "60 pairs an epoch" in capsys.readouterr().out
    assert len(Comparison(np.load(out)).odds([([5, 6, 2], [7, 2])])) == 1
