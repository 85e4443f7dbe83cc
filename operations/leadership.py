"""Who may act for all: a row with a lease and a fence. No session locks, so that it works behind PgBouncer."""

from django.conf import settings
from django.db import connection


def lead(role: str, holder: str) -> int | None:
    """Take or keep the role. Returns the fence, which moves when the holder does; None while somebody else leads."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO operations_leader AS l (role, holder, fence, lease_until)
            VALUES (%(role)s, %(holder)s, 1, clock_timestamp() + make_interval(secs => %(lease)s))
            ON CONFLICT (role) DO UPDATE
            SET holder = excluded.holder, lease_until = excluded.lease_until,
                fence = l.fence + (l.holder <> excluded.holder)::int
            WHERE l.holder = excluded.holder OR l.lease_until < clock_timestamp()
            RETURNING fence
            """,
            {"role": role, "holder": holder, "lease": settings.LEASE_SECONDS},
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None


def step_down(role: str, holder: str) -> None:
    """End the lease early, so that another need not wait for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE operations_leader SET lease_until = clock_timestamp() WHERE role = %s AND holder = %s",
            [role, holder],
        )
