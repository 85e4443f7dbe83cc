"""What a test holds in its hands: an installation that can be started at a moment, waited for and looked into."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg

from config.standalone.ports import free_port
from tests.installation.mail import Mailbox
from tests.installation.processes import Processes, environment_without_ours

QUEUES = ("dispatch", "ingest", "index", "match", "mail", "urgent")
# Of design's order of magnitude, but quick.
INTERVALS = {"LEASE_SECONDS": "3", "SWEEP_SECONDS": "1", "BEAT_SECONDS": "1"}


class Installation:
    def __init__(self, processes: Processes, mailbox: Mailbox, database_url: str) -> None:
        self.processes = processes
        self.mailbox = mailbox
        self.database_url = database_url
        self.web = f"http://127.0.0.1:{processes.environment['PORT']}"

    def manage(self, *arguments: str) -> str:
        return self.processes.run("manage.py", *arguments)

    def sql(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows, as they stand in the database now."""
        with psycopg.connect(self.database_url.replace("postgres://", "postgresql://"), autocommit=True) as database:
            cursor = database.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def running_at(
        self,
        moment: datetime,
        *,
        beats: int = 1,
        ingest_workers: int = 1,
        queues: Sequence[str] = QUEUES,
        web: bool = True,
    ) -> Iterator[None]:
        """Web, workers and beat, with the program's clock at `moment` when they start."""
        offset = (moment - datetime.now(UTC)).total_seconds()
        self.processes.environment["CLOCK_OFFSET_SECONDS"] = str(round(offset))
        for queue in queues:
            for number in range(ingest_workers if queue == "ingest" else 1):
                self.start_worker(queue, number)
        for number in range(beats):
            self.processes.start(f"beat-{number}", "manage.py", "beat")
        try:
            if web:
                self._start_web()
            yield
        finally:
            self.processes.stop()

    def _start_web(self) -> None:
        address = f"127.0.0.1:{self.processes.environment['PORT']}"
        self.processes.start("web", "-m", "gunicorn", "-c", "python:config.gunicorn", "-b", address, "config.wsgi")
        self.wait_until(self._answers, "the web process answers")

    def start_worker(self, queue: str, number: int = 0) -> None:
        self.processes.start(f"worker-{queue}-{number}", "manage.py", "work", queue, "--slots", "4")

    def wait_until(self, condition: Callable[[], bool], what: str, seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"still not so after {seconds} s: {what}\n{self.tails()}"
            time.sleep(0.2)

    def wait_until_idle(self, seconds: float = 90) -> None:
        """Until no stage's query returns a row, twice in a row, and nobody works on anything."""
        self.wait_until(self._stays_idle, "no stage has work", seconds)

    def tails(self) -> str:
        logs = {name: self.processes.log_of(name)[-1500:] for name in self.processes.names()}
        return "\n".join(f"--- {name}\n{log}" for name, log in logs.items())

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.web}/healthz", timeout=2).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _stays_idle(self) -> bool:
        if not self._idle():
            return False
        time.sleep(0.3)
        return self._idle()

    @property
    def has_index(self) -> bool:
        return bool(self.processes.environment["OPENSEARCH_URL"])

    def _idle(self) -> bool:
        offset = f"make_interval(secs => {self.processes.environment['CLOCK_OFFSET_SECONDS']})"
        now = f"clock_timestamp() + {offset}"
        busy = f"""
            SELECT 'company' FROM ingest_companyschedule
            WHERE active AND next_run_at <= {now} OR lease_until > clock_timestamp()
            UNION ALL SELECT 'index' FROM ingest_postingstage
            WHERE version > indexed_version AND version > refused_version AND {self.has_index}
            UNION ALL SELECT 'match' FROM ingest_postingstage WHERE announced_at IS NOT NULL AND matched_at IS NULL
            UNION ALL SELECT 'digest' FROM notifications_digestschedule WHERE next_digest_at <= {now}
            UNION ALL SELECT 'mail' FROM notifications_delivery
            WHERE state IN ('claimed', 'handing_over') OR state = 'ready' AND retry_at <= {now}
            LIMIT 1
        """
        return not self.sql(busy)


def environment(database_url: str, broker_url: str, opensearch_url: str, mailbox: Mailbox, var: Path) -> dict[str, str]:
    port = free_port()
    return {
        **environment_without_ours(),
        **INTERVALS,
        "DATABASE_URL": database_url,
        "CELERY_BROKER_URL": broker_url,
        "OPENSEARCH_URL": opensearch_url,
        "EMAIL_URL": mailbox.url,
        "MAIL_FROM": "Rolewatch <rolewatch@jobs.example>",
        "SECRET_KEY": "made up for this test alone",
        "DEBUG": "1",
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "VAR_DIR": str(var),
        "CLOCK_OFFSET_SECONDS": "0",
        "PYTHONUNBUFFERED": "1",
    }
