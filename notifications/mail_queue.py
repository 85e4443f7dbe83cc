"""Which ready digests are on their way to a worker: at most twice the slots, instant mail first."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from ingest import stages
from ingest.deadlocks import deadlocks_retried
from notifications import work

log = logging.getLogger(__name__)

# By urgency. Instant mail has workers of its own, which are never behind a morning's digests.
TASK_OF = {False: "notifications.tasks.deliver_digest", True: "notifications.tasks.deliver_instant_digest"}
# A reservation outlives the wait in the queue: at most twice the slots are ahead of it.
RESERVED_LEASES = 3

RESERVE = """
    WITH due AS (
        SELECT digest_id FROM notifications_delivery
        WHERE state = 'ready' AND retry_at <= %(at)s
          AND (reserved_until IS NULL OR reserved_until < clock_timestamp())
        ORDER BY urgent DESC, retry_at, digest_id LIMIT %(room)s
        FOR UPDATE SKIP LOCKED
    )
    UPDATE notifications_delivery AS delivery
    SET reserved_until = clock_timestamp() + make_interval(secs => %(seconds)s)
    FROM due WHERE delivery.digest_id = due.digest_id
    RETURNING delivery.digest_id, delivery.urgent
"""


@dataclass(frozen=True, slots=True)
class Reserved:
    digest_id: int
    urgent: bool


def bound() -> int:
    """The most digests that may be reserved: the messages that the queues may hold."""
    return 2 * settings.MAIL_SLOTS


def reserved_seconds() -> float:
    return RESERVED_LEASES * settings.LEASE_SECONDS


def dispatch(at: datetime) -> int:
    """Fill the queues up to their bound. Returns how many digests were dispatched."""
    waiting = reserve(at)
    dispatched = 0
    for reserved in waiting:
        if not stages.publish(TASK_OF[reserved.urgent], [reserved.digest_id], expires=reserved_seconds()):
            # The broker is away: each further attempt would only wait as long.
            give_back([rest.digest_id for rest in waiting[dispatched:]])
            break
        dispatched += 1
    if waiting:
        log.info("Digests were dispatched", extra={"dispatched": dispatched, "given_back": len(waiting) - dispatched})
    return dispatched


@deadlocks_retried
def reserve(at: datetime) -> list[Reserved]:
    """Reserve digests that are ready at `at`, while fewer than the bound are reserved in all. Instant mail first."""
    with transaction.atomic(), connection.cursor() as cursor:
        # One dispatcher at a time counts and reserves, so that two together stay within the bound.
        cursor.execute("INSERT INTO ingest_stage (name, publish_failures) VALUES ('mail', 0) ON CONFLICT DO NOTHING")
        cursor.execute("SELECT FROM ingest_stage WHERE name = 'mail' FOR UPDATE")
        room = bound() - work.reserved_digests()
        if room <= 0:
            return []
        cursor.execute(RESERVE, {"at": at, "room": room, "seconds": reserved_seconds()})
        reserved = [Reserved(*row) for row in cursor.fetchall()]
    return sorted(reserved, key=lambda one: (not one.urgent, one.digest_id))


def give_back(digest_ids: Sequence[int]) -> None:
    """End reservations whose message could not be published."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_delivery SET reserved_until = NULL WHERE state = 'ready' AND digest_id = ANY(%s)",
            [list(digest_ids)],
        )


def wake_when_low(at: datetime) -> None:
    """Wake the dispatcher when less than half of what may be reserved is: throughput must not hang on beat."""
    if work.reserved_digests() < bound() / 2 and work.has_mail(at):
        stages.wake("mail")
