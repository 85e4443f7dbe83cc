"""Which companies are due, who reserved them, and who works on them.

Dispatch reserves: a ticket and `reserved_until`. The worker claims: it moves the fence and takes a lease, and every
transaction that it writes in compares that fence first, so that a worker that comes back from the dead writes nothing.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from config.prepared import prepared_cursor
from ingest.deadlocks import deadlocks_retried
from ingest.hosts.capacity import rooms
from ingest.rhythm import Rhythm

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


class ClaimLost(Exception):  # noqa: N818  Somebody else works on the company now; nothing is wrong.
    """The company is claimed by another worker: write nothing more."""


@dataclass(frozen=True, slots=True)
class Reservation:
    company_id: int
    ticket: UUID
    host: str


@dataclass(frozen=True, slots=True)
class Claim:
    """`failures`: how many visits in a row had failed when the company was claimed; `rhythm`: what they had shown."""

    company_id: int
    fence: int
    failures: int = 0
    rhythm: Rhythm = field(default_factory=Rhythm)


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


def is_claimed(company_id: int) -> bool:
    """Whether somebody works on the company right now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM ingest_companyschedule WHERE company_id = %s AND lease_until > clock_timestamp()", [company_id]
        )
        return cursor.fetchone() is not None


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


def claim(company_id: int, ticket: UUID | None) -> Claim | None:
    """Claim a company by the ticket of its reservation, or without one for a visit on demand.

    None: somebody works on it, the ticket was used up, or the company is paused.
    """
    with prepared_cursor() as cursor:
        cursor.execute(
            """
            UPDATE ingest_companyschedule
            SET fence = fence + 1, reserved_until = NULL,
                lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
            WHERE company_id = %(company)s
              AND (ticket = %(ticket)s AND active OR %(ticket)s::uuid IS NULL)
              AND (lease_until IS NULL OR lease_until < clock_timestamp())
            RETURNING fence, failures, visited_at, change_rate, cost, followers
            """,
            {"company": company_id, "ticket": ticket, "lease": settings.LEASE_SECONDS},
        )
        row = cursor.fetchone()
    return Claim(company_id, row[0], row[1], Rhythm(*row[2:])) if row else None


@contextmanager
def fenced(held: Claim) -> Iterator[None]:
    """A transaction that holds the claim's row and renews its lease. Raises ClaimLost before anything is written."""
    with transaction.atomic():
        with prepared_cursor() as cursor:
            cursor.execute(
                """
                UPDATE ingest_companyschedule
                SET lease_until = clock_timestamp() + make_interval(secs => %s)
                WHERE company_id = %s AND fence = %s AND lease_until IS NOT NULL
                """,
                [settings.LEASE_SECONDS, held.company_id, held.fence],
            )
            if not cursor.rowcount:
                raise ClaimLost(held.company_id)
        yield


def renew(held: Sequence[Claim]) -> None:
    """Renew the leases of these claims. Those that are being written to right now renew themselves, and are skipped."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH mine AS (
                SELECT s.company_id FROM ingest_companyschedule AS s
                JOIN unnest(%s::bigint[], %s::bigint[]) AS held (company_id, fence) USING (company_id, fence)
                WHERE s.lease_until IS NOT NULL
                ORDER BY s.company_id FOR UPDATE OF s SKIP LOCKED
            )
            UPDATE ingest_companyschedule AS s
            SET lease_until = clock_timestamp() + make_interval(secs => %s)
            FROM mine WHERE s.company_id = mine.company_id
            """,
            [[c.company_id for c in held], [c.fence for c in held], settings.LEASE_SECONDS],
        )


def release(held: Claim, *, next_run_at: datetime, failures: int) -> None:
    """End the claim. To be called inside `fenced`, together with the run's row."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE ingest_companyschedule
            SET lease_until = NULL, reserved_until = NULL, ticket = NULL, next_run_at = %s, failures = %s
            WHERE company_id = %s AND fence = %s
            """,
            [next_run_at, failures, held.company_id, held.fence],
        )


def has_due(at: datetime) -> bool:
    """Whether a company is due, or worked on, at `at`."""
    with connection.cursor() as cursor:
        # By its smallest value: whatever the statistics say of how many are due, this is one look into the index.
        cursor.execute("SELECT min(next_run_at) <= %s FROM ingest_companyschedule WHERE active", [at])
        return bool(cursor.fetchone()[0])


def overdue(at: datetime, by: timedelta) -> int:
    """How many companies should have been visited before `at - by`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ingest_companyschedule WHERE active AND next_run_at <= %s", [at - by])
        return int(cursor.fetchone()[0])
