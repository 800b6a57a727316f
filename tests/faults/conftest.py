"""What the fault tests share."""

import multiprocessing

import pytest


@pytest.fixture(scope="session")
def processes():
    """Starts processes in milliseconds: each is forked from one that has imported the product."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.night"])
    return context


@pytest.fixture(scope="session")
def outcome():
    """Every file of a run's folder but its report, which tells of times, with its bytes."""

    def files(folder):
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith("report.")
        }

    return files
