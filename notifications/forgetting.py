"""Told-rows are kept until a posting is closed for long; the postings themselves are not touched."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

log = logging.getLogger(__name__)

PAGE = 500

PAGE_OF_CLOSED = """
    SELECT id FROM ingest_posting
    WHERE status = 'closed' AND closed_at < %s AND id > %s
    ORDER BY id LIMIT %s
"""


def forget_told(at: datetime) -> int:
    """Delete the told-rows of postings that closed more than KEEP_TOLD_DAYS before `at`. Returns how many.

    A page of postings at a time, each in a statement of its own, so that no lock is held long.
    """
    before = at - timedelta(days=settings.KEEP_TOLD_DAYS)
    forgotten, after_id = 0, 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(PAGE_OF_CLOSED, [before, after_id, PAGE])
            posting_ids = [posting_id for (posting_id,) in cursor.fetchall()]
            if not posting_ids:
                break
            cursor.execute("DELETE FROM notifications_told WHERE posting_id = ANY(%s)", [posting_ids])
            forgotten += cursor.rowcount
            after_id = posting_ids[-1]
    if forgotten:
        log.info("Told-rows were forgotten", extra={"rows": forgotten})
    return forgotten
