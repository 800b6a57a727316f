import json
import logging

import pytest

from pipeline.cli.logs import set_up_logging


@pytest.fixture
def log():
    return logging.getLogger("pipeline.somewhere")


def test_what_a_library_hides_in_a_record_is_no_field(log, capsys):
    set_up_logging(as_json=True)
    log.info("read", extra={"articles": 1, "_library_time": 5})
    fields = json.loads(capsys.readouterr().err)
    assert fields["articles"] == 1
    assert "_library_time" not in fields


def test_json_lines_carry_fields_a_time_and_the_trace(log, capsys):
    set_up_logging(as_json=True)
    log.info("window of %d done", 3, extra={"articles": ["ä1"], "seconds": 2.5})
    try:
        raise ValueError("broken")
    except ValueError:
        log.error("it failed", exc_info=True)
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first.pop("time").endswith("Z")
    assert first == {
        "level": "info",
        "logger": "pipeline.somewhere",
        "message": "window of 3 done",
        "articles": ["ä1"],
        "seconds": 2.5,
    }
    assert "ValueError: broken" in second["exception"]


def test_people_see_the_message_alone_and_nothing_steers_their_terminal(log, capsys):
    set_up_logging()
    log.info("a \x1b[31mred line", extra={"articles": ["a1"]})
    log.debug("not shown")
    logging.getLogger("pipeline.run.article").info("article a1 done")
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert err.startswith("a ")
    assert err.count("\n") == 1


def test_more_is_shown_on_demand(log, capsys):
    set_up_logging(verbose=1)
    logging.getLogger("pipeline.run.article").info("article a1 done")
    try:
        raise ValueError("broken")
    except ValueError:
        log.debug("it failed", exc_info=True)
    err = capsys.readouterr().err
    assert "article a1 done\nit failed\nTraceback" in err
    set_up_logging(quiet=True)
    log.warning("hidden")
    assert capsys.readouterr().err == ""
