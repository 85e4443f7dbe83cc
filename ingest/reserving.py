"""Which companies are due, and their reservations: a ticket and `reserved_until`, made by the dispatcher.

Whoever works on a company then claims it by the ticket (`ingest.schedule`).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from config.prepared import prepared_cursor
from ingest.deadlocks import deadlocks_retried
from ingest.hosts.capacity import rooms

# A reservation outlives the wait in the queue: at most twice the slots are ahead of it.
RESERVED_LEASES = 3
# Any number that no other advisory lock of ours has.
ONE_DISPATCHER = 7_001

# Of each shared host as many as it has room for, from its own end of the index; then those with hosts of their own.
RESERVE = """
WITH shared AS (
    SELECT due.* FROM jsonb_to_recordset(%(rooms)s::jsonb) AS r (host text, room integer) CROSS JOIN LATERAL (
        SELECT s.company_id, s.next_run_at FROM ingest_companyschedule AS s
        WHERE s.active AND s.shared AND s.host = r.host AND s.next_run_at <= %(at)s
          AND (s.reserved_until IS NULL OR s.reserved_until < clock_timestamp())
          AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp())
        ORDER BY s.next_run_at, s.company_id LIMIT r.room
    ) AS due
), alone AS (
    SELECT s.company_id, s.next_run_at FROM ingest_companyschedule AS s
    WHERE s.active AND NOT s.shared AND s.next_run_at <= %(at)s
      AND (s.reserved_until IS NULL OR s.reserved_until < clock_timestamp())
      AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp())
      AND NOT EXISTS (SELECT FROM ingest_hostbudget AS b WHERE b.host = s.host
                      AND greatest(b.blocked_until, b.open_until) > clock_timestamp())
    ORDER BY s.next_run_at, s.company_id LIMIT %(room)s
), oldest AS (
    SELECT * FROM (SELECT * FROM shared UNION ALL SELECT * FROM alone) AS due
    ORDER BY next_run_at, company_id LIMIT %(room)s
), locked AS (
    SELECT s.company_id FROM ingest_companyschedule AS s JOIN oldest USING (company_id)
    WHERE s.active AND s.next_run_at <= %(at)s
      AND (s.reserved_until IS NULL OR s.reserved_until < clock_timestamp())
      AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp())
    ORDER BY s.company_id FOR UPDATE OF s SKIP LOCKED
)
UPDATE ingest_companyschedule AS s
SET ticket = gen_random_uuid(), reserved_until = clock_timestamp() + make_interval(secs => %(seconds)s)
FROM locked WHERE s.company_id = locked.company_id
RETURNING s.company_id, s.ticket, s.host, s.next_run_at
"""
# The clock is asked once, in a subquery: a volatile function cannot be looked up in an index. The order makes sure that
# the index is used, however many reservations the planner expects.
RESERVED = """
SELECT count(*) FROM (
    SELECT FROM ingest_companyschedule WHERE reserved_until > (SELECT clock_timestamp())
    ORDER BY reserved_until DESC LIMIT %s
) AS reserved
"""


@dataclass(frozen=True, slots=True)
class Reservation:
    company_id: int
    ticket: UUID
    host: str


def reserved_seconds() -> float:
    return RESERVED_LEASES * settings.LEASE_SECONDS


@deadlocks_retried
def reserve(at: datetime, *, most: int, page: int | None = None) -> list[Reservation]:
    """Reserve a page of the companies that are due at `at`, oldest first, while fewer than `most` are reserved in all.

    Hosts that may not be asked, or have no turns left for the moment, are skipped, and others fill the page.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # One dispatcher at a time counts and reserves, so that two together stay within the bound. The lock ends with
        # the transaction, and workers that wake the stage meanwhile do not wait for it.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_DISPATCHER])
        room = most - reserved_count(most)
        room = room if page is None else min(room, page)
        if room <= 0:
            return []
        cursor.execute(
            RESERVE,
            {
                "at": at,
                "room": room,
                "seconds": reserved_seconds(),
                "rooms": json.dumps([{"host": h, "room": min(free, room)} for h, free in rooms(most).items() if free]),
            },
        )
        oldest_first = sorted(cursor.fetchall(), key=lambda row: (row[3], row[0]))
        return [Reservation(*row[:3]) for row in oldest_first]


def reserve_now(company_ids: Sequence[int], at: datetime) -> list[Reservation]:
    """Make companies due and reserve them, whatever the bound; not those that are paused, reserved or worked on."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH free AS (
                SELECT company_id FROM ingest_companyschedule
                WHERE company_id = ANY(%s) AND active
                  AND (reserved_until IS NULL OR reserved_until < clock_timestamp())
                  AND (lease_until IS NULL OR lease_until < clock_timestamp())
                ORDER BY company_id FOR UPDATE
            )
            UPDATE ingest_companyschedule AS s
            SET next_run_at = least(s.next_run_at, %s), ticket = gen_random_uuid(),
                reserved_until = clock_timestamp() + make_interval(secs => %s)
            FROM free WHERE s.company_id = free.company_id
            RETURNING s.company_id, s.ticket, s.host
            """,
            [list(company_ids), at, reserved_seconds()],
        )
        return [Reservation(*row) for row in cursor.fetchall()]


def reserved_count(most: int) -> int:
    """How many companies are reserved and not claimed yet: the messages that may lie in the queue. Counts to `most`."""
    with prepared_cursor() as cursor:
        cursor.execute(RESERVED, [most])
        return int(cursor.fetchone()[0])


def give_back(reservations: Sequence[Reservation]) -> None:
    """End reservations whose message could not be published."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE ingest_companyschedule AS s SET reserved_until = NULL, ticket = NULL
            FROM unnest(%s::bigint[], %s::uuid[]) AS given (company_id, ticket)
            WHERE s.company_id = given.company_id AND s.ticket = given.ticket
            """,
            [[r.company_id for r in reservations], [r.ticket for r in reservations]],
        )
