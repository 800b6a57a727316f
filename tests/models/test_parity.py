import pytest

from pipeline.models.engine import Decoding
from pipeline.models.load import load
from tests.checkpoints import CONVERTIBLE, sentences

SENTENCES = sentences(200)
# What the two engines may disagree on: a step at which two tokens are as likely as rounding goes.
AGREEMENT = 0.99


def both(folder, decoding, texts=SENTENCES, prefixes=()):
    """The hypotheses of PyTorch and of CTranslate2, both in float32."""
    outputs = []
    for engine in ("torch", "ctranslate2"):
        model = load(
            str(folder), task="translate", engine=engine, device="cpu", quantization="float32"
        )
        outputs.append(model.generate(texts, decoding, prefixes))
    return outputs


def same(one, other):
    return (one.text, one.tokens, one.finished) == (other.text, other.tokens, other.finished)


def agreement(some, others):
    """The share of hypotheses that are the same, token by token."""
    return sum(same(a, b) for a, b in zip(some, others, strict=True)) / len(some)


def worst_score(some, others):
    """The largest difference in score between hypotheses that are the same."""
    return max(abs(a.score - b.score) for a, b in zip(some, others, strict=True) if same(a, b))


@pytest.mark.parametrize("name", CONVERTIBLE)
def test_greedy_search_gives_the_same_tokens_and_scores_in_both_engines(tiny, name):
    torch, ctranslate2 = both(tiny(name), Decoding(beam=1, max_new_tokens=16))
    assert agreement(torch, ctranslate2) >= AGREEMENT
    assert len({h.text for h in torch}) > 20, "outputs that are all alike prove nothing"
    assert worst_score(torch, ctranslate2) < 5e-3


@pytest.mark.parametrize("name", ["marian", "mbart", "nllb", "mt5"])
@pytest.mark.parametrize("length_penalty", [0.6, 1.4])
def test_beam_search_agrees_too(tiny, name, length_penalty):
    decoding = Decoding(beam=3, max_new_tokens=10, length_penalty=length_penalty)
    torch, ctranslate2 = both(tiny(name), decoding)
    assert agreement(torch, ctranslate2) >= 0.97
    assert worst_score(torch, ctranslate2) < 5e-3


@pytest.mark.parametrize("name", ["marian", "mbart", "nllb", "t5"])
@pytest.mark.parametrize("beam", [1, 3])
def test_outputs_begin_with_their_prefixes_in_both_engines(tiny, name, beam):
    texts = SENTENCES[:24]
    prefixes = ["" if n % 3 == 0 else " ".join(t.split()[: n % 3]) for n, t in enumerate(texts)]
    torch, ctranslate2 = both(tiny(name), Decoding(beam=beam, max_new_tokens=28), texts, prefixes)
    assert agreement(torch, ctranslate2) >= 0.95
    assert worst_score(torch, ctranslate2) < 5e-3
    pairs = zip(torch, prefixes, strict=True)
    squeezed = [(h.text.replace(" ", ""), p.replace(" ", "")) for h, p in pairs]
    begun = [text.startswith(prefix) for text, prefix in squeezed]
    assert sum(begun) / len(begun) > 0.9, squeezed  # a piece may be unknown


@pytest.mark.parametrize("name", ["marian", "mbart", "t5"])
def test_both_engines_read_a_long_input_to_its_end(tiny, name):
    long = " ".join(SENTENCES[:6])
    texts = [f"{long} {word}" for word in ("Köln", "Preise", "2022")]
    torch, ctranslate2 = both(tiny(name), Decoding(beam=1, max_new_tokens=8), texts)
    assert len({round(h.score, 4) for h in torch}) == 3, "the last word makes no difference"
    assert agreement(torch, ctranslate2) == 1
    assert worst_score(torch, ctranslate2) < 1e-3
