"""What today's code reads in kept answers, written as a visit writes it: under a claim, by the same upsert.

Old answers prove no absence, and vouch for nothing: nothing is closed or reopened, and no validator is stored. What is
written gives the validators up, so that the next visit reads the board in full; it comes at once where there is a
posting to announce.
"""

from datetime import datetime

from ingest.heartbeat import heartbeat
from ingest.models import Board, CompanySchedule
from ingest.raw_answers.differing import Differences, What
from ingest.raw_answers.reading import ReadAgain
from ingest.schedule import Claim, claim, fenced, release
from ingest.sources import source_named
from ingest.upsert import Upserted, write_read
from ingest.visit import Visit


class Visited(Exception):  # noqa: N818  It names what happened; nothing is wrong.
    """A worker visits the company right now."""


def apply(board: Board, read: ReadAgain, found: Differences, at: datetime) -> Upserted:
    """Write the postings that are created or changed. Raises Visited, and ClaimLost as a visit does."""
    wanted = {item.external_id for item in found.items if item.what in {What.CREATED, What.CHANGED}}
    contents = [pair for external_id, pair in read.contents.items() if external_id in wanted]
    if not contents:
        return Upserted()
    held = claim(board.company_id, None)
    if held is None:
        raise Visited(f"{board.company} is being visited right now by a worker")
    with heartbeat.keeping(held):
        try:
            visit = Visit(held, board, source_named(board.source), at, deadline=float("inf"))
            return write_read(visit, contents)
        finally:
            _give_back(held, at, comes_soon=found.count(What.CREATED) > 0)


def _give_back(held: Claim, at: datetime, *, comes_soon: bool) -> None:
    with fenced(held):
        schedule = CompanySchedule.objects.get(company_id=held.company_id)
        again = min(schedule.next_run_at, at) if comes_soon else schedule.next_run_at
        release(held, next_run_at=again, failures=schedule.failures)
