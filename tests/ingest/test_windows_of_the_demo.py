"""The demo's feeds over weeks: what falls out of them ends as the company's website says."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from demo.server import DemoServer
from demo.vendors import rss
from ingest.adding import add_company
from ingest.models import Board, Posting, Run, Unseen
from ingest.models.posting import ClosedReason, Status
from ingest.recognise import Recognised
from tests.demo.conftest import ANCHOR
from tests.ingest.gateway import asked_through
from tests.ingest.visits import visited

FIRST = datetime(ANCHOR.year, ANCHOR.month, ANCHOR.day, 12, tzinfo=UTC)
DAYS = range(0, 24, 3)

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Settings) -> Iterator[DemoServer]:
    boards = DemoServer(day=0, anchor=ANCHOR, companies=3, postings=120, sources=["rss"])
    with boards as server, asked_through(settings, server.url):
        yield server


def visit(board: Board, day: int) -> Run:
    return visited(board, FIRST + timedelta(days=day))


def test_feeds_that_are_windows_are_followed_for_weeks(demo: DemoServer) -> None:
    boards = {}
    for company in demo.companies:
        own = company.boards[0]
        add_company(Recognised("rss", rss.watched_as(own)), FIRST)
        boards[own.token] = Board.objects.get(token=rss.watched_as(own))
    for day in DAYS:
        demo.set_day(day)
        for token, board in boards.items():
            assert visit(board, day).outcome in {"ok", "unchanged"}
            closed = board.postings.filter(closed_at=FIRST + timedelta(days=day))
            assert not {posting.url.rpartition("/")[2] for posting in closed} & pages_on(demo, token)

    closed = Posting.objects.filter(status=Status.CLOSED)
    assert set(closed.values_list("closed_reason", flat=True)) == {ClosedReason.PAGE_GONE}
    assert closed.count() > 30
    # With so few days between the visits, nobody is outside of the window and unasked for long.
    stale = Unseen.objects.filter(checked_at__isnull=True, since__lt=FIRST + timedelta(days=DAYS[-3]))
    assert not stale.exists()


def pages_on(demo: DemoServer, token: str) -> set[str]:
    """The names of the pages of what is open on the server's day."""
    listing = demo._server.gateway.day.listing("rss", token)
    return {rss.page_of(posting) for posting in listing.postings} if listing else set()
