"""A host that says "too fast": nobody asks it until then, and afterwards we ask it more slowly for a while."""

from datetime import timedelta

from ingest.hosts.granting import FACTOR, LEAST_FACTOR, make_rows
from ingest.hosts.side_connection import side_connection
from ingest.hosts.turns import turns

# Where the host does not say how long.
ORDINARY_WAIT = timedelta(seconds=60)
SHORTEST_WAIT = timedelta(seconds=1)
# Requests that were on their way together are refused together: that is one throttling.
ONE_THROTTLING_SECONDS = 10

SLOW_DOWN = f"""
UPDATE ingest_hostbudget AS b SET
    factor = CASE WHEN b.slowed_at > clock_timestamp() - make_interval(secs => %(one)s) THEN b.factor
        ELSE greatest({LEAST_FACTOR}, {FACTOR} / 2) END,
    slowed_at = clock_timestamp(),
    blocked_until = greatest(b.blocked_until, clock_timestamp() + make_interval(secs => %(wait)s)),
    blocked_reason = %(reason)s
WHERE b.host = %(host)s
"""  # noqa: S608  Constants of ours only.
ASK_AGAIN = """
UPDATE ingest_hostbudget SET blocked_until = NULL, blocked_reason = '', open_until = NULL, probe_until = NULL,
    failed = '{}', factor = 1, slowed_at = NULL
WHERE host = ANY(%(hosts)s)
"""


def slow_down(host: str, wait: timedelta | None, reason: str) -> timedelta:
    """Leave the host alone for `wait`, halve its rate, and return how long that is. `reason` follows its name."""
    wait = max(ORDINARY_WAIT if wait is None else wait, SHORTEST_WAIT)
    make_rows([host])
    values = {"host": host, "wait": wait.total_seconds(), "reason": reason[:200], "one": ONE_THROTTLING_SECONDS}
    side_connection.rows(SLOW_DOWN, values)
    turns.note_trouble(host)
    return wait


def ask_again(hosts: list[str]) -> None:
    """Staff know better: forget every block, breaker and slowness of these hosts."""
    side_connection.rows(ASK_AGAIN, {"hosts": hosts})
