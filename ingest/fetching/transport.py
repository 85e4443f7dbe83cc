"""Connections to checked addresses only, or to the gateway that stands for all of them."""

import functools
import threading
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx
from django.conf import settings

from ingest.fetching.addresses import public_address_of

_ONE_AT_A_TIME = threading.Lock()
LIMITS = httpx.Limits(max_connections=40, max_keepalive_connections=20, keepalive_expiry=30)


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves once, checks every address, and connects to the one it checked; TLS still verifies the name."""

    def __init__(self) -> None:
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        address = public_address_of(host, port)
        return self._sockets.connect_tcp(address, port, timeout, local_address, socket_options)


class CheckedTransport(httpx.HTTPTransport):
    """httpx's transport on our backend. HTTP/2 is used where the vendor offers it."""

    def __init__(self) -> None:
        super().__init__(http2=True, limits=LIMITS)
        # httpx 0.28 takes no backend of its own; its pool does.
        self._pool: httpcore.ConnectionPool
        self._pool._network_backend = CheckedBackend()  # noqa: SLF001


def client() -> httpx.Client:
    """The process's one client: no redirects by itself, no cookies kept, no proxy of the machine's."""
    # The cache alone would let threads that come together make one each, and drop all but one of them unclosed.
    with _ONE_AT_A_TIME:
        return the_client()


@functools.cache
def the_client() -> httpx.Client:
    transport = httpx.HTTPTransport(limits=LIMITS) if settings.INGEST_GATEWAY else CheckedTransport()
    return httpx.Client(transport=transport, follow_redirects=False, trust_env=False)
