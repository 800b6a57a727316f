import threading

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.models.batches import plan_by_size
from pipeline.models.lanes import in_lanes


@example([""], 2)
@given(st.lists(st.text(max_size=300), max_size=60), st.integers(1, 4))
def test_each_item_has_its_own_result_in_order(items, threads):
    result = in_lanes(
        items, list(map(len, items)), threads, 64, lambda part: [t + "!" for t in part]
    )
    assert result == [text + "!" for text in items]


def parts_of(items, threads):
    parts = []

    def work(part):
        parts.append(tuple(part))
        return list(part)

    in_lanes(items, list(map(len, items)), threads, 512, work)
    return parts


def test_with_one_thread_it_is_called_once_in_this_thread():
    assert parts_of(["a" * 900] * 9, 1) == [("a" * 900,) * 9]
    here = in_lanes(["a"], [1], 1, 64, lambda part: [threading.get_ident()])
    assert here == [threading.get_ident()]


def test_the_parts_do_not_depend_on_the_machine_or_on_which_is_done_first():
    items = [chr(97 + n % 26) * (200 + n) for n in range(100)]
    assert sorted(parts_of(items, 2)) == sorted(parts_of(items, 2)) == sorted(parts_of(items, 9))
    assert len(parts_of(items, 2)) >= 8


def test_parting_makes_no_batch_smaller():
    items = [chr(97 + n % 26) * (20 + n % 13) for n in range(300)]
    lengths = list(map(len, items))
    parts = parts_of(items, 2)
    assert len(parts) >= 8
    batches = [plan_by_size(list(map(len, part)), 512) for part in parts]
    assert sum(map(len, batches)) == len(plan_by_size(lengths, 512))


def test_while_one_part_is_read_another_is_searched():
    meeting = threading.Barrier(3, timeout=10)
    done = in_lanes(
        ["a" * 1000] * 3, [1000] * 3, 3, 512, lambda part: [meeting.wait()] and list(part)
    )
    assert len(done) == 3


def test_a_failure_comes_out_and_ends_what_has_not_begun():
    calls = []

    def work(part):
        calls.append(part)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        in_lanes(["a" * 1000] * 50, [1000] * 50, 2, 512, work)
    assert len(calls) < 50
