"""Matches that wait no longer, each with the reason why."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from notifications.models import Match
from notifications.models.match import Settled


def settle(match_ids: Sequence[int], reason: Settled, at: datetime) -> None:
    """Settle the matches that were read and locked, and no others."""
    Match.objects.filter(pk__in=match_ids).update(settled_at=at, reason=reason)


def settle_waiting(subscriber_id: int, reason: Settled, at: datetime, *, saved_search_id: int | None = None) -> int:
    """Settle all that waits for a subscriber, or for one search of his. Returns how many. Needs his schedule's lock."""
    waiting = Match.objects.filter(subscriber_id=subscriber_id, settled_at__isnull=True)
    if saved_search_id is not None:
        waiting = waiting.filter(saved_search_id=saved_search_id)
    match_ids = list(waiting.select_for_update().order_by("pk").values_list("pk", flat=True))
    settle(match_ids, reason, at)
    return len(match_ids)


# What a digest took: its told-rows, and from them the matches that were settled with it.
TAKE_BACK = """
    WITH told AS (
        DELETE FROM notifications_told WHERE subscriber_id = %(subscriber)s AND digest_id = %(digest)s
        RETURNING posting_id
    ),
    taken AS (
        SELECT m.id FROM told
        JOIN ingest_posting AS posting ON posting.id = told.posting_id OR posting.canonical_id = told.posting_id
        JOIN notifications_savedsearch AS search ON search.subscriber_id = %(subscriber)s
        JOIN notifications_match AS m ON m.saved_search_id = search.id AND m.posting_id = posting.id
        WHERE m.reason = ANY(%(taken)s)
        ORDER BY m.id FOR UPDATE OF m
    )
    UPDATE notifications_match AS m SET settled_at = %(settled_at)s, reason = %(reason)s
    FROM taken WHERE m.id = taken.id
"""


def take_back(
    subscriber_id: int, digest_id: int, *, reason: Settled | None = None, settled_at: datetime | None = None
) -> None:
    """What was told in a digest that is not sent was not told: forget it.

    Its matches wait again, or with a `reason` are settled by that one. Needs the lock of the subscriber's schedule.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE_BACK,
            {
                "subscriber": subscriber_id,
                "digest": digest_id,
                "taken": [Settled.MAILED, Settled.JOINED],
                "reason": reason or "",
                "settled_at": settled_at,
            },
        )
