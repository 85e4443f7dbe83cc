"""The story of one run: visit each board of the company, record what came of it, release it, wake what follows.

A company too large for one task is visited in slices: each puts the visit down, and the last one records the run. A
run whose claim was lost writes nothing more; the worker that holds the claim now records its own.
"""

import logging
import math
import time
from datetime import datetime

from django.conf import settings

from config.clock import clock
from ingest import schedule, stages
from ingest.board_visit import visit_board
from ingest.heartbeat import heartbeat
from ingest.known import Known, boards_of
from ingest.models import Run
from ingest.models.run import Outcome
from ingest.moves.looking import look_for_moves
from ingest.next_visit import after_fault, next_visit
from ingest.outcome import COUNTS, BoardOutcome, worst
from ingest.progress import Progress
from ingest.recording import record
from ingest.schedule import Claim, ClaimLost, fenced
from ingest.slices import latest, put_down, take_up
from ingest.sources import source_named
from ingest.visit import PutDown, Slice, Visit

log = logging.getLogger(__name__)

# The watchdog ends a task at its limit; a run ends itself well before.
PART_OF_LIMIT = 0.8


def crawl(claim: Claim, at: datetime, *, slice_seconds: float | None = None) -> Run | None:
    """Visit the company of a claim as of `at`, to its end or for about `slice_seconds`.

    None when there is no run yet, because another slice follows, or because the claim was lost meanwhile.
    """
    with heartbeat.keeping(claim):
        try:
            run = _visit(claim, at, slice_seconds)
        except ClaimLost:
            log.warning("A claim was lost", extra={"company_id": claim.company_id, "fence": claim.fence})
            return None
        except Exception:
            _back_off(claim, at)
            raise
    if run is not None:
        _log(run)
    return run


def _visit(claim: Claim, at: datetime, slice_seconds: float | None) -> Run | None:
    boards = boards_of(claim.company_id)
    progress = take_up(claim.company_id, at, is_unfinished=any(known.is_unfinished for known in boards))
    try:
        _visit_boards(claim, boards, progress, at, slice_seconds)
    except PutDown as pause:
        put_down(claim, progress, pause, at)
        _wake_followers([*progress.done, *([progress.current.result] if progress.current else [])])
        return None
    left = [(known.board, known.state) for known in boards if known.state.empty_at or known.state.gone_at]
    look_for_moves(claim, left, progress.done, at)
    return _record(claim, progress, at)


def _visit_boards(
    claim: Claim, boards: list[Known], progress: Progress, at: datetime, slice_seconds: float | None
) -> None:
    began = time.monotonic()
    part = Slice(began + slice_seconds, latest(progress)) if slice_seconds is not None else None
    deadline = began + PART_OF_LIMIT * settings.TASK_LIMIT_SECONDS if part else math.inf
    for known in boards:
        if progress.is_done(known.board):
            continue
        visit = Visit(claim, known.board, source_named(known.board.source), at, deadline, part)
        visit_board(visit, known, progress.of(known.board))
        progress.finish()
        if known is not boards[-1] and (pause := visit.end_of_slice()):
            raise pause


def _record(claim: Claim, progress: Progress, at: datetime) -> Run:
    """The run's row, the next visit and the end of the claim; then the stages that have work."""
    outcomes = progress.done
    decisive = worst(outcomes)
    run = Run(
        company_id=claim.company_id,
        at=at,
        started_at=progress.started_at,
        finished_at=clock.now(),
        outcome=decisive.outcome if decisive else Outcome.UNCHANGED,
        reason=(decisive.reason if decisive else "The company has no board.")[:1000],
        slices=progress.slices + 1,
        boards=[outcome.as_json() for outcome in outcomes],
        **{name: sum(getattr(outcome, name) for outcome in outcomes) for name in COUNTS},
    )
    record(claim, run, next_visit(claim, outcomes, at), unchanged=[o.board for o in outcomes if o.quiet])
    _wake_followers(outcomes)
    return run


def _wake_followers(outcomes: list[BoardOutcome]) -> None:
    if settings.OPENSEARCH_URL and any(outcome.rewrote for outcome in outcomes):
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
