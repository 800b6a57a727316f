from __future__ import annotations

from pathlib import Path

import pytest
import torch

from pipeline.models.quiet import quiet
from pipeline.train.batches import Batches, Span
from pipeline.train.corpus import Cleaner, Corpus, read
from pipeline.train.loop import Recipe, Trainer
from pipeline.train.omissions import Verdicts
from pipeline.train.optimizers import fastest_optimizer
from pipeline.train.prepare import encode
from pipeline.train.schedule import Budget
from pipeline.train.start import Shape, lay_down, load

STEPS = 6


@pytest.fixture(scope="module")
def fresh(toy_tsv, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("fresh")
    lines = [text for pair in read(toy_tsv) for text in (pair.de, pair.en)]
    with quiet():
        lay_down(folder, Shape(32, 1, 1, pieces=400, positions=64), lines, seed=1)
    return folder


@pytest.fixture
def trainer(fresh, toy_tsv):
    """Makes a trainer of the fresh model that computes in so many threads."""

    def make(threads: int) -> Trainer:
        torch.set_num_threads(threads)
        with quiet():
            start = load(str(fresh))
        text = encode([Corpus(toy_tsv)], Cleaner(), start.coder, start.longest).text
        return Trainer(
            start.model,
            start.first,
            start.coder.pad,
            Batches(text, (Span(0, len(text), 1),), 1600, seed=1),
            Recipe(5e-3, fastest_optimizer()),
            device="cpu",
            precision="float32",
        )

    return make


def advance(trainer: Trainer, steps: int) -> Trainer:
    for _ in range(steps):
        trainer.advance(Budget(steps=STEPS))
    return trainer


def weights(trainer: Trainer) -> list[torch.Tensor]:
    return [weight.detach().clone() for weight in trainer.model.parameters()]


def test_two_threads_learn_what_one_learns(trainer):
    one, two = (advance(trainer(threads), STEPS) for threads in (1, 2))
    assert one.report().loss == pytest.approx(two.report().loss, abs=1e-3)
    assert one.target_tokens == two.target_tokens
    torch.testing.assert_close(weights(one), weights(two), rtol=0, atol=2e-3)


def test_a_run_in_two_threads_goes_on_bit_by_bit(trainer):
    whole, first, second = trainer(2), trainer(2), trainer(2)
    advance(whole, STEPS)
    second.restore(advance(first, 3).state())
    advance(second, STEPS - 3)
    assert all(map(torch.equal, weights(whole), weights(second)))


def test_the_loss_on_other_text_has_no_smoothing(trainer):
    one = trainer(1)
    batches = one._batches
    pieces = one.model.config.vocab_size
    with torch.no_grad():
        for weight in one.model.parameters():
            weight.zero_()
    assert one.loss_on(batches) == pytest.approx(torch.tensor(float(pieces)).log().item(), abs=1e-4)


def test_of_a_row_that_asks_the_verdict_alone_is_learned(trainer):
    one = trainer(1)
    one._verdicts = Verdicts(ask=0, whole=2, lost=3)
    source, asking = torch.tensor([[10, 11, 2]]), torch.tensor([[0, 12, 13, 3]])
    other = torch.tensor([[0, 12, 14, 3]])
    with torch.no_grad():
        logits = one.model(
            input_ids=source, decoder_input_ids=torch.tensor([[2, 0, 12, 13]])
        ).logits
        expected = torch.nn.functional.cross_entropy(logits[0, -1:], torch.tensor([3]))
        told = one._loss_of(one.model, source, asking, smoothing=0.0)
        translated = one._loss_of(one.model, source, other[:, 1:], smoothing=0.0)
    assert told == pytest.approx(3 / 2 * expected.item(), rel=1e-4)
    assert one._learned(asking).eq(one._pad).all()
    whole = torch.tensor([[0, 12, 13, 2], [12, 13, 2, 1]])
    assert one._learned(whole).tolist() == [[1, 12, 13, 2], [12, 13, 2, 1]]
    assert translated > 0
