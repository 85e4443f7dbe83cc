"""Ours: dispatch is woken, and workers do the rest through RabbitMQ until no company is due any more."""

import time
from datetime import datetime

from django.db import connection

from config.clock import clock
from ingest import stages

STALLED_SECONDS = 60
LEFT = """
SELECT count(*) FROM ingest_companyschedule WHERE active AND (next_run_at <= %(at)s OR lease_until IS NOT NULL)
"""


class Ours:
    """Its share is the number of runs that are expected."""

    def __init__(self, runs: int) -> None:
        self._runs = runs
        connection.ensure_connection()

    def run(self) -> dict[str, int]:
        at = clock.now()
        stages.wake("dispatch")
        least, since = self._runs, time.monotonic()
        while left := self._left(at):
            if left < least:
                least, since = left, time.monotonic()
            if time.monotonic() - since > STALLED_SECONDS:
                raise RuntimeError(f"{left} companies wait, and none was visited for a minute")
            time.sleep(0.05)
        return self._outcomes(at)

    def _left(self, at: datetime) -> int:
        with connection.cursor() as cursor:
            cursor.execute(LEFT, {"at": at})
            return int(cursor.fetchone()[0])

    def _outcomes(self, at: datetime) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT outcome, count(*) FROM ingest_run WHERE at >= %s GROUP BY outcome", [at])
            outcomes = dict(cursor.fetchall())
        if sum(outcomes.values()) != self._runs:
            raise RuntimeError(f"{self._runs} runs were expected: {outcomes}")
        return outcomes
