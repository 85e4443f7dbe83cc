"""The promise of README as SQL: each query returns what breaks it, and nothing while it is kept. Run every night.

*Each (subscriber, canonical posting) that matched is in at most one digest that was not cancelled or expired, or is
waiting for its slot, or is closed with a reason that can be read; a digest is retried until the mail server takes it or
refuses it for good; if the answer was lost after the message was handed over, the digest becomes `unknown`, is never
sent again by itself, and staff see it.*
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

log = logging.getLogger(__name__)

# How late a stage may be before something is wrong: an outage of an evening is none.
PATIENCE = timedelta(hours=12)
SHOWN = 20

TOLD_TWICE = """
    SELECT digest.subscriber_id, coalesce(posting.canonical_id, posting.id) AS posting_id,
           array_agg(digest.id) AS digests
    FROM notifications_digestitem AS item
    JOIN notifications_digest AS digest ON digest.id = item.digest_id
    JOIN notifications_delivery AS delivery ON delivery.digest_id = digest.id
    JOIN ingest_posting AS posting ON posting.id = item.posting_id
    WHERE delivery.state NOT IN ('cancelled', 'expired') AND digest.built_at >= %(remembered)s
    GROUP BY 1, 2 HAVING count(DISTINCT digest.id) > 1
"""
# Waiting means waiting for something: his schedule names a moment, and it has not long passed.
WAITS_FOR_NOTHING = """
    SELECT m.subscriber_id, m.posting_id, m.id AS match_id
    FROM notifications_match AS m
    LEFT JOIN notifications_digestschedule AS schedule ON schedule.subscriber_id = m.subscriber_id
    WHERE m.settled_at IS NULL
      AND (schedule.next_digest_at IS NULL OR schedule.next_digest_at < %(patience)s)
"""
MAILED_BUT_NOT_TOLD = """
    SELECT m.subscriber_id, m.posting_id, m.id AS match_id
    FROM notifications_match AS m JOIN ingest_posting AS posting ON posting.id = m.posting_id
    WHERE m.reason IN ('mailed', 'joined', 'told before') AND m.settled_at >= %(remembered)s
      AND NOT EXISTS (
          SELECT FROM notifications_told AS told
          WHERE told.subscriber_id = m.subscriber_id AND told.posting_id IN (posting.id, posting.canonical_id)
      )
"""
TOLD_BUT_NOT_IN_ITS_DIGEST = """
    SELECT told.subscriber_id, told.posting_id, told.digest_id
    FROM notifications_told AS told
    JOIN notifications_delivery AS delivery ON delivery.digest_id = told.digest_id
    WHERE delivery.state IN ('cancelled', 'expired')
       OR NOT EXISTS (
          SELECT FROM notifications_digestitem AS item JOIN ingest_posting AS posting ON posting.id = item.posting_id
          WHERE item.digest_id = told.digest_id AND told.posting_id IN (posting.id, posting.canonical_id)
       )
"""
IN_A_DIGEST_BUT_NOT_TOLD = """
    SELECT digest.subscriber_id, item.posting_id, digest.id AS digest_id
    FROM notifications_digestitem AS item
    JOIN notifications_digest AS digest ON digest.id = item.digest_id
    JOIN notifications_delivery AS delivery ON delivery.digest_id = digest.id
    JOIN ingest_posting AS posting ON posting.id = item.posting_id
    WHERE delivery.state NOT IN ('cancelled', 'expired') AND digest.built_at >= %(remembered)s
      AND NOT EXISTS (
          SELECT FROM notifications_told AS told
          WHERE told.subscriber_id = digest.subscriber_id AND told.posting_id IN (posting.id, posting.canonical_id)
      )
"""
WITHOUT_DELIVERY = """
    SELECT digest.id AS digest_id FROM notifications_digest AS digest
    LEFT JOIN notifications_delivery AS delivery ON delivery.digest_id = digest.id
    WHERE delivery.digest_id IS NULL
"""
NEITHER_SENT_NOR_SETTLED = """
    SELECT digest.id AS digest_id, delivery.state
    FROM notifications_delivery AS delivery JOIN notifications_digest AS digest ON digest.id = delivery.digest_id
    WHERE delivery.state IN ('ready', 'claimed', 'handing_over') AND digest.built_at < %(lifetime)s
"""
NEVER_MATCHED = """
    SELECT posting_id FROM ingest_postingstage
    WHERE announced_at < %(patience)s AND matched_at IS NULL
"""

QUERIES = {
    "told twice": TOLD_TWICE,
    "waits for nothing": WAITS_FOR_NOTHING,
    "mailed but not told": MAILED_BUT_NOT_TOLD,
    "told but not in its digest": TOLD_BUT_NOT_IN_ITS_DIGEST,
    "in a digest but not told": IN_A_DIGEST_BUT_NOT_TOLD,
    "without delivery": WITHOUT_DELIVERY,
    "neither sent nor settled": NEITHER_SENT_NOR_SETTLED,
    "never matched": NEVER_MATCHED,
}


@dataclass(frozen=True, slots=True)
class Violation:
    """What is broken, how often, and the first rows that show it."""

    what: str
    count: int
    rows: list[dict[str, object]]


def violations(at: datetime) -> list[Violation]:
    """Everything that breaks the promise as of `at`. Empty: it is kept."""
    values = {
        "patience": at - PATIENCE,
        "lifetime": at - settings.MAIL_LIFETIME - PATIENCE,
        # Told-rows are kept so long after a posting closed, and so at least that long.
        "remembered": at - timedelta(days=settings.KEEP_TOLD_DAYS),
    }
    return [found for what, query in QUERIES.items() if (found := _violation(what, query, values))]


def check_promise(at: datetime) -> int:
    """Log an error for each kind of violation. Returns how many there are."""
    found = violations(at)
    for violation in found:
        log.error(
            "The promise is broken",
            extra={"what": violation.what, "count": violation.count, "rows": str(violation.rows)[:1000]},
        )
    return len(found)


def _violation(what: str, query: str, values: dict[str, datetime]) -> Violation | None:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        if cursor.description is None or not cursor.rowcount:
            return None
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchmany(SHOWN)]
        return Violation(what, cursor.rowcount, rows)
