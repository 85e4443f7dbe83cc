"""Visit every company from this process: reserved a page at a time, as dispatch does it, and visited by threads.

Workers and other such processes may be at it too: whoever claims a company visits it, and hosts' budgets are shared.
"""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import close_old_connections, connection

from ingest.crawl import crawl
from ingest.dispatch import interleaved
from ingest.models import Run
from ingest.reserving import Reservation, give_back, reserve
from ingest.schedule import claim, has_due, overdue

log = logging.getLogger(__name__)

# A company that waits for its host's budget comes back within seconds; one that failed, after more than these.
COMES_BACK = timedelta(seconds=30)
PATIENCE_SECONDS = 60.0
TICK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit that ended. `run` is None where the claim was somebody else's, or a fault of ours ended it."""

    company_id: int
    run: Run | None = None
    faulty: bool = False


@dataclass(slots=True)
class _Sweep:
    moment: Callable[[], datetime]
    slots: int
    running: dict["Future[Visited]", Reservation] = field(default_factory=dict)


def make_all_due(at: datetime) -> int:
    """Make every active company due at `at`. Returns how many they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH later AS (
                SELECT company_id FROM ingest_companyschedule WHERE active AND next_run_at > %(at)s
                ORDER BY company_id FOR UPDATE
            )
            UPDATE ingest_companyschedule AS s SET next_run_at = %(at)s FROM later
            WHERE s.company_id = later.company_id
            """,
            {"at": at},
        )
    return overdue(at, timedelta())


def visit_all(moment: Callable[[], datetime], *, slots: int) -> Iterator[Visited]:
    """Visit what is due until nothing is. `moment` says as of when a visit that begins now decides.

    Ends early when nothing came of anything for a minute: what is due then waits for a host that is out of order.
    """
    pool = ThreadPoolExecutor(slots, thread_name_prefix="visit")
    sweep = _Sweep(moment, slots)
    try:
        moved_at = time.monotonic()
        while time.monotonic() - moved_at < PATIENCE_SECONDS:
            _begin(sweep, pool)
            if not sweep.running and not has_due(moment() + COMES_BACK):
                return
            ended = _ended(sweep)
            if ended:
                moved_at = time.monotonic()
            yield from ended
    finally:
        _stop(sweep, pool)


def _begin(sweep: _Sweep, pool: ThreadPoolExecutor) -> None:
    at = sweep.moment()
    if len(sweep.running) >= 2 * sweep.slots:
        return
    for reservation in interleaved(reserve(at, most=2 * sweep.slots)):
        sweep.running[pool.submit(_visit, reservation, at)] = reservation


def _ended(sweep: _Sweep) -> list[Visited]:
    if not sweep.running:
        time.sleep(TICK_SECONDS)
        return []
    done, _still_running = wait(sweep.running, TICK_SECONDS, FIRST_COMPLETED)
    for future in done:
        del sweep.running[future]
    return [future.result() for future in done]


def _stop(sweep: _Sweep, pool: ThreadPoolExecutor) -> None:
    """Let the visits that run end, and give back what has not begun."""
    waiting = [reservation for future, reservation in sweep.running.items() if future.cancel()]
    pool.shutdown()
    if waiting:
        give_back(waiting)


def _visit(reservation: Reservation, at: datetime) -> Visited:
    try:
        held = claim(reservation.company_id, reservation.ticket)
        return Visited(reservation.company_id, crawl(held, at) if held else None)
    except Exception:
        # One company must not end the sweep of all; `crawl` has given it back with a time.
        log.exception("A visit failed by a fault of ours", extra={"company_id": reservation.company_id})
        return Visited(reservation.company_id, faulty=True)
    finally:
        close_old_connections()
