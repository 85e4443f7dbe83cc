"""robots.txt of the sites whose pages we read (RFC 9309): read once a day for all workers, and kept in PostgreSQL.

A site that has none, or refuses to show it (4xx), allows everything. A site that cannot say (5xx, no connection) is
asked for its pages again later, but for a month what it said last holds.
"""

import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from ingest.fetching.answer import FetchFailed
from ingest.fetching.client import Limits
from ingest.fetching.following import followed
from ingest.fetching.robots_rules import Rule, as_text, from_text, may_read, rules_for
from ingest.hosts.side_connection import side_connection
from ingest.models.run import Outcome
from ingest.sources.types import Request

ROBOT = "rolewatch"
PATH = "/robots.txt"
# More than the RFC asks for; what lies beyond is not read.
MOST_BYTES = 512 * 1024
KNOWN_SECONDS = 600
FAILED_SECONDS = 60
MOST_KNOWN = 2_000

READ = """
SELECT rules, read_at > clock_timestamp() - interval '1 day' FROM ingest_robotsfile
WHERE origin = %(origin)s AND read_at > clock_timestamp() - interval '30 days'
"""
KEEP = """
INSERT INTO ingest_robotsfile (origin, rules, read_at) VALUES (%(origin)s, %(rules)s, clock_timestamp())
ON CONFLICT (origin) DO UPDATE SET rules = excluded.rules, read_at = excluded.read_at
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What this process knows of a site until then, a moment of `time.monotonic()`."""

    rules: tuple[Rule, ...] | FetchFailed
    until: float


class Robots:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, Known] = {}

    def check(self, url: str, end: float) -> None:
        """Raises FetchFailed where the site does not wish the URL to be read, or cannot say; `end` as in Limits."""
        parts = urlsplit(url)
        if parts.path == PATH:
            return
        rules = self._rules(f"{parts.scheme}://{parts.netloc}", end)
        path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
        if not may_read(rules, path):
            reason = f"the robots.txt of {parts.hostname} asks robots not to read {path[:200]}"
            raise FetchFailed(Outcome.BLOCKED, reason, counts=False)

    def forget(self) -> None:
        with self._lock:
            self._known.clear()

    def _rules(self, origin: str, end: float) -> tuple[Rule, ...]:
        with self._lock:
            known = self._known.get(origin)
        if known is None or known.until < time.monotonic():
            known = self._found(origin, end)
            self._remember(origin, known)
        if isinstance(known.rules, FetchFailed):
            raise _cannot_say(origin, known.rules)
        return known.rules

    def _remember(self, origin: str, known: Known) -> None:
        with self._lock:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[origin] = known

    def _found(self, origin: str, end: float) -> Known:
        kept = side_connection.rows(READ, {"origin": origin})
        if kept and kept[0][1]:
            return Known(from_text(kept[0][0]), time.monotonic() + KNOWN_SECONDS)
        try:
            rules = _read(origin, end)
        except FetchFailed as failure:
            if not kept:
                return Known(failure.with_traceback(None), time.monotonic() + FAILED_SECONDS)
            return Known(from_text(kept[0][0]), time.monotonic() + KNOWN_SECONDS)
        side_connection.rows(KEEP, {"origin": origin, "rules": as_text(rules)})
        return Known(rules, time.monotonic() + KNOWN_SECONDS)


def _read(origin: str, end: float) -> tuple[Rule, ...]:
    """The site's rules for us. Raises FetchFailed where it cannot say."""
    try:
        answer = followed(Request(f"{origin}{PATH}", expected="robots"), Limits(end, MOST_BYTES, cut=True))
    except FetchFailed as failure:
        if _has_none(failure):
            return ()
        raise
    return rules_for(answer.body.decode("utf-8", "replace").replace("\x00", ""), ROBOT)


def _has_none(failure: FetchFailed) -> bool:
    if failure.kind == Outcome.MALFORMED:
        return True
    return failure.kind != Outcome.THROTTLED and failure.status is not None and failure.status < 500  # noqa: PLR2004


def _cannot_say(origin: str, failure: FetchFailed) -> FetchFailed:
    reason = f"{origin}{PATH} cannot be read, and until then no page: {failure.reason}"
    return FetchFailed(
        failure.kind,
        reason,
        retry_after=failure.retry_after,
        host=failure.host,
        status=failure.status,
        host_failed=failure.host_failed,
        counts=failure.counts,
    )


robots = Robots()
