"""One round trip to PostgreSQL that takes turns at several hosts for several threads.

A host's row is a generic cell rate algorithm: `next_free_at` moves on by the gap between two requests for each turn
that is given, so that turns never lie closer than the rate allows, whoever takes them. Beside it stand the seats of the
requests that run, each until a moment at which it is free even if its worker died.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ingest.hosts.policies import policy_of
from ingest.hosts.side_connection import side_connection

# How far ahead turns are given. Who would wait longer goes away, and his worker does something else meanwhile.
HORIZON_SECONDS = 2.0
# Longer than the longest request, wait included.
SEAT_SECONDS = 90.0
# After a throttling the rate is halved, never below the floor, and grows again by a part of the full rate a minute.
LEAST_FACTOR = 1 / 16
REGAINED_A_MINUTE = 0.05

# The part of its rate that a host may be asked with now.
FACTOR = f"""
least(1, b.factor + {REGAINED_A_MINUTE} / 60 * greatest(0, coalesce(
    extract(epoch FROM clock_timestamp() - greatest(b.slowed_at, b.blocked_until)), 0)))
"""
MAKE_ROWS = """
WITH hosts AS (SELECT unnest(%(hosts)s::text[]) AS host),
made AS (INSERT INTO ingest_vendorhost (host, note) SELECT host, '' FROM hosts ORDER BY host ON CONFLICT DO NOTHING)
SELECT host FROM hosts
"""
MAKE_BUDGETS = """
INSERT INTO ingest_hostbudget (host, seats, factor, blocked_reason, failed)
SELECT unnest(%(hosts)s::text[]), '{}', 1, '', '{}' ORDER BY 1 ON CONFLICT DO NOTHING
"""
TAKE = f"""
WITH asked AS (
    SELECT a.* FROM jsonb_to_recordset(%(asked)s::jsonb) AS a (
        host text, pages integer, details integer, rate float8, detail_rate float8, concurrency integer,
        freed timestamptz[], worked_seconds float8, horizon float8)
), held AS MATERIALIZED (
    SELECT a.*, b.next_free_at, b.seats, b.blocked_until, b.blocked_reason, b.open_until, b.probe_until,
        {FACTOR} * coalesce(v.rate, a.rate) AS page_rate,
        {FACTOR} * coalesce(v.detail_rate, v.rate, a.detail_rate) AS each_detail_rate,
        coalesce(v.concurrency, a.concurrency) AS most
    FROM asked a JOIN ingest_hostbudget b ON b.host = a.host JOIN ingest_vendorhost v ON v.host = a.host
    ORDER BY a.host FOR UPDATE OF b
), timed AS MATERIALIZED (
    -- Read after the lock: this is the moment as of which turns are given.
    SELECT held.*, clock_timestamp() AS now FROM held
), measured AS (
    SELECT t.*,
        coalesce(1 / page_rate, 0) AS page_gap,
        coalesce(1 / each_detail_rate, 0) AS detail_gap,
        greatest(0, extract(epoch FROM next_free_at - now))::float8 AS ahead,
        ARRAY(SELECT s FROM unnest(seats) AS s WHERE s > now EXCEPT ALL SELECT unnest(freed)) AS taken,
        coalesce(open_until <= now, false) AS half_open,
        greatest(0, extract(epoch FROM blocked_until - now), extract(epoch FROM open_until - now),
            CASE WHEN open_until <= now THEN extract(epoch FROM probe_until - now) END)::float8 AS closed_seconds
    FROM timed AS t
), seated AS (
    SELECT *, CASE WHEN closed_seconds > 0 THEN 0 WHEN half_open THEN 1
        ELSE greatest(0, coalesce(most - cardinality(taken), pages + details)) END AS free FROM measured
), paged AS (
    SELECT *, least(pages, free, CASE
        WHEN page_gap = 0 THEN pages
        WHEN ahead > horizon THEN 0
        -- A second's worth at most: other processes want their share of the horizon.
        ELSE least(greatest(1, floor(page_rate)), 1 + floor((horizon - ahead) / page_gap))
        END)::integer AS for_pages
    FROM seated
), detailed AS (
    SELECT *, ahead + for_pages * page_gap AS then_ahead FROM paged
), given AS (
    SELECT *, least(details, free - for_pages, CASE
        WHEN detail_gap = 0 THEN details
        WHEN then_ahead > horizon THEN 0
        ELSE least(greatest(1, floor(each_detail_rate)), 1 + floor((horizon - then_ahead) / detail_gap))
        END)::integer AS for_details
    FROM detailed
), noted AS (
    UPDATE ingest_hostbudget AS b SET
        next_free_at = CASE WHEN for_pages + for_details = 0 THEN b.next_free_at
            ELSE now + make_interval(secs => then_ahead + for_details * detail_gap) END,
        seats = CASE WHEN most IS NULL THEN '{{}}'
            ELSE taken || array_fill(now + make_interval(secs => %(seat)s), ARRAY[for_pages + for_details]) END,
        probe_until = CASE WHEN half_open AND for_pages + for_details > 0
            THEN now + make_interval(secs => %(seat)s) ELSE b.probe_until END,
        worked_at = greatest(b.worked_at, now - make_interval(secs => worked_seconds))
    FROM given AS g WHERE b.host = g.host
)
-- What is written is not worth a wait for the disk: a crash of the database forgets at most the last turns.
SELECT host, for_pages, for_details, ahead, then_ahead, page_gap, detail_gap, most IS NOT NULL AS has_seats,
    now + make_interval(secs => %(seat)s) AS seat_until, half_open, closed_seconds, free,
    CASE WHEN blocked_until > now THEN blocked_reason WHEN open_until IS NOT NULL THEN 'failed' ELSE '' END AS trouble
