from __future__ import annotations

import threading

import pytest
import torch
from torch import nn

from pipeline.train.gradients import Replicas, replicas_for


def model() -> nn.Module:
    torch.manual_seed(3)
    return nn.Sequential(nn.Embedding(9, 6), nn.Linear(6, 6), nn.ReLU(), nn.Linear(6, 1))


def loss_of(model: nn.Module, part: torch.Tensor) -> torch.Tensor:
    loss: torch.Tensor = model(part).square().sum()
    return loss


def parts_of(count: int) -> list[torch.Tensor]:
    return list(torch.arange(9).chunk(count))


def gradients(model: nn.Module) -> list[torch.Tensor]:
    return [weight.grad for weight in model.parameters() if weight.grad is not None]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_sum_of_the_parts_is_the_gradient_of_the_whole(count):
    plain, shared = model(), model()
    whole = loss_of(plain, torch.arange(9))
    torch.autograd.backward(whole)
    replicas = Replicas(shared, count)
    assert len(replicas) == count
    loss = replicas.backward(parts_of(count), loss_of)
    torch.testing.assert_close(loss, whole.detach())
    torch.testing.assert_close(gradients(shared), gradients(plain))


def test_the_replicas_see_each_new_weight_and_the_same_parts_give_the_same_bits():
    def trained() -> tuple[list[torch.Tensor], float]:
        shared = model()
        replicas = Replicas(shared, 3)
        optimizer = torch.optim.SGD(shared.parameters(), lr=0.01)
        for _ in range(5):
            loss = replicas.backward(parts_of(3), loss_of)
            optimizer.step()
            shared.zero_grad(set_to_none=True)
        return [weight.detach() for weight in shared.parameters()], loss.item()

    weights, loss = trained()
    assert loss < loss_of(model(), torch.arange(9)).item()
    again, same_loss = trained()
    assert loss == same_loss
    assert all(map(torch.equal, weights, again))


def test_fewer_parts_than_replicas_will_do():
    shared, plain = model(), model()
    Replicas(shared, 3).backward(parts_of(1), loss_of)
    torch.autograd.backward(loss_of(plain, torch.arange(9)))
    torch.testing.assert_close(gradients(shared), gradients(plain))


def test_the_parts_run_at_the_same_time_and_share_the_threads():
    meeting, threads = threading.Barrier(2, timeout=20), []

    def task() -> None:
        meeting.wait()
        threads.append(torch.get_num_threads())

    torch.set_num_threads(4)
    Replicas(model(), 2).each([task, task])
    assert threads == [2, 2]
    assert torch.get_num_threads() == 4


def test_an_error_in_a_thread_is_raised():
    def broken(model: nn.Module, part: torch.Tensor) -> torch.Tensor:
        raise torch.OutOfMemoryError

    with pytest.raises(torch.OutOfMemoryError):
        Replicas(model(), 2).backward(parts_of(2), broken)


def test_a_replica_for_each_thread_but_none_for_small_parts_dropout_or_a_gpu():
    torch.set_num_threads(4)
    assert replicas_for(model(), "cpu", 3200) == 4
    assert replicas_for(model(), "cpu", 2500) == 3
    assert replicas_for(model(), "cpu", 100) == 1
    assert replicas_for(model(), "cuda", 3200) == 1
    assert replicas_for(nn.Sequential(model(), nn.Dropout(0.1)), "cpu", 3200) == 1


def test_dropout_that_only_the_config_knows_counts():
    from transformers import MBartConfig, MBartForConditionalGeneration

    sizes = {"vocab_size": 12, "d_model": 8, "encoder_layers": 1, "decoder_layers": 1}
    sizes |= {"encoder_attention_heads": 1, "decoder_attention_heads": 1}
    torch.set_num_threads(2)
    counts = [
        replicas_for(
            MBartForConditionalGeneration(MBartConfig(**sizes, dropout=chance)), "cpu", 9000
        )
        for chance in (0.1, 0.0)
    ]
    assert counts == [1, 2]
