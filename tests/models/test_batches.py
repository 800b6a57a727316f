import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ModelError
from pipeline.models.batches import plan, plan_by_size, run_batched

LENGTHS = st.lists(st.integers(0, 300), max_size=60)


PLANNERS = st.sampled_from([plan, plan_by_size])


@given(PLANNERS, LENGTHS, st.integers(1, 2000), st.integers(1, 16))
def test_every_index_is_in_exactly_one_batch(planner, lengths, budget, multiple):
    batches = planner(lengths, budget, multiple)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    assert all(batches)


def size(length, multiple):
    return max(multiple, (length + multiple - 1) // multiple * multiple)


@given(PLANNERS, LENGTHS, st.integers(1, 2000), st.integers(1, 16))
def test_no_batch_pads_beyond_the_budget_unless_it_is_a_single_item(
    planner, lengths, budget, multiple
):
    for batch in planner(lengths, budget, multiple):
        padded = size(max(lengths[index] for index in batch), multiple)
        assert len(batch) == 1 or len(batch) * padded <= budget


@given(LENGTHS, st.integers(1, 2000))
def test_lengths_fall_from_batch_to_batch(lengths, budget):
    order = [lengths[index] for batch in plan(lengths, budget) for index in batch]
    assert order == sorted(lengths, reverse=True)


@given(LENGTHS, st.integers(1, 2000), st.integers(1, 16))
def test_by_size_a_batch_has_one_size_and_what_pads_it_to_that_if_there_is_any(
    lengths, budget, multiple
):
    batches = plan_by_size(lengths, budget, multiple)
    sizes = [{size(lengths[index], multiple) for index in batch} for batch in batches]
    assert all(len(one) == 1 for one in sizes)
    for alone in set.union(set(), *sizes):
        firsts = [
            lengths[b[0]] == alone for b, one in zip(batches, sizes, strict=True) if alone in one
        ]
        assert sum(firsts) == min(len(firsts), lengths.count(alone))


def test_by_size_whole_batches_are_made_of_what_there_is():
    assert plan_by_size([8, 7, 8, 7, 7], budget=16) == [[0, 1], [2, 3], [4]]
    assert plan_by_size([9, 30, 8, 8], budget=32) == [[1], [0], [2, 3]]


def test_batches_are_filled_up_to_the_budget():
    assert plan([8, 8, 8, 8, 8], budget=16) == [[0, 1], [2, 3], [4]]
    assert plan([9, 30, 8], budget=32) == [[1], [0, 2]]


@given(st.lists(st.text(max_size=20), max_size=40), st.integers(1, 200))
def test_results_come_back_in_order_and_each_text_is_worked_on_once(texts, budget):
    seen = []

    def work(batch):
        seen.extend(batch)
        return [text.upper() for text in batch]

    assert run_batched(texts, [len(t) for t in texts], budget, work) == [t.upper() for t in texts]
    assert sorted(seen) == sorted(set(texts))


@pytest.mark.parametrize("change", [lambda b: b[:-1], lambda b: [*b, "more"]])
def test_another_number_of_results_is_an_error(change):
    with pytest.raises(ModelError, match="outputs for 2 inputs"):
        run_batched(["a", "b"], [1, 1], 100, change)