FROM given, (SELECT set_config('synchronous_commit', 'off', true)) AS hurried
"""  # noqa: S608  Constants of ours only.


@dataclass(slots=True)
class Wish:
    """What a process wants at one host: turns for pages and details; and what it has to tell about earlier ones.

    `horizon`: how many seconds ahead its threads are willing to wait. `freed` are the seats of requests that ended;
    `worked_seconds`, how long ago the host last answered.
    """

    host: str
    pages: int = 0
    details: int = 0
    horizon: float = HORIZON_SECONDS
    freed: list[datetime] = field(default_factory=list)
    worked_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """Turns at one host. All figures in seconds from the answer's arrival: `pages` and `details` are their starts.

    `ahead` is when the next turn would start. `closed` is how long the host must not be asked at all, because of
    `trouble`. `is_free`: no limit and no trouble, so that the next second needs no further question. `is_probe`: the
    one turn shows whether the host works again.
    """

    host: str
    pages: Sequence[float]
    details: Sequence[float]
    ahead: float
    closed: float
    trouble: str
    no_seats: bool
    seat: datetime | None
    is_probe: bool
    is_free: bool


def take(wishes: Sequence[Wish]) -> list[Given]:
    """Take what can be had now, of all these hosts, in one statement; each host at most once in `wishes`."""
    found = _take(wishes)
    if missing := {wish.host for wish in wishes} - {given.host for given in found}:
        make_rows(missing)
        found += _take([wish for wish in wishes if wish.host in missing])
    return found


def make_rows(hosts: Iterable[str]) -> None:
    values = {"hosts": sorted(hosts)}
    side_connection.rows(MAKE_ROWS, values)
    side_connection.rows(MAKE_BUDGETS, values)


def _take(wishes: Sequence[Wish]) -> list[Given]:
    values = {
        "asked": json.dumps([_as_json(wish) for wish in wishes]),
        "seat": SEAT_SECONDS,
    }
    return [_given(*row) for row in side_connection.rows(TAKE, values)]


def _as_json(wish: Wish) -> dict[str, Any]:
    policy = policy_of(wish.host)
    return {
        "host": wish.host,
        "pages": wish.pages,
        "details": wish.details,
        "rate": policy.rate,
        "detail_rate": policy.rate_of_details,
        "concurrency": policy.concurrency,
        "freed": [seat.isoformat() for seat in wish.freed],
        "worked_seconds": wish.worked_seconds,
        "horizon": wish.horizon,
    }


def _given(  # noqa: PLR0917  The columns of TAKE, in their order.
    host: str,
    pages: int,
    details: int,
    ahead: float,
    then_ahead: float,
    page_gap: float,
    detail_gap: float,
    has_seats: bool,
    seat: datetime,
    half_open: bool,
    closed: float,
    free: int,
    trouble: str,
) -> Given:
    return Given(
        host=host,
        pages=[ahead + number * page_gap for number in range(pages)],
        details=[then_ahead + number * detail_gap for number in range(details)],
        ahead=then_ahead + details * detail_gap,
        closed=closed,
        trouble=trouble,
        no_seats=free == 0,
        seat=seat if has_seats else None,
        is_probe=half_open,
        is_free=not (page_gap or detail_gap or has_seats or half_open or closed),
    )
