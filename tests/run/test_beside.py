import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.run.beside import Behind, WaitedTooLongError, ahead


@given(st.lists(st.integers()))
def test_everything_comes_in_order(items):
    assert list(ahead(items)) == items


def test_the_next_is_read_while_one_is_worked_on():
    second = threading.Event()

    def items():
        yield 1
        second.set()
        yield 2

    for item in ahead(items()):
        assert second.wait(10), f"nothing was read beside {item}"


def test_no_more_than_two_are_read_ahead():
    read = []

    def items():
        for number in range(100):
            read.append(number)
            yield number

    reading = ahead(items())
    next(reading)
    reading.close()
    assert len(read) <= 3


@pytest.mark.parametrize("error", [ValueError("broken"), KeyboardInterrupt()])
def test_what_reading_raises_comes_behind_what_was_read(error):
    def items():
        yield 1
        raise error

    reading = ahead(items())
    assert next(reading) == 1
    with pytest.raises(type(error)):
        next(reading)


def test_what_does_not_come_is_not_waited_for_once_somebody_says_so():
    hangs, tired = threading.Event(), threading.Event()

    def items():
        yield 1
        hangs.wait(10)

    reading = ahead(items(), tired.is_set)
    assert next(reading) == 1
    tired.set()
    with pytest.raises(WaitedTooLongError):
        next(reading)
    hangs.set()


def test_tasks_are_done_in_order_and_all_by_the_end():
    done = []
    with Behind() as writer:
        for number in range(20):
            writer.do(lambda number=number: done.append(number))
    assert done == list(range(20))


def fail():
    raise OSError("full")


def test_what_a_task_raises_is_not_lost():
    with pytest.raises(OSError, match="full"), Behind() as writer:
        writer.do(fail)
    with Behind() as writer:
        writer.do(fail)
        with pytest.raises(OSError, match="full"):
            writer.do(print)


def test_a_failure_within_the_block_is_the_one_that_is_seen():
    with pytest.raises(ValueError, match="first"), Behind() as writer:
        writer.do(fail)
        raise ValueError("first")
