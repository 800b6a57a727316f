"""A PostgreSQL server of our own in a temporary folder: real, and gone after the tests."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PASSWORD = "nur für Tests"


def programs() -> Path:
    """The folder of PostgreSQL's programs; without them the test skips, or fails in CI."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "postgres").exists():
            return folder
    assert "DEPESCHE_NEEDS_POSTGRES" not in os.environ, "PostgreSQL is not installed"
    pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")


class Server:
    """A server that can be stopped and started again; databases are made by name."""

    def __init__(self, folder: Path) -> None:
        self._bin, self._folder = programs(), folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        secret = folder / "password"
        secret.write_text(PASSWORD, "utf-8")
        if os.getuid() == 0:  # it refuses to run as root
            shutil.chown(folder, "postgres")
            shutil.chown(secret, "postgres")
        self._run(
            *("initdb", "-D", folder / "data", "-U", "depesche", "-E", "UTF8", "--no-sync"),
            *("--locale=C.UTF-8", "--auth=scram-sha-256", "--pwfile", secret),
        )

    def start(self) -> None:
        options = (
            f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' "
            "-c fsync=off -c max_connections=40"
        )
        log = self._folder / "log"
        self._run("pg_ctl", "-D", self._folder / "data", "-l", log, "-w", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._folder / "data", "-m", "immediate", "stop")

    def address(self, name: str, password: str = PASSWORD) -> str:
        from urllib.parse import quote

        return f"postgresql://depesche:{quote(password)}@127.0.0.1:{self._port}/{name}"

    def new_database(self, name: str) -> str:
        """The address of a new, empty database."""
        import pg8000.native

        with pg8000.native.Connection(
            "depesche", host="127.0.0.1", port=self._port, database="postgres", password=PASSWORD
        ) as connection:
            connection.run(f'CREATE DATABASE "{name}"')
        return self.address(name)

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._bin / program), *map(str, arguments)]
        if os.getuid() == 0:
            command = [
                "setpriv",
                "--reuid=postgres",
                "--regid=postgres",
                "--clear-groups",
                *command,
            ]
        done = subprocess.run(
            command,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # the server would keep a pipe open
            stderr=(self._folder / "err").open("w"),
        )
        assert done.returncode == 0, (self._folder / "err").read_text()


@contextmanager
def server() -> Iterator[Server]:
    """A running server."""
    with tempfile.TemporaryDirectory(prefix="depesche-postgres-") as name:
        folder = Path(name)
        running = Server(folder)
        running.start()
        try:
            yield running
        finally:
            running.stop()
            time.sleep(0.2)  # its last files
