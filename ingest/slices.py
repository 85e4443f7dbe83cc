"""A visit is put down between two of its requests, and taken up by whichever task comes next.

A board too large for one task is read in slices. What was read is in the database already; the row that is written here
holds only where to go on, so that a lost worker costs one slice, which is read again.
"""

import json
import logging
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection

from config.clock import clock
from ingest import stages
from ingest.deadlocks import deadlocks_retried
from ingest.intervals import after_host
from ingest.listing import Reading
from ingest.models import UnfinishedRun
from ingest.outcome import BoardOutcome
from ingest.progress import BoardProgress, Progress
from ingest.schedule import Claim, ClaimLost
from ingest.visit import PutDown

log = logging.getLogger(__name__)

# A listing drifts while it is read: what its first pages showed is not believed for longer.
LONGEST = timedelta(hours=6)

PUT_DOWN = """
    WITH mine AS (
        UPDATE ingest_companyschedule
        SET lease_until = NULL, reserved_until = NULL, ticket = NULL, next_run_at = %(again)s
        WHERE company_id = %(company)s AND fence = %(fence)s AND lease_until IS NOT NULL
        RETURNING company_id
    )
    INSERT INTO ingest_unfinishedrun AS u
        (company_id, began_at, started_at, slices, reason, done, board_id, reading, seen)
    SELECT company_id, %(began_at)s, %(started_at)s, %(slices)s, %(reason)s, %(done)s, %(board)s, %(reading)s, %(seen)s
    FROM mine
    ON CONFLICT (company_id) DO UPDATE
    SET began_at = excluded.began_at, started_at = excluded.started_at, slices = excluded.slices,
        reason = excluded.reason, done = excluded.done, board_id = excluded.board_id, reading = excluded.reading,
        seen = excluded.seen
"""


class _Read(msgspec.Struct):
    """What is stored of the board that is being read, but for the ids that were seen."""

    result: BoardOutcome
    reading: Reading


def take_up(company_id: int, at: datetime, *, is_unfinished: bool) -> Progress:
    """The progress of the visit that was put down, or a new one where there is none, or it has become too old."""
    row = UnfinishedRun.objects.filter(company_id=company_id).first() if is_unfinished else None
    if row is not None and timedelta(0) <= at - row.began_at < LONGEST:
        try:
            return _progress(row)
        except msgspec.ValidationError as error:
            # Another release put it down.
            log.warning("A visit begins anew", extra={"company_id": company_id, "reason": str(error)})
    return Progress(began_at=at, started_at=clock.now())


def latest(progress: Progress) -> datetime:
    """Until when the visit may wait for its host."""
    return progress.began_at + LONGEST


@deadlocks_retried
def put_down(claim: Claim, progress: Progress, pause: PutDown, at: datetime) -> None:
    """Write where the visit goes on, release the company, and have it dispatched again. Raises ClaimLost."""
    again = after_host(at, pause.wait) if pause.wait else at
    with connection.cursor() as cursor:
        cursor.execute(PUT_DOWN, {**_row(progress, str(pause)), **_of(claim), "again": again})
        if not cursor.rowcount:
            raise ClaimLost(claim.company_id)
    if not pause.wait:
        stages.wake("dispatch")
    values = {"company_id": claim.company_id, "slices": progress.slices + 1, "reason": str(pause)}
    log.info("A visit was put down", extra=values)


def _of(claim: Claim) -> dict[str, Any]:
    return {"company": claim.company_id, "fence": claim.fence}


def _row(progress: Progress, reason: str) -> dict[str, Any]:
    current = progress.current
    return {
        "began_at": progress.began_at,
        "started_at": progress.started_at,
        "slices": progress.slices + 1,
        "reason": reason[:1000],
        "done": msgspec.json.encode(progress.done).decode(),
        "board": current.result.board if current else None,
        "reading": _stored(current) if current else None,
        "seen": sorted(current.reading.seen) if current else [],
    }


def _stored(current: BoardProgress) -> str:
    stored = msgspec.to_builtins(_Read(current.result, current.reading))
    del stored["reading"]["seen"]
    return json.dumps(stored)


def _progress(row: UnfinishedRun) -> Progress:
    current = None
    if row.reading is not None:
        read = msgspec.convert(row.reading, _Read)
        read.reading.seen = set(row.seen)
        current = BoardProgress(read.result, read.reading)
    done = msgspec.convert(row.done, list[BoardOutcome])
    return Progress(row.began_at, row.started_at, row.slices, done, current)
