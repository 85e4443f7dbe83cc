"""Ingestion's parsers read what the demo serves: each board of each source, all of it."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from demo.companies import ListedBoard, listed
from demo.day import Listing
from demo.server import DemoServer
from demo.vendors import BY_SOURCE
from demo.vendors.ashby import is_listed
from ingest.sources import SOURCES, source_named
from ingest.sources.types import Entry, ParsedPosting, Request, Source
from tests.demo.conftest import ANCHOR, ask

READABLE = sorted(set(SOURCES) & set(BY_SOURCE))
DETAILS = 5


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[DemoServer]:
    with DemoServer(day=1, anchor=ANCHOR) as server:
        yield server


def boards(server: DemoServer, source: str) -> list[ListedBoard]:
    return [board for company in listed(server.companies) for board in company.boards if board.source == source]


def body(server: DemoServer, request: Request) -> bytes:
    reply = ask(server.url, request.url, request.method, request.body, dict(request.headers))
    assert reply.status == 200, request.url
    return reply.body


def entries(server: DemoServer, source: Source, token: str) -> list[Entry]:
    """All entries of the board, page by page; nothing in it is unreadable, and it says whether it is whole."""
    found: list[Entry] = []
    request: Request | None = source.first_request(token)
    while request:
        page = source.listing(body(server, request), token, request)
        assert not page.bad
        found += page.entries
        request, complete = page.next, page.complete
    assert complete is (source.name != "rss")
    return found


def visible(listing: Listing | None, source: str) -> int:
    """How many postings of the board its answers give away: unlisted ones are none, and a feed is a window."""
    postings = listing.postings if listing else ()
    if source == "ashby":
        return sum(is_listed(posting) for posting in postings)
    return min(len(postings), 20) if source == "rss" else len(postings)


def parsed(server: DemoServer, name: str) -> list[ParsedPosting]:
    """Postings of all boards of a source; a few of each board, with their details, where there are any."""
    source = source_named(name)
    return [
        with_detail(server, source, source.posting(entry, board.token), board.token)
        for board in boards(server, name)
        for entry in entries(server, source, board.token)[: DETAILS if source.has_details else None]
    ]


def with_detail(server: DemoServer, source: Source, posting: ParsedPosting, token: str) -> ParsedPosting:
    request = source.detail_request(posting.external_id, token)
    return source.detail(body(server, request), posting, token) if request else posting


@pytest.fixture(scope="module", params=READABLE)
def postings(request: pytest.FixtureRequest, server: DemoServer) -> list[ParsedPosting]:
    return parsed(server, request.param)


@pytest.mark.parametrize("name", READABLE)
def test_every_posting_of_every_board_is_read_once(server: DemoServer, name: str) -> None:
    source = source_named(name)
    shown = Counter[str]()
    read = Counter[str]()
    for board in boards(server, name):
        own = next(b for c in server.companies for b in c.boards if BY_SOURCE[name].watched_as(b) == board.token)
        listing = server._server.gateway.day.listing(name, own.token)
        shown[board.token] = visible(listing, name)
        read[board.token] = len({entry.external_id for entry in entries(server, source, board.token)})

    assert read == shown
    assert read.total() > 30


def test_postings_have_titles_addresses_and_texts(postings: list[ParsedPosting]) -> None:
    assert all(posting.title and posting.title == posting.title.strip() for posting in postings)
    assert all(urlsplit(posting.url).scheme == "https" for posting in postings)
    assert all(len(posting.description_text) > 1000 for posting in postings)


@pytest.mark.parametrize("name", sorted(set(READABLE) - {"rss"}))
def test_postings_of_all_but_feeds_have_places(server: DemoServer, name: str) -> None:
    assert all(posting.locations for posting in parsed(server, name))


def test_texts_are_free_of_markup_and_entities(postings: list[ParsedPosting]) -> None:
    for posting in postings:
        for text in (posting.title, posting.description_text, *(place.text for place in posting.locations)):
            assert not any(sign in text for sign in ("&amp;", "&nbsp;", "&lt;", "<p>", "<li", "<span"))


def test_dates_lie_before_the_day(postings: list[ParsedPosting]) -> None:
    dated = [posting.date_posted for posting in postings if posting.date_posted]

    assert all(day.isoformat() < "2026-10-23" for day in dated)
