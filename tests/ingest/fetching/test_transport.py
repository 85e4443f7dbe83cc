"""Connections: to the address that was checked, in HTTP/2 where it is offered, each for one request at a time."""

import shutil
import socket
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore
import httpx
import pytest

from ingest.fetching import FetchFailed, fetch, transport
from ingest.fetching.transport import CheckedTransport, GatewayBackend, NoCookies
from ingest.models.run import Outcome
from ingest.sources.types import Request
from tests.ingest.fetching.http2_server import Http2Server, Tls, serving

URL = "https://boards.example/jobs"
PUBLIC, PRIVATE = "93.184.216.34", "10.0.0.8"


class Elsewhere(GatewayBackend):
    """Connects to one port of this machine, as if every host were there."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002  All hosts are here.
        port: int,  # noqa: ARG002  Likewise.
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return super().connect_tcp("127.0.0.1", self._port, timeout, local_address, socket_options)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Tls:
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the test's certificate, is not here")
    return Tls(tmp_path_factory.mktemp("tls"))


@pytest.fixture(params=[["h2", "http/1.1"]])
def server(tls: Tls, request: pytest.FixtureRequest) -> Iterator[Http2Server]:
    with serving(tls.of_server(request.param)) as running:
        yield running


def client_of(server: Http2Server, tls: Tls) -> httpx.Client:
    made = CheckedTransport(Elsewhere(server.port), context=tls.of_client())
    return httpx.Client(transport=made, cookies=NoCookies(), trust_env=False)


def test_http2_is_spoken_where_the_vendor_has_it(server: Http2Server, tls: Tls) -> None:
    with client_of(server, tls) as client:
        versions = [client.get(URL).http_version for _ in range(3)]
    assert versions == ["HTTP/2"] * 3
    assert server.connections == 1


@pytest.mark.parametrize("server", [["http/1.1"]], indirect=True)
def test_http1_is_spoken_where_it_has_not(server: Http2Server, tls: Tls) -> None:
    with client_of(server, tls) as client:
        assert client.get(URL).http_version == "HTTP/1.1"


@pytest.mark.parametrize("server", [["h2"], ["http/1.1"]], indirect=True)
def test_threads_do_not_share_a_connection_and_take_it_one_after_the_other(server: Http2Server, tls: Tls) -> None:
    server.answer_seconds = 0.3
    with client_of(server, tls) as client, ThreadPoolExecutor(3) as threads:
        for _ in range(2):
            answers = [asked.result() for asked in [threads.submit(client.get, URL) for _ in range(3)]]
            assert [answer.content for answer in answers] == [b"{}"] * 3
    assert server.connections == 3


def test_a_certificate_for_another_name_is_refused(server: Http2Server, tls: Tls) -> None:
    with client_of(server, tls) as client, pytest.raises(httpx.ConnectError, match="certificate"):
        client.get("https://others.example/")


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, list[Any]]]:
    """What DNS says, answer by answer; which names were asked for; and which addresses were connected to."""
    told: dict[str, list[Any]] = {"says": [], "asked": [], "connected": []}

    def getaddrinfo(host: str, port: int, **_options: object) -> list[Any]:
        told["asked"].append(host)
        addresses = told["says"][min(len(told["asked"]), len(told["says"])) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    def connect_tcp(_self: object, host: str, port: int, *_options: object) -> None:
        told["connected"].append((host, port))
        raise httpcore.ConnectError("refused")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect_tcp)
    transport.the_client.cache_clear()
    yield told
    transport.the_client().close()
    transport.the_client.cache_clear()


@pytest.mark.django_db
def test_the_address_that_was_checked_is_connected_to_and_no_other(resolved: dict[str, list[Any]]) -> None:
    # A name that changes its mind between the check and the connection.
    resolved["says"] = [[PUBLIC], ["127.0.0.1"]]
    with pytest.raises(FetchFailed) as failed:
        fetch(Request(URL))
    assert failed.value.kind == Outcome.UNREACHABLE
    assert resolved["asked"] == ["boards.example"]
    assert resolved["connected"] == [(PUBLIC, 443)]


@pytest.mark.django_db
@pytest.mark.parametrize("addresses", [[PRIVATE], [PUBLIC, PRIVATE], ["169.254.169.254"], ["100.64.0.1"]])
def test_a_name_of_an_inner_address_is_never_connected_to(resolved: dict[str, list[Any]], addresses: list[str]) -> None:
    resolved["says"] = [addresses]
    with pytest.raises(FetchFailed) as failed:
        fetch(Request(URL))
    assert failed.value.kind == Outcome.BLOCKED
    assert "not a public address" in failed.value.reason
    assert resolved["connected"] == []


@pytest.mark.django_db
def test_every_address_of_a_name_is_tried_before_it_is_given_up(resolved: dict[str, list[Any]]) -> None:
    resolved["says"] = [["93.184.216.34", "93.184.216.35"]]
    with pytest.raises(FetchFailed):
        fetch(Request(URL))
    assert [address for address, _port in resolved["connected"]] == ["93.184.216.34", "93.184.216.35"]


def test_a_wait_ends_with_the_request_and_not_with_the_last_byte() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        backend = Elsewhere(silent.getsockname()[1])
        began = time.monotonic()
        with transport.ends_at(began + 0.2):
            stream = backend.connect_tcp("boards.example", 443)
            with pytest.raises(httpcore.ReadTimeout):
                stream.read(1, timeout=30)
            with pytest.raises(httpcore.WriteTimeout):
                stream.write(b"x", timeout=30)
        stream.close()
        assert 0.2 <= time.monotonic() - began < 2
