"""The story of one run: visit each board of the company, record what came of it, release it, wake what follows.

A run whose claim was lost writes nothing more; the worker that holds the claim now records its own.
"""

import logging
import time
from datetime import datetime

from django.conf import settings

from config.clock import clock
from ingest import schedule, stages
from ingest.board_visit import visit_board
from ingest.heartbeat import heartbeat
from ingest.known import boards_of
from ingest.models import Run
from ingest.models.run import Outcome
from ingest.next_visit import after_fault, next_visit
from ingest.outcome import COUNTS, BoardOutcome, worst
from ingest.recording import record
from ingest.schedule import Claim, ClaimLost, fenced
from ingest.sources import source_named
from ingest.visit import Visit

log = logging.getLogger(__name__)

# The watchdog ends a task at its limit; a run ends itself well before.
PART_OF_LIMIT = 0.8


def crawl(claim: Claim, at: datetime) -> Run | None:
    """Visit the company of a claim as of `at`. None when the claim was lost meanwhile."""
    started_at = clock.now()
    with heartbeat.keeping(claim):
        try:
            outcomes = _visit_boards(claim, at)
            run = _record(claim, outcomes, at, started_at)
        except ClaimLost:
            log.warning("A claim was lost", extra={"company_id": claim.company_id, "fence": claim.fence})
            return None
        except Exception:
            _back_off(claim, at)
            raise
    _log(run)
    return run


def _visit_boards(claim: Claim, at: datetime) -> list[BoardOutcome]:
    deadline = time.monotonic() + PART_OF_LIMIT * settings.TASK_LIMIT_SECONDS
    return [
        visit_board(Visit(claim, known.board, source_named(known.board.source), at, deadline), known)
        for known in boards_of(claim.company_id)
    ]


def _record(claim: Claim, outcomes: list[BoardOutcome], at: datetime, started_at: datetime) -> Run:
    """The run's row, the next visit and the end of the claim; then the stages that have work."""
    decisive = worst(outcomes)
    run = Run(
        company_id=claim.company_id,
        at=at,
        started_at=started_at,
        finished_at=clock.now(),
        outcome=decisive.outcome if decisive else Outcome.UNCHANGED,
        reason=(decisive.reason if decisive else "The company has no board.")[:1000],
        boards=[outcome.as_json() for outcome in outcomes],
        **{name: sum(getattr(outcome, name) for outcome in outcomes) for name in COUNTS},
    )
    record(claim, run, next_visit(claim, outcomes, at), unchanged=[o.board for o in outcomes if o.quiet])
    _wake_followers(run, outcomes)
    return run


def _wake_followers(run: Run, outcomes: list[BoardOutcome]) -> None:
    if settings.OPENSEARCH_URL and (run.created or run.changed or run.closed or run.reopened):
        stages.wake("index")
    if any(outcome.announced for outcome in outcomes):
        stages.wake("match")


def _back_off(claim: Claim, at: datetime) -> None:
    """A fault of ours: give the company back with a time, so that it is not tried again at once and for ever."""
    following = after_fault(claim, at)
    with fenced(claim):
        schedule.release(claim, next_run_at=following.at, failures=following.failures)


def _log(run: Run) -> None:
    # The prefix keeps clear of logging's own names, of which `created` is one.
    counts = {f"run_{name}": count for name in COUNTS if (count := getattr(run, name))}
    values = {"company_id": run.company_id, "outcome": str(run.outcome), "reason": run.reason}
    log.info("A company was visited", extra=values | counts)
