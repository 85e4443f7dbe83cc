"""A Workday tenant of 2,400 postings, which says 2,000 and shows 20 at a time, read from the demo's boards."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from demo.company import Board as DemoBoard
from demo.postings import board_on
from demo.server import DemoServer
from demo.vendors.workday import watched_as
from ingest.models import Board, BoardState, Company, CompanySchedule, Posting, PostingStage, Run, UnfinishedRun
from ingest.sources import source_named
from tests.ingest.gateway import asked_through
from tests.ingest.visits import one_slice

ANCHOR = date(2026, 2, 28)
DAY_1 = datetime(2026, 3, 1, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECONDS = 2.0

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(settings: Settings) -> Iterator[DemoServer]:
    boards = DemoServer(day=1, anchor=ANCHOR, companies=1, postings=2_450, sources=["workday"])
    with boards as server, asked_through(settings, server.url):
        yield server


@pytest.fixture
def shown(server: DemoServer) -> DemoBoard:
    [company] = server.companies
    return company.boards[0]


@pytest.fixture
def board(shown: DemoBoard) -> Board:
    token = watched_as(shown)
    company = Company.objects.create(name="Acorn", slug="acorn", created_at=DAY_1)
    CompanySchedule.objects.create(company=company, host=source_named("workday").host(token), next_run_at=DAY_1)
    return Board.objects.create(company=company, source="workday", token=token, added_at=DAY_1)


def read(board: Board, at: datetime) -> tuple[Run, list[int]]:
    """The run, and how many ids each of its slices had seen when it ended."""
    seen = list[int]()
    for number in range(200):
        if run := one_slice(board, at + number * MINUTE, slice_seconds=SECONDS):
            return run, seen
        seen.append(len(UnfinishedRun.objects.get().seen))
    raise AssertionError("The visit came to no end.")


def test_every_posting_of_a_tenant_beyond_the_ceiling_is_read_once(board: Board, shown: DemoBoard) -> None:
    postings = board_on(shown, 1, ANCHOR) or ()
    assert len(postings) > 2_400
    run, seen = read(board, DAY_1)

    assert (run.outcome, run.created, run.slices) == ("ok", len(postings), len(seen) + 1)
    assert run.slices > 2
    assert max(seen) > 1_000
    assert Posting.objects.filter(status="open", text__description_text__gt="").count() == len(postings)
    assert not PostingStage.objects.filter(announced_at=None).exists()
    state = BoardState.objects.get()
    assert state.first_read_at == state.complete_at
    assert Run.objects.count() == 1
