"""The way to a server: connects only to addresses that were checked, and ends on time.

A host's name is resolved once, the addresses are checked, and the connection goes to one of them:
whatever a name server says a moment later, or a redirect names, no other address is asked.
Certificates are checked against the name.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from ssl import SSLContext
from typing import Any

import httpcore2
import httpx2

from pipeline.sources.fetch.addresses import Resolver, checked

_TRIED = 4
"""Addresses of one host that are tried; some have dozens."""


class GuardedTransport(httpx2.BaseTransport):
    """Sends a request; one connection each, so that no answer outlives its deadline.

    private_hosts may have any address. Raises httpcore2's exceptions, and SourceError for a host
    that may not be asked.
    """

    def __init__(
        self, resolve: Resolver, *, private_hosts: Collection[str], deadline: float
    ) -> None:
        backend = _GuardedBackend(resolve, private_hosts, deadline)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            max_keepalive_connections=0,
            network_backend=backend,
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, its body still to be read."""
        url = request.url
        target = httpcore2.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        answer = self._pool.handle_request(
            httpcore2.Request(
                request.method, target, headers=request.headers.raw, extensions=request.extensions
            )
        )
        assert isinstance(answer.stream, Iterable)
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        """Let go of what is open."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    """The body of an answer, as httpx wants to have it."""

    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _GuardedBackend(httpcore2.NetworkBackend):
    def __init__(self, resolve: Resolver, private_hosts: Collection[str], deadline: float) -> None:
        self._resolve, self._private, self._deadline = resolve, private_hosts, deadline
        self._system = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to one of the host's addresses, tried in their order."""
        until = time.monotonic() + self._deadline
        found = self._resolve(host, port)
        addresses = checked(host, found, private=host.lower() in self._private)
        failure: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in addresses[:_TRIED]:
            try:
                stream = self._system.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, until)
        raise failure


class _TimedStream(httpcore2.NetworkStream):
    """A connection that ends at a time, however slowly bytes drip in."""

    def __init__(self, stream: httpcore2.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        secure = self._stream.start_tls(ssl_context, server_hostname, self._within(timeout))
        return _TimedStream(secure, self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _within(self, timeout: float | None) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the deadline has passed")
        return left if timeout is None else min(timeout, left)
