"""A Ray cluster: one that is there, or one of this machine for a single run."""

from __future__ import annotations

import logging
import math
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from pipeline.errors import UsageError
from pipeline.models.ct2_engine import available_cores
from pipeline.profile import ClusterChoice
from pipeline.run.cluster.said import ClusterError, core_quiet, quietly

FETCH_CPUS = 0.5
"""What fetching takes beside the workers; one core is left to it."""

_PATIENCE = 10.0
"""Seconds in which a cluster's head node has to answer."""

_CLIENT = "ray://"
_CLIENT_PORT = "10001"
"""Where Ray's client server listens, if its address has no port."""

_STORE_SHARE = 4
"""How many times the articles in flight Ray's object store holds on a machine of our own."""


class Cluster:
    """A cluster that is connected to once there is something to do on it.

    address: host:port, auto or ray://…; without one, a cluster is started on this machine, which
    listens on this machine only and ends with the block. workers: a fixed number of them, in place
    of the profile's limits. Use as a context manager.
    """

    def __init__(self, address: str | None, choice: ClusterChoice, workers: int | None) -> None:
        self._address, self._workers = address, workers
        self.choice = choice
        self._ray: Any = None

    @property
    def local(self) -> bool:
        """Whether it is on this machine, and for one run."""
        return self._address is None

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._ray is not None:
            with quietly():
                self._ray.shutdown()

    def connect(self) -> tuple[int, int]:
        """Connect, if that is still to be done: the least and the most workers.

        Raises ClusterError, UsageError.
        """
        with quietly():
            if self._ray is None:
                with core_quiet(), _signals_kept():
                    self._ray = self._connected()
            choice = self.choice
            resources = self._ray.cluster_resources
            most = self._workers or choice.max_workers or _room(resources(), choice)
            return self._workers or min(choice.min_workers, most), most

    def _connected(self) -> Any:
        ray = _import_ray()
        ray.init(**self._start(), log_to_driver=False, logging_level=logging.ERROR)
        return ray

    def _start(self) -> dict[str, Any]:
        if self._address is not None:
            return {"address": _answering(self._address)}
        fitting = max(1, int(available_cores() / self.choice.cpus))
        workers = self._workers or self.choice.max_workers or fitting
        return {
            "address": "local",
            "num_cpus": math.ceil(workers * self.choice.cpus) + 1,
            "object_store_memory": self.choice.in_flight_mb * _STORE_SHARE * 2**20,
            "include_dashboard": False,
            "_node_ip_address": "127.0.0.1",
        }


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Ray takes SIGTERM for itself when it starts; afterwards it is ours again."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _answering(address: str) -> str:
    """The address, `auto` looked up, if something answers there; Ray itself tries for minutes.

    Raises ClusterError.
    """
    remedy = "check the address, and with `ray status` on its head node whether it is up"
    if address == "auto":
        address = _current()
        remedy = "that was the last one here: start one (`ray start --head`), or say where it is"
    host, _, port = address.removeprefix(_CLIENT).rpartition(":")
    if address.startswith(_CLIENT) and not host:
        host, port = port, _CLIENT_PORT
    if not host or not port.isdecimal():
        return address
    try:
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise ClusterError(f"no cluster answers at {address} ({error})", remedy) from error
    return address


def _current() -> str:
    """What Ray means by `auto`: RAY_ADDRESS, or the cluster that was last started here."""
    from ray._private.services import get_ray_address_from_environment

    try:
        return str(get_ray_address_from_environment("auto", None))
    except ConnectionError as error:
        raise ClusterError(
            "there is no cluster on this machine",
            "start one (`ray start --head`), or say where it is: --address HOST:PORT",
        ) from error


def _room(resources: dict[str, float], choice: ClusterChoice) -> int:
    """How many workers a cluster holds; a core is left for fetching."""
    rooms = [(resources.get("CPU", 0.0) - 2 * FETCH_CPUS) / choice.cpus]
    if choice.gpus:
        rooms.append(resources.get("GPU", 0.0) / choice.gpus)
    if min(rooms) < 1:
        raise UsageError(
            f"the cluster has no room for a worker of {choice.cpus:g} cores "
            f"and {choice.gpus:g} GPUs",
            "lower cpus or gpus under [cluster], or add machines",
        )
    return int(min(rooms))


def _import_ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # the rest is in Ray's own files
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise UsageError(
            "--engine ray needs a further package", "pip install 'depesche[cluster]'"
        ) from error
    return ray
