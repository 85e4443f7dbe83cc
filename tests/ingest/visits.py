"""A company with one board, and a visit to it."""

from datetime import UTC, datetime
from typing import Any

from ingest.crawl import crawl
from ingest.models import Board, Company, CompanySchedule, Run
from ingest.schedule import claim
from ingest.sources import source_named

DAY_0 = datetime(2026, 3, 1, 6, tzinfo=UTC)


def watched(source: str, token: str, *, slug: str = "acorn") -> Board:
    """A board of a new company, which is due."""
    company = Company.objects.create(name="Acorn", slug=slug, created_at=DAY_0)
    CompanySchedule.objects.create(company=company, host=source_named(source).host(token), next_run_at=DAY_0)
    return Board.objects.create(company=company, source=source, token=token, added_at=DAY_0)


def one_slice(board: Board, at: datetime, **options: Any) -> Run | None:
    """What one task does; `options` are those of `crawl`. None where another has to go on."""
    held = claim(board.company_id, None)
    assert held is not None
    return crawl(held, at, **options)


def visited(board: Board, at: datetime) -> Run:
    """The run of a whole visit as of a moment."""
    run = one_slice(board, at)
    assert run is not None
    return run
