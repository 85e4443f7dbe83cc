"""Most visits find nothing new: what they cost, and that they leave nothing undone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ingest.crawl import crawl
from ingest.dispatch import wake_when_low
from ingest.models import Absence, Board, BoardState, CompanySchedule, Posting, Run
from ingest.schedule import claim
from tests.ingest.conftest import HOST, PATH, greenhouse
from tests.ingest.vendor import Reply, Vendor, as_json
from tests.ingest.visits import DAY_0

Visit = Callable[[datetime], Run]
DAY = timedelta(days=1)
# Claim, what is known, the end of the visit, and whether the dispatcher is to be woken.
STATEMENTS = 4

pytestmark = pytest.mark.django_db(transaction=True)


def with_etag(vendor: Vendor, *ids: int, tag: str = '"1"') -> None:
    def answer(headers: dict[str, str]) -> Reply:
        return Reply(304) if headers.get("if-none-match") == tag else as_json(greenhouse(*ids), ETag=tag)

    vendor.says(HOST, PATH, answer)


def statements_of(board: Board, at: datetime) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        held = claim(board.company_id, None)
        assert held is not None
        run = crawl(held, at)
        wake_when_low()
    assert run is not None
    assert run.outcome == "unchanged"
    return [query["sql"] for query in queries]


def test_an_unchanged_visit_needs_four_statements_and_no_transaction_of_several(
    visit: Visit, vendor: Vendor, board: Board
) -> None:
    with_etag(vendor, 1, 2)
    visit(DAY_0)
    assert len(statements_of(board, DAY_0 + DAY)) == STATEMENTS


def test_so_does_one_whose_body_has_the_same_hash(visit: Visit, vendor: Vendor, board: Board) -> None:
    vendor.says(HOST, PATH, as_json(greenhouse(1, 2)))
    visit(DAY_0)
    assert len(statements_of(board, DAY_0 + DAY)) == STATEMENTS


def test_it_has_its_run_its_moment_and_its_next_visit(visit: Visit, vendor: Vendor, board: Board) -> None:
    with_etag(vendor, 1, 2)
    visit(DAY_0)
    BoardState.objects.update(gone_at=DAY_0)
    run = visit(DAY_0 + DAY)
    stored = Run.objects.get(id=run.id)
    assert (stored.outcome, stored.unchanged, stored.requests, stored.at) == ("unchanged", 2, 1, DAY_0 + DAY)
    assert stored.boards[0]["name"] == "greenhouse/acorn"
    state = BoardState.objects.get(board=board)
    assert (state.complete_at, state.gone_at, state.etag) == (DAY_0 + DAY, None, '"1"')
    schedule = CompanySchedule.objects.get(company=board.company_id)
    assert (schedule.lease_until, schedule.ticket, schedule.failures) == (None, None, 0)
    assert schedule.next_run_at > DAY_0 + DAY


def test_what_is_absent_is_still_closed_by_an_unchanged_listing(visit: Visit, vendor: Vendor) -> None:
    with_etag(vendor, 1, 2)
    visit(DAY_0)
    with_etag(vendor, 1, tag='"2"')
    visit(DAY_0 + DAY)
    assert Absence.objects.count() == 1
    run = visit(DAY_0 + 2 * DAY)
    assert (run.closed, vendor.asked[-1][2]["if-none-match"]) == (1, '"2"')


def test_a_page_that_was_written_ends_the_trust_in_the_validator_before_it(visit: Visit, vendor: Vendor) -> None:
    """Part of a listing came, with one posting more; then the board shows again what it showed before."""
    with_etag(vendor, 1)
    visit(DAY_0)
    vendor.says(HOST, PATH, as_json(greenhouse(1, 2) | {"meta": {"total": 3}}, ETag='"2"'))
    assert visit(DAY_0 + DAY).outcome == "partial"
    assert Posting.objects.filter(status="open").count() == 2
    with_etag(vendor, 1)
    run = visit(DAY_0 + 2 * DAY)
    assert (run.unchanged, run.missing) == (1, 1)


def test_a_claim_that_was_lost_meanwhile_leaves_no_run(board: Board, visit: Visit, vendor: Vendor) -> None:
    with_etag(vendor, 1)
    visit(DAY_0)
    before = Run.objects.count()

    def taken_over(_headers: dict[str, str]) -> Reply:
        CompanySchedule.objects.update(fence=99)
        connection.close()
        return Reply(304)

    vendor.says(HOST, PATH, taken_over)
    held = claim(board.company_id, None)
    assert held is not None
    assert crawl(held, DAY_0 + DAY) is None
    assert Run.objects.count() == before
    assert BoardState.objects.get(board=board).complete_at == DAY_0
