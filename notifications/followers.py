"""How many subscribers follow each company: written to its schedule, because what is followed is visited more often."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from ingest.deadlocks import deadlocks_retried

log = logging.getLogger(__name__)

# Following is a saved search that asks for one company and nothing else. Rows that somebody works on wait for the
# next count. Who gets a first follower may have been left alone for a week, and is visited within an interval.
COUNT = """
WITH counted AS (
    SELECT k.company_ids[1] AS company_id, count(*) AS followers
    FROM search_keptcriteria AS k JOIN notifications_savedsearch AS s ON s.criteria_id = k.id
    WHERE cardinality(k.company_ids) = 1 AND k.query_string LIKE 'company=%%' AND strpos(k.query_string, '&') = 0
      AND s.frequency <> 'off'
    GROUP BY k.company_ids[1]
), differing AS (
    SELECT s.company_id, coalesce(c.followers, 0) AS followers, s.followers = 0 AS is_first
    FROM ingest_companyschedule AS s LEFT JOIN counted AS c USING (company_id)
    WHERE s.followers <> coalesce(c.followers, 0)
    ORDER BY s.company_id FOR UPDATE OF s SKIP LOCKED
)
UPDATE ingest_companyschedule AS s
SET followers = d.followers,
    next_run_at = CASE WHEN d.is_first
        THEN least(s.next_run_at, %(at)s + make_interval(secs => %(seconds)s * (0.7 + 0.3 * random())))
        ELSE s.next_run_at END
FROM differing AS d WHERE s.company_id = d.company_id
"""


@deadlocks_retried
def count_followers(at: datetime) -> int:
    """Count the followers of all companies. Returns how many companies had another number before."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COUNT, {"at": at, "seconds": settings.VISIT_INTERVAL.total_seconds()})
        changed: int = cursor.rowcount
    if changed:
        log.info("Followers were counted", extra={"changed": changed})
    return changed
