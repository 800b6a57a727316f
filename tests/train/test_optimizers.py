from __future__ import annotations

import pytest
import torch
from torch import nn

from pipeline.train.optimizers import Average, fastest_optimizer, make_optimizers, set_rate


class Toy(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(7, 4)
        self.layer = nn.Linear(4, 4)
        self.head = nn.Linear(4, 7, bias=False)
        self.head.weight = self.table.weight
        self.fixed = nn.Parameter(torch.ones(4, 4), requires_grad=False)

    def get_output_embeddings(self) -> nn.Module:
        return self.head


@pytest.mark.parametrize("name", sorted({"adamw", fastest_optimizer()}))
def test_each_trained_weight_is_held_once_and_gets_the_rate(name):
    model = Toy()
    optimizers = make_optimizers(model, name)
    set_rate(optimizers, 0.5)
    groups = [group for optimizer in optimizers for group in optimizer.param_groups]
    held = [id(weight) for group in groups for weight in group["params"]]
    trained = [id(weight) for weight in model.parameters() if weight.requires_grad]
    assert sorted(held) == sorted(trained)
    assert {group["lr"] for group in groups} == {0.5}
    decays = {id(w): group["weight_decay"] for group in groups for w in group["params"]}
    assert decays[id(model.layer.bias)] == 0 < decays[id(model.layer.weight)]


@pytest.mark.skipif(fastest_optimizer() != "muon", reason="PyTorch before 2.9 has no Muon")
def test_muon_takes_the_matrices_within_the_layers_only():
    model = Toy()
    muon = make_optimizers(model, "muon")[0]
    assert isinstance(muon, torch.optim.Muon)
    assert [id(w) for group in muon.param_groups for w in group["params"]] == [
        id(model.layer.weight)
    ]


def test_the_average_is_the_mean_of_the_snapshots():
    model, average = nn.Linear(2, 1), Average()
    average.put_into(model)
    for value in (1.0, 2.0, 6.0):
        nn.init.constant_(model.weight, value)
        average.add(model)
    restored = Average()
    restored.restore(average.state(), "cpu")
    restored.put_into(model)
    assert model.weight.tolist() == [[3.0, 3.0]]
