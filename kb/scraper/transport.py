"""Connections that pass the address guard and end at a deadline.

The guard sits where the socket is opened, so that nothing (a redirect, a second look-up, a
kept connection) goes round it; TLS and the Host header keep the name that was asked for. A
deadline bounds the whole exchange: timeouts of single reads would let a server send one byte
at a time for ever.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Final

import httpcore2
import httpx2
from httpcore2 import SOCKET_OPTION

from kb.scraper.guard import Guard

#: Hosts to which a connection is kept for the next request; each takes a file descriptor.
MOST_ORIGINS: Final = 400
_DEADLINE: ContextVar[float] = ContextVar("deadline")


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Everything inside, on this thread, must be received within so many seconds."""
    token = _DEADLINE.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _DEADLINE.reset(token)


def _left(timeout: float | None, error: type[Exception]) -> float | None:
    end = _DEADLINE.get(None)
    if end is None:
        return timeout
    left = end - time.monotonic()
    if left <= 0:
        raise error("the deadline has passed")
    return left if timeout is None else min(timeout, left)


class _BoundedStream(httpcore2.NetworkStream):
    """A stream whose operations end at the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = _left(timeout, httpcore2.ConnectTimeout)
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens sockets to addresses that the guard has checked, and to no others."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        failed: Exception | None = None
        for address in self._guard.addresses(host, port):
            left = _left(timeout, httpcore2.ConnectTimeout)
            try:
                stream = self._sockets.connect_tcp(
                    address, port, left, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
            else:
                return _BoundedStream(stream)
        assert failed is not None
        raise failed


class _Connections(httpcore2.ConnectionPool):
    """Open connections, those of each origin apart.

    One pool for all would look at every connection for every request, and keep so few that
    none is still open when its host's next turn comes.
    """

    def __init__(self, opened: Callable[[], httpcore2.ConnectionPool]) -> None:
        super().__init__()
        self._opened = opened
        self._pools: dict[str, httpcore2.ConnectionPool] = {}  # the last used one is last
        self._lock = threading.Lock()

    def handle_request(self, request: httpcore2.Request) -> httpcore2.Response:
        origin = str(request.url.origin)
        with self._lock:
            pool = self._pools.pop(origin, None) or self._opened()
            self._pools[origin] = pool
            left = self._left_behind()
        if left is not None:
            left.close()
        return pool.handle_request(request)

    def _left_behind(self) -> httpcore2.ConnectionPool | None:
        """The pool that was not used for longest and that nobody reads from, if one must go."""
        if len(self._pools) <= MOST_ORIGINS:
            return None
        for origin, pool in self._pools.items():
            if all(connection.is_idle() for connection in pool.connections):
                return self._pools.pop(origin)
        return None

    def close(self) -> None:
        with self._lock:
            pools = list(self._pools.values())
            self._pools.clear()
        for pool in pools:
            pool.close()


@cache
def trusted_context() -> ssl.SSLContext:
    """The usual certificate authorities; reading them takes long, and nothing changes them."""
    return httpx2.create_ssl_context(trust_env=False)


class GuardedTransport(httpx2.HTTPTransport):
    """A transport whose every connection passes the guard; the environment is not read."""

    def __init__(self, guard: Guard, *, verify: ssl.SSLContext | None = None) -> None:
        trusted = verify or trusted_context()
        super().__init__(verify=trusted, trust_env=False)
        backend = GuardedBackend(guard)
        # The base class takes no network backend; its pool is replaced before it is used.
        self._pool = _Connections(
            lambda: httpcore2.ConnectionPool(
                ssl_context=trusted,
                max_connections=None,
                max_keepalive_connections=1,
                keepalive_expiry=30.0,
                network_backend=backend,
            )
        )
