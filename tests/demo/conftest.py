"""The demo server in this process, and a client that asks it as ingestion does: there, with the vendor's host."""

import gzip
import http.client
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import pytest

from demo.company import Board, Posting
from demo.postings import board_on
from demo.server import DemoServer

ANCHOR = date(2026, 10, 22)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.raw) if self.headers.get("Content-Encoding") == "gzip" else self.raw

    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    server_url: str,
    url: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Reply:
    """The answer to a request for `url`, sent to the server with the host of `url`. Redirects are not followed."""
    address, target = urlsplit(server_url), urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)
    path = target.path + (f"?{target.query}" if target.query else "")
    try:
        connection.request(method, path or "/", body=body, headers={"Host": target.netloc, **headers})
        response = connection.getresponse()
        return Reply(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


@pytest.fixture(scope="session")
def shared_server() -> Iterator[DemoServer]:
    """Shows day 1, and is only read."""
    with DemoServer(day=1, anchor=ANCHOR) as server:
        yield server


@pytest.fixture(scope="session")
def get(shared_server: DemoServer) -> Callable[..., Reply]:
    def get(url: str, **headers: str) -> Reply:
        return ask(shared_server.url, url, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return get


@dataclass(frozen=True)
class Site:
    """A world in which all companies use one vendor, on day 1. `get` takes an address at the vendor."""

    server: DemoServer
    boards: tuple[Board, ...]
    get: Callable[..., Reply]
    post: Callable[[str, Any], Reply]

    def board(self, what: str, value: Any, choices: Sequence[Any]) -> Board:
        """The largest board with that habit."""
        return next(board for board in self.boards if board.habit(what, choices) == value)

    def postings(self, board: Board) -> tuple[Posting, ...]:
        return board_on(board, 1, ANCHOR) or ()


@contextmanager
def site_of(source: str, companies: int = 24, postings: int = 480) -> Iterator[Site]:
    with DemoServer(day=1, anchor=ANCHOR, companies=companies, postings=postings, sources=[source]) as server:
        boards = [board for company in server.companies for board in company.boards if board.source == source]
        usual = [board for board in boards if board.event == "none"]

        def get(url: str, **headers: str) -> Reply:
            return ask(server.url, url, headers={name.replace("_", "-"): value for name, value in headers.items()})

        def post(url: str, body: Any) -> Reply:
            return ask(server.url, url, "POST", json.dumps(body).encode(), {"Content-Type": "application/json"})

        yield Site(server, tuple(sorted(usual, key=lambda board: board.slots, reverse=True)), get, post)


@pytest.fixture
def server() -> Iterator[DemoServer]:
    """Shows day 1, and may be moved."""
    with DemoServer(day=1, anchor=ANCHOR) as server:
        yield server


@pytest.fixture(scope="session")
def boards_of(shared_server: DemoServer) -> Callable[[str], list[Board]]:
    """The boards of a source, the largest first."""

    def boards_of(source: str) -> list[Board]:
        boards = [board for company in shared_server.companies for board in company.boards if board.source == source]
        return sorted(boards, key=lambda board: board.slots, reverse=True)

    return boards_of
