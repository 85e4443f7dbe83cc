"""A breaker per host: it opens when the host itself fails for several companies, and one request tries it again.

Only failed runs count that show a host that does not work: no connection, no answer in time, 5xx. A run counts once,
whatever it tried; an answer that can be used forgets what was counted before it, so that among thousands of boards a
few broken ones never stop the others. Throttling, 404 and what cannot be parsed are no failures of a host.
"""

from datetime import timedelta

from ingest.hosts.granting import make_rows
from ingest.hosts.side_connection import side_connection
from ingest.hosts.turns import turns

COMPANIES = 5
WINDOW = timedelta(seconds=600)
OPEN = timedelta(seconds=1800)

COUNT = """
WITH held AS (
    SELECT b.*, greatest(b.worked_at, clock_timestamp() - make_interval(secs => %(worked)s),
        clock_timestamp() - make_interval(secs => %(window)s)) AS since
    FROM ingest_hostbudget AS b WHERE host = %(host)s FOR UPDATE
), counted AS (
    SELECT host, jsonb_build_object(%(company)s::text, extract(epoch FROM clock_timestamp())) || coalesce(
        (SELECT jsonb_object_agg(company, at) FROM jsonb_each(failed) AS f (company, at)
         WHERE at::float8 > extract(epoch FROM since)), '{}') AS failed,
        open_until > clock_timestamp() AS is_open
    FROM held
), judged AS (
    SELECT *, coalesce(is_open, false) AS was_open,
        (SELECT count(*) FROM jsonb_object_keys(failed)) >= %(companies)s AS opens FROM counted
)
UPDATE ingest_hostbudget AS b SET
    failed = judged.failed,
    open_until = CASE WHEN opens AND NOT was_open THEN clock_timestamp() + make_interval(secs => %(open)s)
        ELSE b.open_until END,
    probe_until = CASE WHEN opens AND NOT was_open THEN NULL ELSE b.probe_until END
FROM judged WHERE b.host = judged.host
RETURNING opens
"""
CLOSE = """
UPDATE ingest_hostbudget SET open_until = NULL, probe_until = NULL, failed = '{}', worked_at = clock_timestamp()
WHERE host = %(host)s
"""
OPEN_AGAIN = """
UPDATE ingest_hostbudget SET open_until = clock_timestamp() + make_interval(secs => %(open)s), probe_until = NULL
WHERE host = %(host)s AND open_until IS NOT NULL
"""


def count_failed_run(host: str, company_id: int) -> bool:
    """Count a run that failed because of its host. Returns whether the breaker is open now."""
    make_rows([host])
    values = {
        "host": host,
        "company": company_id,
        "worked": turns.worked_seconds(host),
        "window": WINDOW.total_seconds(),
        "companies": COMPANIES,
        "open": OPEN.total_seconds(),
    }
    [[is_open]] = side_connection.rows(COUNT, values)
    if is_open:
        turns.note_trouble(host)
    return bool(is_open)


def judge_probe(host: str, *, works: bool) -> None:
    """The one request of a half-open breaker has ended: close it, or open it for another while."""
    if works:
        side_connection.rows(CLOSE, {"host": host})
    else:
        side_connection.rows(OPEN_AGAIN, {"host": host, "open": OPEN.total_seconds()})
