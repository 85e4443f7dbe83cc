"""Whether the stages of matching and mail have something to do: each a query that its partial index answers."""

from datetime import datetime
from typing import Any

from django.db import connection


def has_matching(_at: datetime) -> bool:
    """Whether announced postings wait to be matched."""
    return _exists("ingest_postingstage WHERE announced_at IS NOT NULL AND matched_at IS NULL", {})


def has_digests(at: datetime) -> bool:
    """Whether a subscriber's slot has come."""
    due = "notifications_digestschedule WHERE next_digest_at <= %(at)s AND (retry_at IS NULL OR retry_at <= %(at)s)"
    return _exists(due, {"at": at})


def has_mail(at: datetime) -> bool:
    """Whether a digest is ready that is not on its way to a worker, or an attempt was lost."""
    ready = "state = 'ready' AND retry_at <= %(at)s AND (reserved_until IS NULL OR reserved_until < clock_timestamp())"
    lost = "state IN ('claimed', 'handing_over') AND lease_until < clock_timestamp()"
    return _exists(f"notifications_delivery WHERE {ready}", {"at": at}) or _exists(
        f"notifications_delivery WHERE {lost}", {}
    )


def has_mail_in_hand() -> bool:
    """Whether a digest is on its way to a worker or to the mail server."""
    return reserved_digests() > 0 or _exists("notifications_delivery WHERE state IN ('claimed', 'handing_over')", {})


def reserved_digests() -> int:
    """How many digests are reserved and not claimed yet: the messages that may lie in the queues."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM notifications_delivery WHERE state = 'ready' AND reserved_until > clock_timestamp()"
        )
        return int(cursor.fetchone()[0])


def _exists(rows: str, values: dict[str, Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {rows})", values)  # noqa: S608  Literals of this file.
        return bool(cursor.fetchone()[0])
