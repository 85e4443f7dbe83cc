"""Companies of a host that must not be asked: they are put off without a request, and come back one after the other."""

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction

from ingest.deadlocks import deadlocks_retried
from ingest.hosts.granting import FACTOR, HORIZON_SECONDS
from ingest.hosts.policies import policy_of

log = logging.getLogger(__name__)

# They come back over at least this part of the time for which the host was left alone.
SPREAD = 0.1

CLOSED = f"""
SELECT extract(epoch FROM greatest(b.blocked_until, b.open_until) - clock_timestamp())::float8,
    1 / ({FACTOR} * coalesce(v.rate, %(rate)s))
FROM ingest_hostbudget AS b JOIN ingest_vendorhost AS v ON v.host = b.host WHERE b.host = %(host)s
"""  # noqa: S608  Constants of ours only.
PUT_OFF = """
WITH due AS (
    SELECT company_id FROM ingest_companyschedule
    WHERE active AND shared AND host = %(host)s AND next_run_at < %(again)s
      AND (reserved_until IS NULL OR reserved_until < clock_timestamp())
      AND (lease_until IS NULL OR lease_until < clock_timestamp())
    ORDER BY company_id FOR UPDATE SKIP LOCKED
), spread AS (
    SELECT greatest(%(least)s, count(*) * %(gap)s) AS seconds FROM due
)
UPDATE ingest_companyschedule AS s
SET next_run_at = %(again)s + make_interval(secs => random() * spread.seconds)
FROM due, spread WHERE s.company_id = due.company_id
"""


@deadlocks_retried
def put_off(host: str, at: datetime) -> int:
    """Put the host's companies off to when it may be asked again, spread by its rate. Returns how many.

    Those that are reserved or worked on find out by themselves, without a request; so do companies of a host that is
    their own. A short wait is not worth it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLOSED, {"host": host, "rate": policy_of(host).rate})
        closed, gap = cursor.fetchone() or (None, None)
        if closed is None or closed <= HORIZON_SECONDS:
            return 0
        cursor.execute(
            PUT_OFF,
            {
                "host": host,
                "again": at + timedelta(seconds=closed),
                "least": SPREAD * closed,
                "gap": gap or 0,
            },
        )
        moved: int = cursor.rowcount
    log.info("Companies of a host are put off", extra={"host": host, "companies": moved, "seconds": round(closed)})
    return moved
