import pytest

from pipeline.models.engine import Decoding
from pipeline.models.load import load
from tests.checkpoints import CONVERTIBLE, sentences

SENTENCES = sentences(200)
# What the two engines may disagree on: a step at which two tokens are as likely as rounding goes.
AGREEMENT = 0.99


def both(folder, decoding):
    """The hypotheses of PyTorch and of CTranslate2, both in float32."""
    outputs = []
    for engine in ("torch", "ctranslate2"):
        model = load(
            str(folder), task="translate", engine=engine, device="cpu", quantization="float32"
        )
        outputs.append(model.generate(SENTENCES, decoding))
    return outputs


def agreement(one, other):
    same = [
        (a.text, a.tokens, a.finished) == (b.text, b.tokens, b.finished)
        for a, b in one_by_one(one, other)
    ]
    return sum(same) / len(same)


def one_by_one(one, other):
    return list(zip(one, other, strict=True))


@pytest.mark.parametrize("name", CONVERTIBLE)
def test_greedy_search_gives_the_same_tokens_and_scores_in_both_engines(tiny, name):
    torch, ctranslate2 = both(tiny(name), Decoding(beam=1, max_new_tokens=16))
    assert agreement(torch, ctranslate2) >= AGREEMENT
    assert len({h.text for h in torch}) > 20, "outputs that are all alike prove nothing"
    scores = [abs(a.score - b.score) for a, b in one_by_one(torch, ctranslate2) if a.text == b.text]
    assert max(scores) < 5e-3


@pytest.mark.parametrize("name", ["marian", "mbart", "nllb", "mt5"])
@pytest.mark.parametrize("length_penalty", [0.6, 1.4])
def test_beam_search_agrees_too(tiny, name, length_penalty):
    decoding = Decoding(beam=3, max_new_tokens=10, length_penalty=length_penalty)
    torch, ctranslate2 = both(tiny(name), decoding)
    assert agreement(torch, ctranslate2) >= 0.97
