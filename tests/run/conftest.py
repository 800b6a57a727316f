"""Databases of both kinds, each empty."""

import uuid

import pytest

from pipeline.run.database import ADDRESS, open_database
from tests.run.postgres_server import server


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server."""
    pytest.importorskip("pg8000")
    with server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
def opening(request, tmp_path, monkeypatch):
    """Opens one database, again at each call: a file, or one on a server."""
    if request.param == "postgres":
        running = request.getfixturevalue("postgres")
        monkeypatch.setenv(ADDRESS, running.new_database(uuid.uuid4().hex))
    return lambda: open_database(tmp_path)


@pytest.fixture
def database(opening):
    with opening() as opened:
        yield opened
