"""Connections to checked addresses only, or to the gateway that stands for all of them.

One client serves all threads of a process: httpx's client and httpcore's pool are made for that, but for two things.
httpcore lets threads share an HTTP/2 connection whose state machine is not made for it (encode/httpx#3566: frames of
several threads mix, and one read that times out ends the others'), so here a connection serves one request at a time,
HTTP/2 or not. And httpcore's count of idle connections counts all of them, so that a smaller limit for idle ones would
close connections while many are in use: both limits are the same.
"""

import functools
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ssl import SSLContext
from typing import Any

import httpcore
import httpx
from django.conf import settings

from ingest.fetching.addresses import public_addresses_of

# Sixteen threads with four details each at once, and room for those that read a robots.txt beside it.
MOST_CONNECTIONS = 100
IDLE_SECONDS = 30

_ONE_AT_A_TIME = threading.Lock()
_end: ContextVar[float] = ContextVar("end", default=float("inf"))


@contextmanager
def ends_at(moment: float) -> Iterator[None]:
    """Whatever this thread waits for on a connection ends by then, a moment of `time.monotonic()`.

    A read timeout alone begins anew with every byte, and a header of 100 kB could take a month.
    """
    token = _end.set(moment)
    try:
        yield
    finally:
        _end.reset(token)


def _bounded(timeout: float | None, error: type[Exception]) -> float | None:
    left = _end.get() - time.monotonic()
    if left <= 0:
        raise error("the time for this request is used up")
    return left if timeout is None else min(timeout, left)


class BoundedStream(httpcore.NetworkStream):
    """A connection on which no wait goes beyond the end of the request that waits."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _bounded(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _bounded(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = _bounded(timeout, httpcore.ConnectTimeout)
        return BoundedStream(self._stream.start_tls(ssl_context, server_hostname, seconds))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  httpcore's signature.
        return self._stream.get_extra_info(info)


class GatewayBackend(httpcore.NetworkBackend):
    """Connects wherever it is told to: only to the gateway."""

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
        seconds = _bounded(timeout, httpcore.ConnectTimeout)
        return BoundedStream(self._sockets.connect_tcp(host, port, seconds, local_address, socket_options))


class CheckedBackend(GatewayBackend):
    """Resolves once, checks every address, and connects to what it checked; TLS still verifies the name."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        *others, last = public_addresses_of(host, port)
        for address in others:
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                # The next address may be of the family that this machine has a way to.
                continue
        return super().connect_tcp(last, port, timeout, local_address, socket_options)


class OneAtATime(httpcore.HTTPConnection):
    """A connection that is for one request until its answer was closed, also where it could carry several."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  Passed on.
        super().__init__(*args, **options)
        self._in_use = threading.Lock()

    def is_available(self) -> bool:
        return not self._in_use.locked() and self._connection is not None and super().is_available()

    def has_expired(self) -> bool:
        return not self._in_use.locked() and (super().has_expired() or self._was_closed_by_peer())

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        if not self._in_use.acquire(blocking=False):
            raise httpcore.ConnectionNotAvailable
        try:
            response = super().handle_request(request)
        except BaseException:
            self._in_use.release()
            raise
        # The answer stays as it is; only the end of its body does more.
        response.stream = ReleasingBody(response.stream, self._in_use)
        return response

    def _was_closed_by_peer(self) -> bool:
        """An idle connection from which something can be read: its end, or word that it will end."""
        stream = getattr(self._connection, "_network_stream", None)
        return self.is_idle() and stream is not None and bool(stream.get_extra_info("is_readable"))


class ReleasingBody:
    """An answer's body, whose end frees its connection."""

    def __init__(self, body: Any, in_use: threading.Lock) -> None:  # noqa: ANN401  One of httpcore's streams.
        self._body = body
        self._in_use = in_use
        self._is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._body

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        try:
            self._body.close()
        finally:
            self._in_use.release()


class Pool(httpcore.ConnectionPool):
    def __init__(self, backend: httpcore.NetworkBackend, *, context: SSLContext | None = None) -> None:
        super().__init__(
            ssl_context=context or httpx.create_ssl_context(trust_env=False),
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=MOST_CONNECTIONS,
            keepalive_expiry=IDLE_SECONDS,
            http2=True,
            network_backend=backend,
        )

    def create_connection(self, origin: httpcore.Origin) -> httpcore.ConnectionInterface:
        return OneAtATime(
            origin=origin,
            ssl_context=self._ssl_context,
            keepalive_expiry=self._keepalive_expiry,
            http2=self._http2,
            network_backend=self._network_backend,
        )


class CheckedTransport(httpx.HTTPTransport):
    """httpx's transport on a pool of ours. HTTP/2 is used where the vendor offers it."""

    def __init__(self, backend: httpcore.NetworkBackend | None = None, *, context: SSLContext | None = None) -> None:
        # Not httpx's own, which would make a pool that nobody uses: it takes no backend and no kind of connection.
        self._pool: httpcore.ConnectionPool = Pool(backend or CheckedBackend(), context=context)


class NoCookies(CookieJar):
    """Boards need none, and one board's cookies are none of another's business."""

    def __init__(self) -> None:
        super().__init__(DefaultCookiePolicy(allowed_domains=[]))


def client() -> httpx.Client:
    """The process's one client: no redirects by itself, no cookies, no proxy of the machine's."""
    # The cache alone would let threads that come together make one each, and drop all but one of them unclosed.
    with _ONE_AT_A_TIME:
        return the_client()


@functools.cache
def the_client() -> httpx.Client:
    transport = CheckedTransport(GatewayBackend() if settings.INGEST_GATEWAY else None)
    return httpx.Client(
        transport=transport,
        follow_redirects=False,
        trust_env=False,
        cookies=NoCookies(),
        event_hooks={"response": [hide_location]},
    )


def hide_location(response: httpx.Response) -> None:
    """Keep where a redirect leads from httpx, which would read it even so, and call a strange one a broken answer."""
    if response.has_redirect_location:
        response.extensions["location"] = response.headers.pop("location")
