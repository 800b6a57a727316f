import pytest

from pipeline.run.cluster.journal import Journal, forget_deaths


def dies_at(store, *places):
    """A process that enters places and is gone."""
    journal = Journal(store, "k")
    for place in places:
        journal.at(place).__enter__()


def test_a_death_is_found_by_the_next_process(store):
    dies_at(store, "0")
    dies_at(store, "0")
    journal = Journal(store, "k")
    assert (journal.deaths("0"), journal.deaths("1")) == (2, 0)
    assert Journal(store, "other").deaths("0") == 0


def test_leaving_in_any_way_is_no_death(store):
    journal = Journal(store, "k")
    with journal.at("0"):
        pass
    with pytest.raises(ValueError, match="failed"), journal.at("1"):
        raise ValueError("failed")
    with journal.at("2"):
        seen = Journal(store, "k")
    assert [seen.deaths(place) for place in "012"] == [0, 0, 1]


def test_a_shard_that_is_done_has_no_journal(store):
    dies_at(store, "0")
    Journal(store, "k").close()
    assert Journal(store, "k").deaths("0") == 0
    dies_at(store, "0")
    forget_deaths(store)
    assert Journal(store, "k").deaths("0") == 0
