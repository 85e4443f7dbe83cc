"""Who works on a company: the claim of a worker, and what is due.

Dispatch reserves (`ingest.reserving`). The worker claims: it moves the fence and takes a lease, and every transaction
that it writes in compares that fence first, so that a worker that comes back from the dead writes nothing.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from config.prepared import prepared_cursor
from ingest.rhythm import Rhythm


class ClaimLost(Exception):  # noqa: N818  Somebody else works on the company now; nothing is wrong.
    """The company is claimed by another worker: write nothing more."""


@dataclass(frozen=True, slots=True)
class Claim:
    """`failures`: how many visits in a row had failed when the company was claimed; `rhythm`: what they had shown."""

    company_id: int
    fence: int
    failures: int = 0
    rhythm: Rhythm = field(default_factory=Rhythm)


def is_claimed(company_id: int) -> bool:
    """Whether somebody works on the company right now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM ingest_companyschedule WHERE company_id = %s AND lease_until > clock_timestamp()", [company_id]
        )
        return cursor.fetchone() is not None


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
