"""Ours: dispatch is woken, and workers do the rest through RabbitMQ until no company is due any more."""

import time

from django.db import connection

from config.clock import clock
from ingest import stages

MOST_SECONDS = 900
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
        deadline = time.monotonic() + MOST_SECONDS
        while self._left(at):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self._left(at)} companies were not visited in time")
            time.sleep(0.02)
        return self._outcomes(at)

    def _left(self, at: object) -> int:
        with connection.cursor() as cursor:
            cursor.execute(LEFT, {"at": at})
            return int(cursor.fetchone()[0])

    def _outcomes(self, at: object) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT outcome, count(*) FROM ingest_run WHERE at >= %s GROUP BY outcome", [at])
            outcomes = dict(cursor.fetchall())
        if sum(outcomes.values()) != self._runs:
            raise RuntimeError(f"{self._runs} runs were expected: {outcomes}")
        return outcomes
