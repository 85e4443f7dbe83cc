"""The match stage: newly announced postings against every active saved search, a page at a time.

One transaction: the page's rows are locked, each distinct criteria is compared once (search/delta.py), the pairs become
matches, and exactly the postings that were read are marked. A posting that is announced again finds its matches there:
only those that were settled because it closed wait again.
"""

import logging
from bisect import bisect_right
from datetime import datetime
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from ingest.deadlocks import deadlocks_retried
from notifications.models.match import Settled
from notifications.models.saved_search import Frequency
from notifications.slots import window_end
from search.delta import find_pairs

log = logging.getLogger(__name__)

PAGE = 1_000
# Broad searches of many people give a posting thousands of matches; a transaction must stay short all the same.
MOST_MATCHES = 100_000

READ = """
    SELECT posting_id FROM ingest_postingstage
    WHERE announced_at IS NOT NULL AND matched_at IS NULL
    ORDER BY posting_id LIMIT %s FOR UPDATE SKIP LOCKED
"""
COUNT = """
    SELECT pair.posting_id, count(*) FROM found_pair AS pair
    JOIN notifications_savedsearch AS search ON search.criteria_id = pair.criteria_id
    WHERE search.frequency <> %s
    GROUP BY pair.posting_id
"""
# Schedules are locked before searches, as everybody does who changes what a subscriber asked for.
LOCK_INSTANT = """
    SELECT FROM notifications_digestschedule
    WHERE subscriber_id IN (
        SELECT subscriber_id FROM notifications_savedsearch
        WHERE frequency = %(instant)s
          AND criteria_id IN (SELECT criteria_id FROM found_pair WHERE posting_id = ANY(%(postings)s))
    )
    ORDER BY subscriber_id FOR UPDATE
"""
# FOR SHARE: whoever turns a search off or deletes it waits for this transaction, and then settles its matches.
INSERT = """
    WITH wanted AS (
        SELECT search.id, search.subscriber_id, pair.posting_id
        FROM found_pair AS pair
        JOIN notifications_savedsearch AS search ON search.criteria_id = pair.criteria_id
        JOIN notifications_subscriber AS subscriber ON subscriber.id = search.subscriber_id
        JOIN ingest_postingstage AS stage ON stage.posting_id = pair.posting_id
        WHERE pair.posting_id = ANY(%(postings)s)
          AND search.frequency <> %(off)s AND stage.announced_at >= search.floor
          AND subscriber.is_active AND subscriber.confirmed_at IS NOT NULL AND subscriber.paused_at IS NULL
        ORDER BY search.id, pair.posting_id
        FOR SHARE OF search
    )
    INSERT INTO notifications_match AS m (saved_search_id, posting_id, subscriber_id, matched_at, reason)
    SELECT id, posting_id, subscriber_id, %(at)s, '' FROM wanted
    ON CONFLICT (saved_search_id, posting_id) DO UPDATE
    SET matched_at = excluded.matched_at, settled_at = NULL, reason = ''
    WHERE m.reason = %(closed)s
"""
HURRY = """
    UPDATE notifications_digestschedule AS schedule SET next_digest_at = %(window_end)s
    FROM (
        SELECT DISTINCT m.subscriber_id FROM notifications_match AS m
        JOIN notifications_savedsearch AS search ON search.id = m.saved_search_id
        WHERE m.posting_id = ANY(%(postings)s) AND m.matched_at = %(at)s AND m.settled_at IS NULL
          AND search.frequency = %(instant)s
    ) AS waiting
    WHERE schedule.subscriber_id = waiting.subscriber_id
      AND (schedule.next_digest_at IS NULL OR schedule.next_digest_at > %(window_end)s)
"""
MARK = "UPDATE ingest_postingstage SET matched_at = %s WHERE posting_id = ANY(%s)"


@deadlocks_retried
def match_page(at: datetime) -> bool:
    """Match one page. False when there was nothing left to match, as far as other matchers leave it to this one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(READ, [PAGE])
        posting_ids = [posting_id for (posting_id,) in cursor.fetchall()]
        if not posting_ids:
            return False
        find_pairs(posting_ids)
        posting_ids = _affordable(posting_ids)
        matches = _insert_matches(posting_ids, at)
        cursor.execute(MARK, [at, posting_ids])
    log.info("A page was matched", extra={"postings": len(posting_ids), "matches": matches})
    return True


def _affordable(posting_ids: list[int]) -> list[int]:
    """As many of them, and at least one, as have no more matches than one transaction takes."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [Frequency.OFF])
        matches = dict(cursor.fetchall())
    upto = list(accumulate(matches.get(posting_id, 0) for posting_id in posting_ids))
    return posting_ids[: max(1, bisect_right(upto, MOST_MATCHES))]


def _insert_matches(posting_ids: list[int], at: datetime) -> int:
    values: dict[str, Any] = {
        "at": at,
        "postings": posting_ids,
        "window_end": window_end(at, settings.INSTANT_WINDOW),
        "instant": Frequency.INSTANT,
        "off": Frequency.OFF,
        "closed": Settled.CLOSED,
    }
    with connection.cursor() as cursor:
        cursor.execute(LOCK_INSTANT, values)
        cursor.execute(INSERT, values)
        matches = int(cursor.rowcount)
        cursor.execute(HURRY, values)
    return matches
