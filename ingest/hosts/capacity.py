"""How many more companies of each shared host dispatch may take now, so that hardly any has to go back for its turn."""

import math
from dataclasses import dataclass

from django.db import connection

from ingest.hosts.granting import FACTOR, HORIZON_SECONDS
from ingest.hosts.policies import policy_of

# One for each shared host that has companies: the index is entered once for each host, not read through. The order of
# those that are reserved makes sure that their index is used, as in `ingest.reserving`.
SHARED_HOSTS = f"""
WITH RECURSIVE hosts AS (
    (SELECT host FROM ingest_companyschedule WHERE active AND shared ORDER BY host LIMIT 1)
    UNION ALL
    SELECT (SELECT s.host FROM ingest_companyschedule AS s
            WHERE s.active AND s.shared AND s.host > hosts.host ORDER BY s.host LIMIT 1)
    FROM hosts WHERE hosts.host IS NOT NULL
), queued AS (
    SELECT host, count(*) AS companies FROM (
        SELECT host FROM ingest_companyschedule WHERE reserved_until > (SELECT clock_timestamp())
        ORDER BY reserved_until DESC LIMIT %(most)s
    ) AS reserved GROUP BY host
)
SELECT hosts.host, v.rate, v.concurrency, {FACTOR},
    greatest(0, extract(epoch FROM b.next_free_at - clock_timestamp()))::float8,
    (SELECT count(*) FROM unnest(b.seats) AS seat WHERE seat > clock_timestamp()),
    coalesce(greatest(b.blocked_until, b.open_until) > clock_timestamp(), false),
    coalesce(b.open_until <= clock_timestamp(), false),
    coalesce(b.probe_until > clock_timestamp(), false),
    coalesce(queued.companies, 0)
FROM hosts LEFT JOIN ingest_vendorhost AS v ON v.host = hosts.host LEFT JOIN ingest_hostbudget AS b ON b.host = v.host
LEFT JOIN queued ON queued.host = hosts.host
WHERE hosts.host IS NOT NULL
"""  # noqa: S608  Constants of ours only.


@dataclass(frozen=True, slots=True)
class HostNow:
    """`ahead`: seconds until its next free turn. `queued`: companies that wait in the broker's queue."""

    host: str
    rate: float | None
    concurrency: int | None
    factor: float | None
    ahead: float
    seats: int
    is_closed: bool
    is_half_open: bool
    is_probed: bool
    queued: int


def rooms(most: int) -> dict[str, int]:
    """How many companies may be taken of each shared host that has any, at most `most`."""
    with connection.cursor() as cursor:
        cursor.execute(SHARED_HOSTS, {"most": most})
        return {row[0]: room(HostNow(*row), most) for row in cursor.fetchall()}


def room(now: HostNow, most: int) -> int:
    if now.is_closed or now.is_probed:
        return 0
    return max(0, min(most, 1 if now.is_half_open else _turns(now, most)) - now.queued)


def _turns(now: HostNow, most: int) -> int:
    """The turns that a host has within the horizon; of its seats, each may have one more company waiting for it."""
    policy = policy_of(now.host)
    rate = now.rate or policy.rate
    concurrency = now.concurrency or policy.concurrency
    by_rate = most if rate is None else math.ceil(rate * (now.factor or 1) * (HORIZON_SECONDS - now.ahead))
    by_seats = most if concurrency is None else 2 * concurrency - now.seats
    return min(by_rate, by_seats)
