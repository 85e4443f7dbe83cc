"""Feeds that are a window of the newest postings: what they no longer show may be open still.

Such a listing closes nothing by absence. A posting outside of the window is closed

- when its `valid_through` has passed;
- when its page is gone (404 or 410): a few pages are asked at each visit, those first that were asked longest ago, as
  politely as any other and only where the site's robots.txt allows it; whatever else a page answers says nothing;
- after 60 days outside.

In the window it is open, whatever else is said of it.
"""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import connection

from ingest import closing
from ingest.deadlocks import deadlocks_retried
from ingest.fetching import FetchFailed, fetch
from ingest.listing import Reading
from ingest.models import BoardState
from ingest.models.posting import ClosedReason
from ingest.models.run import Outcome
from ingest.outcome import BoardOutcome
from ingest.schedule import fenced
from ingest.sources.types import Request
from ingest.visit import Visit

OPEN_UNSEEN = timedelta(days=60)
# A page is asked again only after a while, however often its feed is.
CHECK_EVERY = timedelta(days=3)
MOST_CHECKS = 10
# Time that is left for the end of the visit.
LAST_SECONDS = 5
# The host, and not the page, is why nothing was learnt.
HOSTS_TROUBLE = frozenset({Outcome.THROTTLED, Outcome.UNREACHABLE, Outcome.DEADLINE})

NOTE = """
    WITH returned AS (
        DELETE FROM ingest_unseen u USING ingest_posting p
        WHERE u.board_id = %(board)s AND p.id = u.posting_id
          AND (p.status <> 'open' OR p.external_id = ANY(%(seen)s))
    )
    INSERT INTO ingest_unseen (posting_id, board_id, since)
    SELECT p.id, p.board_id, %(since)s FROM ingest_posting p
    WHERE p.board_id = %(board)s AND p.status = 'open' AND p.external_id <> ALL(%(seen)s)
    ORDER BY p.id ON CONFLICT (posting_id) DO NOTHING
"""
ENDED = """
    SELECT p.id, coalesce(p.valid_through <= %(at)s, false)
    FROM ingest_unseen u JOIN ingest_posting p ON p.id = u.posting_id
    WHERE u.board_id = %(board)s AND p.status = 'open' AND (p.valid_through <= %(at)s OR u.since <= %(unseen)s)
    ORDER BY p.id
"""
TO_CHECK = """
    SELECT p.id, p.url FROM ingest_unseen u JOIN ingest_posting p ON p.id = u.posting_id
    WHERE u.board_id = %(board)s AND p.status = 'open' AND p.url <> ''
      AND (u.checked_at IS NULL OR u.checked_at <= %(before)s)
    ORDER BY u.checked_at NULLS FIRST, u.since, p.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Checked:
    id: int
    is_gone: bool


def settle(visit: Visit, state: BoardState, reading: Reading, result: BoardOutcome) -> None:
    """Note who is outside of the window, and close whose time is up. Needs a fenced transaction."""
    if not reading.unchanged:
        _note(visit, reading.seen, state.complete_at or visit.at)
    with connection.cursor() as cursor:
        cursor.execute(ENDED, {"board": visit.board.id, "at": visit.at, "unseen": visit.at - OPEN_UNSEEN})
        rows = cursor.fetchall()
    expired, unseen = [row[0] for row in rows if row[1]], [row[0] for row in rows if not row[1]]
    _close(expired, ClosedReason.EXPIRED, visit.at)
    _close(unseen, ClosedReason.ABSENT, visit.at)
    result.closed += len(rows)


def check_pages(visit: Visit, reading: Reading, result: BoardOutcome) -> None:
    """Ask some of the pages outside of the window whether they are there still. Raises ClaimLost."""
    checked = list(_checks(visit, reading))
    if checked:
        result.closed += _keep(visit, checked)


def _checks(visit: Visit, reading: Reading) -> Iterator[Checked]:
    troubled = set[str | None]()
    for posting_id, url in _to_check(visit):
        host = urlsplit(url).hostname
        if host in troubled:
            continue
        if time.monotonic() >= visit.deadline - LAST_SECONDS or visit.end_of_slice():
            return
        failure = _failure(visit, url, reading)
        if failure is not None and failure.kind in HOSTS_TROUBLE:
            troubled.add(host)
        else:
            yield Checked(posting_id, failure is not None and failure.kind == Outcome.GONE)


def _failure(visit: Visit, url: str, reading: Reading) -> FetchFailed | None:
    """Why the page could not be read; None where it is there."""
    try:
        answer = fetch(Request(url, expected="html"), deadline=visit.deadline, is_detail=True)
    except FetchFailed as failure:
        reading.requests += failure.was_asked
        return failure
    reading.requests += 1
    reading.received += answer.received
    return None


@deadlocks_retried
def _keep(visit: Visit, checked: Sequence[Checked]) -> int:
    gone = [page.id for page in checked if page.is_gone]
    with fenced(visit.claim):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE ingest_unseen SET checked_at = %s WHERE posting_id = ANY(%s)",
                [visit.at, [page.id for page in checked]],
            )
        _close(gone, ClosedReason.PAGE_GONE, visit.at)
    return len(gone)


def _note(visit: Visit, seen: Collection[str], since: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(NOTE, {"board": visit.board.id, "seen": list(seen), "since": since})


def _to_check(visit: Visit) -> list[tuple[int, str]]:
    values: dict[str, int | datetime] = {
        "board": visit.board.id,
        "before": visit.at - CHECK_EVERY,
        "most": MOST_CHECKS,
    }
    with connection.cursor() as cursor:
        cursor.execute(TO_CHECK, values)
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _close(posting_ids: Sequence[int], reason: ClosedReason, at: datetime) -> None:
    closing.close(posting_ids, reason, at)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ingest_unseen WHERE posting_id = ANY(%s)", [list(posting_ids)])
