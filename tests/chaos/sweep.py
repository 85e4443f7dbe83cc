"""Ingestion alone, in real processes: dispatch, workers that read boards, and beat; killed while they read."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg

from tests.installation.processes import Processes

WORKERS = ("worker-ingest-0", "worker-ingest-1")


@dataclass
class Kill:
    """What was being read when a worker was killed: company -> fence, and how long its lease still ran."""

    worker: str
    held: dict[int, int]
    longest_lease: float


@dataclass
class Sweep:
    processes: Processes
    database_url: str
    kills: list[Kill] = field(default_factory=list)

    def sql(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database_url.replace("postgres://", "postgresql://"), autocommit=True) as database:
            cursor = database.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def running_at(self, moment: datetime) -> Iterator[None]:
        self.processes.environment["CLOCK_OFFSET_SECONDS"] = str(round((moment - datetime.now(UTC)).total_seconds()))
        self.processes.start("worker-dispatch-0", "manage.py", "work", "dispatch")
        for worker in WORKERS:
            self._start(worker)
        self.processes.start("beat-0", "manage.py", "beat")
        try:
            yield
        finally:
            self.processes.stop()

    def make_due(self, moment: datetime) -> None:
        self.sql("UPDATE ingest_companyschedule SET next_run_at = %s", (moment,))

    def wait_until_read(self, moment: datetime, seconds: float) -> None:
        """Until nobody works on anything and nothing is due that was."""
        busy = """
            SELECT EXISTS (SELECT FROM ingest_companyschedule
                           WHERE active AND next_run_at <= %s OR lease_until > clock_timestamp())
        """
        end = time.monotonic() + seconds
        while self.sql(busy, (moment,))[0][0]:
            assert time.monotonic() < end, f"still read after {seconds} s\n{self.processes.log_of(WORKERS[0])[-3000:]}"
            time.sleep(0.2)

    def kill_while_reading(self, moment: datetime, *, times: int, seed: int) -> None:
        """SIGKILL for the worker that reads, so often, each time at another moment of its work."""
        chance = random.Random(seed)
        for _kill in range(times):
            self._wait_for_work(moment)
            time.sleep(chance.uniform(0, 0.5))
            worker = chance.choice(WORKERS)
            self.processes.kill(worker)
            self.kills.append(self._killed(worker))
            self._start(worker)

    def wait_for_takeover(self, kill: Kill, seconds: float) -> None:
        """Until each company that was held at the kill is worked on by somebody else, or done."""
        end = time.monotonic() + seconds
        while left := self._left_of(kill):
            assert time.monotonic() < end, f"{left} of {kill.worker} are stuck"
            time.sleep(0.1)

    def _start(self, worker: str) -> None:
        self.processes.start(worker, "manage.py", "work", "ingest", "--slots", "3")

    def _wait_for_work(self, moment: datetime) -> None:
        """Until something is being read; when all has been read already, all of it is due again."""
        end = time.monotonic() + 30
        while not self._held():
            assert time.monotonic() < end, "nobody reads anything"
            if not self.sql("SELECT FROM ingest_companyschedule WHERE next_run_at <= %s LIMIT 1", (moment,)):
                self.make_due(moment)
            time.sleep(0.02)

    def _held(self) -> list[tuple[Any, ...]]:
        return self.sql(
            "SELECT company_id, fence, extract(epoch FROM lease_until - clock_timestamp())::float8"
            " FROM ingest_companyschedule WHERE lease_until > clock_timestamp()"
        )

    def _killed(self, worker: str) -> Kill:
        held = self._held()
        leases = [lease for _company, _fence, lease in held]
        return Kill(worker, {row[0]: row[1] for row in held}, max(leases, default=0))

    def _left_of(self, kill: Kill) -> list[int]:
        rows = self.sql("SELECT company_id, fence FROM ingest_companyschedule WHERE lease_until IS NOT NULL")
        return [company for company, fence in rows if kill.held.get(company) == fence]
